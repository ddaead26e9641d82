/// That there is something to write to somebody about their place in a group: one row for a place, gone once it is told.
///
/// How a place came to be as it is cannot be seen in it, so the cause is kept; the newest, where there are two. Whether it
/// still holds is looked up when the letter is written, so that nobody is told what is over.
public struct MemberLetter: Hashable, Sendable {
    /// What gives rise to one: always what somebody else did.
    public enum Cause: String, Sendable, CaseIterable {
        /// A coordinator lets them in.
        case approved
        /// A coordinator does not.
        case declined
        /// They are made coordinator, for good or for a time.
        case appointed
        /// A list that came in names them as coordinator.
        case imported

        /// Those for whom somebody waits. What a list brings may be thousands, and comes after them.
        public static let awaited: [Cause] = [.approved, .declined, .appointed]

        /// Whether it still describes this place.
        public func holds(for member: Member) -> Bool {
            switch self {
            case .approved: member.standing == .approved
            case .declined: member.standing == .left
            case .appointed, .imported: member.standing == .approved && member.role == .coordinator
            }
        }
    }

    public let member: MemberId
    public let cause: Cause
    /// When that was. What comes later is another letter, and is not ended with this one.
    public let since: Moment
    /// How often it was taken on.
    public let tries: Int

    public init(member: MemberId, cause: Cause, since: Moment, tries: Int = 0) {
        self.member = member
        self.cause = cause
        self.since = since
        self.tries = tries
    }

    /// When it is tried again after it did not go out; nil once it is given up.
    public func retry(at now: Moment) -> Moment? {
        (1...GroupLetter.waits.count).contains(tries) ? now + GroupLetter.waits[tries - 1] : nil
    }

    /// Whether it was taken on more often than it is tried, as when servers died over it.
    public var isGivenUp: Bool { tries > GroupLetter.waits.count + 1 }
}

/// What such a letter is written from, as it stood when it was taken on.
public struct MemberLetterScene: Sendable {
    public let letter: MemberLetter
    public let group: Group
    public let member: Member
    /// To whom it goes; nil for who was erased.
    public let person: Person?

    public init(letter: MemberLetter, group: Group, member: Member, person: Person?) {
        self.letter = letter
        self.group = group
        self.member = member
        self.person = person
    }

    /// Where it goes; nil where there is nothing to tell any more, or no address.
    public var address: EmailAddress? {
        guard group.closedAt == nil, !letter.isGivenUp, letter.cause.holds(for: member) else { return nil }
        return person?.email.flatMap { EmailAddress($0) }
    }
}
