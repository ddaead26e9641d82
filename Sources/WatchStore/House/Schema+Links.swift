extension Schema {
    /// Links between groups, the way of an alert over them, and who was told of news before whom.
    static let links = Migration(6, "links between groups") { _ in
        [
            """
            CREATE TABLE links (
                low_id TEXT NOT NULL REFERENCES groups (id), high_id TEXT NOT NULL REFERENCES groups (id),
                state TEXT NOT NULL, by_id TEXT, proposed_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
                PRIMARY KEY (low_id, high_id))
            """,
            "CREATE INDEX links_by_high ON links (high_id)",
            "ALTER TABLE groups ADD COLUMN links_seen_at BIGINT NOT NULL DEFAULT 0",
            "CREATE INDEX groups_by_links_seen ON groups (links_seen_at)",
            // What lies around an area is found in the index alone, without reading the areas of half the country.
            "DROP INDEX groups_by_box",
            "CREATE INDEX groups_by_box ON groups (south, north, west, east, id)",
            "ALTER TABLE alert_groups ADD COLUMN via_id TEXT",
            "ALTER TABLE alert_groups ADD COLUMN forwarded_at BIGINT",
            "ALTER TABLE alert_groups ADD COLUMN is_by_hand BOOLEAN NOT NULL DEFAULT FALSE",
            "ALTER TABLE events ADD COLUMN earlier TEXT",
        ]
    }
}
