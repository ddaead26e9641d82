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
            try PersonRows.hold(person, database.dialect, connection)
            let begun = try IdempotencyKeys.begin(request, by: person, at: now, connection)
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
            try IdempotencyKeys.end(request, by: person, subject: group.text, connection)
            guard scene.registration.escalatedAt != nil else { return }
            var registration = scene.registration
            registration.escalatedAt = nil
            try RegistrationRows.save(registration, in: locked.jurisdiction, at: now, connection)
        }
    }

    public func lookAfter(
        _ due: Due, at now: Moment, id: Id<AuditEntry>, decide: @escaping @Sendable (CareScene) -> CareStep
    ) async throws {
        let dialect = database.dialect
        try await database.change { connection in
            let group = GroupId(trusted: due.subject.id.text)
            guard let locked = try GroupRows.lock(group, dialect, connection)?.group,
                let scene = try CareRows.scene(of: locked, connection)
            else { return try DueRows.drop(due.subject, connection) }
            guard try DueRows.isLeased(due, connection) else { return }
            switch decide(scene) {
            case .rest: try DueRows.drop(due.subject, connection)
            case .look(let moment): try DueRows.settle(due, again: moment, news: due.news, connection)
            case .done(let kind, let registration, let moment):
                try noteClosing(of: locked, from: scene.registration, to: registration, at: now, connection)
                let line = AuditEntry(
                    id: id, group: group, at: moment, person: nil, capacity: .watch, kind: kind.entry)
                try keep(line, about: locked, at: now, connection)
                // With it is put down what is due next.
                try RegistrationRows.save(registration, in: locked.jurisdiction, at: now, connection)
            case .write(let kind, let number):
                guard try RegistrationRows.lease(group, for: CareScene.pause, at: now, connection) else {
                    return try DueRows.settle(due, again: now + CareScene.pause, news: due.news, connection)
                }
                // One that reached nobody is written anew by the same id, in the place of what it was.
                let news = due.news ?? EventId(trusted: id.text)
                try CareRows.write(
                    kind, number: number, about: locked, to: scene.readers, news: news, at: now, dialect, connection)
                try DueRows.settle(due, again: now + .minutes(1), news: news, connection)
            }
        }
    }

    public func mismarked(limit: Int) async throws -> [GroupId] {
        let leading: SQL = "SELECT 1 FROM members m WHERE m.group_id = r.group_id AND \(sql: MemberRows.leads)"
        // Two questions: of marked groups there are few, and who leads none is found by comparing two indexes in order.
        return try await database.look { connection in
            try connection.rows(
                """
                SELECT group_id FROM (
                    SELECT r.group_id FROM registrations r
                    WHERE r.escalated_at IS NULL AND r.standing <> \(Registration.Standing.closed.rawValue)
                      AND NOT EXISTS (\(sql: leading))
                    UNION ALL SELECT r.group_id FROM registrations r
                    WHERE r.escalated_at IS NOT NULL AND r.standing <> \(Registration.Standing.closed.rawValue)
                      AND EXISTS (\(sql: leading))) AS mismarked
                ORDER BY group_id LIMIT \(limit)
                """
            ).map { try $0.id("group_id") }
        }
    }

    public func cared(for offices: [Office], limit: Int) async throws -> [CaredGroup] {
        let municipalities = offices.filter { $0.kind == .municipality }.map(\.territory)
        let countries = offices.filter { $0.kind == .foundation }.map(\.territory)
        // Who cares for municipalities alone has their groups found by an index; whose the country is, reads the country.
        let territory: SQL =
            countries.isEmpty
            ? "municipality IN \(list: municipalities)"
            : "(municipality IN \(list: municipalities) OR SUBSTR(country, 1, 2) IN \(list: countries))"
        let leading: SQL =
            "FROM members m WHERE m.group_id = registrations.group_id AND \(sql: MemberRows.leads)"
        return try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: GroupRows.columns), \(sql: RegistrationRows.columns),
                       (SELECT COUNT(*) \(sql: leading)) AS coordinators
                FROM registrations JOIN groups g ON g.id = group_id
                WHERE \(sql: territory) AND standing <> \(Registration.Standing.closed.rawValue)
                  AND (standing <> \(Registration.Standing.listed.rawValue) OR reminders > 0
                       OR NOT EXISTS (SELECT 1 \(sql: leading)))
                ORDER BY name, id LIMIT \(limit)
                """
            ).map { row in
                CaredGroup(
                    group: try GroupRows.group(row), registration: try RegistrationRows.registration(row),
                    coordinators: try row.integer("coordinators", as: Int.self))
            }
        }
    }
}
