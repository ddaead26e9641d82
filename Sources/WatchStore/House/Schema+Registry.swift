extension Schema {
    /// How groups stand in the registry of the country.
    static let registry = Migration(5, "the registry") { _ in
        [
            "ALTER TABLE groups ADD COLUMN members BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE groups ADD COLUMN closed_at BIGINT",
            """
            UPDATE groups SET members = (SELECT COUNT(*) FROM members
                WHERE members.group_id = groups.id AND members.standing = 'approved')
            """,
            """
            CREATE TABLE registrations (
                group_id TEXT PRIMARY KEY REFERENCES groups (id), standing TEXT NOT NULL, channel TEXT NOT NULL,
                stated_members BIGINT NOT NULL, founded_at BIGINT NOT NULL, confirmed_at BIGINT NOT NULL,
                reminded_at BIGINT, reminders BIGINT NOT NULL, silent_at BIGINT, asks_for_proof BOOLEAN NOT NULL,
                join_code TEXT NOT NULL UNIQUE, invitation TEXT, version BIGINT NOT NULL, escalated_at BIGINT,
                leased_until BIGINT NOT NULL DEFAULT 0)
            """,
            "CREATE INDEX registrations_by_version ON registrations (version)",
            "CREATE INDEX registrations_by_confirmation ON registrations (standing, confirmed_at)",
            // Groups from before are as they were: to be found by everybody. Their code is the random end of their id.
            """
            INSERT INTO registrations (group_id, standing, channel, stated_members, founded_at, confirmed_at, reminders,
                asks_for_proof, join_code, version)
            SELECT id, 'listed', 'saar', 0, created_at, created_at, 0, FALSE, SUBSTR(id, 25, 12), 1 FROM groups
            """,
            // One row, taken last by whoever changes the registry: its number orders the changes. It comes with the first
            // change, so that a house in which nobody lives yet holds nothing of its own.
            "CREATE TABLE registry_head (id BIGINT PRIMARY KEY, version BIGINT NOT NULL)",
            """
            CREATE TABLE audit_entries (
                id TEXT PRIMARY KEY, group_id TEXT NOT NULL REFERENCES groups (id), at BIGINT NOT NULL, person_id TEXT,
                capacity TEXT NOT NULL, kind TEXT NOT NULL, details TEXT NOT NULL)
            """,
            "CREATE INDEX audit_entries_by_group ON audit_entries (group_id, at)",
            "CREATE INDEX audit_entries_by_person ON audit_entries (person_id, at)",
            // Who is asked to lead a group with who founded it: gone once that is answered or over.
            """
            CREATE TABLE co_coordinations (
                group_id TEXT PRIMARY KEY REFERENCES groups (id), email TEXT NOT NULL,
                asker_id TEXT NOT NULL REFERENCES persons (id), counts_until BIGINT NOT NULL, told_at BIGINT,
                leased_until BIGINT NOT NULL DEFAULT 0, is_counted BOOLEAN NOT NULL DEFAULT FALSE)
            """,
            "CREATE INDEX co_coordinations_by_email ON co_coordinations (email)",
            // How many such letters went to an address: some bits of its hash, and not the address.
            "CREATE TABLE asked_addresses (digest BIGINT PRIMARY KEY, letters BIGINT NOT NULL, last_at BIGINT NOT NULL)",
            // What there is to write to the coordinators of a group, and when.
            """
            CREATE TABLE group_letters (
                group_id TEXT NOT NULL REFERENCES groups (id), kind TEXT NOT NULL, due_at BIGINT, told_at BIGINT,
                tries BIGINT NOT NULL DEFAULT 0, version BIGINT NOT NULL, leased_until BIGINT NOT NULL DEFAULT 0,
                PRIMARY KEY (group_id, kind))
            """,
            "CREATE INDEX group_letters_by_due ON group_letters (kind, due_at)",
            // A code that lay in a letterbox; what was printed is not kept, only its hash.
            """
            CREATE TABLE household_codes (
                group_id TEXT NOT NULL REFERENCES groups (id), hash TEXT NOT NULL, made_at BIGINT NOT NULL,
                uses BIGINT NOT NULL, PRIMARY KEY (group_id, hash))
            """,
            "ALTER TABLE members ADD COLUMN proved_at BIGINT",
            // Wrong codes of the last hour, so that nobody tries all of them.
            """
            CREATE TABLE household_tries (
                id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES persons (id), at BIGINT NOT NULL)
            """,
            "CREATE INDEX household_tries_by_person ON household_tries (person_id, at)",
            // How many there were at the end of each month, so that growth can be shown.
            """
            CREATE TABLE registry_months (
                month TEXT NOT NULL, municipality TEXT NOT NULL, group_count BIGINT NOT NULL,
                member_count BIGINT NOT NULL, PRIMARY KEY (month, municipality))
            """,
        ]
    }
}
