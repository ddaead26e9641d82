/// What keeps the registry true.
extension RegistryDesk {
    /// What a coordinator or an office sees of a group's place in the registry.
    public struct View: Sendable {
        public let scene: RegistryScene
        public let lines: [AuditLine]
        /// To whom the one who looks can pass the group on: those of the name that was looked for.
        public let successors: [NamedMember]
        /// How many there are of that name.
        public let found: Int
        /// How many there are altogether.
        public let all: Int
    }

    /// How many lines of a log are shown.
    public static let mostLines = 200
    /// How many groups an office's list shows.
    public static let mostCared = 500

    /// What coordinators and offices see.
    ///
    /// - Parameter search: whom a hand-over is thought of: a name, and how many are shown.
    /// - Throws: `not-found`, `not-allowed` for everybody else.
    public func view(
        of group: GroupId, for person: PersonId, _ search: MemberSearch = MemberSearch()
    ) async throws -> View {
        guard let scene = try await store.scene(of: group, for: person) else { throw Refusal(.notFound) }
        guard !scene.capacities.isEmpty else { throw Refusal(.notAllowed) }
        let lines = try await store.lines(of: group, limit: RegistryDesk.mostLines)
        guard scene.isForsaken || scene.capacities.contains(.coordinator) else {
            return View(scene: scene, lines: lines, successors: [], found: 0, all: 0)
        }
        let (members, found) = try await store.successors(
            of: group, except: person, withApplicants: scene.isForsaken, search)
        let all =
            search.name == nil
            ? found
            : try await store.successors(
                of: group, except: person, withApplicants: scene.isForsaken, MemberSearch(limit: 0)
            ).found
        return View(scene: scene, lines: lines, successors: members, found: found, all: all)
    }

    /// Somebody to whom a group can be passed on, by id; nil when there is no such one.
    public func successor(_ member: MemberId, in scene: RegistryScene) async throws -> NamedMember? {
        try await store.successor(member, of: scene.group.id, withApplicants: scene.isForsaken)
    }

    /// A coordinator or an office closes a group: nobody joins it, and nobody shares in it; what is open ends as ever.
    ///
    /// - Throws: `not-allowed`, `group-closed`.
    public func close(_ group: GroupId, by person: PersonId, request: RequestKey? = nil) async throws {
        try await change(group, by: person, request: request, kind: .closed) { scene, _ throws(Refusal) in
            let capacity = try RegistryRules.closing(scene.capacities)
            try RegistryRules.open(scene)
            var registration = scene.registration
            try registration.close()
            return (registration, capacity)
        }
    }

    /// An office opens it again.
    ///
    /// - Throws: `not-allowed`, `registration-not-closed`.
    public func reopen(_ group: GroupId, by person: PersonId, request: RequestKey? = nil) async throws {
        try await change(group, by: person, request: request, kind: .reopened) { scene, now throws(Refusal) in
            let capacity = try RegistryRules.office(scene.capacities)
            var registration = scene.registration
            try registration.reopen(at: now)
            return (registration, capacity)
        }
    }

    /// Passes a group on. See `HandOver.decide`.
    public func handOver(
        _ group: GroupId, to member: @autoclosure @Sendable () throws(Refusal) -> MemberId, by person: PersonId,
        request: RequestKey? = nil
    ) async throws {
        let named = Result(catching: member)
        let now = surroundings.now()
        try await store.handOver(
            group, to: try? named.get(), by: person, at: now, request: request, entry: surroundings.id(at: now)
        ) { scene, own, successor throws(Refusal) in
            _ = try HandOver.capacity(of: own, in: scene)
            _ = try named.get()
            return try HandOver.decide(to: successor, by: own, in: scene)
        }
    }

    /// The groups that somebody must look after by their office.
    ///
    /// - Throws: `not-allowed` for who has none.
    public func cared(by offices: [Office]) async throws -> [CaredGroup] {
        let offices = offices.filter { $0.kind != .police }
        guard !offices.isEmpty else { throw Refusal(.notAllowed) }
        return try await store.cared(for: offices, limit: RegistryDesk.mostCared)
    }

    // MARK: who has nobody

    /// Marks groups that have nobody, and those that have somebody again. Those above one that was marked are told with it: the
    /// municipality where it has somebody, the foundation otherwise.
    ///
    /// - Returns: how many groups were found, at most `limit`; call again at once when it is `limit`.
    public func escalate(limit: Int) async throws -> Int {
        let found = try await store.mismarked(limit: limit)
        for group in found { try await mark(group) }
        return found.count
    }

    private func mark(_ group: GroupId) async throws {
        let now = surroundings.now()
        let entry: Id<AuditEntry> = surroundings.id(at: now)
        _ = try await store.change(group, by: nil, at: now, request: nil) { scene throws(Refusal) in
            var registration = scene.registration
            guard scene.coordinators == 0, registration.standing != .closed, registration.escalatedAt == nil else {
                if scene.coordinators > 0 { registration.escalatedAt = nil }
                return RegistryChange(registration: registration, entry: nil)
            }
            registration.escalatedAt = now
            return RegistryChange(
                registration: registration,
                entry: AuditEntry(
                    id: entry, group: group, at: now, person: nil, capacity: .watch, kind: .escalated))
        }
    }
}

extension RegistrationDue.Kind {
    /// The line in the log.
    public var entry: AuditEntry.Kind {
        switch self {
        case .reminder: .reminded
        case .silence: .fellSilent
        case .warning: .warned
        case .closure: .closed
        }
    }
}
