import Watch
import WatchStore

/// Why what somebody typed is no territory of an office, no zone, or nothing that a municipality can have of its own, for who
/// typed it.
public struct TerritoryFault: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: String

    public var description: String { "\(reason). Nothing was changed" }
}

extension Wiring {
    /// An office with what its territory is called.
    public struct NamedOffice: Hashable, Sendable {
        public let office: Office
        /// `Woerden (0632)`.
        public let name: String
    }

    /// The office of this kind over what somebody typed: a municipality by its code or its whole name, a country by its
    /// code, a police zone as `saar zone` names it.
    ///
    /// - Throws: `TerritoryFault` for what is no territory, or more than one.
    public func office(_ kind: Office.Kind, over typed: String) async throws -> NamedOffice {
        let typed = Words.trimmed(typed)
        switch kind {
        case .municipality: return try await municipality(typed)
        case .foundation:
            let country = typed.uppercased()
            guard Jurisdiction.all.contains(where: { $0.code == country }) else {
                let codes = Jurisdiction.all.map(\.code).joined(separator: " or ")
                throw TerritoryFault(reason: "a foundation speaks for a country: \(codes), not \(typed)")
            }
            return NamedOffice(office: Office(kind: kind, territory: country), name: country)
        case .police:
            let zone = try Wiring.zoneName(typed)
            return NamedOffice(office: Office(kind: kind, territory: zone), name: zone)
        }
    }

    /// Takes an office from somebody: also one over what the gazetteer does not know any more, by its code.
    ///
    /// - Returns: which it was; nil when they did not hold it.
    /// - Throws: `TerritoryFault` for what is no territory, or more than one.
    public func revoke(
        _ kind: Office.Kind, over typed: String, from email: EmailAddress
    ) async throws -> NamedOffice? {
        let exact = Office(kind: kind, territory: Words.trimmed(typed))
        if try await persons.revoke(exact, from: email) {
            return NamedOffice(office: exact, name: try await name(of: exact))
        }
        let named = try await office(kind, over: typed)
        return try await persons.revoke(named.office, from: email) ? named : nil
    }

    /// Whether a municipality lies in a police zone: that none does is a slip of the finger, as a rule.
    public func isZone(_ zone: String) async throws -> Bool { try await zones.zones().values.contains(zone) }

    /// What the territory of an office is called; its code alone, where it is no place of the gazetteer.
    public func name(of office: Office) async throws -> String {
        guard office.kind == .municipality, let place = try await places.gazetteer().municipality(office.territory)
        else { return office.territory }
        return Wiring.name(place)
    }

    private func municipality(_ typed: String) async throws -> NamedOffice {
        let (code, name) = try await municipality(over: typed)
        return NamedOffice(office: Office(kind: .municipality, territory: code), name: name)
    }

    /// The municipality with this code or whole name.
    ///
    /// - Throws: `TerritoryFault` for none, or more than one.
    func municipality(over typed: String) async throws -> (code: String, name: String) {
        let typed = Words.trimmed(typed)
        let gazetteer = try await places.gazetteer()
        let wanted = typed.lowercased()
        let named =
            gazetteer.municipality(typed).map { [$0] }
            ?? gazetteer.municipalities().filter { place in place.allNames.contains { $0.lowercased() == wanted } }
        guard let place = named.first else {
            throw TerritoryFault(reason: "there is no municipality with the code or the whole name \(typed)")
        }
        guard named.count == 1 else {
            let names = named.map(Wiring.name).joined(separator: ", ")
            throw TerritoryFault(reason: "more than one municipality is called \(typed); say its code: \(names)")
        }
        return (place.code, Wiring.name(place))
    }

    private static func name(_ place: Place) -> String { "\(place.name) (\(place.code))" }
}
