/// The police zone of a group follows the ground, as its municipality does: a table says in which zone each municipality
/// lies, and nobody chooses who of the police reads along with them.
public enum ZoneRules {
    /// How long a zone's name may be: some teams are named after three municipalities.
    public static let longestName = 80

    /// How many municipalities change together. All that follows from one change is saved with it, or nothing of it is.
    public static let mostAtOnce = 50

    /// A zone's name as it was typed.
    ///
    /// - Throws: `field-missing`, `text-too-long`, `link-unwanted`.
    public static func name(_ typed: String?) throws(Refusal) -> String {
        guard let name = try Words.line(typed, field: "zone", limit: longestName) else {
            throw Refusal(.fieldMissing, field: "zone")
        }
        return name
    }

    /// What is to be changed so that the table says this, in the order of the municipalities' codes.
    ///
    /// - Parameter wanted: by municipality; nil for one that is to have none. Others stay as they are.
    public static func changes(to wanted: [String: String?], in table: [String: String]) -> [ZoneChange] {
        wanted.filter { table[$0.key] != $0.value }.map { ZoneChange(municipality: $0.key, zone: $0.value) }
            .sorted { $0.municipality < $1.municipality }
    }

    /// Zones of one name in both countries: an officer of the one would read along in the other. Each with its
    /// municipalities, in the order of their names.
    ///
    /// - Parameter country: of a municipality; nil where it is not known.
    public static func namesakes(
        in table: [String: String], country: (_ municipality: String) -> String?
    ) -> [(zone: String, municipalities: [String])] {
        Dictionary(grouping: table.keys) { table[$0] ?? "" }.filter { _, municipalities in
            Set(municipalities.compactMap(country)).count > 1
        }.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    /// The table after it has been changed.
    public static func table(_ table: [String: String], after changes: [ZoneChange]) -> [String: String] {
        changes.reduce(into: table) { $0[$1.municipality] = $1.zone }
    }

    /// What municipalities that became part of others leave to them: their zone, where the new one has none yet and all
    /// those that went into it had the same. Where they differ, somebody must say it.
    ///
    /// - Parameter successors: each municipality that is no more with that of which it became part.
    public static func inherited(_ successors: [String: String], in table: [String: String]) -> [ZoneChange] {
        var left: [String: Set<String>] = [:]
        for (before, now) in successors where table[now] == nil {
            if let zone = table[before] { left[now, default: []].insert(zone) }
        }
        return left.compactMap { now, zones in
            zones.count == 1 ? zones.first.map { ZoneChange(municipality: now, zone: $0) } : nil
        }.sorted { $0.municipality < $1.municipality }
    }
}

/// That a municipality lies in another zone from now on.
public struct ZoneChange: Hashable, Sendable {
    /// Its code.
    public let municipality: String
    /// What the zone is called; nil for none.
    public let zone: String?

    public init(municipality: String, zone: String?) {
        self.municipality = municipality
        self.zone = zone
    }
}
