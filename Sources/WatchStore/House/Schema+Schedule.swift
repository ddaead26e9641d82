extension Schema {
    /// What is to be done next about each subject, in one table, and letters of the registry as notices. What is due in the
    /// tables of before, servers carry over as they run (`CarriedDues`), since those of before go on writing there beside
    /// them: their tables stay until none does.
    static let schedule = Migration(19, "one table of dues, and letters as notices", servesFrom: 6) { _ in
        [
            // Nothing points from here to other tables: what becomes of a due whose subject is gone, its room says.
            """
            CREATE TABLE schedule (
                subject TEXT NOT NULL, subject_id TEXT NOT NULL, due TEXT NOT NULL, at BIGINT,
                leased_until BIGINT NOT NULL DEFAULT 0, done_at BIGINT, news_id TEXT,
                PRIMARY KEY (subject, subject_id))
            """,
            "CREATE INDEX schedule_by_time ON schedule (subject, at) WHERE at IS NOT NULL",
            "ALTER TABLE notices RENAME COLUMN alert_id TO subject_id",
            "ALTER TABLE notices ADD COLUMN subject TEXT NOT NULL DEFAULT 'alert'",
            "ALTER TABLE notices ADD COLUMN lane BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE notices ADD COLUMN about TEXT",
            "DROP INDEX notices_due",
            "CREATE INDEX notices_due ON notices (lane, due_at) WHERE due_at IS NOT NULL",
            "DROP INDEX notices_by_person",
            "CREATE INDEX notices_by_person ON notices (person_id, subject_id)",
            "CREATE INDEX notices_of_letters ON notices (subject_id) WHERE lane > 0",
        ]
    }
}
