import Watch

extension SQLNoticeStore {
    public func ways(of person: PersonId) async throws -> [Way] {
        try await database.look { connection in
            guard let found = try PersonRows.person(person, connection) else { return [] }
            return try WayRows.ways(of: [found], connection)[person] ?? []
        }
    }

    public func change(_ wishes: [WayWish], of person: PersonId, at now: Moment) async throws {
        try await database.change { connection in
            try PersonRows.hold(person, database.dialect, connection)
            guard let found = try PersonRows.person(person, connection) else { throw Refusal(.notFound) }
            let known = try WayRows.known(to: found, connection)
            let named = wishes.map(\.channel.rawValue)
            for (position, channel) in (named + known.filter { !named.contains($0) }).enumerated() {
                guard let wish = wishes.first(where: { $0.channel.rawValue == channel }) else {
                    try connection.put(
                        """
                        INSERT INTO ways (person_id, channel, position, is_on, is_chosen, changed_at, capability)
                        VALUES (\(person), \(channel), \(Int64(position)), \(true), \(false), \(0),
                                \(WayRows.capability(surroundings)))
                        ON CONFLICT (person_id, channel) DO UPDATE SET position = excluded.position
                        """)
                    continue
                }
                // What came back is forgotten with the wish to hear by it again.
                try connection.put(
                    """
                    INSERT INTO ways (person_id, channel, position, is_on, is_chosen, changed_at, capability)
                    VALUES (\(person), \(channel), \(Int64(position)), \(wish.isOn), \(true), \(now),
                            \(WayRows.capability(surroundings)))
                    ON CONFLICT (person_id, channel) DO UPDATE SET position = excluded.position,
                        is_on = excluded.is_on, is_chosen = TRUE, changed_at = excluded.changed_at,
                        bounced_at = CASE WHEN excluded.is_on = TRUE THEN NULL ELSE ways.bounced_at END
                    """)
            }
        }
    }

    public func way(with capability: String) async throws -> Way? {
        try await database.look { connection in
            let row = try connection.first("SELECT person_id FROM ways WHERE capability = \(capability)")
            guard let row, let person = try PersonRows.person(try row.id("person_id"), connection) else { return nil }
            return try WayRows.ways(of: [person], connection)[person.id]?.first { $0.capability == capability }
        }
    }

    public func stop(_ capability: String, at now: Moment) async throws -> Bool {
        try await database.change { connection in
            try connection.first(
                """
                UPDATE ways SET is_on = FALSE, is_chosen = TRUE, changed_at = \(now)
                WHERE capability = \(capability) RETURNING person_id
                """) != nil
        }
    }

    public func bounced(_ receipt: NoticeReceipt, at now: Moment) async throws -> Bool {
        try await database.change { connection in
            // It did not arrive, whatever was said when it was taken, or is noted yet: a mailer may be quicker with its no
            // than a server with the mailer's yes. A push does not come back: its receipt is known to the device.
            let found = try connection.first(
                """
                UPDATE notices SET state = 'dropped', reason = \(NoticeReason.bounces.rawValue), due_at = NULL,
                    leased_until = 0
                WHERE receipt = \(receipt.text) AND channel <> \(NoticeChannel.push.rawValue)
                RETURNING person_id, kind, channel, sent_at
                """)
            guard let found else { return false }
            // It did not go to who asks, but to an address that they gave.
            guard try found.text("kind") != Notice.Cause.question.rawValue else { return true }
            let person: PersonId = try found.id("person_id")
            let channel = try found.text("channel")
            // What was sent before they mended the way says nothing about it as it is now.
            let sent: Int64? = try found.integerIfPresent("sent_at")
            try connection.run(
                """
                INSERT INTO ways (person_id, channel, position, is_on, is_chosen, bounced_at, changed_at, capability)
                SELECT p.id, \(channel), 0, TRUE, FALSE, \(now), 0, \(WayRows.capability(surroundings))
                FROM persons p WHERE p.id = \(person) AND p.erased_at IS NULL
                ON CONFLICT (person_id, channel) DO UPDATE SET bounced_at = excluded.bounced_at
                WHERE ways.changed_at <= \(sent ?? 0)
                """)
            return true
        }
    }
}
