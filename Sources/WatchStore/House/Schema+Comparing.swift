extension Schema {
    /// How many areas somebody has compared with those of others within a day.
    static let comparing = Migration(9, "areas that were compared", servesFrom: 6) { _ in
        [
            """
            CREATE TABLE compared_areas (
                person_id TEXT PRIMARY KEY REFERENCES persons (id), since BIGINT NOT NULL, areas BIGINT NOT NULL)
            """,
            "CREATE INDEX compared_areas_by_time ON compared_areas (since)",
        ]
    }
}
