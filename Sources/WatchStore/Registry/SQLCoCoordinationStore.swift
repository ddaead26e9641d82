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
            try PersonRows.hold(person, database.dialect, connection)
            let begun = try IdempotencyKeys.begin(request, by: person, at: now, connection)
            if begun.answer != nil { return false }
            let own = try MemberRows.member(of: person, in: group, connection)
            let scene = try CoCoordinationRows.scene(of: group, connection)
            let known = try PersonRows.person(person, connection)
            let member = try begun.decide { () throws(Refusal) in try decide(scene, known, own) }
            // Somebody may be erased at this moment: then there is nobody to answer any more.
            guard try CoCoordinationRows.erase(group, connection) else { throw Refusal(.notFound) }
            try IdempotencyKeys.end(request, by: person, subject: group.text, connection)
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
            try PersonRows.hold(person, database.dialect, connection)
            let begun = try IdempotencyKeys.begin(request, by: person, at: now, connection)
            if begun.answer != nil { return }
            let scene = try CoCoordinationRows.scene(of: group, connection)
            let own = try MemberRows.member(of: person, in: group, connection)
            try begun.decide { () throws(Refusal) in try decide(scene, own) }
            // Who was asked may be erased at this moment, and the question with them.
            guard try CoCoordinationRows.erase(group, connection) else { throw Refusal(.notFound) }
            try IdempotencyKeys.end(request, by: person, subject: group.text, connection)
        }
    }

    public func meet(_ due: Due, news: EventId, at now: Moment) async throws {
        let group = GroupId(trusted: due.subject.id.text)
        let dialect = database.dialect
        try await database.change { connection in
            let standing = try CoCoordinationRows.standing(in: group, dialect, connection)
            guard try DueRows.isLeased(due, connection) else { return }
            // Answered, taken back, or told by a server of before.
            guard let standing, standing.toldAt == nil else { return try DueRows.drop(due.subject, connection) }
            // One of before is writing: whether it did is seen once its lease is over.
            guard standing.leasedUntil <= now else {
                return try DueRows.settle(due, again: standing.leasedUntil, connection)
            }
            guard let scene = try CoCoordinationRows.scene(of: group, connection), scene.counts(at: now) else {
                try CoCoordinationRows.erase(group, connection)
                return
            }
            if try CoCoordinationRows.takes(scene.asked, standing, at: now, dialect, connection) {
                try NoticeRows.write(
                    LetterNews(news: news, cause: .question, subject: due.subject, group: group, at: now),
                    to: [scene.asked.asker], connection)
            }
            try DueRows.drop(due.subject, connection)
        }
    }

    public func eraseOver(at now: Moment) async throws {
        try await database.change { connection in
            let over: [GroupId] = try connection.rows(
                """
                SELECT group_id FROM co_coordinations WHERE counts_until <= \(now)
                OR EXISTS (SELECT 1 FROM groups g
                    WHERE g.id = co_coordinations.group_id AND g.closed_at IS NOT NULL)
                OR NOT EXISTS (SELECT 1 FROM members m
                    WHERE m.group_id = co_coordinations.group_id AND m.person_id = co_coordinations.asker_id
                      AND \(sql: MemberRows.leads))
                OR EXISTS (SELECT 1 FROM members m JOIN persons p ON p.id = m.person_id
                    WHERE m.group_id = co_coordinations.group_id AND p.email = co_coordinations.email
                      AND \(sql: MemberRows.leads))
                ORDER BY group_id
                """
            ).map { try $0.id("group_id") }
            for group in over { try CoCoordinationRows.erase(group, connection) }
            try connection.run("DELETE FROM asked_addresses WHERE last_at <= \(now - AskedAddress.memory)")
        }
    }
}

/// Rows of who is asked.
enum CoCoordinationRows {
    /// Somebody is asked: who it is hears of it by a letter.
    static func keep(_ asked: CoCoordination, at now: Moment, _ connection: any Connection) throws {
        try connection.run(
            """
            INSERT INTO co_coordinations (group_id, email, asker_id, counts_until)
            VALUES (\(asked.group), \(asked.email.text), \(asked.asker), \(asked.until))
            """)
        try DueRows.put(.group(asked.group, .question), .letter, at: now, connection)
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

    /// How it stands with the letter of a question.
    struct Standing {
        /// When it was written, or found to be one too many.
        let toldAt: Moment?
        /// Until when a server of before is writing it.
        let leasedUntil: Moment
        /// Whether one of before has counted it for its address, and could not send it.
        let isCounted: Bool
    }

    /// How it stands with the letter of a group's question, which no other server takes on before this change has ended; nil
    /// where nobody is asked any more.
    static func standing(
        in group: GroupId, _ dialect: Dialect, _ connection: any Connection
    ) throws -> Standing? {
        try connection.first(
            """
            SELECT told_at, leased_until, is_counted FROM co_coordinations WHERE group_id = \(group)
            \(sql: dialect.lockSuffix)
            """
        ).map { row in
            Standing(
                toldAt: try row.integerIfPresent("told_at").map { Moment(milliseconds: $0) },
                leasedUntil: try row.moment("leased_until"), isCounted: try row.boolean("is_counted"))
        }
    }

    /// Whether the letter of a question goes out. Either way it is done with, for servers of before as well.
    static func takes(
        _ asked: CoCoordination, _ standing: Standing, at now: Moment, _ dialect: Dialect,
        _ connection: any Connection
    ) throws -> Bool {
        let takes =
            try standing.isCounted
            || AskedAddressRows.takes(AskedAddressRows.digest(asked.email.text), at: now, dialect, connection)
        try connection.run(
            """
            UPDATE co_coordinations SET is_counted = \(takes), told_at = \(now) WHERE group_id = \(asked.group)
            """)
        return takes
    }

    /// Erases the address, with the letter where it has not gone out yet.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    static func erase(_ group: GroupId, _ connection: any Connection) throws -> Bool {
        // The question first, as where its due is met, so that neither waits for the other crosswise.
        let isErased =
            try connection.first("DELETE FROM co_coordinations WHERE group_id = \(group) RETURNING group_id") != nil
        try DueRows.drop(.group(group, .question), connection)
        try NoticeRows.withdraw(.group(group, .question), connection)
        return isErased
    }

    /// Erases what this person asks.
    static func erase(askedBy person: PersonId, _ connection: any Connection) throws {
        try erase(
            connection.rows("SELECT group_id FROM co_coordinations WHERE asker_id = \(person) ORDER BY group_id"),
            connection)
    }

    /// Erases what is asked of whoever has this address.
    static func erase(askedOf email: String, _ connection: any Connection) throws {
        try erase(
            connection.rows("SELECT group_id FROM co_coordinations WHERE email = \(email) ORDER BY group_id"),
            connection)
    }

    private static func erase(_ rows: [Row], _ connection: any Connection) throws {
        for row in rows { try erase(try row.id("group_id", of: Group.self), connection) }
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
