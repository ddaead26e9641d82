import Watch

/// What servers of an earlier program have put down in a table of their own, to be done at its time: it is taken out there
/// and put down here in one transaction, so that it is done once, whichever server does it. What one of them has on lease is
/// its own until the lease is over.
protocol CarriedDue: Sendable {
    /// Whether there is anything to take over: asked every second, of a table that is empty once no such server runs.
    func isThere(at now: Moment, _ connection: any Connection) throws -> Bool

    /// Takes over so many at most.
    ///
    /// - Returns: how many there were.
    func carry(at now: Moment, limit: Int, _ dialect: Dialect, _ connection: any Connection) throws -> Int
}

/// Everything that is taken over.
enum CarriedDues {
    static let all: [any CarriedDue] = [
        CarriedAlertDues(), CarriedMemberLetters(), CarriedGroupLetters(), CarriedQuestions(),
        CarriedRegistrations(), CarriedPushDevices(),
    ]
}

/// What is due for alerts by the table `dues`.
struct CarriedAlertDues: CarriedDue {
    func isThere(at now: Moment, _ connection: any Connection) throws -> Bool {
        try connection.first("SELECT alert_id FROM dues WHERE leased_until <= \(now) LIMIT 1") != nil
    }

    func carry(at now: Moment, limit: Int, _ dialect: Dialect, _ connection: any Connection) throws -> Int {
        let taken = try connection.rows(
            """
            DELETE FROM dues WHERE alert_id IN
                (SELECT alert_id FROM dues WHERE leased_until <= \(now) ORDER BY alert_id LIMIT \(Int64(limit))
                 \(sql: dialect.claimSuffix))
            RETURNING alert_id, due, at
            """
        ).map { row in
            (alert: try row.id("alert_id", of: Alert.self), due: try row.text("due"), at: try row.moment("at"))
        }
        .sorted { $0.alert < $1.alert }
        guard !taken.isEmpty else { return 0 }
        let rows = taken.map { item -> SQL in "(\(Subject.Kind.alert.rawValue), \(item.alert), \(item.due), \(item.at))"
        }
        // Where both tables know of an alert, nobody can tell which came later: it is looked at now, and the rules say what is
        // due next.
        try connection.put(
            """
            INSERT INTO schedule (subject, subject_id, due, at) VALUES \(sql: rows.joined(separator: ", "))
            ON CONFLICT (subject, subject_id) DO UPDATE SET at = \(now), leased_until = 0, due = CASE
                WHEN EXISTS (SELECT 1 FROM alerts a WHERE a.id = excluded.subject_id AND a.is_open = TRUE)
                THEN \(AlertDue.quiet.rawValue) ELSE \(AlertDue.retirement.rawValue) END
            """)
        return taken.count
    }
}
