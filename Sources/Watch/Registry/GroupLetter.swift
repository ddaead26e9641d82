/// Whether there is something to write to the coordinators of a group, and when: one due for each kind of letter, so that
/// it goes out once whichever server takes it on, and not again and again however much there is to tell.
///
/// What it tells is not kept: it is looked up when the due is met, and again when each of them is written to, so that nobody
/// is told what is over.
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
        /// A group with which there was one has moved away: both are asked again.
        case moved
        /// Somebody asks to join.
        case applied

        public var kind: Kind {
            switch self {
            case .decision: .decision
            case .asked, .proposed, .moved: .links
            case .applied: .applicants
            }
        }

        /// How long it waits for others of its kind. The watch looks around one group after another: an hour brings what
        /// it finds for one of them into one letter. People are not kept waiting.
        public var gathering: Span { self == .proposed ? .hours(1) : .days(0) }
    }

    /// After how long a letter that did not go out is tried again: for some days, and then no more.
    public static let waits: [Span] = [.minutes(10), .hours(1), .hours(6), .days(1), .days(2)]

    public let group: GroupId
    public let kind: Kind
    /// From when on it can go out; nil while there is nothing to tell.
    public private(set) var dueAt: Moment?
    /// When the last one went on its way.
    public private(set) var toldAt: Moment?

    public init(group: GroupId, kind: Kind, dueAt: Moment? = nil, toldAt: Moment? = nil) {
        self.group = group
        self.kind = kind
        self.dueAt = dueAt
        self.toldAt = toldAt
    }

    /// Something has come that is to be told.
    public mutating func hear(_ cause: Cause, at now: Moment) { wait(until: now + cause.gathering) }

    /// Its time has come: what there was to tell is on its way, or there was nothing. What comes from here on goes into the
    /// next.
    public mutating func meet(isTold: Bool, at now: Moment) {
        dueAt = nil
        if isTold { toldAt = now }
    }

    /// The same letter as a program of before has kept it: what that was to tell is told in its time, and its pause counts.
    public mutating func take(over other: GroupLetter) {
        toldAt = [toldAt, other.toldAt].compactMap(\.self).max()
        let moments = [dueAt, other.dueAt].compactMap(\.self)
        dueAt = nil
        for moment in moments { wait(until: moment) }
    }

    /// By then at the latest, but not before the pause is over.
    private mutating func wait(until moment: Moment) {
        let at = toldAt.map { max(moment, $0 + kind.pause) } ?? moment
        dueAt = min(dueAt ?? at, at)
    }
}

extension GroupLetter.Cause {
    /// What a line of the audit log gives rise to. A group that is opened again may be one that was declined.
    public init?(_ kind: AuditEntry.Kind) {
        guard [.confirmed, .declined, .reopened].contains(kind) else { return nil }
        self = .decision
    }

    /// What a link gives rise to on the sides that are to answer it.
    public init?(_ link: Link) {
        switch link.state {
        case .proposed: self = link.isAskedAgain ? .moved : .proposed
        case .asked: self = .asked
        case .linked, .declined, .ended: return nil
        }
    }
}

extension GroupLetter {
    /// Which of two that concern the same group is told first: nobody who was asked waits for what is proposed.
    public static func first(_ one: Cause, _ other: Cause) -> Cause { one.gathering <= other.gathering ? one : other }
}
