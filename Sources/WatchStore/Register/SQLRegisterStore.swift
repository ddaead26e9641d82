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
        try await database.look { connection in
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

    public func heads(ofZone zone: String) async throws -> [RegisterHead] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT id, register_position, register_hash FROM groups
                WHERE zone = \(zone) AND register_position > 0 ORDER BY id
                """
            ).map { row in
                RegisterHead(
                    group: try row.id("id"), position: try row.integer("register_position"),
                    hash: try row.bytes("register_hash"))
            }
        }
    }

    public func zonesToCheckpoint() async throws -> [String] {
        try await database.look { connection in
            try connection.rows(
                "SELECT DISTINCT zone FROM groups WHERE register_position > checkpointed ORDER BY zone"
            ).map { try $0.text("zone") }
        }
    }

    public func keep(_ checkpoint: RegisterCheckpoint) async throws {
        let heads = try StoredJSON.text(checkpoint.heads)
        try await database.change { connection in
            let kept = try connection.first(
                """
                INSERT INTO register_checkpoints (number, zone, at, heads, signing_key, signature)
                SELECT COALESCE(MAX(number), 0) + 1, CAST(\(checkpoint.zone) AS TEXT),
                       CAST(\(checkpoint.at) AS BIGINT), CAST(\(heads) AS TEXT), CAST(\(checkpoint.key) AS TEXT),
                       \(checkpoint.signature)
                FROM register_checkpoints WHERE TRUE
                ON CONFLICT (number) DO NOTHING RETURNING number
                """)
            // Another server signs at this moment, too: what it leaves is signed a minute later.
            guard kept != nil else { return }
            for head in checkpoint.heads {
                try connection.run(
                    """
                    UPDATE groups SET checkpointed = \(head.position)
                    WHERE id = \(head.group) AND checkpointed < \(head.position)
                    """)
            }
        }
    }

    public func checkpoints(after number: Int64, limit: Int) async throws -> [RegisterCheckpoint] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT number, zone, at, heads, signing_key, signature FROM register_checkpoints
                WHERE number > \(number) ORDER BY number LIMIT \(limit)
                """
            ).map { row in
                RegisterCheckpoint(
                    number: try row.integer("number"), zone: try row.text("zone"), at: try row.moment("at"),
                    heads: try row.json("heads"), key: try row.text("signing_key"),
                    signature: try row.bytes("signature"))
            }
        }
    }
}
