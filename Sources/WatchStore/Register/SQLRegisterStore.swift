import Watch

/// The police's register in the database. Its entries are written by `AlertLedger`, within the alert's transaction.
public struct SQLRegisterStore: RegisterStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func chains() async throws -> [GroupId] {
        try await database.look { connection in
            try connection.rows("SELECT DISTINCT group_id FROM register_entries ORDER BY group_id")
                .map { try $0.id("group_id") }
        }
    }

    public func entries(of group: GroupId, after position: Int64, limit: Int) async throws -> [RegisterLine] {
        try await legibly { connection in
            try connection.rows(
                """
                SELECT e.position, e.at, e.kind, e.alert_id, e.message_id, e.digest, e.hash, c.salt, c.content
                FROM register_entries e
                LEFT JOIN register_contents c ON c.group_id = e.group_id AND c.position = e.position
                WHERE e.group_id = \(group) AND e.position > \(position) ORDER BY e.position LIMIT \(limit)
                """
            ).map { row in
                RegisterLine(
                    entry: RegisterEntry(
                        group: group, position: try row.integer("position"), at: try row.moment("at"),
                        kind: try row.named("kind"), alert: try row.id("alert_id"),
                        message: try row.textIfPresent("message_id").map { MessageId(trusted: $0) },
                        digest: try row.bytes("digest"), hash: try row.bytes("hash")),
                    salt: try row.bytesIfPresent("salt"),
                    content: try row.textIfPresent("content") == nil ? nil : try row.json("content"))
            }
        }
    }

    public func eraseContents(before moment: Moment, country: String, limit: Int) async throws -> Int {
        // Looking costs nothing, a write takes the one writer.
        let due = try await database.look { connection in
            try connection.rows(
                """
                SELECT c.group_id, c.position FROM register_entries e
                JOIN register_contents c ON c.group_id = e.group_id AND c.position = e.position
                JOIN groups g ON g.id = e.group_id
                WHERE e.at < \(moment) AND g.country = \(country) ORDER BY e.at LIMIT \(limit)
                """
            ).map { (group: try $0.text("group_id"), position: try $0.integer("position", as: Int64.self)) }
        }
        guard !due.isEmpty else { return 0 }
        try await database.change { connection in
            for entry in due {
                try connection.run(
                    """
                    DELETE FROM register_contents
                    WHERE group_id = \(entry.group) AND position = \(entry.position)
                    """)
            }
        }
        return due.count
    }

    public func scene() async throws -> RegisterScene {
        try await legibly { connection in
            let base = try RegisterRows.checkpoints(
                "WHERE previous IS NOT NULL ORDER BY number DESC LIMIT 1", connection
            ).first
            // Few, and found by an index of their own.
            let statements = try RegisterRows.checkpoints(
                "WHERE statement IS NOT NULL ORDER BY number", connection)
            let newest = try connection.first("SELECT MAX(number) AS number FROM register_checkpoints")
            let signed = try connection.rows("SELECT group_id, position, hash FROM register_heads ORDER BY group_id")
                .map { row in
                    RegisterHead(
                        group: try row.id("group_id"), position: try row.integer("position"),
                        hash: try row.bytes("hash"))
                }
            let ends = try connection.rows(
                """
                SELECT id, zone, register_position, register_hash FROM groups
                WHERE register_position > 0 ORDER BY id
                """
            ).map { row in
                RegisterScene.End(
                    zone: try row.text("zone"),
                    head: RegisterHead(
                        group: try row.id("id"), position: try row.integer("register_position"),
                        hash: try row.bytes("register_hash")))
            }
            return RegisterScene(
                newest: try newest?.integerIfPresent("number") ?? 0, base: base, signed: signed, ends: ends,
                statements: statements)
        }
    }

    public func keep(_ checkpoint: RegisterCheckpoint, after newest: Int64) async throws -> Bool {
        let dialect = database.dialect
        let heads = try StoredJSON.text(checkpoint.heads)
        let statement = try checkpoint.link?.statement.map { try StoredJSON.text(KeptCheckpoint.Statement($0)) }
        return try await database.change { connection in
            // One after another, by the row that all of them follow; whoever comes second looks after the first is done.
            _ = try connection.rows(
                "SELECT number FROM register_checkpoints WHERE number = \(newest) \(sql: dialect.lockSuffix)")
            let last = try connection.first("SELECT MAX(number) AS number FROM register_checkpoints")
            guard try last?.integerIfPresent("number") ?? 0 == newest else { return false }
            let kept = try connection.first(
                """
                INSERT INTO register_checkpoints (number, zone, at, heads, signing_key, signature, previous, state,
                    statement)
                VALUES (\(checkpoint.number), \(checkpoint.zone), \(checkpoint.at), \(heads), \(checkpoint.key),
                        \(checkpoint.signature), \(checkpoint.link?.previous), \(checkpoint.link?.state),
                        \(statement))
                ON CONFLICT (number) DO NOTHING RETURNING number
                """)
            // A server that does not know the chain may sign at this moment, too.
            guard kept != nil else { return false }
            if case .acceptance = checkpoint.link?.statement { try connection.put("DELETE FROM register_heads") }
            for head in checkpoint.heads {
                try connection.put(
                    """
                    INSERT INTO register_heads (group_id, position, hash)
                    VALUES (\(head.group), \(head.position), \(head.hash))
                    ON CONFLICT (group_id) DO UPDATE SET position = excluded.position, hash = excluded.hash
                    """)
                // For servers that do not know the chain: they would sign it once more.
                try connection.put(
                    """
                    UPDATE groups SET checkpointed = \(head.position)
                    WHERE id = \(head.group) AND checkpointed < \(head.position)
                    """)
            }
            return true
        }
    }

    public func checkpoints(after number: Int64, limit: Int) async throws -> [RegisterCheckpoint] {
        try await legibly { connection in
            try RegisterRows.checkpoints("WHERE number > \(number) ORDER BY number LIMIT \(limit)", connection)
        }
    }

    /// A look at rows that somebody may have meddled with.
    private func legibly<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        do {
            return try await database.look(work)
        } catch let fault as DatabaseFault {
            if case .wrongType = fault.kind { throw RegisterUnreadable() }
            throw fault
        } catch is DecodingError {
            throw RegisterUnreadable()
        }
    }
}

/// Rows of checkpoints.
enum RegisterRows {
    static func checkpoints(_ which: SQL, _ connection: any Connection) throws -> [RegisterCheckpoint] {
        try connection.rows(
            """
            SELECT number, zone, at, heads, signing_key, signature, previous, state, statement
            FROM register_checkpoints \(sql: which)
            """
        ).map { row in
            let said: KeptCheckpoint.Statement? =
                try row.textIfPresent("statement") == nil ? nil : try row.json("statement")
            var link: RegisterCheckpoint.Link?
            if let previous = try row.bytesIfPresent("previous") {
                link = RegisterCheckpoint.Link(
                    previous: previous, state: try row.bytesIfPresent("state") ?? [], statement: said?.statement)
            }
            return RegisterCheckpoint(
                number: try row.integer("number"), zone: try row.text("zone"), at: try row.moment("at"),
                heads: try row.json("heads"), key: try row.text("signing_key"),
                signature: try row.bytes("signature"), link: link)
        }
    }
}
