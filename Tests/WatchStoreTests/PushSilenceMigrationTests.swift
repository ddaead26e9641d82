import Foundation
import Testing
import Watch
import WatchStore
import WatchTesting

/// A house in which devices are woken of which nothing was heard for long, and nobody has told their owners.
@Suite("Silent devices in a house from before")
struct PushSilenceMigrationTests {
    private static let step = Schema.migrations.first { $0.name == "devices of which nothing is heard" }?.number ?? 0

    @Test("each is looked at in its time, and who is silent hears of it once", arguments: DatabaseUnderTest.allCases)
    func carried(_ kind: DatabaseUnderTest) async throws {
        #expect(Self.step == 24)
        let start = ManualClock.friday
        let group = Street.group.id
        let area = String(decoding: try JSONEncoder().encode(StoreStreet.area()), as: UTF8.self)
        try await withDatabase(kind, migrations: Schema.migrations.filter { $0.number < Self.step }) { database, _ in
            try await database.write { connection in
                try connection.run(
                    """
                    INSERT INTO groups (id, slug, name, place, country, zone, area, south, north, west, east,
                        last_sequence, member_version, open_alerts, register_position, register_hash, checkpointed,
                        created_at)
                    VALUES (\(group), 'straat', 'Straat', 'Woerden', 'NL', '', \(area), 52.08, 52.09, 4.87, 4.88,
                        9, 0, 0, 0, \(RegisterEntry.genesis), 0, \(start))
                    """)
                // Anna was heard of yesterday, Bram long ago.
                for (number, days) in [(1, 1), (2, 300)] {
                    let (person, place): (PersonId, MemberId) = (StoreStreet.id(number), StoreStreet.id(200 + number))
                    let (device, seen): (PushDeviceId, Moment) = (
                        StoreStreet.id(300 + number), start - .days(Int64(days))
                    )
                    try connection.run(
                        """
                        INSERT INTO persons (id, first_name, last_name, email, language, created_at)
                        VALUES (\(person), 'Wie', '', \(person.text + "@example.org"), 'nl', \(seen))
                        """)
                    try connection.run(
                        """
                        INSERT INTO members (id, group_id, person_id, standing, role, joined_sequence, applied_at)
                        VALUES (\(place), \(group), \(person), 'approved', 'resident', 1, \(seen))
                        """)
                    try connection.run(
                        """
                        INSERT INTO push_devices (id, person_id, endpoint, public_key, secret, name, mark, since, seen_at)
                        VALUES (\(device), \(person), \("https://push.example/\(number)"), 'p', 's', 'Firefox · Android',
                            \(device.text), \(seen), \(seen))
                        """)
                }
            }
            try await Migrator(database, Schema.migrations).migrate(at: 1)
            let clock = ManualClock(at: start)
            let surroundings = Surroundings(
                clock: clock, randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12))
            let mail = RecordingChannel()
            let letters = NoticeDesk(
                store: SQLNoticeStore(database: database, surroundings: surroundings), channels: [mail],
                announcer: RecordingAnnouncer(), surroundings: surroundings)
            let dues = DueDesk(
                store: SQLDueStore(database: database),
                rooms: [PushSilenceRoom(store: SQLPushSilenceStore(database: database), surroundings: surroundings)],
                surroundings: surroundings)
            func told() async throws -> [PersonId] {
                let before = mail.dispatches.count
                while try await dues.round() > 0 {}
                while try await letters.deliver(.many, limit: 20) > 0 {}
                return mail.dispatches.dropFirst(before).map(\.notice.key.person)
            }
            #expect(try await told() == [StoreStreet.id(2)])
            clock.advance(by: .days(99))
            #expect(try await told().isEmpty)
            clock.advance(by: Span(milliseconds: 1))
            #expect(try await told() == [StoreStreet.id(1)])
        }
    }
}
