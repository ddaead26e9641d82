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
    /// - Parameters:
    ///   - note: a word to the coordinator, who sees nothing else but the first name.
    ///   - proof: that they live here, for groups that want to know.
    /// - Throws: `rules-not-accepted`, `too-young`, `first-name-missing`, `text-too-long`, `member-exists`,
    ///   `member-suspended`, `too-many-applications`, `proof-missing`, `proof-wrong`, `group-closed`, `not-found` for the group.
    public func apply(
        to group: GroupId, by person: PersonId, consent: @autoclosure @Sendable () throws(Refusal) -> Member.Consent,
        note: @autoclosure @Sendable () throws(Refusal) -> String? = nil, proof: Member.Proof? = nil,
        request: RequestKey? = nil
    ) async throws -> Member {
        let (consent, typed) = (Result(catching: consent), Result(catching: note))
        let now = surroundings.now()
        let newId: MemberId = surroundings.id(at: now)
        let saved = try await store.change(.person(person), in: group, by: person, request: request) {
            scene throws(Refusal) in
            try MemberRules.mayApply(scene.member, to: scene.group)
            let note = try MemberRules.note(try typed.get())
            try consent.get().check(in: scene.group.jurisdiction)
            guard !scene.firstName.isEmpty else { throw Refusal(.firstNameMissing, field: "firstName") }
            func checkApplications() throws(Refusal) {
                guard scene.applications < MemberRules.mostApplications else {
                    throw Refusal(.tooManyApplications, ["limit": String(MemberRules.mostApplications)])
                }
            }
            let proved = proof.map { [Member.Effect.proved($0)] } ?? []
            func checkProof() throws(Refusal) {
                guard proof != nil || !scene.asksForProof else {
                    throw Refusal(.proofMissing, field: "householdCode")
                }
            }
            guard var member = scene.member else {
                try checkApplications()
                try checkProof()
                let member = Member(
                    id: newId, group: scene.group.id, person: person, standing: .applied, role: .resident,
                    note: note, appliedAt: now, provedAt: proof.map { _ in now })
                return MemberChange(member: member, effects: [.waits] + proved)
            }
            let effects = try member.apply(note: note)
            try checkApplications()
            try checkProof()
            member.provedAt = proof.map { _ in now }
            return MemberChange(member: member, effects: effects + proved)
        }
        announcer.membershipChanged(in: group)
        return saved
    }

    /// Why somebody cannot ask to join, whatever they say; nil when they can. Asked before a code of theirs is tried.
    public func whyNotApply(_ person: PersonId, to group: Group) async throws -> Refusal? {
        let place = try await store.place(of: person, in: group.id)
        do throws(Refusal) {
            try MemberRules.mayApply(place.member, to: group)
            return nil
        } catch {
            return error
        }
    }

    /// Approves, declines, suspends, appoints, mutes, or leaves. See `Member.change`. A closed group lets nobody in.
    ///
    /// - Throws: `not-found`, `not-allowed`, `group-closed` for letting somebody in, what `Member.change` throws.
    public func change(
        _ member: MemberKey, in group: GroupId, to wish: @autoclosure @Sendable () throws(Refusal) -> Member.Wish,
        by person: PersonId, request: RequestKey? = nil
    ) async throws -> Member {
        let wish = Result(catching: wish)
        let now = surroundings.now()
        let saved = try await store.change(member, in: group, by: person, request: request) { scene throws(Refusal) in
            let isOwn = member == .person(person) || scene.member?.person == person
            var member = try MemberRules.mayChange(scene.member, isOwn: isOwn, by: scene.actor)
            let before = member.standing
            let effects = try member.change(
                try wish.get(), by: scene.actor, standsIn: scene.standsIn, coordinators: scene.coordinators,
                sequence: scene.group.lastSequence, at: now, in: scene.group.jurisdiction)
            // After the rule, so that nobody hears it who may not even ask.
            if before != .approved, member.standing == .approved, scene.group.closedAt != nil {
                throw RegistryRules.closed(scene.group)
            }
            return MemberChange(member: member, effects: effects)
        }
        announcer.membershipChanged(in: group)
        return saved
    }

    /// Ends the time of stand-ins for whom it is over. Called every few seconds.
    public func endStandIns() async throws {
        let now = surroundings.now()
        var fault: (any Error)?
        for member in try await store.endedStandIns(at: now, limit: 100) {
            do {
                _ = try await store.change(.id(member.id), in: member.group, by: nil, request: nil) {
                    scene throws(Refusal) in
                    guard var member = scene.member else { throw Refusal(.notFound) }
                    let effects = member.endStandIn(at: now)
                    return MemberChange(member: member, effects: effects)
                }
                announcer.membershipChanged(in: member.group)
            } catch {
                // One that cannot be ended keeps none of the others in.
                fault = error
            }
        }
        if let fault { throw fault }
    }

    /// Groups that a person does not want to hear for now.
    public func muted(by person: PersonId) async throws -> [GroupId] { try await store.muted(by: person) }

    /// Everywhere a person has a place, waits for one, or was suspended; without those they have left.
    public func places(of person: PersonId) async throws -> [Member] {
        try await store.places(of: person).filter { $0.standing != .left }
    }

    /// The same, and those that somebody else has taken from them of late.
    public func placesAndLosses(of person: PersonId) async throws -> [Member] {
        let now = surroundings.now()
        return try await store.places(of: person).filter { $0.standing != .left || $0.loss(at: now) != nil }
    }

    /// How many wait to be let in by a person, in each group that they lead.
    public func applicants(ledBy person: PersonId) async throws -> [GroupId: Int] {
        try await store.applicants(ledBy: person)
    }

    /// A person's own place in a group; nil when they have none.
    public func own(_ person: PersonId, in group: GroupId) async throws -> Member? {
        try await store.place(of: person, in: group).member
    }

    /// The first names of those who lead a group, for the offices that confirm it.
    ///
    /// - Throws: `not-allowed` for anybody else.
    public func coordinators(of group: Group, for person: PersonId) async throws -> [String] {
        let place = try await store.place(of: person, in: group.id)
        _ = try RegistryRules.office(
            RegistryRules.capacities(of: place.member, offices: place.offices, for: group))
        return try await store.coordinators(of: group.id).map(\.firstName)
    }

    /// Whether somebody is the only one who leads a group for good: it has nobody once they are gone.
    public func leadsAlone(_ person: PersonId, _ group: GroupId) async throws -> Bool {
        let leading = try await store.coordinators(of: group).map(\.member).filter { !$0.standsIn }
        return leading.map(\.person) == [person]
    }

    /// Those who have a place in the group or wait for one, for its coordinators. See `MemberStore.members`.
    ///
    /// - Throws: `not-allowed` for anybody else.
    public func members(
        of group: Group, for person: PersonId,
        _ search: @autoclosure @Sendable () throws(Refusal) -> MemberSearch = MemberSearch()
    ) async throws -> MemberPage {
        try await checkCoordinator(person, of: group)
        return try await store.members(of: group.id, try search())
    }

    /// One member, before something is changed about them that is asked about once more.
    ///
    /// - Throws: `not-allowed` for who does not coordinate the group, `not-found`.
    public func member(_ id: MemberId, of group: Group, for person: PersonId) async throws -> NamedMember {
        try await checkCoordinator(person, of: group)
        guard let member = try await store.member(id, of: group.id) else { throw Refusal(.notFound) }
        return member
    }

    /// How many those are.
    ///
    /// - Throws: `not-allowed` for anybody else.
    public func counts(of group: Group, for person: PersonId) async throws -> MemberCounts {
        try await checkCoordinator(person, of: group)
        return try await store.counts(of: group.id)
    }

    /// Whether the group would wake tonight, and whom its coordinator can help to hear.
    ///
    /// - Throws: `not-allowed` for anybody else.
    public func readiness(of group: Group, for person: PersonId) async throws -> GroupReadiness {
        try await checkCoordinator(person, of: group)
        return GroupReadiness(try await store.sleepers(of: group.id), at: surroundings.now())
    }

    /// The groups that somebody oversees by their office, by name, and of each whether it would wake as far as is known now: for
    /// each of them the one word, and no number.
    ///
    /// - Parameter map: where they are looked for; it may be some seconds old.
    /// - Throws: `not-allowed` for who has no office.
    public func overseen(
        by offices: [Office], on map: RegistryMap, skipping: Int = 0, limit: Int
    ) async throws -> OverseenGroups {
        let all = try RegistryRules.overseen(by: offices, on: map)
        let shown = all.dropFirst(skipping).prefix(limit)
        let now = surroundings.now()
        let ready = try await store.ready(shown.map(\.id))
        return OverseenGroups(
            groups: shown.map { OverseenGroup(group: $0, isReady: ready.contains($0.id)) }, found: all.count, at: now)
    }

    private func checkCoordinator(_ person: PersonId, of group: Group) async throws {
        let place = try await store.place(of: person, in: group.id)
        let actor = try HearingRules.actor(person, member: place.member, offices: place.offices, group: group)
        let isCoordinator = place.member?.standing == .approved && place.member?.role == .coordinator
        guard actor.capacity == .coordinator || isCoordinator else { throw Refusal(.notAllowed) }
    }
}
