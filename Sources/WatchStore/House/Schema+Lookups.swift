extension Schema {
    /// What was looked for by reading a whole table is found by an index. Each is small or of a table that few write to, so
    /// that a country's are made within seconds: whoever writes to one of these tables waits that long, and nobody who reads.
    static let lookups = Migration(18, "nothing is read in full to find a little", servesFrom: 6) { _ in
        [
            // Who leads which group for good. It holds these few members alone: a question must say the same words in its
            // own text (`MemberRows.leads`), since a value that is bound tells a database too late that it may be used.
            """
            CREATE INDEX members_leading ON members (group_id)
            WHERE standing = 'approved' AND role = 'coordinator' AND coordinator_until IS NULL
            """,
            "CREATE INDEX registrations_escalated ON registrations (group_id) WHERE escalated_at IS NOT NULL",
            "CREATE INDEX groups_closed ON groups (closed_at, id) WHERE closed_at IS NOT NULL",
            "CREATE INDEX group_words_by_group ON group_words (group_id)",
            "CREATE INDEX registry_months_by_municipality ON registry_months (municipality)",
            "CREATE INDEX household_tries_by_time ON household_tries (at)",
            "CREATE INDEX letter_locks_by_time ON letter_locks (at)",
            "CREATE INDEX asked_addresses_by_time ON asked_addresses (last_at)",
            "CREATE INDEX flags_by_person ON flags (person_id)",
            "CREATE INDEX receipts_by_person ON receipts (person_id)",
        ]
    }
}
