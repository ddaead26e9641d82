/// Where people ask to join, are approved, and leave.
public struct MemberDesk: Sendable {
    private let store: any MemberStore
    private let announcer: any Announcer
    private let surroundings: Surroundings

    public init(store: any MemberStore, announcer: any Announcer, surroundings: Surroundings) {
        self.store = store
        self.announcer = announcer
        self.surroundings = surroundings
    }

    /// Asks to join.
    ///
    /// - Throws: `member-exists`, `member-suspended`, `not-found` for the group.
    public func apply(to group: GroupId, by person: PersonId, request: RequestKey? = nil) async throws -> Member {
        let now = surroundings.now()
        let newId: MemberId = surroundings.id(at: now)
        return try await store.change(.person(person), in: group, by: person, request: request) {
            scene throws(Refusal) in
            guard var member = scene.member else {
                let member = Member(
                    id: newId, group: scene.group.id, person: person, standing: .applied, role: .resident,
                    appliedAt: now)
                return MemberChange(member: member, effects: [])
            }
            let effects = try member.apply()
            return MemberChange(member: member, effects: effects)
        }
    }

    /// Approves, declines, suspends, appoints, or leaves. See `Member.change`.
    public func change(
        _ member: MemberKey, in group: GroupId, to wish: Member.Wish, by person: PersonId, request: RequestKey? = nil
    ) async throws -> Member {
        let saved = try await store.change(member, in: group, by: person, request: request) { scene throws(Refusal) in
            guard var member = scene.member else { throw Refusal(.notFound) }
            guard scene.actor != nil || member.person == person else { throw Refusal(.notAllowed) }
            let effects = try member.change(
                wish, by: scene.actor, coordinators: scene.coordinators, sequence: scene.group.lastSequence)
            return MemberChange(member: member, effects: effects)
        }
        announcer.membershipChanged(in: group)
        return saved
    }

    /// A person's own place in a group; nil when they have none.
    public func own(_ person: PersonId, in group: GroupId) async throws -> Member? {
        try await store.place(of: person, in: group).member
    }

    /// Everybody with a place in the group, for its coordinators.
    ///
    /// - Throws: `not-allowed` for anybody else.
    public func members(of group: Group, for person: PersonId, limit: Int = 500) async throws -> [NamedMember] {
        let place = try await store.place(of: person, in: group.id)
        let actor = try MemberRules.actor(person, member: place.member, offices: place.offices, group: group)
        let isCoordinator = place.member?.standing == .approved && place.member?.role == .coordinator
        guard actor.capacity == .coordinator || isCoordinator else { throw Refusal(.notAllowed) }
        return try await store.members(of: group.id, limit: limit)
    }
}
