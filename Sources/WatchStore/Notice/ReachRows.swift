import Watch

/// How far news has come, counted from receipts and notices: of an alert, or of a test of one.
enum ReachRows {
    /// - Parameters:
    ///   - tellings: which events `e` told of it: one in each group.
    ///   - reporter: who told it, and is not counted; nil for nobody.
    static func reach(of tellings: SQL, without reporter: String?, _ connection: any Connection) throws -> Reach {
        // Everybody who was a member when it was told in their group, each person once; without who has been erased, since
        // a reporter could no longer be left out otherwise.
        let members: SQL = """
            FROM events e JOIN members m ON m.group_id = e.group_id
                AND m.joined_sequence <= e.sequence
                AND (m.left_sequence IS NULL OR m.left_sequence > e.sequence)
            JOIN persons p ON p.id = m.person_id AND p.erased_at IS NULL
            """
        let which: SQL = "WHERE \(sql: tellings) AND m.person_id <> \(reporter ?? "")"
        let audience =
            try connection.first(
                "SELECT COUNT(DISTINCT m.person_id) AS people \(sql: members) \(sql: which)"
            )?.integer("people") ?? 0
        let receipts = try connection.rows(
            """
            SELECT r.person_id, r.channel, MIN(r.at) - MIN(e.at) AS took \(sql: members)
            JOIN receipts r ON r.event_id IN (e.id, e.news_id) AND r.person_id = m.person_id
            \(sql: which) GROUP BY r.person_id, r.channel
            """
        ).map { row in
            // Who had it as an officer before they were told as a neighbour knew at once.
            let took = Span(milliseconds: max(0, try row.integer("took")))
            return (person: try row.text("person_id"), took: took, channel: try row.text("channel"))
        }
        // By the one that was first, who was told by more than one.
        let first = Dictionary(receipts.map { ($0.person, ($0.took, $0.channel)) }) { $0.0 <= $1.0 ? $0 : $1 }
        return Reach(
            audience: audience, receipts: first.values.map { (took: $0.0, channel: $0.1) },
            unseen: try unseen(of: tellings, people: audience - first.count, connection))
    }

    /// How it stands with those for whom it was and who have not seen it, so many of them: by the notices of its tellings, of
    /// which each has one. Who has none yet waits for it while it is being spread.
    private static func unseen(of tellings: SQL, people: Int, _ connection: any Connection) throws -> NoticeTally {
        let counted = try connection.rows(
            """
            SELECT \(sql: NoticeRows.standing), COUNT(*) AS notices FROM notices n
            WHERE n.news_id IN (SELECT \(sql: AlertRows.eventId) FROM events e WHERE \(sql: tellings))
                AND n.person_id NOT IN
                    (SELECT r.person_id FROM events e JOIN receipts r ON r.event_id = e.id WHERE \(sql: tellings))
            GROUP BY \(sql: NoticeRows.standing)
            """
        ).map(NoticeRows.Counted.init)
        let isSpreading =
            try connection.first(
                """
                SELECT a.event_id FROM audiences a JOIN events e ON e.id = a.event_id
                WHERE \(sql: tellings) AND a.spread_at IS NULL LIMIT 1
                """) != nil
        let without = people - counted.reduce(0) { $0 + $1.notices }
        return NoticeRows.tally(counted, waiting: isSpreading ? max(0, without) : 0)
    }
}
