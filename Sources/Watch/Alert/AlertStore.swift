/// Where alerts, their messages and their events are kept. Everything that changes goes through `share` and `change`:
/// one transaction that locks the group, loads, lets the rules decide, and saves all effects or none.
public protocol AlertStore: Sendable {
    /// Shares a new alert under the group's lock.
    ///
    /// - Parameters:
    ///   - looksAround: whether open alerts that the person may see are in the scene.
    ///   - travel: by which it is told which linked groups it may go on to; they are locked, too, and in the scene.
    ///   - request: the same key again gives the same outcome, with `isReplay`.
    /// - Returns: what was saved; where `decide` finds that it was all said before, the alert in which, with
    ///   `isSaidBefore`, and nothing is saved.
    /// - Throws: what `decide` throws (nothing is saved), `not-found` for an unknown group, what
    ///   `HearingRules.actor` throws, `idempotency-key-reused`.
    func share(
        in group: GroupId, by person: PersonId, looksAround: Bool, travel: Travel, at now: Moment,
        request: RequestKey?, decide: @escaping @Sendable (ShareScene) throws(Refusal) -> ShareDecision
    ) async throws -> AlertOutcome

    /// Changes an alert under the lock of its groups.
    ///
    /// - Parameters:
    ///   - subject: the alert, or the message by which it is found.
    ///   - person: who asks; nil for the watch itself (quiet time).
    ///     Who spoke in it and does not hear its groups any more is in the scene as such (`Actor.isFormer`).
    /// - Throws: what `decide` throws, `not-found` for what is unknown or not this person's to see.
    func change(
        _ subject: AlertSubject, by person: PersonId?, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (AlertScene) throws(Refusal) -> AlertChange
    ) async throws -> AlertOutcome

    /// An alert with all that was said in it, if this person may see it (`AlertRules.mayRead`); with nothing but their
    /// own words for who spoke in it and may not any more (`AlertFile.isOwnWordsOnly`); nil otherwise. With it comes which of
    /// its news their page shows (`AlertFile.news`).
    func file(_ alert: AlertId, for person: PersonId) async throws -> AlertFile?

    /// The alert with this link, with all that was said in it, whoever asks; nil when no alert has it. An alert keeps
    /// its link when it ends, so that it can be told that it did; and loses it with its words.
    func file(link: String) async throws -> LinkedFile?

    /// What remains of the alerts of a group, open ones left out, the newest first.
    func figures(of group: GroupId, since: Moment, limit: Int) async throws -> [AlertFigure]

    /// The alerts of a group that this hearing may see, open ones first, then the newest; at most `limit`.
    func alerts(of hearing: Hearing, limit: Int) async throws -> [Alert]

    /// Alerts of these groups in which a message that stands was pointed out, the newest first; at most `limit` of a group.
    func flagged(in groups: [GroupId], limit: Int) async throws -> [GroupId: [AlertId]]

    /// The open alerts that a person may see from a group, the newest first, at most fifty: those that have reached it, and
    /// those in groups linked with it that the person hears as well. Whether they hear the group itself is asked elsewhere.
    func openAlerts(around group: GroupId, for person: PersonId) async throws -> [Alert]

    /// Events of a group above a sequence, in order, with which of their messages have been retracted since.
    func events(of group: GroupId, after sequence: Int64, limit: Int) async throws -> [PastEvent]

    /// Where an event stands. It is found by its id, and by what it was called in one of its groups before an event had one
    /// id in all of them: phones hold such ids. Nil when there is none.
    func placements(of event: EventId) async throws -> EventPlacements?

    /// Notes that a device of this person has shown these events, by a page that was open or one to which a channel led: all
    /// of them at once. A second receipt of one changes nothing, nor does one in another group.
    ///
    /// - Parameter events: their ids, as `placements` and `AlertFile.news` give them.
    /// - Returns: the alerts whose reach changed, and the groups in which they were reported; none where no receipt was the
    ///   first of a sharing.
    func receive(
        _ events: [EventId], by person: PersonId, channel: NoticeChannel, at now: Moment
    ) async throws -> [GrownReach]

