extension Schema {
    /// What people chose about what they are told of: by group, of all groups at once, and when a mute ends.
    ///
    /// Servers of before serve beside it: they know no choices and tell of everything, and a mute ends with them when somebody
    /// says so, as it did.
    static let choices = Migration(22, "what people choose to hear", servesFrom: 6) { _ in
        [
            "ALTER TABLE members ADD COLUMN muted_until BIGINT",
            """
            CREATE TABLE choices (
                person_id TEXT NOT NULL REFERENCES persons (id), group_id TEXT NOT NULL REFERENCES groups (id),
                quiet_from BIGINT, quiet_until BIGINT, passes TEXT NOT NULL, not_kinds TEXT NOT NULL,
                linked TEXT NOT NULL, metres BIGINT, PRIMARY KEY (person_id, group_id))
            """,
            "CREATE INDEX choices_by_group ON choices (group_id)",
            // Who wants to hear nothing for now, of whichever group.
            """
            CREATE TABLE stops (
                person_id TEXT PRIMARY KEY REFERENCES persons (id), since BIGINT NOT NULL, ends_at BIGINT)
            """,
        ]
    }
}
