extension Schema {
    /// What people are told beyond open pages: how far each piece of news has been spread, a notice for everybody who is to
    /// hear of it, and the ways by which they do. Servers of before go on writing audiences; newer ones spread those.
    static let notices = Migration(16, "notices and ways", servesFrom: 6) { _ in
        [
            "ALTER TABLE audiences ADD COLUMN spread_after TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE audiences ADD COLUMN spread_at BIGINT",
            // What happened before was told by pages, and is history: nobody gets a letter about it. Only of what has just
            // begun and goes on, members may hear still; whether it is fresh is decided when they are told.
            """
            UPDATE audiences SET spread_at = at
            WHERE at < (SELECT MAX(at) FROM audiences) - 3600000 OR NOT EXISTS (
                SELECT 1 FROM events e JOIN alerts a ON a.id = e.alert_id
                WHERE e.id = audiences.event_id AND e.kind IN ('alert-shared', 'alert-forwarded') AND a.is_open = TRUE)
            """,
            "CREATE INDEX audiences_to_spread ON audiences (at, event_id) WHERE spread_at IS NULL",
            // Nothing points from here to other tables: a country's worth of rows is written while people wait. What was
            // erased or retired meanwhile is looked at when a notice is claimed.
            """
            CREATE TABLE notices (
                news_id TEXT NOT NULL, person_id TEXT NOT NULL, alert_id TEXT NOT NULL, group_id TEXT NOT NULL,
                sequence BIGINT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, is_quiet BOOLEAN NOT NULL,
                state TEXT NOT NULL, reason TEXT, channel TEXT, receipt TEXT, tries BIGINT NOT NULL DEFAULT 0,
                due_at BIGINT, leased_until BIGINT NOT NULL DEFAULT 0, sent_at BIGINT,
                in_doubt BOOLEAN NOT NULL DEFAULT FALSE, PRIMARY KEY (news_id, person_id))
            """,
            "CREATE INDEX notices_due ON notices (due_at) WHERE due_at IS NOT NULL",
            "CREATE INDEX notices_by_person ON notices (person_id, alert_id)",
            "CREATE UNIQUE INDEX notices_by_receipt ON notices (receipt) WHERE receipt IS NOT NULL",
            """
            CREATE TABLE ways (
                person_id TEXT NOT NULL REFERENCES persons (id), channel TEXT NOT NULL, position BIGINT NOT NULL,
                is_on BOOLEAN NOT NULL, is_chosen BOOLEAN NOT NULL, bounced_at BIGINT, changed_at BIGINT NOT NULL,
                capability TEXT NOT NULL UNIQUE, PRIMARY KEY (person_id, channel))
            """,
        ]
    }
}
