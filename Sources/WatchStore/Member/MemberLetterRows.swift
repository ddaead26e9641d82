import Watch

/// What people are told about their own places, as notices: one for each place, whose news has the id of the place, so that the
/// newest cause takes the place of the one before.
enum MemberLetterRows {
    /// Whose places these are is told of this, instead of what they were to be told before. Called within the transaction
    /// that saves the places, after them.
    static func tell(
        _ cause: MemberLetter.Cause, _ members: [MemberId], at now: Moment, _ connection: any Connection
    ) throws {
        for part in members.sorted().batches(of: 1_000) {
            try tell(cause, whoever: "id IN \(list: part)", at: now, connection)
        }
    }

    /// Everybody who is in a group is told of this, one statement for however many there are; the group's lock is held.
    ///
    /// - Parameter person: who did it, and knows.
    static func tellAll(
        _ cause: MemberLetter.Cause, in group: GroupId, except person: PersonId?, withCoordinators: Bool,
        at now: Moment, _ connection: any Connection
    ) throws {
        let others: SQL = person.map { "AND person_id <> \($0)" } ?? ""
        let residents: SQL = withCoordinators ? "" : "AND role = \(Member.Role.resident.rawValue)"
        try tell(
            cause,
            whoever: """
                group_id = \(group) AND standing = \(Member.Standing.approved.rawValue) \(sql: others)
                \(sql: residents)
                """, at: now, connection)
    }

    /// In the order of the places, so that two changes never wait for each other crosswise.
    private static func tell(
        _ cause: MemberLetter.Cause, whoever places: SQL, at now: Moment, _ connection: any Connection
    ) throws {
        let told = Notice.Cause.place(cause)
        try connection.put(
            """
            INSERT INTO notices (\(sql: NoticeRows.letterColumns))
            SELECT id, person_id, CAST(\(Subject.Kind.place.rawValue) AS TEXT), id, group_id,
                CAST(\(told.lane.rawValue) AS BIGINT), CAST(\(told.rawValue) AS TEXT), CAST(NULL AS TEXT),
                CAST(0 AS BIGINT), CAST(\(now) AS BIGINT), FALSE, CAST(\(NoticeState.waiting.rawValue) AS TEXT),
                CAST(\(now) AS BIGINT), CAST(0 AS BIGINT)
            FROM members WHERE \(sql: places) ORDER BY id \(sql: NoticeRows.anew)
            """)
    }
}
