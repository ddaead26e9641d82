import Watch

/// Who is asked to lead a group with who founded it, in the database.
public struct SQLCoCoordinationStore: CoCoordinationStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func scene(of group: GroupId) async throws -> CoCoordinationScene? {
        try await database.look { connection in
            try CoCoordinationRows.scene(of: group, connection)
        }
    }

    public func answer(
        in group: GroupId, by person: PersonId, at now: Moment, request: RequestKey?, entry: Id<AuditEntry>,
        decide:
            @escaping @Sendable (CoCoordinationScene?, _ person: Person?, _ own: Member?) throws(Refusal) -> Member?
    ) async throws -> Bool {
        try await database.change { connection in
            guard try GroupRows.lock(group, database.dialect, connection) != nil else { throw Refusal(.notFound) }
            if try RequestBook.begin(request, by: person, at: now, connection) != nil { return false }
            let own = try MemberRows.member(of: person, in: group, connection)
            let member = try decide(
                try CoCoordinationRows.scene(of: group, connection), try PersonRows.person(person, connection), own)
            // Somebody may be erased at this moment: then there is nobody to answer any more.
            guard try CoCoordinationRows.erase(group, connection) else { throw Refusal(.notFound) }
            try RequestBook.end(request, by: person, subject: group.text, connection)
            guard let member else { return false }
            try MemberRows.save(member, connection)
            try MemberRows.count(from: own?.standing, to: member.standing, in: group, connection)
            try MemberRows.hearingChanged(for: [person], in: group, connection)
            try RegistrationRows.keep(
                AuditEntry(
                    id: entry, group: group, at: now, person: person, capacity: .coordinator,
                    kind: .coordinatorJoined), connection)
            return true
        }
    }

    public func claimLetters(at now: Moment, lease: Span, limit: Int) async throws -> [CoCoordinationScene] {
        // Looking costs nothing, a write takes the one writer: only claim when there is something.
        let found: [GroupId] = try await database.look { connection in
            try connection.rows(
                """
                SELECT group_id FROM co_coordinations WHERE told_at IS NULL AND leased_until <= \(now)
                ORDER BY group_id LIMIT \(limit)
                """
            ).map { try $0.id("group_id") }
        }
        guard !found.isEmpty else { return [] }
        return try await database.change { connection in
            let taken: [GroupId] = try connection.rows(
                """
                UPDATE co_coordinations SET leased_until = \(now + lease) WHERE group_id IN
                    (SELECT group_id FROM co_coordinations WHERE group_id IN \(list: found)
                     AND told_at IS NULL AND leased_until <= \(now) ORDER BY group_id
                     \(sql: database.dialect.claimSuffix))
                RETURNING group_id
                """
            ).map { try $0.id("group_id") }
            return try taken.sorted().compactMap { group in
                let scene = try CoCoordinationRows.scene(of: group, connection)
                if let scene, scene.counts(at: now) { return scene }
                _ = try CoCoordinationRows.erase(group, connection)
                return nil
            }
        }
    }

    public func told(in group: GroupId, at now: Moment) async throws {
        try await database.change { connection in
            _ = try connection.run("UPDATE co_coordinations SET told_at = \(now) WHERE group_id = \(group)")
        }
    }

    public func eraseOver(at now: Moment) async throws {
        try await database.change { connection in
            _ = try connection.run(
                """
                DELETE FROM co_coordinations WHERE counts_until <= \(now)
                OR EXISTS (SELECT 1 FROM groups g
                    WHERE g.id = co_coordinations.group_id AND g.closed_at IS NOT NULL)
                OR NOT EXISTS (SELECT 1 FROM members m
                    WHERE m.group_id = co_coordinations.group_id AND m.person_id = co_coordinations.asker_id
                      AND \(sql: CoCoordinationRows.leads))
                OR EXISTS (SELECT 1 FROM members m JOIN persons p ON p.id = m.person_id
                    WHERE m.group_id = co_coordinations.group_id AND p.email = co_coordinations.email
                      AND \(sql: CoCoordinationRows.leads))
                """)
        }
    }
}

/// Rows of who is asked.
enum CoCoordinationRows {
    /// That a member leads the group for good.
    static let leads: SQL =
        """
        m.standing = \(Member.Standing.approved.rawValue) AND m.role = \(Member.Role.coordinator.rawValue) \
        AND m.coordinator_until IS NULL
        """

    static func keep(_ asked: CoCoordination, _ connection: any Connection) throws {
        try connection.run(
            """
            INSERT INTO co_coordinations (group_id, email, asker_id, counts_until)
            VALUES (\(asked.group), \(asked.email.text), \(asked.asker), \(asked.until))
            """)
    }

    static func scene(of group: GroupId, _ connection: any Connection) throws -> CoCoordinationScene? {
        guard
            let row = try connection.first(
                "SELECT email, asker_id, counts_until FROM co_coordinations WHERE group_id = \(group)"),
            let found = try GroupRows.group(group, connection)
        else { return nil }
        guard let email = EmailAddress(try row.text("email")) else {
            throw DatabaseFault(.other, "an address is none")
        }
        let asker: PersonId = try row.id("asker_id")
        return CoCoordinationScene(
            asked: CoCoordination(
                group: group, email: email, asker: asker, until: try row.moment("counts_until")),
            group: found, asker: try PersonRows.person(asker, connection),
            askerPlace: try MemberRows.member(of: asker, in: group, connection))
    }

    /// Erases the address.
    ///
    /// - Returns: whether there was one.
    static func erase(_ group: GroupId, _ connection: any Connection) throws -> Bool {
        try connection.first("DELETE FROM co_coordinations WHERE group_id = \(group) RETURNING group_id") != nil
    }
}
