import Watch

/// Rows of tests of groups' alarms.
enum TestAlarmRows {
    static let columns: SQL = "id, group_id, event_id, sequence, sent_at"

    static func test(_ row: Row) throws -> TestAlarm {
        TestAlarm(
            id: try row.id("id"), group: try row.id("group_id"), event: try row.id("event_id"),
            sequence: try row.integer("sequence"), sentAt: try row.moment("sent_at"))
    }

    static func test(_ id: TestAlarmId, _ connection: any Connection) throws -> TestAlarm? {
        try connection.first("SELECT \(sql: columns) FROM test_alarms WHERE id = \(id)").map(test)
    }

    static func last(of group: GroupId, _ connection: any Connection) throws -> TestAlarm? {
        try connection.first(
            """
            SELECT \(sql: columns) FROM test_alarms WHERE group_id = \(group) ORDER BY sent_at DESC, id DESC LIMIT 1
            """
        ).map(test)
    }

    /// Which event `e` told of it.
    static func telling(_ test: TestAlarm) -> SQL { "e.id = \(test.event)" }

    /// How far it came: as it was kept, or, as long as it is known who was told, as it is now.
    static func reach(of test: TestAlarm, _ row: Row, _ connection: any Connection) throws -> Reach {
        guard try row.textIfPresent("reach") != nil else {
            return try ReachRows.reach(of: telling(test), without: nil, connection)
        }
        return try row.json("reach", as: Kept.self).reach
    }

    /// What is kept of it for good.
    static func kept(_ reach: Reach) throws -> String { try StoredJSON.text(Kept(reach)) }

    /// Figures as they are stored: exact, unlike those that are told.
    private struct Kept: Codable {
        let audience: Int
        let told: Int
        let within: Reach.Within
        let pace: Reach.Pace?
        let channels: [String: Int]
        let unseen: NoticeTally

        init(_ reach: Reach) {
            audience = reach.audience
            told = reach.told
            within = reach.within
            pace = reach.pace
            channels = reach.channels
            unseen = reach.unseen
        }

        var reach: Reach {
            Reach(
                audience: audience, told: told, within: within, pace: pace, channels: channels, unseen: unseen)
        }
    }
}
