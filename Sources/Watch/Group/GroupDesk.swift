/// Where groups are found, looked at and founded.
public struct GroupDesk: Sendable {
    private let store: any GroupStore
    private let members: any MemberStore
    private let areas: any AreaWorkshop
    private let surroundings: Surroundings

    public init(
        store: any GroupStore, members: any MemberStore, areas: any AreaWorkshop, surroundings: Surroundings
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
            _ = try MemberRules.actor(person, member: place.member, offices: place.offices, group: group)
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

    /// What somebody wants to found.
    public struct Plan: Hashable, Sendable {
        public let name: String?
        public let place: String?
        /// The country's code, `NL` or `BE`.
        public let country: String
        public let zone: String?
        public let municipality: String?
        public let area: Area
        /// How the group talks.
        public let channel: Registration.Channel
        /// How many take part already, by their own word.
        public let statedMembers: Int

        public init(
            name: String?, place: String?, country: String, zone: String?, municipality: String?, area: Area,
            channel: Registration.Channel = .saar, statedMembers: Int = 0
        ) {
            self.name = name
            self.place = place
            self.country = country
            self.zone = zone
            self.municipality = municipality
            self.area = area
            self.channel = channel
            self.statedMembers = statedMembers
        }
    }

    /// Founds a group; who founds it is its first coordinator. It can be used at once, and waits in the registry for the
    /// municipality's or the foundation's confirmation.
    ///
    /// - Throws: `name-missing`, `text-too-long`, `slug-taken`, `idempotency-key-reused`, what `AreaRules.drawn` throws.
    public func found(_ plan: Plan, by person: PersonId, request: RequestKey? = nil) async throws -> Group {
        let now = surroundings.now()
        let name = try GroupRules.name(plan.name)
        let jurisdiction = Jurisdiction.of(plan.country)
        let group = Group(
            id: surroundings.id(at: now), slug: GroupRules.slug(name), name: name,
            place: try Words.kept(plan.place, field: "place", limit: 80) ?? "", jurisdiction: jurisdiction,
            zone: try Words.kept(plan.zone, field: "zone", limit: 40) ?? jurisdiction.code,
            municipality: try Words.kept(plan.municipality, field: "municipality", limit: 10),
            area: try AreaRules.drawn(plan.area, in: areas), createdAt: now)
        let registration = Registration(
            group: group.id, standing: .proposed, channel: plan.channel, statedMembers: plan.statedMembers,
            foundedAt: now, confirmedAt: now, joinCode: JoinCode(randomness: surroundings.randomness.bytes(8)))
        return try await found(group, coordinator: person, registration: registration, request: request)
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
        let member = Member(
            id: surroundings.id(at: now), group: group.id, person: coordinator, standing: .approved,
            role: .coordinator, joinedSequence: 1, appliedAt: now)
        let registration =
            registration
            ?? Registration(
                group: group.id, foundedAt: group.createdAt, confirmedAt: now,
                joinCode: JoinCode(randomness: surroundings.randomness.bytes(8)))
        let entry = AuditEntry(
            id: surroundings.id(at: now), group: group.id, at: now, person: coordinator, capacity: .coordinator,
            kind: .registered)
        return try await store.found(
            group, coordinator: member, registration: registration, entry: entry, request: request)
    }
}
