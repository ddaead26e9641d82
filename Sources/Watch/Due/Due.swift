/// What is to be done next about a subject, and when: one for each subject, whatever it is. Everything that waits for its
/// time waits here, and is met by the room whose subject it is, on one server at a time.
public struct Due: Hashable, Sendable {
    /// What is to be done, in one stable word. Rooms have theirs.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }
    }

    public let subject: Subject
    public let kind: Kind
    /// From when on it is to be done.
    public let at: Moment
    /// Until when it is the claimer's: no two claims have the same.
    public let leasedUntil: Moment
    /// When it was last done for this subject; nil for never.
    public let doneAt: Moment?
    /// The letters that are on their way because of it; nil for none.
    public let news: EventId?

    public init(
        subject: Subject, kind: Kind, at: Moment, leasedUntil: Moment, doneAt: Moment? = nil,
        news: EventId? = nil
    ) {
        self.subject = subject
        self.kind = kind
        self.at = at
        self.leasedUntil = leasedUntil
        self.doneAt = doneAt
        self.news = news
    }
}
