/// Whether there is something to write to the coordinators of a group, and when: one row for each kind of letter, so that
/// it goes out once whichever server takes it on, and not again and again however much there is to tell.
///
/// What it tells is not kept: it is looked up when the letter is written, so that nobody is told what is over.
public struct GroupLetter: Hashable, Sendable {
    /// What it is about.
    public enum Kind: String, Sendable, CaseIterable {
        /// What municipality or foundation have decided about a group that waited for them.
        case decision
        /// Neighbouring groups that wait for an answer about a link.
        case links
        /// Neighbours who wait to be let in.
        case applicants

        /// For how long nothing more is written after one: what comes meanwhile goes into the next.
        public var pause: Span {
            switch self {
            case .decision: .days(0)
            case .links: .days(7)
            case .applicants: .days(1)
            }
        }
    }

    /// What gives rise to one.
    public enum Cause: Sendable, CaseIterable {
        /// An office has decided.
        case decision
        /// A neighbouring group asks for a link.
        case asked
        /// The watch itself proposes one.
        case proposed
        /// Somebody asks to join.
        case applied

        public var kind: Kind {
            switch self {
            case .decision: .decision
            case .asked, .proposed: .links
            case .applied: .applicants
            }
        }

        /// How long it waits for others of its kind. The watch looks around one group after another: an hour brings what
        /// it finds for one of them into one letter. People are not kept waiting.
        public var gathering: Span { self == .proposed ? .hours(1) : .days(0) }
    }

    /// What became of one.
    public enum Outcome: Sendable, CaseIterable {
        case told, failed
    }

    /// After how long a letter that did not go out is tried again: for some days, and then no more.
    static let waits: [Span] = [.minutes(10), .hours(1), .hours(6), .days(1), .days(2)]

    public let group: GroupId
    public let kind: Kind
    /// From when on it can go out; nil while there is nothing to tell.
    public private(set) var dueAt: Moment?
    /// When the last one went out.
    public private(set) var toldAt: Moment?
    /// How often the one that is due was taken on.
    public private(set) var tries: Int
    /// Counts what gave rise to it, so that what comes while a letter is on its way is not lost.
    public private(set) var version: Int64

    public init(
        group: GroupId, kind: Kind, dueAt: Moment? = nil, toldAt: Moment? = nil, tries: Int = 0, version: Int64 = 0
    ) {
        self.group = group
        self.kind = kind
        self.dueAt = dueAt
        self.toldAt = toldAt
        self.tries = tries
        self.version = version
    }

    /// Something has come that is to be told.
    public mutating func hear(_ cause: Cause, at now: Moment) {
        version += 1
        var at = now + cause.gathering
        if let toldAt { at = max(at, toldAt + kind.pause) }
        dueAt = min(dueAt ?? at, at)
    }

    /// Whether it was taken on more often than it is tried, as when servers died over it.
    public var isGivenUp: Bool { tries > GroupLetter.waits.count + 1 }

    /// It went out, or did not.
    ///
    /// - Parameter version: when it was taken on. What has come since is told by the next.
    public mutating func settle(_ outcome: Outcome, of version: Int64, at now: Moment) {
        let hasMore = self.version != version
        switch outcome {
        case .told:
            toldAt = now
            dueAt = hasMore ? now + kind.pause : nil
            tries = 0
        case .failed where (1...GroupLetter.waits.count).contains(tries):
            dueAt = now + GroupLetter.waits[tries - 1]
        case .failed:
            dueAt = hasMore ? now + GroupLetter.waits[0] : nil
            tries = 0
        }
    }
}

extension GroupLetter.Cause {
    /// What a line of the audit log gives rise to. A group that is opened again may be one that was declined.
    public init?(_ kind: AuditEntry.Kind) {
        guard [.confirmed, .declined, .reopened].contains(kind) else { return nil }
        self = .decision
    }

    /// What a link gives rise to on the sides that are to answer it.
    public init?(_ state: Link.State) {
        switch state {
        case .proposed: self = .proposed
        case .asked: self = .asked
        case .linked, .declined, .ended: return nil
        }
    }
}

extension GroupLetter {
    /// Which of two that concern the same group is told first: nobody who was asked waits for what is proposed.
    public static func first(_ one: Cause, _ other: Cause) -> Cause { one.gathering <= other.gathering ? one : other }
}
