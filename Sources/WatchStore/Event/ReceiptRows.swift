import Watch

/// Rows of receipts: who has shown which news.
enum ReceiptRows {
    /// Notes that these were shown to a person: see `AlertStore.receive`.
    static func keep(
        _ events: Set<EventId>, by person: PersonId, channel: NoticeChannel, at now: Moment,
        _ connection: any Connection
    ) throws -> [GrownReach] {
        guard !events.isEmpty else { return [] }
        let shown = events.sorted().map { event -> SQL in "(\(event))" }
        // Servers and phones of before have given one for the event as it stands in one group. In this order, so that two
        // pages of one person never wait for each other crosswise.
        let first = try connection.rows(
            """
            WITH k (news) AS (VALUES \(sql: shown.joined(separator: ", ")))
            INSERT INTO receipts (event_id, person_id, channel, at)
            SELECT k.news, CAST(\(person) AS TEXT), CAST(\(channel.rawValue) AS TEXT), CAST(\(now) AS BIGINT) FROM k
            WHERE NOT EXISTS (SELECT 1 FROM events e JOIN receipts r ON r.event_id = e.id
                              WHERE e.news_id = k.news AND r.person_id = \(person))
            ORDER BY 1
            ON CONFLICT DO NOTHING RETURNING event_id
            """
        ).map { row -> EventId in try row.id("event_id") }
        guard !first.isEmpty else { return [] }
        return try connection.rows(
            """
            SELECT a.id, a.group_id FROM events e JOIN alerts a ON a.id = e.alert_id
            WHERE e.id IN \(list: first) AND e.kind IN \(list: AlertNews.Kind.tellings.map(\.rawValue))
            """
        ).map { GrownReach(alert: try $0.id("id"), home: try $0.id("group_id")) }
    }
}
