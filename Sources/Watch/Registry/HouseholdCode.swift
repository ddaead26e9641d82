/// Eight letters and digits on a slip in one letterbox: who types them has held the slip, and so lives there.
///
/// What was printed is kept nowhere, only its hash together with the group's id.
public struct HouseholdCode: Hashable, Sendable {
    /// Lower case, without the hyphen.
    public let text: String

    /// How many people of one household may use a code.
    public static let mostUses = 6
    /// How many codes are made at a time.
    public static let mostMade = 500
    /// How many a group can have: each is a row for years.
    public static let mostKept = 5_000
    /// Wrong codes that somebody may try within an hour. At that pace the letters of a code are not to be found.
    public static let triesPerHour = 10
    /// How long a wrong one counts.
    public static let tryCounts = Span.hours(1)

    /// Reads what was typed from a slip; nil when it can be none.
    public init?(_ typed: String) {
        guard let code = JoinCode(typed), code.text.count == 8 else { return nil }
        text = code.text
    }

    /// Makes a new one.
    ///
    /// - Precondition: `randomness` has at least eight bytes.
    public init(randomness: [UInt8]) {
        text = JoinCode(randomness: randomness).text
    }

    /// As it is printed: two groups of four.
    public var printed: String { "\(text.prefix(4))-\(text.suffix(4))" }

    /// What is kept of it.
    func hash(in group: GroupId, _ hashing: any TokenHash) -> String {
        Hex.text(hashing.hash("\(group.text) \(text)"))
    }
}
