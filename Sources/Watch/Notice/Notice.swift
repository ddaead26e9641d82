/// What one person is told of one piece of news beyond open pages, whatever becomes of it: news of an alert, or a letter of
/// the registry. Unique by news and person: who has it through two of their groups is told once.
public struct Notice: Hashable, Sendable {
    /// By what it is found.
    public struct Key: Hashable, Comparable, Sendable {
        /// The news: one id, however many groups it stands in. Letters that go out together have one for all of them.
        public let news: EventId
        public let person: PersonId

        public init(news: EventId, person: PersonId) {
            self.news = news
            self.person = person
        }

        public static func < (one: Key, other: Key) -> Bool {
            (one.news, one.person) < (other.news, other.person)
        }
    }

    /// What the news is to who is told of it.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Something is going on in their street.
        case alarm
        /// What they were told was wrong in part.
        case correction
        /// What they were told was taken back.
        case retraction
        /// Whether it is over is asked of who is responsible.
        case question
        /// It is over.
        case end
        /// It was not over after all.
        case reopening

        /// What an event is to who is told of it; nil for what open pages alone show.
        public init?(_ news: AlertNews.Kind) {
            switch news {
            case .alertShared, .alertForwarded: self = .alarm
            case .alertCorrected: self = .correction
            case .messageRetracted: self = .retraction
            case .alertAsked: self = .question
            case .alertClosed: self = .end
            case .alertReopened: self = .reopening
            case .reactionAdded, .alertHeld: return nil
            }
        }

        /// Whether it goes to those alone who were told of what came before it.
        public var follows: Bool { self != .alarm && self != .question }
    }

    public let key: Key
    public let cause: Cause
    /// Behind which others it waits.
    public let lane: Lane
    /// What it is about. For most letters it is the group's id under a word of its own (`Subject.Kind`).
    public let subject: Subject
    /// The group through which they are told of it; the first one, where it is about many.
    public let group: GroupId
    /// The groups that a letter is about, where it is about many.
    public let about: [GroupId]
    /// Where the news stands in that group; of letters one after another, which one it is.
    public let sequence: Int64
    /// When it happened.
    public let at: Moment
    /// Whether there is no hurry about it at this hour.
    public let isQuiet: Bool
    /// How often the channel that was tried last has tried it.
    public let tries: Int
    /// The channel that was tried last; nil before the first.
    public let channel: NoticeChannel?
    /// Channels that it is done with, whatever came of it there.
    public let past: Set<NoticeChannel>
    /// The channel that took it while another was to follow where no receipt came; nil where none did.
    public let takenBy: NoticeChannel?
    /// What answers to its pushes are known by, however often it is pushed; nil before the first.
    public let pushed: NoticeReceipt?
    /// Until when it is the claimer's: no two claims have the same.
    public let leasedUntil: Moment
    /// Whether a server died between handing it to a channel and noting what came of it: it may have gone out.
    public let isInDoubt: Bool

    public init(
        key: Key, cause: Cause, lane: Lane? = nil, subject: Subject, group: GroupId, about: [GroupId] = [],
        sequence: Int64 = 0,
        at: Moment, isQuiet: Bool = false, tries: Int = 0, channel: NoticeChannel? = nil,
        past: Set<NoticeChannel> = [], takenBy: NoticeChannel? = nil, pushed: NoticeReceipt? = nil,
        leasedUntil: Moment = Moment(milliseconds: 0), isInDoubt: Bool = false
    ) {
        self.key = key
        self.cause = cause
        self.lane = lane ?? cause.lane
        self.subject = subject
        self.group = group
        self.about = about
        self.sequence = sequence
        self.at = at
        self.isQuiet = isQuiet
        self.tries = tries
        self.channel = channel
        self.past = past
        self.takenBy = takenBy
        self.pushed = pushed
        self.leasedUntil = leasedUntil
        self.isInDoubt = isInDoubt
    }

    /// What the news of an alert is to who is told of it; nil for a letter.
    public var kind: Kind? {
        if case .alert(let kind) = cause { kind } else { nil }
    }

    /// The same while a channel tries it once more. Another than before is done with.
    func tried(by channel: NoticeChannel) -> Notice {
        let isSame = self.channel == nil || self.channel == channel
        return Notice(
            key: key, cause: cause, lane: lane, subject: subject, group: group, about: about, sequence: sequence,
            at: at,
            isQuiet: isQuiet, tries: isSame ? tries + 1 : 1, channel: channel,
            past: isSame ? past : past.union(self.channel.map { [$0] } ?? []), takenBy: takenBy, pushed: pushed,
            leasedUntil: leasedUntil, isInDoubt: isInDoubt)
    }
}

/// How a notice stands.
public enum NoticeState: String, Sendable, CaseIterable {
    /// It is to be told, now or at a later time.
    case waiting
    /// It was handed to a channel, and what came of it is not known yet. Where the server that did so is gone, it is in doubt
    /// and tried again once the lease is over.
    case sending
    /// A channel has taken it. Whether anybody has seen it, this does not say; another may be to follow where nobody has.
    case sent
    /// It is not told, for a reason.
    case dropped
}

/// Why a notice is not told, or not yet: one word a stage, shown to coordinators as numbers and never with names.
public enum NoticeReason: String, Codable, Error, Sendable, CaseIterable {
    // mayHear
    /// They have been erased, or are not in the group any more.
    case gone
    /// They may not hear the group for now.
    case suspended
    /// What it tells of was taken back.
    case retracted
    /// The words of the alert are kept no longer.
    case retired
    /// It was about what they have never been told of.
    case notToldBefore = "not-told-before"
    // alreadyTold
    /// A page has shown it to them.
    case seen
    // wanted
    /// They want to hear of nothing for now.
    case stopped
    /// They do not want to hear of this group for now.
    case muted
    /// They do not want to hear of this kind of alert.
    case notThisKind = "not-this-kind"
    /// It was reported in a linked group, and farther off than they want to hear of.
    case tooFar = "too-far"
    /// It is in hours in which they want to be left alone.
    case quietHours = "quiet-hours"
    // fresh
    /// An alarm that is older than its life.
    case stale
    /// It was over before they could be told of it; of a letter, that it has nothing to tell any more.
    case over
    // route
    /// They are told by pages alone, as they wish.
    case declined
    /// There is no address to write to.
    case noAddress = "no-address"
    /// Letters to their address come back.
    case bounces
    // send
    /// The channel says no for good.
    case refused
    /// It was tried as often as it is tried.
    case givenUp = "given-up"

    /// Whether they wished to be told, were there to be told, and could not be: what somebody may be able to mend.
    public var isOutOfReach: Bool {
        switch self {
        case .noAddress, .bounces, .refused, .givenUp, .stale: true
        case .gone, .suspended, .retracted, .retired, .notToldBefore, .seen, .over: false
        case .stopped, .muted, .notThisKind, .tooFar, .quietHours, .declined: false
        }
    }
}

/// How many notices stand how, by channel: what was sent is no promise that it was seen.
public struct NoticeTally: Hashable, Codable, Sendable {
    /// Still to be told.
    public let waiting: Int
    /// Taken by a channel, by its name. Some may have been sent twice, where a server died.
    public let sent: [String: Int]
    /// Of those sent, how many may have gone out twice, or not at all.
    public let inDoubt: Int
    /// Not told, by reason.
    public let dropped: [String: Int]

    public init(waiting: Int = 0, sent: [String: Int] = [:], inDoubt: Int = 0, dropped: [String: Int] = [:]) {
        self.waiting = waiting
        self.sent = sent
        self.inDoubt = inDoubt
        self.dropped = dropped
    }
}
