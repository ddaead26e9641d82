extension Schema {
    /// Checkpoints become a chain. Those of servers from before have none of the new columns, and go on being taken.
    static let checkpoints = Migration(10, "the chain of checkpoints", servesFrom: 6) { dialect in
        [
            "ALTER TABLE register_checkpoints ADD COLUMN previous \(sql: dialect.bytesType)",
            "ALTER TABLE register_checkpoints ADD COLUMN state \(sql: dialect.bytesType)",
            "ALTER TABLE register_checkpoints ADD COLUMN statement TEXT",
            """
            CREATE INDEX register_checkpoints_by_statement ON register_checkpoints (number)
            WHERE statement IS NOT NULL
            """,
            // Where every chain ended when it was signed last: what the newest link's digest is made of.
            """
            CREATE TABLE register_heads (
                group_id TEXT PRIMARY KEY REFERENCES groups (id), position BIGINT NOT NULL,
                hash \(sql: dialect.bytesType) NOT NULL)
            """,
        ]
    }
}
