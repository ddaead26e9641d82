import Watch

/// How far somebody has read in each of their groups: `group.sequence`, several joined by commas. The `id:` of the
/// stream, and what a browser sends back as `Last-Event-ID`.
public struct LiveCursor: Hashable, Sendable {
    /// The newest sequence that was shown, by group.
    public let positions: [GroupId: Int64]

    /// Longer than any that we give out: an officer with 300 groups has 17,000 characters.
    static let longest = 32 * 1024

    /// A position in each of these groups.
    public init(_ positions: [GroupId: Int64]) {
        self.positions = positions
    }

    /// Reads one that came from outside. Nil when any part of it is not of our making; then the stream starts now.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= LiveCursor.longest else { return nil }
        var positions: [GroupId: Int64] = [:]
        for part in text.split(scalar: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(scalar: ".", omittingEmptySubsequences: false)
            guard pieces.count == 2, let group = GroupId(pieces[0]), let sequence = Int64(pieces[1]), sequence >= 0,
                pieces[1].unicodeScalars.allSatisfy(\.isDigit)
            else { return nil }
            guard positions.updateValue(sequence, forKey: group) == nil else { return nil }
        }
        self.positions = positions
    }

    /// As it stands in an `id:` line: groups in ascending order.
    public var text: String {
        positions.sorted { $0.key < $1.key }.map { "\($0.key).\($0.value)" }.joined(separator: ",")
    }
}
