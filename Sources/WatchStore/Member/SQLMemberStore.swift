import Watch

/// Members in the database.
public struct SQLMemberStore: MemberStore {
    let database: any Database
    let clock: any WatchClock

    public init(database: any Database, clock: any WatchClock) {
        self.database = database
        self.clock = clock
    }

    public func place(
        of person: PersonId, in group: GroupId
    ) async throws -> (member: Member?, offices: [Office]) {
        try await database.look { connection in
            (
                try MemberRows.member(of: person, in: group, connection),
                try MemberRows.offices(of: person, connection)
            )
        }
    }

    public func members(of group: GroupId, _ search: MemberSearch) async throws -> MemberPage {
        let (applied, approved) = (Member.Standing.applied.rawValue, Member.Standing.approved.rawValue)
        // Names are compared by the rules and not by databases, which fold accents each in their own way: who is looked
        // for by name is looked for among all of one group.
        let part: SQL = search.name == nil ? "LIMIT \(search.limit) OFFSET \(search.skipping)" : ""
        return try await database.look { connection in
            let counts = try SQLMemberStore.counts(of: group, connection)
            let members = try connection.rows(
                """
                SELECT \(sql: MemberRows.columnsOfM), p.first_name
                FROM members m JOIN persons p ON p.id = m.person_id
                WHERE m.group_id = \(group) AND m.standing <> \(Member.Standing.left.rawValue)
                ORDER BY CASE WHEN m.standing = \(applied) THEN 0
                              WHEN m.standing = \(approved) AND m.role = \(Member.Role.coordinator.rawValue) THEN 1
                              ELSE 2 END, m.applied_at DESC, m.id \(sql: part)
                """
            ).map(SQLMemberStore.named)
            guard search.name != nil else { return MemberPage(members: members, found: counts.all, counts: counts) }
            let found = members.filter { search.finds($0.firstName) }
            return MemberPage(
                members: Array(found.dropFirst(search.skipping).prefix(search.limit)), found: found.count,
                counts: counts)
        }
    }

    public func member(_ id: MemberId, of group: GroupId) async throws -> NamedMember? {
        try await database.look { connection in
            try connection.first(
                """
                SELECT \(sql: MemberRows.columnsOfM), p.first_name
                FROM members m JOIN persons p ON p.id = m.person_id
                WHERE m.id = \(id) AND m.group_id = \(group)
                """
            ).map(SQLMemberStore.named)
        }
    }

    public func counts(of group: GroupId) async throws -> MemberCounts {
        try await database.look { try SQLMemberStore.counts(of: group, $0) }
    }

    private static func counts(of group: GroupId, _ connection: any Connection) throws -> MemberCounts {
        var counts: [Member.Standing: Int] = [:]
        for row in try connection.rows(
            "SELECT standing, COUNT(*) AS number FROM members WHERE group_id = \(group) GROUP BY standing")
        {
            counts[try row.named("standing")] = try row.integer("number")
        }
        return MemberCounts(
            applied: counts[.applied] ?? 0, approved: counts[.approved] ?? 0, suspended: counts[.suspended] ?? 0)
    }

    public func applicants(ledBy person: PersonId) async throws -> [GroupId: Int] {
        try await database.look { connection in
            let rows = try connection.rows(
                """
                SELECT group_id, COUNT(*) AS number FROM members
                WHERE standing = \(Member.Standing.applied.rawValue) AND group_id IN
                    (SELECT group_id FROM members WHERE person_id = \(person)
                     AND standing = \(Member.Standing.approved.rawValue)
                     AND role = \(Member.Role.coordinator.rawValue))
                GROUP BY group_id
                """)
            return try Dictionary(
                rows.map { (try $0.id("group_id", of: Group.self), try $0.integer("number")) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    public func coordinators(of group: GroupId) async throws -> [NamedMember] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: MemberRows.columnsOfM), p.first_name
                FROM members m JOIN persons p ON p.id = m.person_id
                WHERE m.group_id = \(group) AND m.standing = \(Member.Standing.approved.rawValue)
                  AND m.role = \(Member.Role.coordinator.rawValue)
                ORDER BY m.applied_at, m.id
                """
            ).map(SQLMemberStore.named)
        }
    }

    private static func named(_ row: Row) throws -> NamedMember {
        NamedMember(member: try MemberRows.member(row), firstName: try row.text("first_name"))
    }

    public func endedStandIns(at moment: Moment, limit: Int) async throws -> [Member] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: MemberRows.columns) FROM members WHERE coordinator_until <= \(moment)
                ORDER BY coordinator_until LIMIT \(limit)
                """
            ).map(MemberRows.member)
        }
    }

