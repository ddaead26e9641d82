extension Schema {
    /// What there is to write to people about their own places in groups, and when.
    static let letters = Migration(7, "letters about places in groups", servesFrom: 6) { _ in
        [
            """
            CREATE TABLE member_letters (
                member_id TEXT PRIMARY KEY REFERENCES members (id), cause TEXT NOT NULL, since BIGINT NOT NULL,
                due_at BIGINT NOT NULL, tries BIGINT NOT NULL DEFAULT 0, leased_until BIGINT NOT NULL DEFAULT 0)
            """,
            "CREATE INDEX member_letters_by_due ON member_letters (cause, due_at)",
        ]
    }
}
