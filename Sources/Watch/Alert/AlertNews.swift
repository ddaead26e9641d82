/// What an event tells, whole; who may see which part of it is decided when it is shown (`EventView`).
public struct AlertNews: Hashable, Codable, Sendable {
    /// The `event:` of the live stream.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case alertShared = "alert-shared"
        case reactionAdded = "reaction-added"
        case messageRetracted = "message-retracted"
        case alertForwarded = "alert-forwarded"
        case alertCorrected = "alert-corrected"
        case alertAsked = "alert-asked"
        case alertHeld = "alert-held"
        case alertClosed = "alert-closed"
        case alertReopened = "alert-reopened"

        /// Those by which members of a group hear of an alert for the first time.
        public static let tellings: [Kind] = [.alertShared, .alertForwarded]

        /// Those that a channel tells of an alert that is known.
        public static let followings: [Kind] = allCases.filter { Notice.Kind($0) != nil && !tellings.contains($0) }
    }

    public let kind: Kind
    public let alert: AlertId
    /// The message it brings or concerns: hidden from neighbours once that is retracted.
    public let message: MessageId?
    /// The alert as it stood, where it is news itself.
    public let shared: Alert?
    /// The message that was added.
    public let said: Message?
    public let closure: Alert.Closure?
    /// Until when it is held open, or by when an answer is awaited.
    public let until: Moment?
    /// Where it came from, where it was passed on.
    public let provenance: Provenance?

    public init(
        _ kind: Kind, alert: AlertId, message: MessageId? = nil, shared: Alert? = nil, said: Message? = nil,
        closure: Alert.Closure? = nil, until: Moment? = nil, provenance: Provenance? = nil
    ) {
        self.kind = kind
        self.alert = alert
        self.message = message
        self.shared = shared
        self.said = said
        self.closure = closure
        self.until = until
        self.provenance = provenance
    }
}

/// Whom an event is told to beyond open pages.
public enum Told: String, Codable, Sendable, CaseIterable {
    /// Every member at that moment.
    case members
    /// Exactly those who could read the alert before: who was told of it, and who was let in while it was open. Of a
    /// retraction, those who were told what is taken back.
    case toldBefore = "told-before"
    /// Reporter, coordinators and police.
    case responsible
    /// Nobody: open pages show it.
    case nobody
}

/// What must be done after a decision, as plain data for the store.
public enum AlertEffect: Hashable, Sendable {
    /// Becomes an event in every group that the alert has reached, told to these; quietly when there is no hurry.
    case announce(AlertNews, told: Told, isQuiet: Bool)
    /// Becomes an event in one more group, told to its members; from then on the alert has reached it.
    case forward(AlertNews, to: GroupId, isQuiet: Bool)
    /// Is kept and can be flagged and retracted.
    case keep(Message)
    /// Goes into the police's register.
    case register(RegisterEntry.Kind, message: MessageId?, content: RegisterContent)
    /// Hides a message from neighbours wherever it stands.
    case hide(MessageId)
    /// Marks a message for the coordinator, once a person: a second time, nothing of the whole change is done.
    case mark(MessageId)
    /// Takes every word out of the alert, its messages and its events; the register is left as it is.
    case retire
    /// The one thing that is due next for this alert; replaces what was due before.
    case schedule(AlertDue, at: Moment)
    /// Nothing is due any more.
    case unschedule
}

/// What can be due for an alert.
public enum AlertDue: String, Codable, Sendable, CaseIterable {
    /// Nothing was said for the quiet time.
    case quiet
    /// Nobody answered.
    case unanswered
    /// Neighbours have had their time with it.
    case retirement
}
