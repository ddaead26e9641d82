import Foundation
import Testing
import Watch
import WatchStore
import WatchTesting

/// A house that told people by letter alone, in the midst of doing so: all of that goes on, and who is signed in may subscribe.
@Suite("Pushes in a house from before")
struct PushMigrationTests {
    private static let step = Schema.migrations.first { $0.name == "browsers that are pushed to" }?.number ?? 0

    /// What was noted of a notice: how it stands, by which channel, whether it is to be looked at still.
    static let table: [(state: String, channel: String?, isDue: Bool)] = [
        ("waiting", nil, true), ("sending", "mail", true), ("sent", "mail", false),
    ]

    @Test("what waits goes out, and what has gone does not again", arguments: DatabaseUnderTest.allCases)
    func carried(_ kind: DatabaseUnderTest) async throws {
        #expect(Self.step == 21)
        let start = ManualClock.friday
        let (group, bram) = (Street.group.id, StoreStreet.id(2) as PersonId)
        let alert = try Street.alert(until: start)
        func json(_ value: some Encodable) throws -> String {
            String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        }
        let (area, body) = (try json(StoreStreet.area()), try json(alert))
        try await withDatabase(kind, migrations: Schema.migrations.filter { $0.number < Self.step }) { database, _ in
            try await database.write { connection in
                try connection.run(
                    """
                    INSERT INTO groups (id, slug, name, place, country, zone, area, south, north, west, east,
                        last_sequence, member_version, open_alerts, register_position, register_hash, checkpointed,
                        created_at)
                    VALUES (\(group), 'straat', 'Straat', 'Woerden', 'NL', '', \(area), 52.08, 52.09, 4.87, 4.88,
                        9, 0, 1, 0, \(RegisterEntry.genesis), 0, \(start))
                    """)
                try connection.run(
                    """
                    INSERT INTO persons (id, first_name, last_name, email, language, created_at)
                    VALUES (\(bram), 'Bram', '', 'bram@example.org', 'nl', \(start))
                    """)
                let (place, token): (MemberId, TokenId) = (StoreStreet.id(201), StoreStreet.id(301))
                try connection.run(
                    """
                    INSERT INTO members (id, group_id, person_id, standing, role, joined_sequence, applied_at)
                    VALUES (\(place), \(group), \(bram), 'approved', 'resident', 1, \(start))
                    """)
                try connection.run(
                    """
                    INSERT INTO tokens (id, hash, person_id, purpose, created_at, used_at, expires_at)
                    VALUES (\(token), \([UInt8(1)]), \(bram), 'session', \(start), \(start), \(start + .days(365)))
                    """)
                try connection.run(
                    """
                    INSERT INTO alerts (id, group_id, message_id, is_open, shared_at, body)
                    VALUES (\(alert.id), \(group), \(alert.message), TRUE, \(start), \(body))
                    """)
                for (number, row) in Self.table.enumerated() {
                    let news: EventId = StoreStreet.id(2_000 + number)
                    let due = row.isDue ? start : nil
                    try connection.run(
                        """
                        INSERT INTO notices (news_id, person_id, subject_id, group_id, sequence, kind, at, is_quiet,
                            state, channel, due_at)
                        VALUES (\(news), \(bram), \(alert.id), \(group), \(number + 1), 'alarm', \(start), FALSE,
                            \(row.state), \(row.channel), \(due))
                        """)
                }
            }
            try await Migrator(database, Schema.migrations).migrate(at: 1)
            let clock = ManualClock(at: start)
            let surroundings = Surroundings(
                clock: clock, randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12))
            let (mail, push) = (RecordingChannel(), RecordingChannel(.push))
            let store = SQLNoticeStore(database: database, surroundings: surroundings)
            let desk = NoticeDesk(
                store: store, channels: [push, mail], announcer: RecordingAnnouncer(), surroundings: surroundings)
            let devices = SQLPushDeviceStore(database: database)
            let device = try await devices.subscribe(
                Street.pushDevice(1, of: bram, token: StoreStreet.id(301), since: start), most: 20)
            #expect(try await store.ways(of: bram).map(\.channel) == [.push, .mail])
            for _ in 0..<3 {
                while try await desk.deliver() > 0 {}
                clock.advance(by: NoticeRules.receiptTime)
            }
            #expect(push.dispatches.count == 2, "what waited, and what was in doubt")
            #expect(push.dispatches.allSatisfy { $0.way.devices == [device] })
            #expect(mail.dispatches.count == 1, "what may have gone by letter does not go by letter again")
            #expect(try await store.claim(.alerts, at: clock.now(), lease: .seconds(60), limit: 9).isEmpty)
        }
    }
}
