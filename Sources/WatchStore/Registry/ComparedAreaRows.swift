import Watch

/// Rows that count how many areas of a person's were compared with those of others, for a day.
enum ComparedAreaRows {
    /// Counts one more. In a transaction of its own, so that what is refused afterwards stays counted.
    ///
    /// - Returns: how many there were since the first within a day, this one included.
    static func count(by person: PersonId, at now: Moment, _ connection: any Connection) throws -> Int {
        try connection.run("DELETE FROM compared_areas WHERE since <= \(now - .days(1))")
        return try connection.first(
            """
            INSERT INTO compared_areas (person_id, since, areas) VALUES (\(person), \(now), 1)
            ON CONFLICT (person_id) DO UPDATE SET areas = compared_areas.areas + 1 RETURNING areas
            """
        )?.integer("areas", as: Int.self) ?? 1
    }
}
