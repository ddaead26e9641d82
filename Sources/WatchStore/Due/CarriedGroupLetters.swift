import Watch

/// Letters to the coordinators of groups that a server of before has written down in its own table, as dues from here on:
/// what is due there, and the pauses of what it has told.
struct CarriedGroupLetters: CarriedDue {
    func isThere(at now: Moment, _ connection: any Connection) throws -> Bool {
        let kinds = GroupLetter.Kind.allCases.map(\.rawValue)
        return try connection.first(
            """
            SELECT group_id FROM group_letters WHERE kind IN \(list: kinds) AND leased_until <= \(now) LIMIT 1
            """) != nil
    }

    func carry(at now: Moment, limit: Int, _ dialect: Dialect, _ connection: any Connection) throws -> Int {
        var carried = 0
        for kind in GroupLetter.Kind.allCases where carried < limit {
            let before = try taken(kind, limit: limit - carried, at: now, dialect, connection)
            carried += before.count
            // Where the pause is over and nothing is due, there is nothing to keep.
            let kept = before.filter { $0.dueAt != nil || $0.toldAt.map { $0 + kind.pause > now } == true }
                .sorted { $0.group < $1.group }
            let known = try GroupLetterRows.held(kind, of: kept.map(\.group), dialect, connection)
            try GroupLetterRows.save(
                kept.map { letter in
                    var own = known[letter.group] ?? GroupLetter(group: letter.group, kind: kind)
                    own.take(over: letter)
                    return own
                }, connection)
        }
        return carried
    }

    /// Takes them out of the table of before.
    private func taken(
        _ kind: GroupLetter.Kind, limit: Int, at now: Moment, _ dialect: Dialect, _ connection: any Connection
    ) throws -> [GroupLetter] {
        try connection.rows(
            """
            DELETE FROM group_letters WHERE kind = \(kind.rawValue) AND group_id IN
                (SELECT group_id FROM group_letters WHERE kind = \(kind.rawValue) AND leased_until <= \(now)
                 ORDER BY group_id LIMIT \(Int64(limit)) \(sql: dialect.claimSuffix))
            RETURNING group_id, due_at, told_at
            """
        ).map { row in
            GroupLetter(
                group: try row.id("group_id"), kind: kind,
                dueAt: try row.integerIfPresent("due_at").map { Moment(milliseconds: $0) },
                toldAt: try row.integerIfPresent("told_at").map { Moment(milliseconds: $0) })
        }
    }
}