    public func muted(by person: PersonId) async throws -> [GroupId] {
        let now = clock.now()
        return try await database.look { connection in
            try connection.rows(
                """
                SELECT group_id FROM members WHERE person_id = \(person) AND is_muted = TRUE
                    AND (muted_until IS NULL OR muted_until > \(now)) ORDER BY group_id
                """
            ).map { try $0.id("group_id") }
        }
    }

    public func places(of person: PersonId) async throws -> [Member] {
        try await database.look { connection in
            try connection.rows(
                "SELECT \(sql: MemberRows.columns) FROM members WHERE person_id = \(person) ORDER BY id"
            ).map(MemberRows.member)
        }
    }

    public func change(
        _ member: MemberKey, in group: GroupId, by actor: PersonId?, request: RequestKey?,
        decide: @escaping @Sendable (MemberScene) throws(Refusal) -> MemberChange
    ) async throws -> Member {
        let now = clock.now()
        return try await database.change { connection in
            guard let found = try GroupRows.lock(group, database.dialect, connection)?.group else {
                throw Refusal(.notFound)
            }
            try PersonRows.hold(actor, database.dialect, connection)
            let begun = try IdempotencyKeys.begin(request, by: actor, at: now, connection)
            if let answer = begun.answer {
                guard
                    let row = try connection.first(
                        "SELECT \(sql: MemberRows.columns) FROM members WHERE id = \(answer.subject)")
                else { throw Refusal(.notFound) }
                return try MemberRows.member(row)
            }
            let scene = try scene(member, in: found, by: actor, connection)
            let change = try begun.decide { () throws(Refusal) in try decide(scene) }
            for case .proved(let proof) in change.effects {
                try HouseholdRows.use(proof, in: group, connection)
            }
            try MemberRows.save(change.member, connection)
            if change.member.standing == .left {
                try ChoiceRows.forget(change.member.person, in: group, connection)
            }
            try MemberRows.count(
                from: scene.member?.standing, to: change.member.standing, in: group, connection)
            if change.effects.contains(.hearingChanged) {
                try MemberRows.hearingChanged(for: [change.member.person], in: group, connection)
            }
            if change.effects.contains(.waits) {
                try GroupLetterRows.hear([group: .applied], at: now, database.dialect, connection)
            }
            for case .told(let cause) in change.effects {
                try MemberLetterRows.tell(cause, [change.member.id], at: now, connection)
            }
            if let actor {
                try IdempotencyKeys.end(request, by: actor, subject: change.member.id.text, connection)
            }
            return change.member
        }
    }

    private func scene(
        _ key: MemberKey, in group: Group, by person: PersonId?, _ connection: any Connection
    ) throws -> MemberScene {
        let member: Member? =
            switch key {
            case .person(let meant): try MemberRows.member(of: meant, in: group.id, connection)
            case .id(let id):
                try connection.first(
                    "SELECT \(sql: MemberRows.columns) FROM members WHERE id = \(id) AND group_id = \(group.id)"
                ).map(MemberRows.member)
            }
        let own = try person.flatMap { try MemberRows.member(of: $0, in: group.id, connection) }
        // Members are the coordinators' to change: an office gives no hand in it.
        let actor = person.flatMap { try? HearingRules.actor($0, member: own, offices: [], group: group) }
        let meant: PersonId? =
            switch key {
            case .person(let meant): meant
            case .id: member?.person
            }
        return MemberScene(
            group: group, member: member, actor: actor, standsIn: own?.standsIn ?? false,
            firstName: try meant.map { try MemberRows.firstName($0, connection) } ?? "",
            coordinators: try MemberRows.coordinators(of: group.id, connection),
            asksForProof: try RegistrationRows.registration(of: group.id, connection)?.asksForProof ?? false,
            applications: try meant.map { try MemberRows.applications(of: $0, except: group.id, connection) } ?? 0)
    }
}
