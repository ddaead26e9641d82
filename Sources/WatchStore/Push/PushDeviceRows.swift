import Watch

/// Rows of browsers that may be pushed to.
enum PushDeviceRows {
    static let columns: SQL =
        """
        id, person_id, endpoint, public_key, secret, name, token_id, mark, since, seen_at, shown_at, test_sent_at,
        test_state, test_shown_at, silence_told_at
        """

    static func device(_ row: Row) throws -> PushDevice {
        PushDevice(
            id: try row.id("id"), person: try row.id("person_id"), endpoint: try row.text("endpoint"),
            publicKey: try row.text("public_key"), secret: try row.text("secret"),
            name: try row.textIfPresent("name"), token: try row.textIfPresent("token_id").map { TokenId(trusted: $0) },
            mark: try row.text("mark"), since: try row.moment("since"), seenAt: try row.moment("seen_at"),
            shownAt: try moment(row, "shown_at"), test: try test(row),
            silenceToldAt: try moment(row, "silence_told_at"))
    }

    private static func test(_ row: Row) throws -> PushTest? {
        guard let sentAt = try moment(row, "test_sent_at") else { return nil }
        return PushTest(sentAt: sentAt, state: try row.named("test_state"), shownAt: try moment(row, "test_shown_at"))
    }

    private static func moment(_ row: Row, _ name: String) throws -> Moment? {
        try row.integerIfPresent(name).map { Moment(milliseconds: $0) }
    }

    /// Those of these people, for each those that looked in last first.
    static func asking(for people: [PersonId]) -> SQL {
        """
        SELECT \(sql: columns) FROM push_devices WHERE person_id IN \(list: people)
        ORDER BY person_id, seen_at DESC, id DESC
        """
    }

    /// Whether a device `d` is not silent: the rule of `PushDevice.isSilent(at:)`, as SQL.
    static func isHeardOf(at now: Moment) -> SQL {
        let (heard, tested) = (now - PushRules.longestSilence, now - PushRules.testPatience)
        return """
            (d.seen_at >= \(heard) OR d.shown_at >= \(heard) OR d.test_shown_at >= \(heard))
            AND (d.test_sent_at IS NULL OR d.test_shown_at IS NOT NULL OR COALESCE(d.shown_at, d.since) >= d.test_sent_at
                OR d.test_sent_at >= \(tested))
            """
    }

    /// Whether a person, as a column, is first told of an alert by a push: they have a device, and no other way of theirs
    /// that is on stands before it.
    static func isWoken(_ person: SQL) -> SQL {
        """
        (EXISTS (SELECT 1 FROM push_devices d WHERE d.person_id = \(sql: person)) AND NOT EXISTS (
            SELECT 1 FROM ways u WHERE u.person_id = \(sql: person) AND u.channel = \(NoticeChannel.push.rawValue)
            AND (u.is_on = FALSE OR EXISTS (
                SELECT 1 FROM ways v WHERE v.person_id = u.person_id AND v.is_on = TRUE AND v.bounced_at IS NULL
                AND v.position < u.position))))
        """
    }

    /// Notes that a test of a group's alarm goes out to all devices of these people: one that does not show it is as silent as
    /// after a test of its own. Pushed a second time it is the same test, and one that has shown it has.
    static func test(
        _ sendings: [(person: PersonId, receipt: NoticeReceipt)], at now: Moment, _ connection: any Connection
    ) throws {
        guard !sendings.isEmpty else { return }
        let rows = sendings.sorted { $0.person < $1.person }.map { sending -> SQL in
            "(\(sending.person), \(sending.receipt.text))"
        }
        try connection.put(
            """
            WITH s (person, mark) AS (VALUES \(sql: rows.joined(separator: ", ")))
            UPDATE push_devices AS d SET test_receipt = s.mark, test_sent_at = \(now),
                test_state = \(PushTestState.inDoubt.rawValue),
                test_shown_at = CASE WHEN d.test_receipt = s.mark THEN d.test_shown_at END
            FROM s WHERE d.person_id = s.person
            """)
    }
}
