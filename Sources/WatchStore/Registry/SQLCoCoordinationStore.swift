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
            let begun = try RequestBook.begin(request, by: person, at: now, connection)
            if begun.answer != nil { return false }
            let own = try MemberRows.member(of: person, in: group, connection)
            let scene = try CoCoordinationRows.scene(of: group, connection)
            let known = try PersonRows.person(person, connection)
            let member = try begun.decide { () throws(Refusal) in try decide(scene, known, own) }
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

    public func withdraw(
        in group: GroupId, by person: PersonId, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (CoCoordinationScene?, _ own: Member?) throws(Refusal) -> Void
    ) async throws {
        try await database.change { connection in
            guard try GroupRows.lock(group, database.dialect, connection) != nil else { throw Refusal(.notFound) }
            let begun = try RequestBook.begin(request, by: person, at: now, connection)
            if begun.answer != nil { return }
            let scene = try CoCoordinationRows.scene(of: group, connection)
            let own = try MemberRows.member(of: person, in: group, connection)
            try begun.decide { () throws(Refusal) in try decide(scene, own) }
            // Who was asked may be erased at this moment, and the question with them.
            guard try CoCoordinationRows.erase(group, connection) else { throw Refusal(.notFound) }
            try RequestBook.end(request, by: person, subject: group.text, connection)
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
            let scenes: [CoCoordinationScene] = try taken.sorted().compactMap { group in
                let scene = try CoCoordinationRows.scene(of: group, connection)
                if let scene, scene.counts(at: now) { return scene }
                _ = try CoCoordinationRows.erase(group, connection)
                return nil
            }
            // Always in this order, so that two servers never wait for each other crosswise.
            let byAddress = scenes.map { (scene: $0, digest: AskedAddressRows.digest($0.asked.email.text)) }
                .sorted { $0.digest < $1.digest }
            return try byAddress.filter { entry in
                try CoCoordinationRows.takes(entry.scene.asked, entry.digest, at: now, database.dialect, connection)
            }.map(\.scene)
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
            try connection.run("DELETE FROM asked_addresses WHERE last_at <= \(now - AskedAddress.memory)")
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

    /// Whether the letter of a question goes out; one that does not is done with. What was counted before is being tried
    /// again.
    static func takes(
        _ asked: CoCoordination, _ digest: Int64, at now: Moment, _ dialect: Dialect, _ connection: any Connection
    ) throws -> Bool {
        let isCounted =
            try connection.first(
                "SELECT group_id FROM co_coordinations WHERE group_id = \(asked.group) AND is_counted") != nil
        guard !isCounted else { return true }
        let takes = try AskedAddressRows.takes(digest, at: now, dialect, connection)
        try connection.run(
            """
            UPDATE co_coordinations SET is_counted = \(takes), told_at = \(takes ? nil : now)
            WHERE group_id = \(asked.group)
            """)
        return takes
    }

    /// Erases the address.
    ///
    /// - Returns: whether there was one.
    static func erase(_ group: GroupId, _ connection: any Connection) throws -> Bool {
        try connection.first("DELETE FROM co_coordinations WHERE group_id = \(group) RETURNING group_id") != nil
    }
}

/// Rows of how many letters that ask to lead a group went to one address.
enum AskedAddressRows {
    /// Four bytes of its SHA-256: enough to tell a few thousand apart, and shared by many of all the addresses there are.
    static func digest(_ email: String) -> Int64 {
        Digest.sha256(Array(email.utf8)).prefix(4).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Whether one more goes there; counts it then.
    static func takes(
        _ digest: Int64, at now: Moment, _ dialect: Dialect, _ connection: any Connection
    ) throws -> Bool {
        // Whoever counts letters to the same address at the same moment waits here, on every database.
        try connection.run(
            """
            INSERT INTO asked_addresses (digest, letters, last_at) VALUES (\(digest), 0, \(now))
            ON CONFLICT (digest) DO NOTHING
            """)
        let row = try connection.first(
            """
            SELECT letters, last_at FROM asked_addresses WHERE digest = \(digest) \(sql: dialect.lockSuffix)
            """)
        guard let row else { throw DatabaseFault(.other, "an address vanished") }
        var address = AskedAddress(letters: try row.integer("letters"), lastAt: try row.moment("last_at"))
        guard address.takes(at: now) else { return false }
        try connection.run(
            """
            UPDATE asked_addresses SET letters = \(address.letters), last_at = \(address.lastAt)
            WHERE digest = \(digest)
            """)
        return true
    }

    static func erase(_ email: String, _ connection: any Connection) throws {
        try connection.run("DELETE FROM asked_addresses WHERE digest = \(digest(email))")
    }
}
