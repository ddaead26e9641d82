import Foundation
import NIOPosix
import Watch
import WatchStore

extension Wiring {
    /// What an import of zones came to.
    public struct ImportedZones: Sendable {
        /// How the file is written.
        public let form: GroupFile.Form
        /// What is wrong, and what is worth a look.
        public let faults: [GroupFileFault]
        /// How many municipalities stand in it.
        public let municipalities: Int
        /// Of those, how many have another zone now than before, or would have.
        public let changed: Int
    }

    /// A municipality with its zone.
    public struct ZonedMunicipality: Sendable {
        public let municipality: String
        /// What it is called; nil where the gazetteer does not know it.
        public let name: String?
        public let country: String?
        public let zone: String
        /// How many groups lie there that are not closed.
        public let groups: Int
        /// How many people hold the office of its zone.
        public let officers: Int
    }

    /// Brings in a list of municipalities and their zones: what is wrong with a line keeps all of it out. What does not stand
    /// in it stays as it is.
    ///
    /// - Parameters:
    ///   - country: of lines that do not say it.
    ///   - isTrial: changes nothing, and says what would be done.
    /// - Throws: `PlaceFileFault` for what is no table.
    public func importZones(
        from file: URL, country: String, isTrial: Bool, line: ImportLine
    ) async throws -> ImportedZones {
        let table = try await zones.zones()
        let gazetteer = try await places.gazetteer()
        let list = try await NIOThreadPool.singleton.runIfActive {
            try ZoneList(
                file.lastPathComponent, try Wiring.bytes(of: file, most: ZoneList.mostBytes), country: country,
                table: table, gazetteer)
        }
        var changes = ZoneRules.changes(to: list.wanted, in: table)
        if list.isWhole, !isTrial {
            changes = try await zones.set(list.wanted) { line.show("keeping", $0, of: $1) }
        }
        return ImportedZones(
            form: list.form, faults: list.faults, municipalities: list.wanted.count, changed: changes.count)
    }

    /// Says in which zone a municipality lies.
    ///
    /// - Parameters:
    ///   - typed: its code or its whole name.
    ///   - zone: nil for none.
    /// - Returns: what it is called, in which zone it was, and in which one it is now.
    /// - Throws: `TerritoryFault` for what is no municipality, more than one, or no zone.
    public func setZone(
        of typed: String, to zone: String?
    ) async throws -> (name: String, before: String?, now: String?) {
        let table = try await zones.zones()
        let gazetteer = try await places.gazetteer()
        // What the gazetteer no longer knows can still be taken out.
        let isGone = zone == nil && gazetteer.municipality(typed) == nil && table[typed] != nil
        let (code, name) = isGone ? (typed, typed) : try await municipality(over: typed)
        let now = try zone.map(Wiring.zoneName)
        if let now {
            let after = ZoneRules.table(table, after: [ZoneChange(municipality: code, zone: now)])
            let namesakes = ZoneRules.namesakes(in: after) { gazetteer.municipality($0)?.country }
            if let found = namesakes.first(where: { $0.zone == now }) {
                throw TerritoryFault(reason: ZoneList.namesakes(found.zone, found.municipalities, gazetteer))
            }
        }
        try await zones.set([code: now])
        return (name, table[code], now)
    }

    /// Every municipality that has a zone, by its code.
    public func zonedMunicipalities() async throws -> [ZonedMunicipality] {
        try await takeInRegistry()
        let gazetteer = try await places.gazetteer()
        let held = try await officers()
        var groups: [String: Int] = [:]
        for group in registryShelf.current.groups where group.isFindable {
            if let code = group.municipality { groups[code, default: 0] += 1 }
        }
        return try await zones.zones().sorted { $0.key < $1.key }.map { code, zone in
            let place = gazetteer.municipality(code)
            return ZonedMunicipality(
                municipality: code, name: place?.name, country: place?.country, zone: zone, groups: groups[code] ?? 0,
                officers: held[zone] ?? 0)
        }
    }

    /// What is left to do so that the police read along.
    public func zoneWorklist() async throws -> ZoneWorklist {
        try await takeInRegistry()
        return ZoneWorklist(
            registryShelf.current.groups, table: try await zones.zones(), held: Set(try await officers().keys),
            in: try await places.gazetteer())
    }

    /// What a municipality is called, with its code; the code alone, where it is no place of the gazetteer.
    public func name(ofMunicipality code: String) async throws -> String {
        try await name(of: Office(kind: .municipality, territory: code))
    }

    /// How many people hold the office of each zone that somebody holds.
    private func officers() async throws -> [String: Int] {
        try await persons.officials().filter { $0.office.kind == .police }
            .reduce(into: [:]) { $0[$1.office.territory, default: 0] += 1 }
    }

    /// - Throws: `TerritoryFault`.
    static func zoneName(_ typed: String) throws -> String {
        do throws(Refusal) {
            return try ZoneRules.name(typed)
        } catch {
            throw TerritoryFault(reason: "a police zone: \(ZoneList.words(error))")
        }
    }
}
