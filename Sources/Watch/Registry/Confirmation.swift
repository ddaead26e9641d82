/// How a registry stays true: after how long the coordinators are asked, how often they are reminded, and what becomes of a
/// group that nobody answers for. Spans of reminders and silence are counted from the day on which they were first asked.
public struct Confirmation: Hashable, Codable, Sendable {
    /// For how long the word of a coordinator counts.
    public let lifetime: Span
    /// When letters go out, the first one with the question itself; in ascending order.
    public let reminders: [Span]
    /// When the group is marked as silent.
    public let silence: Span
    /// For how long nothing was seen of a silent group before it is closed: no answer, no alert, none of its members.
    public let closure: Span
    /// So long before that those above it are asked, and its members told.
    public let notice: Span

    public init(lifetime: Span, reminders: [Span], silence: Span, closure: Span, notice: Span) {
        self.lifetime = lifetime
        self.reminders = reminders
        self.silence = silence
        self.closure = closure
        self.notice = notice
    }

    /// Once a year; three letters, a fortnight apart, so that a holiday is none of the reasons for silence; a quarter of a
    /// year to be missed by somebody before it is closed, and a month's notice of it.
    public static let yearly = Confirmation(
        lifetime: .days(365), reminders: [.days(0), .days(14), .days(28)], silence: .days(42), closure: .days(90),
        notice: .days(30))
}
