import Watch

/// Takes an alert out of neighbours' sight for good: counts what may be counted, then takes out every word. The alert's
/// own row is saved without its words in between; sequences stay whole; the register is not touched.
struct AlertRetirement {
    private let alert: Alert
    private let now: Moment
    private let dialect: Dialect
    private let connection: any Connection

    init(alert: Alert, at now: Moment, _ dialect: Dialect, _ connection: any Connection) {
        self.alert = alert
        self.now = now
        self.dialect = dialect
        self.connection = connection
    }

    /// Then every word goes.
    func empty() throws {
        try emptyMessages()
        try emptyEvents()
        try connection.put(
            "DELETE FROM flags WHERE message_id IN (SELECT id FROM messages WHERE alert_id = \(alert.id))")
        try connection.put(
            "DELETE FROM receipts WHERE event_id IN (SELECT id FROM events WHERE alert_id = \(alert.id))")
        try connection.put(
            "DELETE FROM audiences WHERE event_id IN (SELECT id FROM events WHERE alert_id = \(alert.id))")
        try NoticeRows.erase(.alert(alert.id), dialect, connection)
    }

    /// First what may be counted: before reporter, receipts and messages go.
    func count() throws {
        let reach = try SQLAlertStore.reach(of: alert.id, connection)
        let reactions = try connection.first(
            """
            SELECT COUNT(*) AS reactions FROM messages
            WHERE alert_id = \(alert.id) AND kind IN \(list: Message.Kind.reactions.map(\.rawValue))
            """
        )?.integer("reactions", as: Int64.self)
        try connection.put(
            """
            UPDATE alerts SET retired_at = \(now), reactions = \(reactions ?? 0),
                audience = \(Int64(reach.audience)), told = \(Int64(reach.told)),
                told_median = \(reach.pace?.median.milliseconds),
                told_nine_in_ten = \(reach.pace?.nineInTen.milliseconds), unreachable = \(Int64(reach.unreachable))
            WHERE id = \(alert.id)
            """)
    }

    private func emptyMessages() throws {
        let rows = try connection.rows(
            "SELECT id, body, is_retracted FROM messages WHERE alert_id = \(alert.id) ORDER BY id")
        for row in rows {
            let message = try AlertRows.message(row).figuresOnly
            let body = try StoredJSON.text(message)
            try connection.put(
                "UPDATE messages SET author_id = NULL, body = \(body) WHERE id = \(message.id)")
        }
    }

    private func emptyEvents() throws {
        let rows = try connection.rows("SELECT id, body FROM events WHERE alert_id = \(alert.id) ORDER BY id")
        for row in rows {
            let event: EventId = try row.id("id")
            let news: AlertNews = try row.json("body")
            let body = try StoredJSON.text(news.figuresOnly(at: now))
            try connection.put("UPDATE events SET body = \(body) WHERE id = \(event)")
        }
    }
}
