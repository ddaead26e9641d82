extension Schema {
    /// Tests of groups' alarms: when each was, by which event it was told, and what remains of how far it came.
    ///
    /// Its events and notices are of a subject that programs before step 15 cannot read; those since take its place in a group's
    /// sequence, show it to nobody, and leave its notices, which stand in a lane of their own, to servers that know it.
    static let testAlarms = Migration(25, "tests of groups' alarms", servesFrom: 15) { _ in
        [
            """
            CREATE TABLE test_alarms (
                id TEXT PRIMARY KEY, group_id TEXT NOT NULL REFERENCES groups (id),
                event_id TEXT NOT NULL REFERENCES events (id), sequence BIGINT NOT NULL, sent_at BIGINT NOT NULL,
                reach TEXT)
            """,
            "CREATE INDEX test_alarms_by_group ON test_alarms (group_id, sent_at)",
        ]
    }
}
