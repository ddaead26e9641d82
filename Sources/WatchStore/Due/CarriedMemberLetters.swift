import Watch

/// What people are to be told about their own places by the table `member_letters`: it becomes notices, with its time and as
/// often tried as it was.
struct CarriedMemberLetters: CarriedDue {
    func isThere(at now: Moment, _ connection: any Connection) throws -> Bool {
        try connection.first("SELECT member_id FROM member_letters WHERE leased_until <= \(now) LIMIT 1") != nil
    }

    func carry(at now: Moment, limit: Int, _ dialect: Dialect, _ connection: any Connection) throws -> Int {
        let taken = try connection.rows(
            """
            DELETE FROM member_letters WHERE member_id IN
                (SELECT member_id FROM member_letters WHERE leased_until <= \(now) ORDER BY member_id
                 LIMIT \(Int64(limit)) \(sql: dialect.claimSuffix))
            RETURNING member_id, cause, since, due_at, tries
            """)
        let letters = try taken.map(Letter.init).keyed(by: \.member)
        guard !letters.isEmpty else { return 0 }
        let places = try connection.rows(
            """
            SELECT id, person_id, group_id FROM members WHERE id IN \(list: letters.keys.sorted()) ORDER BY id
            """)
        let rows = try places.compactMap { place in try letters[place.id("id")]?.row(of: place) }
        guard !rows.isEmpty else { return taken.count }
        // Where both tables know of a place, what came later is told.
        try connection.put(
            """
            INSERT INTO notices (\(sql: NoticeRows.letterColumns)) VALUES \(sql: rows.joined(separator: ", "))
            \(sql: NoticeRows.anew) WHERE notices.at <= excluded.at
            """)
        return taken.count
    }

    private struct Letter {
        let member: MemberId
        /// Nil for one that this program does not know: nothing is told of it.
        let cause: MemberLetter.Cause?
        let since: Moment
        let due: Moment
        let tries: Int

        init(_ row: Row) throws {
            member = try row.id("member_id")
            cause = MemberLetter.Cause(rawValue: try row.text("cause"))
            since = try row.moment("since")
            due = try row.moment("due_at")
            tries = try row.integer("tries")
        }

        func row(of place: Row) throws -> SQL? {
            guard let cause else { return nil }
            let news = LetterNews(
                news: EventId(trusted: member.text), cause: .place(cause), subject: .place(member),
                group: try place.id("group_id"), at: since)
            return try NoticeRows.row(news, to: try place.id("person_id"), at: due, tries: tries)
        }
    }
}
