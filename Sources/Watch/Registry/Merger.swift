/// Municipalities that the gazetteer does not know any more, since they became part of others: where their groups and their
/// months belong from now on.
public struct Merger: Hashable, Sendable {
    /// Groups that name such a municipality, each with the code of the one in which the middle of its area lies now. Where
    /// that is nowhere, or abroad, a group keeps what it has.
    public let groups: [GroupId: String]
    /// Each such municipality with the one in which most of its groups lie now.
    public let successors: [String: String]

    public init(_ all: some Sequence<ListedGroup>, in gazetteer: Gazetteer) {
        var groups: [GroupId: String] = [:]
        var counts: [String: [String: Int]] = [:]
        for group in all {
            guard let before = group.municipality, gazetteer.municipality(before) == nil,
                let place = gazetteer.municipality(at: group.area.middle), place.country == group.country
            else { continue }
            groups[group.id] = place.code
            counts[before, default: [:]][place.code, default: 0] += 1
        }
        self.groups = groups
        // Of two with as many, the one whose code comes first: every server says the same.
        successors = counts.compactMapValues { codes in
            codes.min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
        }
    }
}
