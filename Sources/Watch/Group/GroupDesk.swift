/// Where groups are found, looked at and founded.
public struct GroupDesk: Sendable {
    /// What somebody wants to found.
    public typealias Plan = GroupPlan

    private let store: any GroupStore
    private let members: any MemberStore
    private let areas: any AreaOperations
    private let surroundings: Surroundings

    public init(
        store: any GroupStore, members: any MemberStore, areas: any AreaOperations, surroundings: Surroundings
    ) {
        self.store = store
        self.members = members
        self.areas = areas
        self.surroundings = surroundings
    }

    /// The group, whoever asks.
    ///
    /// - Throws: `not-found`.
    public func group(_ name: GroupName) async throws -> Group {
        guard let group = try await store.group(name) else { throw Refusal(.notFound) }
        return group
    }

    /// These groups, in one look; one that there is not is left out.
    public func groups(_ ids: [GroupId]) async throws -> [GroupId: Group] {
        guard !ids.isEmpty else { return [:] }
        return Dictionary(try await store.groups(ids).map { ($0.id, $0) }) { first, _ in first }
    }

    /// The policy that holds on some ground; the usual one abroad and at sea, where there is none yet.
    public func jurisdiction(on ground: Ground?) async throws -> Jurisdiction {
        guard let ground else { return .usual }
        return try await store.jurisdiction(of: ground.country, municipality: ground.municipality)
    }

    /// The groups that a person hears.
    public func hearings(of person: PersonId) async throws -> [Hearing] {
        try await store.hearings(of: person)
    }

    /// As what somebody hears this group; nil when they do not.
    public func hearing(of person: PersonId, in group: GroupId) async throws -> Hearing? {
        try await store.hearings(of: person).first { $0.group == group }
    }

    /// Why somebody who does not hear a group does not: the refusal to show them.
    public func whyNot(_ person: PersonId, in group: Group) async throws -> Refusal {
        let place = try await members.place(of: person, in: group.id)
        do throws(Refusal) {
            _ = try HearingRules.actor(person, member: place.member, offices: place.offices, group: group)
            return Refusal(.notAMember)
        } catch {
            return error
        }
    }

    /// As what somebody hears this group.
    ///
    /// - Throws: `not-a-member`, `member-applied`, `member-suspended`.
    public func heard(_ group: Group, by person: PersonId) async throws -> Hearing {
        guard let hearing = try await hearing(of: person, in: group.id) else {
            throw try await whyNot(person, in: group)
        }
        return hearing
    }

    /// Founds a group; who founds it is its first coordinator. It can be used at once, and waits in the registry for the
    /// municipality's or the foundation's confirmation.
    ///
    /// - Parameters:
    ///   - profile: how who founds it is called, where they have not said so before. It is kept with the group, and not
    ///     without it.
    ///   - consent: what who founds it agrees to, as who joins does. Who does not say so agrees by asking.
    ///   - gazetteer: says where it lies, for who has not said so.
    /// - Throws: `rules-not-accepted`, `too-young`, `name-missing`, `text-too-long`, `slug-taken`, `idempotency-key-reused`, `invitation-invalid`,
    ///   `field-invalid` for a number of members that is none, `area-overlaps`, `too-many-areas`, `too-many-groups`,
    ///   what `EmailAddress` throws, `address-own` and `too-many-asked` for who is to lead it as well, what `AreaRules.drawn` throws.
    public func found(
        _ plan: GroupPlan, by person: PersonId, called profile: PersonProfile? = nil,
        consent: Member.Consent = Member.Consent(acceptsRules: true, isOfAge: true),
        in gazetteer: Gazetteer = .empty, request: RequestKey? = nil
    ) async throws -> Group {
        let now = surroundings.now()
        let operations = areas
        let group = try plan.group(surroundings.id(at: now), in: gazetteer, areas: operations, at: now)
        let registration = try plan.registration(
            of: group.id, code: JoinCode(randomness: surroundings.randomness.bytes(8)), at: now)
        let asked = try CoCoordination.asked(plan.coCoordinator, by: person, in: group.id, at: now)
        let invitation = try ChatInvitation.kept(plan.invitation, for: plan.channel)
        // Before anything is compared, and for good: what is refused counts as well.
        try FoundingRules.mayCompare(try await store.compare(by: person, at: now))
        let known = Set(try await store.hearings(of: person).map(\.group))
        // Before the transaction, in which others wait: there only what has changed since is looked at again.
        let beside = try await store.groups(meeting: group.area.box.widened(metres: Area.coarseReach))
        let found = FoundingRules.overlaps(of: group.area, with: beside.groups, known: known, in: operations)
        let entry: Id<AuditEntry> = surroundings.id(at: now)
        return try await store.found(
            group, coordinator: first(person, of: group.id, at: now), registration: registration,
            invitation: invitation, asked: asked, naming: profile, request: request, since: beside.version
        ) { scene throws(Refusal) in
            try consent.check(in: scene.jurisdiction)
            try asked?.check(scene.founder, before: scene.registered)
            guard scene.proposed < FoundingRules.mostProposed else {
                throw Refusal(.tooManyGroups, ["limit": String(FoundingRules.mostProposed)])
            }
            let overlaps = try FoundingRules.check(
                FoundingRules.overlaps(
                    of: group.area, found: found, in: scene, known: known, except: group.id, operations: operations),
                isSeparate: plan.isSeparate)
            return AuditEntry(
                id: entry, group: group.id, at: now, person: person, capacity: .coordinator, kind: .registered,
                details: overlaps.isEmpty
                    ? [:] : ["separate": "true", "overlaps": overlaps.map(\.group.text).joined(separator: ",")])
        }
    }

    private func first(_ person: PersonId, of group: GroupId, at now: Moment) -> Member {
        Member(
            id: surroundings.id(at: now), group: group, person: person, standing: .approved, role: .coordinator,
            joinedSequence: 1, appliedAt: now)
    }

    /// Founds a group that is already whole, as an import or the demo brings it.
    ///
    /// - Parameter registration: how it stands in the registry; nil for one that is confirmed and talks by Saar.
    /// - Throws: `slug-taken`, `idempotency-key-reused`.
    @discardableResult
    public func found(
        _ group: Group, coordinator: PersonId, registration: Registration? = nil, request: RequestKey? = nil
    ) async throws -> Group {
        let now = surroundings.now()
        let member = first(coordinator, of: group.id, at: now)
        let registration =
            registration
            ?? Registration(
                group: group.id, foundedAt: group.createdAt, confirmedAt: now,
                joinCode: JoinCode(randomness: surroundings.randomness.bytes(8)), listedAt: now)
        let entry = AuditEntry(
            id: surroundings.id(at: now), group: group.id, at: now, person: coordinator, capacity: .coordinator,
            kind: .registered)
        return try await store.found(
            group, coordinator: member, registration: registration, entry: entry, request: request)
    }
}
