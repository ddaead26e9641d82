import Watch

/// Remembers what was answered to a request that may be sent again, in the transaction that does what it asks for.
enum RequestBook {
    /// What was done for the same request before.
    struct Answer {
        let subject: String
        let message: MessageId?
    }

    /// Takes the key for this transaction, or gives the answer of the one that had it before.
    ///
    /// - Throws: `idempotency-key-reused` when the key came with another body.
    static func begin(
        _ request: RequestKey?, by person: PersonId, at now: Moment, _ connection: any Connection
    ) throws -> Answer? {
        guard let request else { return nil }
        try connection.put("DELETE FROM requests WHERE at < \(now - RequestKey.lifetime)")
        let taken = try connection.first(
            """
            INSERT INTO requests (person_id, route, request_key, body_hash, subject, message_id, at)
            VALUES (\(person), \(request.route), \(request.key), \(request.bodyHash), \(""), \(MessageId?.none), \(now))
            ON CONFLICT DO NOTHING RETURNING at
            """)
        guard taken == nil else { return nil }
        guard
            let row = try connection.first(
                """
                SELECT body_hash, subject, message_id FROM requests
                WHERE person_id = \(person) AND route = \(request.route) AND request_key = \(request.key)
                """)
        else { throw DatabaseFault(.other, "a request key vanished") }
        guard try row.bytes("body_hash") == request.bodyHash else {
            throw Refusal(.idempotencyKeyReused, field: "Idempotency-Key")
        }
        return Answer(
            subject: try row.text("subject"),
            message: try row.textIfPresent("message_id").map { MessageId(trusted: $0) })
    }

    /// Writes down what was done.
    static func end(
        _ request: RequestKey?, by person: PersonId, subject: String, message: MessageId? = nil,
        _ connection: any Connection
    ) throws {
        guard let request else { return }
        try connection.put(
            """
            UPDATE requests SET subject = \(subject), message_id = \(message)
            WHERE person_id = \(person) AND route = \(request.route) AND request_key = \(request.key)
            """)
    }
}
