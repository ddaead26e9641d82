import Watch

/// Rows of notices.
enum NoticeRows {
    static let columns: SQL =
        """
        news_id, person_id, lane, subject, subject_id, group_id, about, sequence, kind, at, is_quiet, tries, channel,
        past, taken_by, push_receipt, leased_until, in_doubt
        """

    /// Nil for a cause that this program does not know: it is a newer one's, which goes on with it.
    static func notice(_ row: Row) throws -> Notice? {
        guard let cause = Notice.Cause(rawValue: try row.text("kind")) else { return nil }
        return Notice(
            key: try key(row), cause: cause, lane: Notice.Lane(rawValue: try row.integer("lane")),
            subject: Subject(
                kind: Subject.Kind(rawValue: try row.text("subject")), id: try row.id("subject_id")),
            group: try row.id("group_id"),
            about: try row.textIfPresent("about") == nil ? [] : row.json("about"),
            sequence: try row.integer("sequence"), at: try row.moment("at"), isQuiet: try row.boolean("is_quiet"),
            tries: try row.integer("tries"),
            channel: try row.textIfPresent("channel").flatMap { NoticeChannel(rawValue: $0) },
            past: Set(try row.text("past").split(scalar: " ").compactMap { NoticeChannel(rawValue: String($0)) }),
            takenBy: try row.textIfPresent("taken_by").flatMap { NoticeChannel(rawValue: $0) },
            pushed: try row.textIfPresent("push_receipt").flatMap { NoticeReceipt($0) },
            leasedUntil: try row.moment("leased_until"), isInDoubt: try row.boolean("in_doubt"))
    }

    static func key(_ row: Row) throws -> Notice.Key {
        Notice.Key(news: try row.id("news_id"), person: try row.id("person_id"))
    }

    /// These, as rows of two columns. Always in this order, so that two changes never wait for each other crosswise.
    static func values(of keys: some Sequence<Notice.Key>) -> SQL {
        keys.sorted().map { key -> SQL in "(\(key.news), \(key.person))" }.joined(separator: ", ")
    }

    /// The news of an alert, or of a test of one: a query for its ids.
    static func news(of subject: Subject) -> SQL {
        "SELECT \(sql: AlertRows.eventId) FROM events e WHERE e.alert_id = \(subject.id)"
    }

    /// Whether a notice `o` has told somebody of its alert, or may have.
    static let hasTold: SQL =
        "(o.state = 'sent' OR o.in_doubt = TRUE OR o.reason = 'seen' OR o.taken_by IS NOT NULL)"

    /// Whether a page has told a person of an alert, both of these as columns.
    static func isToldByPage(_ person: SQL, of alert: SQL) -> SQL {
        """
        EXISTS (SELECT 1 FROM events f JOIN receipts r ON r.event_id = f.id
                WHERE f.alert_id = \(sql: alert) AND f.kind IN \(list: AlertNews.Kind.tellings.map(\.rawValue))
                  AND r.person_id = \(sql: person))
        """
    }

    // MARK: counted

    /// By what notices are counted together.
    static let standing: SQL = "n.state, n.channel, n.reason, n.in_doubt, n.taken_by"

    /// So many that stand alike.
    struct Counted {
        let state: NoticeState
        let channel: String
        let reason: String
        let isInDoubt: Bool
        /// The channel that took it while another was to follow; empty where none did.
        let takenBy: String
        let notices: Int

        init(_ row: Row) throws {
            state = try row.named("state")
            channel = try row.textIfPresent("channel") ?? ""
            reason = try row.textIfPresent("reason") ?? ""
            isInDoubt = try row.boolean("in_doubt")
            takenBy = try row.textIfPresent("taken_by") ?? ""
            notices = try row.integer("notices")
        }
    }

    /// - Parameter more: who waits beside these.
    static func tally(_ counted: [Counted], waiting more: Int = 0) -> NoticeTally {
        var waiting = more
        var sent: [String: Int] = [:]
        var inDoubt = 0
        var dropped: [String: Int] = [:]
        for part in counted {
            // What one channel took is counted once, whatever becomes of it with the next.
            if part.state == .sent || !part.takenBy.isEmpty {
                sent[part.state == .sent ? part.channel : part.takenBy, default: 0] += part.notices
                if part.isInDoubt { inDoubt += part.notices }
            } else if part.state == .dropped {
                dropped[part.reason, default: 0] += part.notices
            } else {
                waiting += part.notices
            }
        }
        return NoticeTally(waiting: waiting, sent: sent, inDoubt: inDoubt, dropped: dropped)
    }

    /// Takes out what an alert that is retired, or a test of one, has left: the words are gone, and nobody is told any more.
    /// After its audiences, so that whoever was spreading one has ended.
    static func erase(_ subject: Subject, _ dialect: Dialect, _ connection: any Connection) throws {
        try connection.put(
            """
            DELETE FROM notices WHERE (news_id, person_id) IN
                (SELECT news_id, person_id FROM notices WHERE news_id IN (\(sql: news(of: subject)))
                 ORDER BY news_id, person_id \(sql: dialect.lockSuffix))
            """)
    }

    /// Takes out what a person was or was to be told, and their ways.
    static func erase(of person: PersonId, _ dialect: Dialect, _ connection: any Connection) throws {
        try connection.put(
            """
            DELETE FROM notices WHERE person_id = \(person) AND news_id IN
                (SELECT news_id FROM notices WHERE person_id = \(person) ORDER BY news_id \(sql: dialect.lockSuffix))
            """)
        try connection.put("DELETE FROM ways WHERE person_id = \(person)")
    }
}
