/// The id of a person's place in a group.
public typealias MemberId = Id<Member>

/// A person's place in a group.
public struct Member: Hashable, Sendable {
    /// Whether they are in. Declined applicants and those who went are both `left`.
    public enum Standing: String, Codable, Sendable, CaseIterable { case applied, approved, suspended, left }
    public enum Role: String, Codable, Sendable, CaseIterable { case resident, coordinator }

    public let id: MemberId
    public let group: GroupId
    public let person: PersonId
    public var standing: Standing
    public var role: Role
    /// Until when a stand-in is coordinator; nil for who is coordinator for good, and for residents.
    public var coordinatorUntil: Moment?
    /// Whether they wanted to hear nothing of this group, which may have ended since (`pause`); they stay in it, and its
    /// pages stay open to them.
    public var isMuted: Bool { didSet { if !isMuted { mutedUntil = nil } } }
    /// When that ends by itself; nil where it lasts until they say otherwise, as it always did before.
    public var mutedUntil: Moment?
    /// What an applicant wrote to the coordinator, so that they know who asks. Gone once that is decided.
    public var note: String?
    /// The first event they may see: that after the newest one at their approval. Nil before.
    public var joinedSequence: Int64?
    /// The first event they may no longer see; nil while they are in.
    public var leftSequence: Int64?
    public let appliedAt: Moment
    /// When they showed by a code from their letterbox that they live here; nil while nobody asked them to.
    public var provedAt: Moment?
    /// What somebody else last decided about it; nil where they have gone or asked again themselves since.
    public var decided: Decision?

    /// What somebody else decided about a place, and when: so that whose place it is finds it on their own page, also without
    /// an address to write to.
    public struct Decision: Hashable, Sendable {
        public let cause: MemberLetter.Cause
        public let at: Moment

        public init(_ cause: MemberLetter.Cause, at: Moment) {
            self.cause = cause
            self.at = at
        }
    }

    public init(
        id: MemberId, group: GroupId, person: PersonId, standing: Standing, role: Role,
        coordinatorUntil: Moment? = nil, isMuted: Bool = false, mutedUntil: Moment? = nil, note: String? = nil,
        joinedSequence: Int64? = nil, leftSequence: Int64? = nil, appliedAt: Moment, provedAt: Moment? = nil,
        decided: Decision? = nil
    ) {
        self.id = id
        self.group = group
        self.person = person
        self.standing = standing
        self.role = role
        self.coordinatorUntil = coordinatorUntil
        self.isMuted = isMuted
        self.mutedUntil = mutedUntil
        self.note = note
        self.joinedSequence = joinedSequence
        self.leftSequence = leftSequence
        self.appliedAt = appliedAt
        self.provedAt = provedAt
        self.decided = decided
    }

    /// For how long they want to hear nothing of this group; nil while they hear.
    public func pause(at now: Moment) -> Pause? {
        let pause = Pause(until: mutedUntil)
        return isMuted && pause.holds(at: now) ? pause : nil
    }

    /// As what they hear the group, while they are in.
    var audience: Audience { role.audience }

    /// Whether they are coordinator for a time only.
    public var standsIn: Bool { role == .coordinator && coordinatorUntil != nil }

    /// What was taken from them by somebody else, and holds still: they are told of it on their own page, and how to ask
    /// why; for a quarter of a year, or for as long as they are suspended. Nil where nothing was.
    public func loss(at now: Moment) -> Decision? {
        guard let decided, decided.cause.isLoss, decided.cause.holds(for: self),
            standing == .suspended || now - decided.at <= .days(92)
        else { return nil }
        return decided
    }

    /// Whether an event of the group was for them: joined ≤ sequence < left.
    public func heard(_ sequence: Int64) -> Bool {
        guard let joinedSequence, sequence >= joinedSequence else { return false }
        guard let leftSequence else { return true }
        return sequence < leftSequence
    }
}

/// What is asked of who joins a group or changes a place in it.
public enum MemberRules {
    /// Groups in which one person may wait for an answer at a time. Nobody lives in so many streets; a program would write
    /// into all of them.
    public static let mostApplications = 20

    /// A word to the coordinator, as it is kept.
    ///
    /// - Throws: `text-too-long`.
    public static func note(_ typed: String?) throws(Refusal) -> String? {
        try Words.kept(typed, field: "note", limit: 200)
    }

    /// Whether somebody may ask to join, before what they say is looked at.
    ///
    /// - Parameter member: their place in the group; nil for none.
    /// - Throws: `group-closed`, `member-exists` while in or waiting, `member-suspended`.
    public static func mayApply(_ member: Member?, to group: Group) throws(Refusal) {
        guard group.closedAt == nil else { throw RegistryRules.closed(group) }
        guard var member else { return }
        _ = try member.apply()
    }

    /// Whether somebody may change anything about a place, before it is looked at what they want. Only who leads the group
    /// learns which places there are.
    ///
    /// - Parameters:
    ///   - member: the place; nil where there is none.
    ///   - isOwn: whether it is, or would be, that of who asks.
    ///   - actor: what who asks is to the group; nil for who is not in it.
    /// - Returns: the place.
    /// - Throws: `not-allowed`, `not-found`, `member-suspended` for one's own.
    public static func mayChange(_ member: Member?, isOwn: Bool, by actor: Actor?) throws(Refusal) -> Member {
        let leads = actor?.capacity == .coordinator
        guard leads || isOwn else { throw Refusal(.notAllowed) }
        guard let member else { throw Refusal(.notFound) }
        guard leads || member.standing != .suspended else { throw Refusal(.memberSuspended) }
        return member
    }
}

extension Member.Role {
    /// As what a member with it hears their group.
    var audience: Audience { self == .coordinator ? .coordinator : .neighbour }
}
