extension Schema {
    /// Chains of the register for what concerns no group: one a zone, in tables beside those that lead to groups, with the
    /// same columns. `register_zones` says where each chain ends, and is the row to lock; `country` is whose policy holds.
    ///
    /// Servers of before serve beside it for as long as nothing is written there: see `ZoneChainRows`.
    static let zoneChains = Migration(20, "the chains of zones", servesFrom: 6) { dialect in
        [
            """
            CREATE TABLE register_zones (
                zone TEXT PRIMARY KEY, country TEXT NOT NULL, position BIGINT NOT NULL,
                hash \(sql: dialect.bytesType) NOT NULL)
            """,
            """
            CREATE TABLE register_zone_entries (
                zone TEXT NOT NULL REFERENCES register_zones (zone), position BIGINT NOT NULL, at BIGINT NOT NULL,
                form BIGINT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, subject_id TEXT NOT NULL,
                message_id TEXT, digest \(sql: dialect.bytesType) NOT NULL, hash \(sql: dialect.bytesType) NOT NULL,
                PRIMARY KEY (zone, position))
            """,
            """
            CREATE TABLE register_zone_contents (
                zone TEXT NOT NULL, position BIGINT NOT NULL, salt \(sql: dialect.bytesType) NOT NULL,
                content TEXT NOT NULL, PRIMARY KEY (zone, position))
            """,
            """
            CREATE TABLE register_zone_heads (
                zone TEXT PRIMARY KEY REFERENCES register_zones (zone), position BIGINT NOT NULL,
                hash \(sql: dialect.bytesType) NOT NULL)
            """,
        ]
    }
}
