/// Where who is asked to lead a group with who founded it answers. How they are written to, see `QuestionRoom`.
public struct CoCoordinationDesk: Sendable {
    private let store: any CoCoordinationStore
    private let members: any MemberStore
    private let persons: any PersonStore
    private let announcer: any Announcer
    private let surroundings: Surroundings

    public init(
        store: any CoCoordinationStore, members: any MemberStore, persons: any PersonStore, announcer: any Announcer,
        surroundings: Surroundings
    ) {
        self.store = store
        self.members = members
        self.persons = persons
        self.announcer = announcer
        self.surroundings = surroundings
    }

    /// What somebody sees of it on a group's page.
    public func view(of group: GroupId, for person: PersonId) async throws -> CoCoordination.View? {
        guard let scene = try await store.scene(of: group) else { return nil }
        return CoCoordination.view(
            scene, for: try await persons.person(person), own: try await members.place(of: person, in: group).member,
            at: surroundings.now())
    }

    /// Who is asked says yes, and leads the group from now on; or no, and is forgotten. See `CoCoordination.answer`.
    public func answer(
        _ accepts: @autoclosure @Sendable () throws(Refusal) -> Bool, in group: GroupId, by person: PersonId,
        request: RequestKey? = nil
    ) async throws {
        let said = Result(catching: accepts)
        let now = surroundings.now()
        let id: MemberId = surroundings.id(at: now)
        let hasJoined = try await store.answer(
            in: group, by: person, at: now, request: request, entry: surroundings.id(at: now)
        ) { scene, person, own throws(Refusal) in
            _ = try CoCoordination.asked(person, in: scene, at: now)
            return try CoCoordination.answer(try said.get(), in: scene, by: person, own: own, new: id, at: now)
        }
        if hasJoined { announcer.membershipChanged(in: group) }
    }

    /// Who leads the group takes the question back. See `CoCoordination.withdraw`. Where the letter has not gone out yet,
    /// none does, unless a server is sending it at this very moment.
    public func withdraw(in group: GroupId, by person: PersonId, request: RequestKey? = nil) async throws {
        try await store.withdraw(in: group, by: person, at: surroundings.now(), request: request) {
            scene, own throws(Refusal) in
            try CoCoordination.withdraw(scene, by: own)
        }
    }

    /// Erases addresses that can no longer be answered from, and how many letters went to one. Called every hour.
    public func tidy() async throws { try await store.eraseOver(at: surroundings.now()) }
}
