import Watch

/// Browsers that may be pushed to, in the database.
public struct SQLPushDeviceStore: PushDeviceStore {
    let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    // MARK: one's own devices

    public func subscribe(_ device: PushDevice, most: Int) async throws -> PushDevice {
        // Pages look in each time they start: looking costs nothing, a write takes the one writer.
        let known = try await database.look { connection in
            try connection.first(
                "SELECT \(sql: PushDeviceRows.columns) FROM push_devices WHERE endpoint = \(device.endpoint)"
            ).map(PushDeviceRows.device)
        }
        if let known, PushRules.isSame(known, device) { return known }
        return try await database.change { connection in
            try PersonRows.hold(device.person, database.dialect, connection)
            // The session first, as whoever ends it takes it before its devices.
            if let token = device.token {
                let held = try connection.first(
                    """
                    SELECT id FROM tokens WHERE id = \(token) AND person_id = \(device.person)
                    \(sql: database.dialect.stayingSuffix)
                    """)
                guard held != nil else { throw Refusal(.signInNeeded) }
            }
            let others: [PersonId] = try connection.rows(
                """
                DELETE FROM push_devices WHERE endpoint = \(device.endpoint) AND person_id <> \(device.person)
                RETURNING person_id
                """
            ).map { try $0.id("person_id") }
            let kept = try connection.first(
                """
                INSERT INTO push_devices
                    (id, person_id, endpoint, public_key, secret, name, token_id, mark, since, seen_at, watched_at)
                VALUES (\(device.id), \(device.person), \(device.endpoint), \(device.publicKey), \(device.secret),
                        \(device.name), \(device.token?.text), \(device.mark), \(device.since), \(device.seenAt),
                        \(device.since))
                ON CONFLICT (endpoint) DO UPDATE SET public_key = excluded.public_key, secret = excluded.secret,
                    name = excluded.name, token_id = excluded.token_id, seen_at = excluded.seen_at
                WHERE push_devices.person_id = excluded.person_id
                RETURNING \(sql: PushDeviceRows.columns)
                """
            ).map(PushDeviceRows.device)
            // Somebody else has subscribed it at this very moment: the browser asks again when its page starts again.
            guard let kept else { throw Refusal(.unavailable) }
            try connection.run(
                """
                DELETE FROM push_devices WHERE id IN (
                    SELECT id FROM push_devices WHERE person_id = \(device.person)
                    ORDER BY seen_at DESC, id DESC LIMIT 1000 OFFSET \(Int64(max(1, most))))
                """)
            try PushSilenceRows.lookAgain(at: others, connection)
            if kept.id != known?.id { try PushSilenceRows.watch([kept.person: kept.silentFrom], connection) }
            return kept
        }
    }

    public func devices(of person: PersonId) async throws -> [PushDevice] {
        try await database.look { connection in
            try connection.rows(PushDeviceRows.asking(for: [person])).map(PushDeviceRows.device)
        }
    }

    public func end(_ device: PushDeviceId, of person: PersonId) async throws -> Bool {
        try await database.change { connection in
            let ended = try connection.first(
                "DELETE FROM push_devices WHERE id = \(device) AND person_id = \(person) RETURNING id")
            guard ended != nil else { return false }
            try PushSilenceRows.lookAgain(at: [person], connection)
            return true
        }
    }

    public func forget(_ device: PushDeviceId) async throws {
        try await database.change { connection in
            let owner = try connection.first("DELETE FROM push_devices WHERE id = \(device) RETURNING person_id")
            try PushSilenceRows.lookAgain(at: try owner.map { [try $0.id("person_id")] } ?? [], connection)
        }
    }

    // MARK: tests

    public func beginTest(
        of device: PushDeviceId, by person: PersonId, _ receipt: NoticeReceipt, at now: Moment, pause: Span
    ) async throws -> PushDevice {
        try await database.change { connection in
            let begun = try connection.first(
                """
                UPDATE push_devices SET test_receipt = \(receipt.text), test_sent_at = \(now),
                    test_state = \(PushTestState.sending.rawValue), test_shown_at = NULL
                WHERE id = \(device) AND person_id = \(person)
                    AND (test_sent_at IS NULL OR test_sent_at <= \(now - pause))
                RETURNING \(sql: PushDeviceRows.columns)
                """
            ).map(PushDeviceRows.device)
            if let begun { return begun }
            let isThere =
                try connection.first(
                    "SELECT id FROM push_devices WHERE id = \(device) AND person_id = \(person)") != nil
            throw Refusal(isThere ? .tooManyTests : .notFound)
        }
    }

    public func settleTest(of device: PushDeviceId, _ receipt: NoticeReceipt, _ state: PushTestState) async throws {
        try await database.change { connection in
            _ = try connection.run(
                """
                UPDATE push_devices SET test_state = \(state.rawValue)
                WHERE id = \(device) AND test_receipt = \(receipt.text)
                """)
        }
    }

    // MARK: what devices say

    public func shown(_ capability: PushCapability, at now: Moment) async throws -> [GrownReach] {
        // Anybody may ask: what nobody was sent, and what is known, takes nobody's time.
        guard try await database.look({ try isNews(capability, at: now, $0) }) else { return [] }
        return try await database.change { connection in
            guard let device = try device(capability, connection),
                try connection.first(PersonRows.holding(device.person, database.dialect)) != nil
            else { return [] }
            let receipt = capability.receipt.text
            try connection.run(
                """
                UPDATE push_devices SET shown_at = \(now), test_shown_at = CASE
                    WHEN test_receipt = \(receipt) THEN COALESCE(test_shown_at, \(now)) ELSE test_shown_at END
                WHERE id = \(device.id)
                """)
            guard let news = try news(of: capability, to: device.person, connection) else { return [] }
            return try ReceiptRows.keep([news], by: device.person, channel: .push, at: now, connection)
        }
    }

    /// Whether something is noted by this: a device of this mark was sent such a thing, and has not said so just now.
    private func isNews(_ capability: PushCapability, at now: Moment, _ connection: any Connection) throws -> Bool {
        guard let device = try device(capability, connection) else { return false }
        let isTest = try connection.first(
            "SELECT test_shown_at FROM push_devices WHERE id = \(device.id) AND test_receipt = \(capability.receipt.text)"
        )
        if isTest != nil { return device.test?.shownAt == nil }
        guard let news = try news(of: capability, to: device.person, connection) else { return false }
        let isKnown =
            try connection.first(
                "SELECT event_id FROM receipts WHERE event_id = \(news) AND person_id = \(device.person)") != nil
        return !isKnown || device.shownAt.map { $0 <= now - PushRules.shownPause } ?? true
    }

    private func device(_ capability: PushCapability, _ connection: any Connection) throws -> PushDevice? {
        try connection.first("SELECT \(sql: PushDeviceRows.columns) FROM push_devices WHERE mark = \(capability.mark)")
            .map(PushDeviceRows.device)
    }

    /// The news of a notice that was pushed to this person with this receipt.
    private func news(
        of capability: PushCapability, to person: PersonId, _ connection: any Connection
    ) throws -> EventId? {
        try connection.first(
            """
            SELECT news_id FROM notices WHERE push_receipt = \(capability.receipt.text) AND person_id = \(person)
            """
        )?.id("news_id")
    }
}
