import Watch

/// Groups in the database.
public struct SQLGroupStore: GroupStore {
    private let database: any Database
    private let clock: any WatchClock

    public init(database: any Database, clock: any WatchClock) {
        self.database = database
        self.clock = clock
    }

    public func group(_ name: GroupName) async throws -> Group? {
        // What no group can be called may hold what a database takes for a mistake.
        if case .slug(let slug) = name, !GroupRules.isSlug(slug) { return nil }
        return try await database.look { connection in
            switch name {
            case .id(let id): try GroupRows.group(id, connection)
            case .slug(let slug):
                try connection.first("SELECT \(sql: GroupRows.columns) FROM groups WHERE slug = \(slug)")
                    .map(GroupRows.group)
            }
        }
    }

    public func groups(_ ids: [GroupId]) async throws -> [Group] {
        try await database.look { connection in
            try connection.rows("SELECT \(sql: GroupRows.columns) FROM groups WHERE id IN \(list: ids)")
                .map(GroupRows.group)
        }
    }

    public func groups(meeting box: Area.Box) async throws -> (groups: [Group], version: Int64) {
        try await database.look { connection in
            // The head first: what the groups are read with may be newer than it, and never older.
            let version = try RegistrationRows.version(connection)
            return (try GroupRows.groups(meeting: box, connection), version)
        }
    }

    public func compare(by person: PersonId, at now: Moment) async throws -> Int {
        try await database.change { try ComparedAreaRows.count(by: person, at: now, $0) }
    }

    public func found(
        _ group: Group, coordinator: Member, registration: Registration, invitation: String?, asked: CoCoordination?,
        request: RequestKey?, since version: Int64?,
        decide: @escaping @Sendable (FoundingScene) throws(Refusal) -> AuditEntry
    ) async throws -> Group {
        let now = clock.now()
        return try await database.change { connection in
            let begun = try RequestBook.begin(request, by: coordinator.person, at: now, connection)
            // Founding is everybody's: there is nobody who may not, and who is told that first.
            try begun.decide { () throws(Refusal) in }
            if let answer = begun.answer {
                guard let before = try GroupRows.group(GroupId(trusted: answer.subject), connection) else {
                    throw Refusal(.notFound)
                }
                return before
            }
            try GroupRows.insert(group, members: 1, connection)
            try MemberRows.save(coordinator, connection)
            try MemberRows.hearingChanged(for: coordinator.person, connection)
            // The police of its zone hear it from the beginning.
            try connection.run(
                """
                UPDATE persons SET hearing_version = hearing_version + 1 WHERE id IN
                    (SELECT person_id FROM offices
                     WHERE kind = \(Office.Kind.police.rawValue) AND territory = \(group.zone))
                """)
            try RequestBook.end(request, by: coordinator.person, subject: group.id.text, connection)
            try RegistrationRows.save(registration, invitation: .some(invitation), connection)
            if let asked { try CoCoordinationRows.keep(asked, connection) }
            // Behind the registry's lock, everything that was founded before can be seen, and nothing more is.
            let scene = FoundingScene(
                changed: try version.map { try RegistrationRows.changed(since: $0, except: group.id, connection) }
                    ?? [],
                neighbours: try version.map {
                    try GroupRows.groups(
                        meeting: group.area.box.widened(metres: Area.coarseReach), since: $0, except: group.id,
                        connection)
                } ?? [],
                proposed: try GroupRows.proposed(by: coordinator.person, except: group.id, connection),
                founder: try PersonRows.person(coordinator.person, connection),
                registered: try GroupRows.registered(
                    by: coordinator.person, since: now - CoCoordination.lifetime, connection))
            try RegistrationRows.keep(try decide(scene), connection)
            return group
        }
    }

    public func hearings(of person: PersonId) async throws -> [Hearing] {
        try await database.look { connection in
            var hearings: [GroupId: Hearing] = [:]
            let memberships = try connection.rows(
                """
                SELECT group_id, role, joined_sequence FROM members
                WHERE person_id = \(person) AND standing = \(Member.Standing.approved.rawValue)
                """)
            for row in memberships {
                let role: Member.Role = try row.named("role")
                let group: GroupId = try row.id("group_id")
                hearings[group] = Hearing(
                    group: group, audience: role == .coordinator ? .coordinator : .neighbour,
                    since: try row.integer("joined_sequence"))
            }
            let zones = try connection.rows(
                """
                SELECT g.id FROM offices o JOIN groups g ON g.zone = o.territory
                WHERE o.person_id = \(person) AND o.kind = \(Office.Kind.police.rawValue)
                """)
            for row in zones {
                let group: GroupId = try row.id("id")
                hearings[group] = Hearing(group: group, audience: .police, since: 1)
            }
            return hearings.values.sorted { $0.group < $1.group }
        }
    }

    public func hearers(of group: GroupId) async throws -> [PersonId: Hearing] {
        try await database.look { connection in
            var hearers: [PersonId: Hearing] = [:]
            let members = try connection.rows(
                """
                SELECT person_id, role, joined_sequence FROM members
                WHERE group_id = \(group) AND standing = \(Member.Standing.approved.rawValue)
                """)
            for row in members {
                let role: Member.Role = try row.named("role")
                hearers[try row.id("person_id")] = Hearing(
                    group: group, audience: role == .coordinator ? .coordinator : .neighbour,
                    since: try row.integer("joined_sequence"))
            }
            let officers = try connection.rows(
                """
                SELECT o.person_id FROM groups g JOIN offices o ON o.territory = g.zone
                WHERE g.id = \(group) AND o.kind = \(Office.Kind.police.rawValue)
                """)
            for row in officers {
                hearers[try row.id("person_id")] = Hearing(group: group, audience: .police, since: 1)
            }
            return hearers
        }
    }

    public func heads(of groups: [GroupId]) async throws -> [GroupHead] {
        try await database.look { connection in
            try connection.rows(
                "SELECT id, last_sequence, member_version FROM groups WHERE id IN \(list: groups)"
            ).map { row in
                GroupHead(
                    id: try row.id("id"), lastSequence: try row.integer("last_sequence"),
                    memberVersion: try row.integer("member_version"))
            }
        }
    }
}
