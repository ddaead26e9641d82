extension Schema {
    /// Since when a group counts, which may be long after it was registered.
    static let listing = Migration(8, "since when groups are listed", servesFrom: 6) { _ in
        [
            "ALTER TABLE registrations ADD COLUMN listed_at BIGINT",
            // The log tells it of those that were registered here; lists, and groups from before the registry, were taken
            // as confirmed. What is closed and was never confirmed keeps nothing.
            """
            UPDATE registrations SET listed_at = COALESCE(
                (SELECT MIN(a.at) FROM audit_entries a
                 WHERE a.group_id = registrations.group_id AND a.kind IN ('confirmed', 'reopened')),
                (SELECT g.created_at FROM groups g WHERE g.id = registrations.group_id))
            WHERE standing IN ('listed', 'silent') OR (standing = 'closed' AND (
                EXISTS (SELECT 1 FROM audit_entries a
                        WHERE a.group_id = registrations.group_id AND a.kind IN ('confirmed', 'reopened'))
                OR NOT EXISTS (SELECT 1 FROM audit_entries a
                               WHERE a.group_id = registrations.group_id AND a.kind = 'registered')))
            """,
        ]
    }

    /// Servers from before step 8 go on beside it and know no such column: what they took in or confirmed meanwhile has
    /// nothing in it. One from before that is replaced only after this step leaves the same behind once more, no worse.
    static let lateListing = Migration(17, "since when groups of old servers are listed", servesFrom: 6) { _ in
        [
            // Only where nothing stands. A list may say of a group that it is closed, and new programs leave that empty
            // on purpose: of what is closed, or waits, the log alone counts.
            """
            UPDATE registrations SET listed_at = COALESCE(
                (SELECT MIN(a.at) FROM audit_entries a
                 WHERE a.group_id = registrations.group_id AND a.kind IN ('confirmed', 'reopened')),
                (SELECT g.created_at FROM groups g WHERE g.id = registrations.group_id))
            WHERE listed_at IS NULL AND (standing IN ('listed', 'silent') OR EXISTS (
                SELECT 1 FROM audit_entries a
                WHERE a.group_id = registrations.group_id AND a.kind IN ('confirmed', 'reopened')))
            """
        ]
    }
}
