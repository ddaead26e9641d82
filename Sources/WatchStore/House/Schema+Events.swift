extension Schema {
    /// One event, one id, however many groups it stands in: a row of `events` is a *placement* in one group. `news_id` is the
    /// event's id; where there is none, the row's own id is. What it is about is a subject: `alert_id` holds the subject's
    /// id. The register's entries say of what form they are, and what they are about.
    ///
    /// Old servers serve beside it: what they write stands in each group under an id of its own, as it always did.
    static let events = Migration(14, "one event in many places", servesFrom: 6) { _ in
        [
            "ALTER TABLE events ADD COLUMN news_id TEXT",
            "ALTER TABLE events ADD COLUMN subject TEXT NOT NULL DEFAULT 'alert'",
            "ALTER TABLE register_entries ADD COLUMN form BIGINT NOT NULL DEFAULT 1",
            "ALTER TABLE register_entries ADD COLUMN subject TEXT NOT NULL DEFAULT 'alert'",
        ]
    }

    /// What stands in several groups gets the id of its first placement, which is the one in the alert's own group; where an
    /// alert was sent on to, that of its sharing. Each placement has written down which came before it, the first one first.
    static let eventIds = Migration(15, "the ids of events from before", servesFrom: 6) { _ in
        [
            """
            UPDATE events SET news_id = (
                SELECT f.id FROM events f JOIN alerts a ON a.id = f.alert_id AND a.group_id = f.group_id
                WHERE f.alert_id = events.alert_id
                  AND f.kind = CASE WHEN events.kind = 'alert-forwarded' THEN 'alert-shared' ELSE events.kind END
                  AND substr(events.earlier, 1, length('[{"group":"' || f.group_id || '","sequence":' || f.sequence || '}'))
                      = '[{"group":"' || f.group_id || '","sequence":' || f.sequence || '}')
            WHERE earlier IS NOT NULL
            """,
            // Few stand in more than one.
            "CREATE INDEX events_by_news ON events (news_id) WHERE news_id IS NOT NULL",
        ]
    }
}
