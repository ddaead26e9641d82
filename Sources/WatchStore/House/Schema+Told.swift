extension Schema {
    /// Open alerts that nobody looks at are found without reading all that has ended; what somebody else last decided about
    /// a place stays with it; and it is known when those above a silent group were asked.
    static let told = Migration(11, "nobody is left in the dark", servesFrom: 6) { _ in
        [
            "CREATE INDEX alerts_open ON alerts (id) WHERE is_open = TRUE",
            "ALTER TABLE members ADD COLUMN decided TEXT",
            "ALTER TABLE members ADD COLUMN decided_at BIGINT",
            "ALTER TABLE registrations ADD COLUMN warned_at BIGINT",
        ]
    }
}
