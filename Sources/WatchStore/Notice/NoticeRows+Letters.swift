import Watch

/// What gives rise to a letter of the registry, or to the same one to several people.
struct LetterNews {
    /// One id for all who get it.
    let news: EventId
    let cause: Notice.Cause
    let subject: Subject
    /// The group that it is about; the first one, where it is about many.
    let group: GroupId
    /// The groups that it is about, where it is about many.
    var about: [GroupId] = []
    /// Which one it is of letters one after another.
    var sequence: Int64 = 0
    let at: Moment
    /// When it goes out at the earliest; nil for at once.
    var due: Moment?
}

/// Letters of the registry among notices. They are written within the transaction that gives rise to them.
extension NoticeRows {
    /// What stands in a new letter. Of what is not there nothing is known yet.
    static let letterColumns: SQL =
        """
        news_id, person_id, subject, subject_id, group_id, lane, kind, about, sequence, at, is_quiet, state, due_at,
        tries
        """

    /// A letter of the same news to the same person begins anew, with nothing left of the one before: what comes back of that
    /// says nothing about this one.
    static let anew: SQL =
        """
        ON CONFLICT (news_id, person_id) DO UPDATE SET subject = excluded.subject, subject_id = excluded.subject_id,
            group_id = excluded.group_id, lane = excluded.lane, kind = excluded.kind, about = excluded.about,
            sequence = excluded.sequence, at = excluded.at, is_quiet = excluded.is_quiet, state = excluded.state,
            due_at = excluded.due_at, tries = excluded.tries, reason = NULL, channel = NULL, receipt = NULL,
            leased_until = 0, sent_at = NULL, in_doubt = FALSE
        """

    /// These people are told of this, once each, when it is their turn. Who among them has an address by then is looked
    /// up when it is sent.
    static func write(_ letter: LetterNews, to people: some Sequence<PersonId>, _ connection: any Connection) throws {
        // Always in this order, so that two changes never wait for each other crosswise.
        for part in Set(people).sorted().batches(of: 1_000) {
            let rows = try part.map { try row(letter, to: $0, at: letter.due ?? letter.at) }
            try connection.put(
                """
                INSERT INTO notices (\(sql: letterColumns)) VALUES \(sql: rows.joined(separator: ", ")) \(sql: anew)
                """)
        }
    }

    /// A row of them.
    ///
    /// - Parameters:
    ///   - due: from when on it can go out.
    ///   - tries: how often that was tried before.
    static func row(
        _ letter: LetterNews, to person: PersonId, at due: Moment, tries: Int = 0
    ) throws -> SQL {
        let about = letter.about.isEmpty ? nil : try StoredJSON.text(letter.about)
        return """
            (\(letter.news), \(person), \(letter.subject.kind.rawValue), \(letter.subject.id), \(letter.group),
             \(letter.cause.lane.rawValue), \(letter.cause.rawValue), \(about), \(letter.sequence), \(letter.at),
             \(false), \(NoticeState.waiting.rawValue), \(due), \(tries))
            """
    }

    /// What is to be told of a subject by letter is not told any more, unless it has gone out. What is being sent at this
    /// moment may arrive.
    static func withdraw(_ subject: Subject, _ connection: any Connection) throws {
        try connection.put(
            """
            DELETE FROM notices WHERE subject_id = \(subject.id) AND lane > 0 AND subject = \(subject.kind.rawValue)
                AND due_at IS NOT NULL
            """)
    }

    /// Takes out letters that ended before a moment; at most so many.
    ///
    /// - Returns: how many.
    static func eraseLetters(
        endedBefore moment: Moment, limit: Int, _ dialect: Dialect, _ connection: any Connection
    ) throws -> Int {
        try connection.run(
            """
            DELETE FROM notices WHERE (news_id, person_id) IN
                (SELECT news_id, person_id FROM notices
                 WHERE lane > 0 AND due_at IS NULL AND COALESCE(sent_at, at) < \(moment)
                 ORDER BY subject_id LIMIT \(Int64(limit)) \(sql: dialect.claimSuffix))
            """)
    }
}
