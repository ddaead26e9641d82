/// The place of a request where many wait for something scarce, such as a line to the database.
///
/// A request has it from its first work to its last: who was let in is served to the end, before others begin who came
/// later. Else, under a load that is too much, everybody's first work would be done and nobody's last.
public struct Turn: Sendable, Equatable {
    /// When the request came.
    public let since: ContinuousClock.Instant
    /// Whether it goes before all that is not: words of an alert do, so that no crowd of readers keeps a report waiting.
    public let isUrgent: Bool

    public init(since: ContinuousClock.Instant, isUrgent: Bool = false) {
        self.since = since
        self.isUrgent = isUrgent
    }

    /// Whether it comes before another one; of two who came at the same moment neither does.
    public func isBefore(_ other: Turn) -> Bool {
        isUrgent == other.isUrgent ? since < other.since : isUrgent
    }

    /// That of the request which the running task answers; nil for work that nobody waits for at a page.
    @TaskLocal public static var current: Turn?
}
