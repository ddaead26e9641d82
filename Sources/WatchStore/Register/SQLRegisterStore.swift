import Watch

/// The police's register in the database. Its entries are written by `EventLedger`, within a room's transaction.
public struct SQLRegisterStore: RegisterStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func chains() async throws -> [RegisterChain] {
        try await database.look { connection in
            try RegisterTables.all.flatMap { tables in
                try connection.rows(
                    """
                    SELECT DISTINCT \(sql: tables.owner) AS owner FROM \(sql: tables.entries)
                    ORDER BY \(sql: tables.owner)
                    """
                ).map { tables.chain(try $0.text("owner")) }
            }
        }
    }

    public func entries(of chain: RegisterChain, after position: Int64, limit: Int) async throws -> [RegisterLine] {
        let tables = chain.tables
        return try await legibly { connection in
            try connection.rows(
                """
                SELECT e.form, e.position, e.at, e.kind, e.subject, e.message_id, e.digest, e.hash, c.salt, c.content,
                    e.\(sql: tables.subjectId) AS subject_id
                FROM \(sql: tables.entries) e LEFT JOIN \(sql: tables.contents) c
                    ON c.\(sql: tables.owner) = e.\(sql: tables.owner) AND c.position = e.position
                WHERE e.\(sql: tables.owner) = \(chain.owner) AND e.position > \(position)
                ORDER BY e.position LIMIT \(limit)
                """
            ).map { row in
                RegisterLine(
                    entry: RegisterEntry(
                        form: RegisterEntry.Form(rawValue: try row.integer("form")), chain: chain,
                        position: try row.integer("position"), at: try row.moment("at"), kind: try row.named("kind"),
                        subject: Subject(kind: try row.named("subject"), id: try row.id("subject_id")),
                        message: try row.textIfPresent("message_id").map { MessageId(trusted: $0) },
                        digest: try row.bytes("digest"), hash: try row.bytes("hash")),
                    salt: try row.bytesIfPresent("salt"),
                    content: try row.textIfPresent("content") == nil ? nil : try row.json("content"))
            }
        }
    }

    public func eraseContents(before moment: Moment, country: String, limit: Int) async throws -> Int {
        // Looking costs nothing, a write takes the one writer.
        let due = try await database.look { try RegisterRows.due(before: moment, country: country, limit: limit, $0) }
        guard !due.isEmpty else { return 0 }
        try await database.change { connection in
            for entry in due {
                try connection.put(
                    """
                    DELETE FROM \(sql: entry.chain.tables.contents)
                    WHERE \(sql: entry.chain.tables.owner) = \(entry.chain.owner) AND position = \(entry.position)
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
            return RegisterScene(
                newest: try newest?.integerIfPresent("number") ?? 0, base: base,
                signed: try RegisterTables.all.flatMap { try RegisterRows.signed($0, connection) },
                ends: try RegisterRows.ends(connection), statements: statements)
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
            if case .acceptance = checkpoint.link?.statement {
                try connection.put("DELETE FROM register_heads")
                try connection.put("DELETE FROM register_zone_heads")
            }
            for head in checkpoint.heads { try RegisterRows.keep(head, connection) }
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

/// Rows of checkpoints, and of what entries say.
enum RegisterRows {
    /// What still stands there and is older.
    ///
    /// It begins at the first content that each chain still has: what was emptied in years before is not looked at. A
    /// chain goes on in time, but for the difference of servers' clocks; by so much later one may be found.
    static func due(
        before moment: Moment, country: String, limit: Int, _ connection: any Connection
    ) throws -> [(chain: RegisterChain, position: Int64)] {
        var due: [(chain: RegisterChain, position: Int64)] = []
        for tables in RegisterTables.all where due.count < limit {
            due += try self.due(
                in: tables, before: moment, country: country, limit: limit - due.count, connection)
        }
        return due
    }

    private static func due(
        in tables: RegisterTables, before moment: Moment, country: String, limit: Int, _ connection: any Connection
    ) throws -> [(chain: RegisterChain, position: Int64)] {
        let (entries, contents, owner) = (tables.entries, tables.contents, tables.owner)
        let chains = try connection.rows(
            """
            SELECT g.\(sql: tables.name) AS owner FROM \(sql: tables.ends) g
            WHERE g.country = \(country) AND g.\(sql: tables.end) > 0 AND (
                SELECT e.at FROM \(sql: entries) e WHERE e.\(sql: owner) = g.\(sql: tables.name) AND e.position = (
                    SELECT MIN(c.position) FROM \(sql: contents) c
                    WHERE c.\(sql: owner) = g.\(sql: tables.name))) < \(moment)
            ORDER BY g.\(sql: tables.name) LIMIT \(limit)
            """
        ).map { tables.chain(try $0.text("owner")) }
        var due: [(chain: RegisterChain, position: Int64)] = []
        for part in chains.batches(of: 50) where due.count < limit {
            let room = limit - due.count
            let answers = try connection.rows(
                of: part.map { chain in
                    """
                    SELECT c.position FROM \(sql: contents) c WHERE c.\(sql: owner) = \(chain.owner) AND (
                        SELECT e.at FROM \(sql: entries) e
                        WHERE e.\(sql: owner) = c.\(sql: owner) AND e.position = c.position) < \(moment)
                    ORDER BY c.position LIMIT \(room)
                    """
                })
            for (chain, rows) in zip(part, answers) {
                due += try rows.map { (chain, try $0.integer("position")) }
            }
        }
        return Array(due.prefix(limit))
    }

    /// Where chains ended when they were signed last.
    static func signed(_ tables: RegisterTables, _ connection: any Connection) throws -> [RegisterHead] {
        try connection.rows(
            """
            SELECT \(sql: tables.owner) AS owner, position, hash FROM \(sql: tables.heads) ORDER BY \(sql: tables.owner)
            """
        ).map { row in
            RegisterHead(
                chain: tables.chain(try row.text("owner")), position: try row.integer("position"),
                hash: try row.bytes("hash"))
        }
    }

    /// Where chains end now.
    static func ends(_ connection: any Connection) throws -> [RegisterScene.End] {
        let groups = try connection.rows(
            """
            SELECT id, \(sql: ZoneRows.column), country, register_position, register_hash FROM groups
            WHERE register_position > 0 ORDER BY id
            """
        ).map { row in
            RegisterScene.End(
                // What has no zone is signed for its country: an empty one is that of a statement.
                zone: try row.textIfPresent("zone") ?? Jurisdiction.country(in: try row.text("country")),
                head: RegisterHead(
                    chain: .group(try row.id("id")), position: try row.integer("register_position"),
                    hash: try row.bytes("register_hash")))
        }
        let zones = try connection.rows(
            "SELECT zone, position, hash FROM register_zones WHERE position > 0 ORDER BY zone"
        ).map { row in
            let zone = try row.text("zone")
            return RegisterScene.End(
                zone: zone,
                head: RegisterHead(
                    chain: .zone(zone), position: try row.integer("position"), hash: try row.bytes("hash")))
        }
        return groups + zones
    }

    /// Keeps where a chain ended when it was signed.
    static func keep(_ head: RegisterHead, _ connection: any Connection) throws {
        let (tables, owner) = (head.chain.tables, head.chain.tables.owner)
        try connection.put(
            """
            INSERT INTO \(sql: tables.heads) (\(sql: owner), position, hash)
            VALUES (\(head.chain.owner), \(head.position), \(head.hash))
            ON CONFLICT (\(sql: owner)) DO UPDATE SET position = excluded.position, hash = excluded.hash
            """)
        guard case .group(let group) = head.chain else { return }
        // For servers that do not know the chain of checkpoints: they would sign it once more.
        try connection.put(
            """
            UPDATE groups SET checkpointed = \(head.position)
            WHERE id = \(group) AND checkpointed < \(head.position)
            """)
    }

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
