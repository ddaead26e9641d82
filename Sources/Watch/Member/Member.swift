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
    /// Whether they want to hear nothing of this group for now; they stay in it, and its pages stay open to them.
    public var isMuted: Bool
    /// What an applicant wrote to the coordinator, so that they know who asks. Gone once that is decided.
    public var note: String?
    /// The first event they may see: that after the newest one at their approval. Nil before.
    public var joinedSequence: Int64?
    /// The first event they may no longer see; nil while they are in.
    public var leftSequence: Int64?
    public let appliedAt: Moment
    /// When they showed by a code from their letterbox that they live here; nil while nobody asked them to.
    public var provedAt: Moment?

    public init(
        id: MemberId, group: GroupId, person: PersonId, standing: Standing, role: Role,
        coordinatorUntil: Moment? = nil, isMuted: Bool = false, note: String? = nil, joinedSequence: Int64? = nil,
        leftSequence: Int64? = nil, appliedAt: Moment, provedAt: Moment? = nil
    ) {
        self.id = id
        self.group = group
        self.person = person
        self.standing = standing
        self.role = role
        self.coordinatorUntil = coordinatorUntil
        self.isMuted = isMuted
        self.note = note
        self.joinedSequence = joinedSequence
        self.leftSequence = leftSequence
        self.appliedAt = appliedAt
        self.provedAt = provedAt
    }

    /// Whether they are coordinator for a time only.
    public var standsIn: Bool { role == .coordinator && coordinatorUntil != nil }

    /// Whether an event of the group was for them: joined ≤ sequence < left.
    public func heard(_ sequence: Int64) -> Bool {
        guard let joinedSequence, sequence >= joinedSequence else { return false }
        guard let leftSequence else { return true }
        return sequence < leftSequence
    }
}

/// As what somebody hears a group.
public enum Audience: String, Codable, Sendable, CaseIterable {
    /// The neighbour part only.
    case neighbour
    /// A neighbour with care for the group: also sees what was flagged.
    case coordinator
    /// Everything, what was retracted too.
    case police
}

/// Somebody who does something in a group, and in which capacity.
public struct Actor: Hashable, Sendable {
    public let person: PersonId
    public let capacity: Audience

    public init(person: PersonId, capacity: Audience) {
        self.person = person
        self.capacity = capacity
    }

    /// Coordinator or police: who may close, retract and hold what is not their own.
    public var hasCare: Bool { capacity != .neighbour }
}

/// What a person is to a group: what membership and office together make of them.
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

    /// Who acts, or why they may not.
    ///
    /// An officer of the zone acts as police also where they live; being suspended there does not take that away.
    /// - Throws: `not-a-member`, `member-applied`, `member-suspended`.
    public static func actor(
        _ person: PersonId, member: Member?, offices: [Office], group: Group
    ) throws(Refusal) -> Actor {
        if offices.contains(Office(kind: .police, territory: group.zone)) {
            return Actor(person: person, capacity: .police)
        }
        switch member?.standing {
        case .approved: return Actor(person: person, capacity: member?.role == .coordinator ? .coordinator : .neighbour)
        case .applied: throw Refusal(.memberApplied)
        case .suspended: throw Refusal(.memberSuspended)
        case .left, nil: throw Refusal(.notAMember)
        }
    }
}
