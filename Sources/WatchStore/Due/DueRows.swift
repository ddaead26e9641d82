import Watch

/// Rows of what is due when: one for each subject.
enum DueRows {
    static let columns: SQL = "subject, subject_id, due, at, leased_until, done_at, news_id"

    static func due(_ row: Row) throws -> Due {
        Due(
            subject: Subject(kind: .init(rawValue: try row.text("subject")), id: try row.id("subject_id")),
            kind: .init(rawValue: try row.text("due")), at: try row.moment("at"),
            leasedUntil: try row.moment("leased_until"),
            doneAt: try row.integerIfPresent("done_at").map { Moment(milliseconds: $0) },
            news: try row.textIfPresent("news_id").map { EventId(trusted: $0) })
    }

    /// Puts down what is due next about a subject, instead of what was: whoever has taken that on changes nothing any more.
    static func put(_ subject: Subject, _ kind: Due.Kind, at moment: Moment, _ connection: any Connection) throws {
        try connection.put(
            """
            INSERT INTO schedule (subject, subject_id, due, at)
            VALUES (\(subject.kind.rawValue), \(subject.id), \(kind.rawValue), \(moment))
            ON CONFLICT (subject, subject_id) DO UPDATE
            SET due = excluded.due, at = excluded.at, leased_until = 0, news_id = NULL
            """)
    }

    /// Nothing is due about a subject any more.
    static func drop(_ subject: Subject, _ connection: any Connection) throws {
        try connection.put(
            "DELETE FROM schedule WHERE subject = \(subject.kind.rawValue) AND subject_id = \(subject.id)")
    }

    /// Whether what was claimed is still the claimer's to do; asked under the lock of what it is about.
    static func isLeased(_ due: Due, _ connection: any Connection) throws -> Bool {
        try connection.first("SELECT subject FROM schedule WHERE \(sql: isTaken(due))") != nil
    }

    /// Says what is due next about a subject whose due was met; nothing changes where it is another's by now.
    ///
    /// - Parameters:
    ///   - moment: when it is due again; nil for nothing until something gives rise to it.
    ///   - done: when it was done, where it was.
    ///   - news: the letters that it waits for.
    static func settle(
        _ due: Due, again moment: Moment?, done: Moment? = nil, news: EventId? = nil, _ connection: any Connection
    ) throws {
        try connection.put(
            """
            UPDATE schedule SET at = \(moment), leased_until = 0, done_at = \(done ?? due.doneAt),
                news_id = \(news)
            WHERE \(sql: isTaken(due))
            """)
    }

    /// That what was claimed is still the claimer's.
    static func isTaken(_ due: Due) -> SQL {
        """
        subject = \(due.subject.kind.rawValue) AND subject_id = \(due.subject.id) AND due = \(due.kind.rawValue)
        AND leased_until = \(due.leasedUntil)
        """
    }
}
