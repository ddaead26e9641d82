import Watch

/// What keeps the registry true, in the database.
extension SQLRegistryStore {
    public func lines(of group: GroupId, limit: Int) async throws -> [AuditLine] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT a.id, a.group_id, a.at, a.person_id, a.capacity, a.kind, a.details, p.first_name
                FROM audit_entries a LEFT JOIN persons p ON p.id = a.person_id
                WHERE a.group_id = \(group) ORDER BY a.at DESC, a.id DESC LIMIT \(limit)
                """
            ).map { row in
                AuditLine(
                    entry: try RegistrationRows.entry(row), firstName: try row.textIfPresent("first_name") ?? "")
            }
        }
    }

    public func scene(of group: GroupId, for person: PersonId) async throws -> RegistryScene? {
        try await database.look { connection in
            guard let group = try GroupRows.group(group, connection) else { return nil }
            return try scene(group, by: person, connection)
        }
    }

    public func successors(
        of group: GroupId, except person: PersonId, withApplicants: Bool, _ search: MemberSearch
    ) async throws -> (members: [NamedMember], found: Int) {
        let standings = SQLRegistryStore.standings(withApplicants: withApplicants)
        // Names are compared by the rules and not by databases: see `SQLMemberStore.members`.
        let part: SQL = search.name == nil ? "LIMIT \(search.limit) OFFSET \(search.skipping)" : ""
        return try await database.look { connection in
            let members = try connection.rows(
                """
                SELECT \(sql: MemberRows.columnsOfM), p.first_name
                FROM members m JOIN persons p ON p.id = m.person_id
                WHERE m.group_id = \(group) AND m.person_id <> \(person) AND m.standing IN \(list: standings)
                ORDER BY m.applied_at, m.id \(sql: part)
                """
            ).map { NamedMember(member: try MemberRows.member($0), firstName: try $0.text("first_name")) }
            guard search.name == nil else {
                let found = members.filter { search.finds($0.firstName) }
                return (Array(found.dropFirst(search.skipping).prefix(search.limit)), found.count)
            }
            let all = try connection.first(
                """
                SELECT COUNT(*) AS number FROM members
                WHERE group_id = \(group) AND person_id <> \(person) AND standing IN \(list: standings)
                """)
            return (members, try all?.integer("number") ?? 0)
        }
    }

    public func successor(
        _ member: MemberId, of group: GroupId, withApplicants: Bool
    ) async throws -> NamedMember? {
        let standings = SQLRegistryStore.standings(withApplicants: withApplicants)
        return try await database.look { connection in
            try connection.first(
                """
                SELECT \(sql: MemberRows.columnsOfM), p.first_name
                FROM members m JOIN persons p ON p.id = m.person_id
                WHERE m.id = \(member) AND m.group_id = \(group) AND m.standing IN \(list: standings)
                """
            ).map { NamedMember(member: try MemberRows.member($0), firstName: try $0.text("first_name")) }
        }
    }

    private static func standings(withApplicants: Bool) -> [String] {
        (withApplicants ? [Member.Standing.approved, .applied] : [.approved]).map(\.rawValue)
    }

    public func handOver(
        _ group: GroupId, to member: MemberId?, by person: PersonId, at now: Moment, request: RequestKey?,
        entry: Id<AuditEntry>,
        decide:
            @escaping @Sendable (RegistryScene, _ own: Member?, _ successor: Member?) throws(Refusal) ->
            HandOver.Outcome
    ) async throws {
        try await database.change { connection in
            guard let locked = try GroupRows.lock(group, database.dialect, connection)?.group else {
                throw Refusal(.notFound)
            }
            let begun = try RequestBook.begin(request, by: person, at: now, connection)
            if begun.answer != nil { return }
            let scene = try scene(locked, by: person, connection)
            let own = try MemberRows.member(of: person, in: group, connection)
            let successor = try member.flatMap { member in
                try connection.first(
                    "SELECT \(sql: MemberRows.columns) FROM members WHERE id = \(member) AND group_id = \(group)"
                ).map(MemberRows.member)
            }
            let outcome = try begun.decide { () throws(Refusal) in try decide(scene, own, successor) }
            for changed in [outcome.successor, outcome.predecessor].compactMap(\.self) {
                try MemberRows.save(changed, connection)
            }
            try MemberRows.count(
                from: successor?.standing, to: outcome.successor.standing, in: group, connection)
            let people = [outcome.successor.person, outcome.predecessor?.person].compactMap(\.self)
            try MemberRows.hearingChanged(for: people, in: group, connection)
            if outcome.successor.person != person {
                try MemberLetterRows.tell(.appointed, [outcome.successor.id], at: now, connection)
            }
            try RegistrationRows.keep(
                AuditEntry(
                    id: entry, group: group, at: now, person: person, capacity: outcome.capacity, kind: .handedOver),
                connection)
            try RequestBook.end(request, by: person, subject: group.text, connection)
            guard scene.registration.escalatedAt != nil else { return }
            var registration = scene.registration
            registration.escalatedAt = nil
            try RegistrationRows.save(registration, connection)
        }
    }

    public func claimDue(at now: Moment, lease: Span, limit: Int) async throws -> [DueRegistration] {
        // Looking costs nothing, a write takes the one writer: only claim when there is something.
        let found = try await database.look { try due(at: now, limit: limit, $0) }
        guard !found.isEmpty else { return [] }
        return try await database.change { connection in
            let taken = try connection.rows(
                """
                UPDATE registrations SET leased_until = \(now + lease) WHERE group_id IN
                    (SELECT group_id FROM registrations WHERE group_id IN \(list: found.map(\.group))
                     AND leased_until <= \(now) ORDER BY group_id \(sql: database.dialect.claimSuffix))
                RETURNING group_id
                """
            ).map { try $0.id("group_id", of: Group.self) }
            return try found.filter { taken.contains($0.group) }.compactMap { found in
                try GroupRows.group(found.group, connection).map { DueRegistration(group: $0, due: found.due) }
            }
        }
    }

    private func due(
        at now: Moment, limit: Int, _ connection: any Connection
    ) throws -> [(group: GroupId, due: RegistrationDue)] {
        let shortest = Jurisdiction.all.map(\.confirmation.lifetime).min() ?? .days(0)
        var found: [(group: GroupId, due: RegistrationDue)] = []
        var after = ""
        while found.count < limit {
            // What may be due; the rule says what is.
            let rows = try connection.rows(
                """
                SELECT \(sql: RegistrationRows.columns), g.country, \(sql: SQLRegistryStore.coordinatorCount)
                FROM registrations JOIN groups g ON g.id = group_id
                WHERE ((standing = \(Registration.Standing.listed.rawValue) AND confirmed_at <= \(now - shortest))
                       OR standing = \(Registration.Standing.silent.rawValue))
                  AND leased_until <= \(now) AND group_id > \(after) ORDER BY group_id LIMIT \(500)
                """)
            for row in rows {
                let registration = try RegistrationRows.registration(row)
                after = registration.group.text
                if let due = registration.due(
                    coordinators: try row.integer("coordinators", as: Int.self),
                    in: Jurisdiction.of(try row.text("country"))), due.at <= now, found.count < limit
                {
                    found.append((registration.group, due))
                }
            }
            if rows.count < 500 { break }
        }
        return found
    }

    public func mismarked(limit: Int) async throws -> [GroupId] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT r.group_id FROM registrations r
                WHERE r.standing <> \(Registration.Standing.closed.rawValue)
                  AND (r.escalated_at IS NULL) = (NOT EXISTS (SELECT 1 FROM members m
                      WHERE m.group_id = r.group_id AND m.standing = \(Member.Standing.approved.rawValue)
                        AND m.role = \(Member.Role.coordinator.rawValue) AND m.coordinator_until IS NULL))
                ORDER BY r.group_id LIMIT \(limit)
                """
            ).map { try $0.id("group_id") }
        }
    }

    public func coordinators(of group: GroupId) async throws -> [Person] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: PersonRows.columns) FROM persons WHERE erased_at IS NULL AND id IN
                    (SELECT person_id FROM members WHERE group_id = \(group)
                     AND standing = \(Member.Standing.approved.rawValue)
                     AND role = \(Member.Role.coordinator.rawValue))
                ORDER BY id LIMIT \(50)
                """
            ).map(PersonRows.person)
        }
    }

    public func holders(of office: Office) async throws -> [Person] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: PersonRows.columns) FROM persons WHERE erased_at IS NULL AND id IN
                    (SELECT person_id FROM offices
                     WHERE kind = \(office.kind.rawValue) AND territory = \(office.territory))
                ORDER BY id LIMIT \(50)
                """
            ).map(PersonRows.person)
        }
    }

    public func cared(for offices: [Office], limit: Int) async throws -> [CaredGroup] {
        let municipalities = offices.filter { $0.kind == .municipality }.map(\.territory)
        let countries = offices.filter { $0.kind == .foundation }.map(\.territory)
        return try await database.look { connection in
            try connection.rows(
                """
                SELECT * FROM (
                    SELECT \(sql: GroupRows.columns), \(sql: RegistrationRows.columns),
                           \(sql: SQLRegistryStore.coordinatorCount)
                    FROM registrations JOIN groups g ON g.id = group_id
                    WHERE (municipality IN \(list: municipalities) OR SUBSTR(country, 1, 2) IN \(list: countries))
                      AND standing <> \(Registration.Standing.closed.rawValue)) AS territory
                WHERE standing <> \(Registration.Standing.listed.rawValue) OR reminders > 0 OR coordinators = 0
                ORDER BY name, id LIMIT \(limit)
                """
            ).map { row in
                CaredGroup(
                    group: try GroupRows.group(row), registration: try RegistrationRows.registration(row),
                    coordinators: try row.integer("coordinators", as: Int.self))
            }
        }
    }

    /// How many coordinators a group has for good, as a column.
    private static let coordinatorCount: SQL =
        """
        (SELECT COUNT(*) FROM members m WHERE m.group_id = registrations.group_id AND m.standing = 'approved' \
        AND m.role = 'coordinator' AND m.coordinator_until IS NULL) AS coordinators
        """
}
