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

    // MARK: what is due

    /// Letters that the registry writes.
    public struct Letters: Sendable {
        let carrier: any LetterCarrier
        let reminder: @Sendable (Group, _ letter: Int, EmailAddress, Language) -> Letter
        let escalation: @Sendable ([Group], _ unconfirmed: Int, EmailAddress, Language) -> Letter

        /// - Parameters:
        ///   - reminder: to a coordinator: whether all is still right; `letter` counts from 1.
        ///   - escalation: to an office: these groups have nobody, nor have so many that are not confirmed. Those are not
        ///     named: nobody answers yet for what they are called.
        public init(
            carrier: any LetterCarrier,
            reminder: @escaping @Sendable (Group, _ letter: Int, EmailAddress, Language) -> Letter,
            escalation: @escaping @Sendable ([Group], _ unconfirmed: Int, EmailAddress, Language) -> Letter
        ) {
            self.carrier = carrier
            self.reminder = reminder
            self.escalation = escalation
        }
    }

    /// For how long a server has what it took on. A letter that failed is tried again after it.
    public static let lease = Span.minutes(10)

    /// Does what is due, at most `limit` groups; each on one server, and once.
    ///
    /// A letter is counted after it went out: who is cut off in between sends it once more. One that reached none of the
    /// coordinators is not counted, and tried again.
    /// - Returns: how many were taken on.
    public func doDue(limit: Int, letters: Letters) async throws -> Int {
        let taken = try await store.claimDue(at: surroundings.now(), lease: RegistryDesk.lease, limit: limit)
        for item in taken {
            if item.due.kind == .reminder, try await !remind(item.group, letters) { continue }
            let now = surroundings.now()
            let entry: Id<AuditEntry> = surroundings.id(at: now)
            let kind = item.due.kind
            _ = try await store.change(item.group.id, by: nil, at: now, request: nil) { scene throws(Refusal) in
                var registration = scene.registration
                let isDone = registration.does(
                    kind, coordinators: scene.coordinators, at: now, in: scene.group.jurisdiction)
                let line = AuditEntry(
                    id: entry, group: scene.group.id, at: now, person: nil, capacity: .watch, kind: kind.entry)
                return RegistryChange(registration: registration, entry: isDone ? line : nil)
            }
        }
        return taken.count
    }

    /// Tells those above groups that have nobody: each holder of an office one letter, however many groups it is about.
    /// The municipality where it has somebody, the foundation otherwise.
    ///
    /// - Returns: how many groups were found.
    public func escalate(limit: Int, letters: Letters) async throws -> Int {
        var groups: [(group: Group, isConfirmed: Bool)] = []
        for id in try await store.mismarked(limit: limit) {
            if let group = try await mark(id) { groups.append(group) }
        }
        var lists: [PersonId: (person: Person, groups: [Group], unconfirmed: Int)] = [:]
        for group in groups {
            for person in try await above(group.group) {
                if group.isConfirmed {
                    lists[person.id, default: (person, [], 0)].groups.append(group.group)
                } else {
                    lists[person.id, default: (person, [], 0)].unconfirmed += 1
                }
            }
        }
        for (person, groups, unconfirmed) in lists.values.sorted(by: { $0.person.id < $1.person.id }) {
            guard let email = person.email.flatMap({ EmailAddress($0) }) else { continue }
            // They see it in their list whether or not it arrives.
            try? await letters.carrier.carry(letters.escalation(groups, unconfirmed, email, person.language))
        }
        return groups.count
    }

    /// Marks that a group has nobody, or that it has somebody again.
    ///
    /// - Returns: the group, when it was marked just now.
    private func mark(_ group: GroupId) async throws -> (group: Group, isConfirmed: Bool)? {
        let now = surroundings.now()
        let entry: Id<AuditEntry> = surroundings.id(at: now)
        let scene = try await store.change(group, by: nil, at: now, request: nil) { scene throws(Refusal) in
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
        guard scene.registration.escalatedAt == now else { return nil }
        return (scene.group, scene.registration.standing.isConfirmed)
    }

    private func above(_ group: Group) async throws -> [Person] {
        if let municipality = group.municipality {
            let officials = try await store.holders(of: Office(kind: .municipality, territory: municipality))
            if !officials.isEmpty { return officials }
        }
        let country = String(group.jurisdiction.code.prefix(2))
        return try await store.holders(of: Office(kind: .foundation, territory: country))
    }

    /// Writes to every coordinator. Who has no address is asked on the group's page alone.
    ///
    /// - Returns: whether it counts: at least one letter went out, or there was nobody with an address.
    private func remind(_ group: Group, _ letters: Letters) async throws -> Bool {
        let letter = (try await store.registration(of: group.id)?.reminders ?? 0) + 1
        let people = try await store.coordinators(of: group.id)
        var tried = 0
        var carried = 0
        for person in people {
            guard let email = person.email.flatMap({ EmailAddress($0) }) else { continue }
            tried += 1
            do {
                try await letters.carrier.carry(letters.reminder(group, letter, email, person.language))
                carried += 1
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // The carrier has said why; the next round tries again.
                continue
            }
        }
        return tried == 0 || carried > 0
    }
}

extension RegistrationDue.Kind {
    /// The line in the log.
    var entry: AuditEntry.Kind {
        switch self {
        case .reminder: .reminded
        case .silence: .fellSilent
        case .closure: .closed
        }
    }
}
