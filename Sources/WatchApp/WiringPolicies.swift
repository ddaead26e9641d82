import Watch
import WatchStore

extension Wiring {
    /// A municipality, and what holds there.
    public struct PolicedMunicipality: Hashable, Sendable {
        public let code: String
        /// `Gent (44021)`.
        public let name: String
        /// What it does its own way; nil for nothing.
        public let own: MunicipalPolicy?
    }

    private var policies: any MunicipalPolicyStore { SQLMunicipalPolicyStore(database: database) }

    /// Everything that municipalities do their own way, by their codes.
    public func municipalPolicies() async throws -> [PolicedMunicipality] {
        var found: [PolicedMunicipality] = []
        for (code, own) in try await policies.policies().sorted(by: { $0.key < $1.key }) {
            let name = try await name(of: Office(kind: .municipality, territory: code))
            found.append(PolicedMunicipality(code: code, name: name, own: own))
        }
        return found
    }

    /// Sets what a municipality does its own way; what is nil stays as it was.
    ///
    /// - Parameter typed: its code or its whole name.
    /// - Throws: `TerritoryFault` for what is no municipality, no age or no number.
    public func setPolicy(
        of typed: String, minimumAge: Int?, policeNumber: String?
    ) async throws -> PolicedMunicipality {
        let named = try await office(.municipality, over: typed)
        let code = named.office.territory
        guard let country = try await places.gazetteer().municipality(code)?.country else {
            throw TerritoryFault(reason: "it is not known in which country \(named.name) lies")
        }
        var age: Int?
        if let minimumAge {
            guard let taken = try? MunicipalPolicy.age(minimumAge) else {
                let (least, most) = (MunicipalPolicy.ages.lowerBound, MunicipalPolicy.ages.upperBound)
                throw TerritoryFault(
                    reason: "the age from which on somebody may join lies between \(least) and \(most)")
            }
            age = taken
        }
        var number: String?
        if let policeNumber {
            guard let taken = try? MunicipalPolicy.number(policeNumber, in: Jurisdiction.of(country)) else {
                throw TerritoryFault(
                    reason: """
                        the number of the local police is written as it is dialled within the country, with a 0 before: \
                        "09 266 61 11"; a number that counts in the whole country is none
                        """)
            }
            number = taken
        }
        let before = try await policies.policy(of: code)
        let own = MunicipalPolicy(
            minimumAge: age ?? before?.minimumAge, policeNumber: number ?? before?.policeNumber)
        try await policies.put(own, for: code, at: surroundings.now())
        return PolicedMunicipality(code: code, name: named.name, own: own)
    }

    /// Lets the country's policy hold again; also in a municipality that the gazetteer does not know any more, by its code.
    ///
    /// - Returns: what is left; nil when there was nothing.
    /// - Throws: `TerritoryFault` for what is no municipality.
    public func unsetPolicy(
        of typed: String, minimumAge: Bool, policeNumber: Bool
    ) async throws -> PolicedMunicipality? {
        var code = Words.trimmed(typed)
        var before = try await policies.policy(of: code)
        if before == nil {
            code = try await office(.municipality, over: typed).office.territory
            before = try await policies.policy(of: code)
        }
        guard let before else { return nil }
        let own = MunicipalPolicy(
            minimumAge: minimumAge ? nil : before.minimumAge, policeNumber: policeNumber ? nil : before.policeNumber)
        try await policies.put(own, for: code, at: surroundings.now())
        return PolicedMunicipality(
            code: code, name: try await name(of: Office(kind: .municipality, territory: code)),
            own: own.isEmpty ? nil : own)
    }
}
