import Foundation
import Testing
import Watch
import WatchStore
import WatchTesting

/// What a house knows of the time before it wrote down since when its groups count.
@Suite("Since when groups are listed, brought forward")
struct ListingMigrationTests {
    private let start = ManualClock.friday

    /// How a group stands, what its log says by days after it was founded, and since when it counts.
    static let table: [(standing: String, log: [(kind: String, day: Int64)], listed: Int64?)] = [
        ("listed", [], 0), ("silent", [("imported", 0)], 0), ("listed", [("registered", 0), ("confirmed", 5)], 5),
        ("listed", [("registered", 0), ("confirmed", 5), ("closed", 7), ("reopened", 9)], 5),
        ("proposed", [("registered", 0)], nil), ("closed", [("registered", 0), ("declined", 3)], nil),
        ("closed", [("registered", 0), ("closed", 1)], nil),
        ("closed", [("registered", 0), ("confirmed", 2), ("closed", 4)], 2), ("closed", [("imported", 0)], 0),
        ("listed", [("registered", 0)], 0),
    ]

    /// What stands there when the later step comes: how, by what log, since when it counts; and since when it does then.
    static let late: [(standing: String, log: [(kind: String, day: Int64)], stood: Int64?, listed: Int64?)] = [
        // As servers from before left it.
        ("listed", [], nil, 0), ("silent", [("imported", 0)], nil, 0),
        ("listed", [("registered", 0), ("confirmed", 5)], nil, 5),
        ("listed", [("registered", 0), ("closed", 7), ("reopened", 9)], nil, 9),
        ("closed", [("registered", 0), ("confirmed", 2), ("closed", 4)], nil, 2),
        ("proposed", [("registered", 0), ("confirmed", 2), ("changed", 4)], nil, 2),
        // As all programs leave it.
        ("proposed", [("registered", 0)], nil, nil), ("closed", [("registered", 0), ("declined", 3)], nil, nil),
        ("closed", [("imported", 0)], nil, nil), ("closed", [("imported", 0), ("declined", 3)], nil, nil),
        // What stands stays.
        ("listed", [("registered", 0), ("confirmed", 5)], 3, 3), ("closed", [("imported", 0)], 1, 1),
    ]

    private func settle(
        _ database: any Database, _ rows: [(standing: String, log: [(kind: String, day: Int64)], listed: Int64?)]
    ) async throws {
        let area = String(decoding: try JSONEncoder().encode(StoreStreet.area()), as: UTF8.self)
        let start = start
        try await database.write { connection in
            for (number, row) in rows.enumerated() {
                let group: GroupId = StoreStreet.id(100 + number)
                let name = "groep-\(number)"
                try connection.run(
                    """
                    INSERT INTO groups (id, slug, name, place, country, zone, area, south, north, west, east,
                        last_sequence, member_version, open_alerts, register_position, register_hash, checkpointed,
                        created_at)
                    VALUES (\(group), \(name), \(name), 'Woerden', 'NL', 'zone-1', \(area), 52.08, 52.09, 4.87, 4.88,
                        0, 0, 0, 0, \(RegisterEntry.genesis), 0, \(start))
                    """)
                try connection.run(
                    """
                    INSERT INTO registrations (group_id, standing, channel, stated_members, founded_at, confirmed_at,
                        reminders, asks_for_proof, join_code, version)
                    VALUES (\(group), \(row.standing), 'saar', 0, \(start), \(start + .days(5)), 0, FALSE, \(name), 1)
                    """)
                for (index, line) in row.log.enumerated() {
                    let id: Id<AuditEntry> = StoreStreet.id(1_000 + 10 * number + index)
                    try connection.run(
                        """
                        INSERT INTO audit_entries (id, group_id, at, capacity, kind, details)
                        VALUES (\(id), \(group), \(start + .days(line.day)), 'watch', \(line.kind), '{}')
                        """)
                }
            }
        }
    }

    @Test("the log tells it, or how the group came in", arguments: DatabaseUnderTest.allCases)
    func backfills(_ kind: DatabaseUnderTest) async throws {
        let before = Schema.migrations.filter { $0.number < 8 }
        try await withDatabase(kind, migrations: before) { database, _ in
            try await settle(database, Self.table)
            try await Migrator(database, Schema.migrations).migrate(at: 1)
            let store = SQLRegistryStore(database: database)
            for (number, row) in ListingMigrationTests.table.enumerated() {
                let registration = try #require(try await store.registration(of: StoreStreet.id(100 + number)))
                #expect(registration.listedAt == row.listed.map { start + .days($0) }, "\(number): \(row)")
            }
            let listed = try await store.changes(after: 0, limit: 50).groups
            #expect(listed.count { $0.listedAt != nil } == ListingMigrationTests.table.count { $0.listed != nil })
        }
    }

    @Test("what servers from before left empty beside step 8 is filled in", arguments: DatabaseUnderTest.allCases)
    func fillsIn(_ kind: DatabaseUnderTest) async throws {
        let step = try #require(Schema.migrations.first { $0.name == "since when groups of old servers are listed" })
        let before = Schema.migrations.filter { $0.number < step.number }
        try await withDatabase(kind, migrations: before) { database, _ in
            try await settle(database, Self.late.map { ($0.standing, $0.log, $0.listed) })
            let start = start
            try await database.write { connection in
                for (number, row) in Self.late.enumerated() {
                    guard let stood = row.stood else { continue }
                    let group: GroupId = StoreStreet.id(100 + number)
                    try connection.run(
                        "UPDATE registrations SET listed_at = \(start + .days(stood)) WHERE group_id = \(group)")
                }
            }
            #expect(try await Migrator(database, Schema.migrations).migrate(at: 1).contains(step.number))
            let store = SQLRegistryStore(database: database)
            for (number, row) in Self.late.enumerated() {
                let registration = try #require(try await store.registration(of: StoreStreet.id(100 + number)))
                #expect(registration.listedAt == row.listed.map { start + .days($0) }, "\(number): \(row)")
            }
        }
    }
}
