/// Where a group's place in the registry is looked at and changed.
public struct RegistryDesk: Sendable {
    let store: any RegistryStore
    let surroundings: Surroundings

    public init(store: any RegistryStore, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
    }

    /// How a group stands.
    ///
    /// - Throws: `not-found`.
    public func registration(of group: GroupId) async throws -> Registration {
        guard let registration = try await store.registration(of: group) else { throw Refusal(.notFound) }
        return registration
    }

    /// The group to which a sheet of paper leads.
    ///
    /// - Throws: `not-found`.
    public func group(joinCode typed: String) async throws -> GroupId {
        guard let code = JoinCode(typed), let registration = try await store.registration(joinCode: code) else {
            throw Refusal(.notFound)
        }
        return registration.group
    }

    /// Municipality or foundation confirm a group.
    ///
    /// - Throws: `not-allowed`, `registration-not-proposed`.
    public func confirm(_ group: GroupId, by person: PersonId, request: RequestKey? = nil) async throws {
        try await change(group, by: person, request: request, kind: .confirmed) {
            scene, now throws(Refusal) in
            var registration = scene.registration
            let capacity = try RegistryRules.office(scene.capacities)
            try registration.confirm(at: now)
            return (registration, capacity)
        }
    }

    /// A coordinator says that all is still as it stands in the registry; of a silent group, an office above it may say that it
    /// stays.
    ///
    /// - Throws: `not-allowed`, `group-closed`.
    public func renew(_ group: GroupId, by person: PersonId, request: RequestKey? = nil) async throws {
        try await change(group, by: person, request: request, kind: .renewed) { scene, now throws(Refusal) in
            let capacity = try RegistryRules.renewing(scene)
            try RegistryRules.open(scene)
            var registration = scene.registration
            try registration.renew(at: now)
            return (registration, capacity)
        }
    }

    /// One step of a registration with its line in the audit log.
    func change(
        _ group: GroupId, by person: PersonId?, request: RequestKey? = nil, kind: AuditEntry.Kind,
        details: [String: String] = [:],
        step: @escaping @Sendable (RegistryScene, Moment) throws(Refusal) -> (Registration, RegistryRules.Capacity)
    ) async throws {
        let now = surroundings.now()
        let entry: Id<AuditEntry> = surroundings.id(at: now)
        _ = try await store.change(group, by: person, at: now, request: request) { scene throws(Refusal) in
            let (registration, capacity) = try step(scene, now)
            return RegistryChange(
                registration: registration,
                entry: AuditEntry(
                    id: entry, group: group, at: now, person: person, capacity: capacity, kind: kind, details: details))
        }
    }
}
