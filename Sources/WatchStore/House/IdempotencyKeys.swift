import Watch

/// Remembers what was answered to a request that may be sent again, in the transaction that does what it asks for.
enum IdempotencyKeys {
    /// What a key was found to be.
    enum Begun {
        /// Nobody has used it, or there is none.
        case fresh
        /// The same request was answered before.
        case again(Answer)
        /// It came with another body before.
        case reused

        /// What was done for the same request before; nil when nothing was.
        var answer: Answer? { if case .again(let answer) = self { answer } else { nil } }

        /// Decides about what is asked for. A key that came with another body is refused, but never to who may not ask at
        /// all: they are told that, as ever.
        ///
        /// - Throws: what `rule` throws, `idempotency-key-reused`.
        func decide<Decision>(_ rule: () throws(Refusal) -> Decision) throws(Refusal) -> Decision {
            guard case .reused = self else { return try rule() }
            do throws(Refusal) {
                _ = try rule()
            } catch {
                if [.forbidden, .absent].contains(error.code.nature) { throw error }
            }
            throw Refusal(.idempotencyKeyReused, field: "Idempotency-Key")
        }
    }

    /// What was done for the same request before.
    struct Answer {
        let subject: String
        let message: MessageId?
    }

    /// Takes the key for this transaction, or gives the answer of the one that had it before.
    static func begin(
        _ request: RequestKey?, by person: PersonId?, at now: Moment, _ connection: any Connection
    ) throws -> Begun {
        guard let request, let person else { return .fresh }
        // One whose time is over counts no longer; the others of that age are removed by the hour (`forgetSpent`), since whoever
        // removes them here would wait for whoever else does.
        let taken = try connection.first(
            """
            INSERT INTO requests (person_id, route, request_key, body_hash, subject, message_id, at)
            VALUES (\(person), \(request.route), \(request.key), \(request.bodyHash), \(""), \(MessageId?.none), \(now))
            ON CONFLICT (person_id, route, request_key) DO UPDATE SET
                body_hash = excluded.body_hash, subject = excluded.subject, message_id = excluded.message_id,
                at = excluded.at
            WHERE requests.at < \(now - RequestKey.lifetime) RETURNING at
            """)
        guard taken == nil else { return .fresh }
        guard
            let row = try connection.first(
                """
                SELECT body_hash, subject, message_id FROM requests
                WHERE person_id = \(person) AND route = \(request.route) AND request_key = \(request.key)
                """)
        else { throw DatabaseFault(.other, "a request key vanished") }
        guard try row.bytes("body_hash") == request.bodyHash else { return .reused }
        return .again(
            Answer(
                subject: try row.text("subject"),
                message: try row.textIfPresent("message_id").map { MessageId(trusted: $0) }))
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