    /// How far an alert has come: who has seen it, and how it stands with those who have not.
    func reach(of alert: AlertId) async throws -> Reach

    /// The alert in which a message was said, whoever asks; nil when there is no such message.
    func alert(of message: MessageId) async throws -> AlertId?

    /// Who reported an alert; nil when it is unknown or they have been erased.
    func reporter(of alert: AlertId) async throws -> PersonId?

    /// Looks for open alerts for which nothing is due, and has each looked at (`AlertDue.quiet`); at most `limit`.
    ///
    /// - Returns: how many there were.
    func remember(at now: Moment, limit: Int) async throws -> Int
}

/// What an alert is found by.
public enum AlertSubject: Hashable, Sendable {
    case alert(AlertId)
    case message(MessageId)
    /// The alert, to be sent on: the groups linked with those that have it are locked, too.
    case forwarding(AlertId)
    /// What was claimed of an alert. Nothing is changed when somebody else has claimed it since, or has dealt with it.
    case due(Due)
}

/// An alert that one more device has shown.
public struct GrownReach: Hashable, Sendable {
    public let alert: AlertId
    /// The group in which it was reported, whose coordinators are told.
    public let home: GroupId

    public init(alert: AlertId, home: GroupId) {
        self.alert = alert
        self.home = home
    }
}

/// What the decision to share is made on.
public struct ShareScene: Sendable {
    public let group: Group
    public let actor: Actor
    public let firstName: String
    /// Open alerts that this person may see, as `AlertStore.openAlerts` gives them; empty where nobody looks around.
    public let open: [Alert]
    /// Reports of this person that were accepted within the last hour.
    public let recentReports: Int
    /// The group and those that it may go on to, with the links between them that are in force.
    public let network: LinkNetwork

    public init(
        group: Group, actor: Actor, firstName: String, open: [Alert], recentReports: Int,
        network: LinkNetwork = LinkNetwork()
    ) {
        self.group = group
        self.actor = actor
        self.firstName = firstName
        self.open = open
        self.recentReports = recentReports
        self.network = network
    }
}

/// What comes of a report.
public enum ShareDecision: Sendable {
    case share(AlertChange)
    /// It is the same report of the same person once more: nothing is shared again.
    case saidBefore(AlertId)
}

/// What a decision about an alert is made on.
public struct AlertScene: Sendable {
    public let group: Group
    public let alert: Alert
    /// Who asks; nil for the watch itself.
    public let actor: Actor?
    public let firstName: String?
    /// The message meant, where one is.
    public let message: Message?
    /// Reactions of this person within the last minute.
    public let recentReactions: Int
    /// Corrections of this person within the last hour.
    public let recentCorrections: Int
    /// How often the alert was reopened or held open within the last hour, by whomever.
    public let recentTurns: Int
    /// What sending it on is decided on; nil where nobody asks for that.
    public let forwarding: ForwardScene?
    /// Why who asks does not hear the alert any more, in which they spoke; nil for who does.
    public let absence: Refusal?

    public init(
        group: Group, alert: Alert, actor: Actor?, firstName: String?, message: Message?, recentReactions: Int,
        recentCorrections: Int = 0, recentTurns: Int = 0, forwarding: ForwardScene? = nil, absence: Refusal? = nil
    ) {
        self.group = group
        self.alert = alert
        self.actor = actor
        self.firstName = firstName
        self.message = message
        self.recentReactions = recentReactions
        self.recentCorrections = recentCorrections
        self.recentTurns = recentTurns
        self.forwarding = forwarding
        self.absence = absence
    }
}

/// What was decided: the alert as it now is, what must be done, and which message it brought.
public struct AlertChange: Hashable, Sendable {
    public let alert: Alert
    public let effects: [AlertEffect]
    public let message: MessageId?

