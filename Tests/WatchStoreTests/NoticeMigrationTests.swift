import Foundation
import Testing
import Watch
import WatchStore
import WatchTesting

/// A house that told people by pages alone: nothing of what happened there is told again.
@Suite("Notices in a house from before")
struct NoticeMigrationTests {
    private static let step = Schema.migrations.first { $0.name == "notices and ways" }?.number ?? 0

    /// What was written in the house before: a kind of event, to whom it was told, how long before the newest, whether its
    /// alert is open still; and whether it is spread yet.
    static let table: [(kind: String, told: String, age: Span, isOpen: Bool, isSpread: Bool)] = [
        ("alert-shared", "members", .days(20), false, false), ("alert-closed", "told-before", .days(20), false, false),
        ("alert-shared", "members", .hours(2), true, false), ("alert-shared", "members", .minutes(50), false, false),
        ("alert-closed", "told-before", .minutes(9), false, false),
        ("alert-corrected", "told-before", .minutes(8), true, false),
        ("alert-shared", "members", .minutes(7), true, true), ("alert-forwarded", "members", .minutes(6), true, true),
        ("message-retracted", "told-before", .seconds(0), true, false),
    ]

    @Test("only what has just begun may be told still", arguments: DatabaseUnderTest.allCases)
    func history(_ kind: DatabaseUnderTest) async throws {
        let start = ManualClock.friday
        try await withDatabase(kind, migrations: Schema.migrations.filter { $0.number < Self.step }) { database, _ in
            let area = String(decoding: try JSONEncoder().encode(StoreStreet.area()), as: UTF8.self)
            let group: GroupId = StoreStreet.id(101)
            let bram: PersonId = StoreStreet.id(2)
            try await database.write { connection in
                try connection.run(
                    """
                    INSERT INTO groups (id, slug, name, place, country, zone, area, south, north, west, east,
                        last_sequence, member_version, open_alerts, register_position, register_hash, checkpointed,
                        created_at)
                    VALUES (\(group), 'straat', 'Straat', 'Woerden', 'NL', '', \(area), 52.08, 52.09, 4.87, 4.88,
                        9, 0, 0, 0, \(RegisterEntry.genesis), 0, \(start))
                    """)
                try connection.run(
                    """
                    INSERT INTO persons (id, first_name, last_name, email, language, created_at)
                    VALUES (\(bram), 'Bram', '', 'bram@example.org', 'nl', \(start))
                    """)
                let place: MemberId = StoreStreet.id(201)
                try connection.run(
                    """
                    INSERT INTO members (id, group_id, person_id, standing, role, joined_sequence, applied_at)
                    VALUES (\(place), \(group), \(bram), 'approved', 'resident', 1, \(start))
                    """)
                for (number, row) in Self.table.enumerated() {
                    let alert: AlertId = StoreStreet.id(1_000 + number)
                    let event: EventId = StoreStreet.id(2_000 + number)
                    let at = start - row.age
                    try connection.run(
                        """
                        INSERT INTO alerts (id, group_id, message_id, is_open, shared_at, body)
                        VALUES (\(alert), \(group), \(event.text), \(row.isOpen), \(at), '{}')
                        """)
                    try connection.run(
                        """
                        INSERT INTO events (id, group_id, sequence, at, kind, alert_id, message_id, body)
                        VALUES (\(event), \(group), \(number + 1), \(at), \(row.kind), \(alert), \(event.text), '{}')
                        """)
                    try connection.run(
                        "INSERT INTO audiences (event_id, told, is_quiet, at) VALUES (\(event), \(row.told), FALSE, \(at))"
                    )
                    try connection.run(
                        "INSERT INTO receipts (event_id, person_id, channel, at) VALUES (\(event), \(bram), 'live', \(at))"
                    )
                }
            }
            try await Migrator(database, Schema.migrations).migrate(at: 1)
            let clock = ManualClock(at: start)
            let store = SQLNoticeStore(
                database: database,
                surroundings: Surroundings(
                    clock: clock, randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12)))
            while try await store.spread(at: clock.now(), slice: 3, wait: .seconds(20)) {}
            let spread = try await database.read { connection in
                try connection.rows("SELECT news_id FROM notices ORDER BY news_id").map { try $0.text("news_id") }
            }
            let expected = Self.table.indices.filter { Self.table[$0].isSpread }.map { number -> EventId in
                StoreStreet.id(2_000 + number)
            }
            #expect(spread == expected.map(\.text))
            // A server of before goes on beside it, and knows nothing of the new columns.
            try await database.write { connection in
                let event: EventId = StoreStreet.id(3_000)
                let alert: AlertId = StoreStreet.id(1_006)
                try connection.run(
                    """
                    INSERT INTO events (id, group_id, sequence, at, kind, alert_id, message_id, body)
                    VALUES (\(event), \(group), 99, \(start), 'alert-shared', \(alert), \(event.text), '{}')
                    """)
                try connection.run(
                    """
                    INSERT INTO audiences (event_id, told, is_quiet, at)
                    VALUES (\(event), 'members', FALSE, \(start))
                    """)
            }
            while try await store.spread(at: clock.now(), slice: 3, wait: .seconds(20)) {}
            let after = try await database.read { try $0.rows("SELECT news_id FROM notices").count }
            #expect(after == expected.count + 1)
        }
    }
}
