extension Schema {
    /// Browsers that may be pushed to, and of notices what it takes to go on to the next channel. A device goes with the session
    /// that subscribed it, in the database itself: servers of before end sessions, too.
    ///
    /// They serve beside it: of notices they know no lane of pushes, and tell by letter whom else they take on.
    static let push = Migration(21, "browsers that are pushed to", servesFrom: 6) { _ in
        [
            """
            CREATE TABLE push_devices (
                id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES persons (id),
                token_id TEXT REFERENCES tokens (id) ON DELETE CASCADE, endpoint TEXT NOT NULL UNIQUE,
                public_key TEXT NOT NULL, secret TEXT NOT NULL, name TEXT, mark TEXT NOT NULL UNIQUE,
                since BIGINT NOT NULL, seen_at BIGINT NOT NULL, shown_at BIGINT,
                test_receipt TEXT, test_sent_at BIGINT, test_state TEXT, test_shown_at BIGINT)
            """,
            "CREATE INDEX push_devices_by_person ON push_devices (person_id, seen_at)",
            "CREATE INDEX push_devices_by_token ON push_devices (token_id)",
            "ALTER TABLE notices ADD COLUMN past TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE notices ADD COLUMN taken_by TEXT",
            "ALTER TABLE notices ADD COLUMN push_receipt TEXT",
            "CREATE UNIQUE INDEX notices_by_push ON notices (push_receipt) WHERE push_receipt IS NOT NULL",
        ]
    }
}
