import Watch

/// Questions to lead a group that a server of before has taken in and told nobody of, as dues from here on.
///
/// The question itself stays where it is: what is answered or taken back meanwhile is passed over when its due is met.
struct CarriedQuestions: CarriedDue {
    /// A question `c` of which nobody has been told or is being told, and which is not due here.
    private func isLeft(at now: Moment) -> SQL {
        """
        c.told_at IS NULL AND c.leased_until <= \(now) AND NOT EXISTS (SELECT 1 FROM schedule s
            WHERE s.subject = \(Subject.Kind.question.rawValue) AND s.subject_id = c.group_id)
        """
    }

    func isThere(at now: Moment, _ connection: any Connection) throws -> Bool {
        try connection.first(
            "SELECT c.group_id FROM co_coordinations c WHERE \(sql: isLeft(at: now)) LIMIT 1") != nil
    }

    func carry(at now: Moment, limit: Int, _ dialect: Dialect, _ connection: any Connection) throws -> Int {
        try connection.rows(
            """
            INSERT INTO schedule (subject, subject_id, due, at)
            SELECT CAST(\(Subject.Kind.question.rawValue) AS TEXT), c.group_id,
                CAST(\(Due.Kind.letter.rawValue) AS TEXT), CAST(\(now) AS BIGINT)
            FROM co_coordinations c WHERE \(sql: isLeft(at: now))
            ORDER BY c.group_id LIMIT \(Int64(limit))
            ON CONFLICT (subject, subject_id) DO NOTHING RETURNING subject_id
            """
        ).count
    }
}
