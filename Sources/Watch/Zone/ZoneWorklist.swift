/// What is still to be done so that the police read along: of groups that are not closed, the zones of their municipalities
/// and who holds an office there.
public struct ZoneWorklist: Hashable, Sendable {
    /// Something to do.
    public enum Item: Hashable, Sendable {
        /// A municipality in which groups lie has no zone.
        case municipality(code: String, groups: Int)
        /// A group lies in no municipality that is known.
        case group(slug: String, municipality: String?)
        /// Nobody holds the office of a zone in which groups lie.
        case unheld(zone: String, groups: Int)
        /// Somebody holds the office of a zone in which no municipality lies: another spelling, as a rule.
        case unknown(zone: String)
        /// A zone of one name in both countries.
        case namesakes(zone: String, municipalities: [String])
        /// The table names a municipality that there is not, or no longer.
        case gone(municipality: String, zone: String)
    }

    /// The most pressing first: what keeps most groups from being read along with.
    public let items: [Item]

    /// - Parameters:
    ///   - table: the zone of every municipality that has one.
    ///   - held: the zones of which somebody holds the office.
    public init(
        _ groups: some Sequence<ListedGroup>, table: [String: String], held: Set<String>, in gazetteer: Gazetteer
    ) {
        var without: [String: Int] = [:]
        var unheld: [String: Int] = [:]
        var adrift: [Item] = []
        for group in groups where group.isFindable {
            guard let code = group.municipality, gazetteer.municipality(code) != nil || table[code] != nil else {
                adrift.append(.group(slug: group.slug, municipality: group.municipality))
                continue
            }
            guard let zone = table[code] else {
                without[code, default: 0] += 1
                continue
            }
            if !held.contains(zone) { unheld[zone, default: 0] += 1 }
        }
        func sorted(_ counts: [String: Int]) -> [(String, Int)] {
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
        }
        items =
            sorted(without).map { .municipality(code: $0, groups: $1) }
            + adrift + sorted(unheld).map { .unheld(zone: $0, groups: $1) }
            + held.subtracting(table.values).sorted().map { .unknown(zone: $0) }
            + ZoneRules.namesakes(in: table) { gazetteer.municipality($0)?.country }
            .map { .namesakes(zone: $0.zone, municipalities: $0.municipalities) }
            + table.filter { gazetteer.municipality($0.key) == nil }.sorted { $0.key < $1.key }
            .map { .gone(municipality: $0.key, zone: $0.value) }
    }
}