    public init(alert: Alert, effects: [AlertEffect], message: MessageId? = nil) {
        self.alert = alert
        self.effects = effects
        self.message = message
    }
}

/// What was saved.
public struct AlertOutcome: Hashable, Sendable {
    public let alert: AlertId
    /// The message that the change brought, where it brought one.
    public let message: MessageId?
    /// The events that were written, to be announced now.
    public let events: [Placement]
    /// Whether this is the remembered answer to the same request.
    public let isReplay: Bool
    /// Whether the alert is the first one of the same report, and nothing was shared now.
    public let isSaidBefore: Bool
    /// The alert, where it was shared just now; nil where it must be looked up.
    public let shared: Shared?

    /// A new alert, in which nothing has been said yet, and as what its reporter reads it.
    public struct Shared: Hashable, Sendable {
        public let alert: Alert
        public let audience: Audience

        public init(alert: Alert, audience: Audience) {
            self.alert = alert
            self.audience = audience
        }
    }

    public init(
        alert: AlertId, message: MessageId?, events: [Placement], isReplay: Bool, isSaidBefore: Bool = false,
        shared: Shared? = nil
    ) {
        self.alert = alert
        self.message = message
        self.events = events
        self.isReplay = isReplay
        self.isSaidBefore = isSaidBefore
        self.shared = shared
    }
}

/// An alert with all that was said in it.
public struct AlertFile: Hashable, Sendable {
    /// Of what followed its sharing, so many news at most are given for receipts: who opens it now was told of older ones
    /// long ago.
    public static let mostNews = 50

    public let alert: Alert
    public let group: Group
    /// Reactions, corrections and the words of its end, in order; the alert's own text is not among them.
    public let messages: [Message]
    /// How often each message was flagged, for those with care.
    public let flags: [MessageId: Int]
    /// What the reader is here.
    public let hearing: Hearing
    public let reader: PersonId
    /// What of it a page shows and a channel tells, for receipts: the ids of these news in the reader's group, from their
    /// hearing on, the oldest first. That of its sharing, but for who was let in after it, and the newest of what followed
    /// (`mostNews`).
    public let news: [EventId]
    /// Where it came from, where it was not reported in the reader's group.
    public let provenance: Provenance?
    /// Where the reader can send it on to.
    public let sendOn: [Forward]
    /// Whether the reader does not hear the group any more: then nothing is here but what they said themselves.
    public let isOwnWordsOnly: Bool

    public init(
        alert: Alert, group: Group, messages: [Message], flags: [MessageId: Int], hearing: Hearing, reader: PersonId,
        news: [EventId], provenance: Provenance? = nil, sendOn: [Forward] = [], isOwnWordsOnly: Bool = false
    ) {
        self.alert = alert
        self.group = group
        self.messages = messages
        self.flags = flags
        self.hearing = hearing
        self.reader = reader
        self.news = news
        self.provenance = provenance
        self.sendOn = sendOn
        self.isOwnWordsOnly = isOwnWordsOnly
    }
}

/// An alert as it was found by its link.
public struct LinkedFile: Hashable, Sendable {
    public let alert: Alert
    public let group: Group
    /// As in `AlertFile`.
    public let messages: [Message]

    public init(alert: Alert, group: Group, messages: [Message]) {
        self.alert = alert
        self.group = group
        self.messages = messages
    }
}

/// Tells open pages, after commit, that there is something to see. A lost word costs half a second, never the news.
public protocol Announcer: Sendable {
    /// New events stand in these groups.
    func announce(_ events: [Placement])
    /// Somebody came, went, or changed in this group.
    func membershipChanged(in group: GroupId)
    /// Keys of a person were taken back or have run out: what is open with them must be looked at again.
    func keysEnded(of person: PersonId)
    /// An alert's reach has grown; told at most once a second to those who may see it.
    func reachChanged(_ alert: AlertId, in group: GroupId)
    /// A message was pointed out; told to coordinators and police with open pages.
    func flagged(_ message: MessageId, alert: AlertId, in group: GroupId)
}
