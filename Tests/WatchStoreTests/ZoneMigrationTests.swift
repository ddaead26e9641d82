import Foundation
import Testing
import Watch
import WatchStore
import WatchTesting

/// What becomes of the zones that groups had of their own.
@Suite("Police zones by municipality, brought forward")
struct ZoneMigrationTests {
    /// Groups of one municipality: how each stands, the zone it had, and by which line its log begins.
    static let table: [(what: String, groups: [(standing: String, zone: String, log: String)], zone: String?)] = [
        ("nobody had said anything", [("listed", "NL", "registered")], nil),
        ("read along with, and confirmed", [("listed", "held", "registered")], "held"),
        ("read along with, and silent", [("silent", "held", "registered")], "held"),
        ("only a founder's word", [("proposed", "held", "registered")], nil),
        ("a word that nobody holds", [("listed", "other", "registered")], nil),
        ("brought in by an operator", [("listed", "other", "imported")], "other"),
        ("the same for all", [("listed", "held", "registered"), ("listed", "held", "imported")], "held"),
        ("the others had none", [("listed", "held", "registered"), ("listed", "NL", "registered")], "held"),
        ("two for one municipality", [("listed", "held", "imported"), ("listed", "other", "imported")], nil),
        ("closed", [("closed", "held", "imported")], nil),
    ]

    private func settle(_ database: any Database) async throws {
        let area = String(decoding: try JSONEncoder().encode(StoreStreet.area()), as: UTF8.self)
        let start = ManualClock.friday
        try await database.write { connection in
            let officer: PersonId = StoreStreet.id(1)
            try connection.run(
                """
                INSERT INTO persons (id, first_name, last_name, email, language, created_at)
                VALUES (\(officer), 'Wouter', 'de Wit', NULL, 'nl', \(start))
                """)
            try connection.run(
                "INSERT INTO offices (person_id, kind, territory) VALUES (\(officer), 'police', 'held')")
            for (row, entry) in ZoneMigrationTests.table.enumerated() {
                for (index, group) in entry.groups.enumerated() {
                    let number = 100 + 10 * row + index
                    let (id, name): (GroupId, String) = (StoreStreet.id(number), "groep-\(number)")
                    let closed: Moment? = group.standing == "closed" ? start : nil
                    try connection.run(
                        """
                        INSERT INTO groups (id, slug, name, place, country, zone, municipality, area, south, north, west,
                            east, last_sequence, member_version, open_alerts, register_position, register_hash,
                            checkpointed, created_at, closed_at)
                        VALUES (\(id), \(name), \(name), 'Woerden', 'NL', \(group.zone), \("m\(row)"), \(area), 52.08,
                            52.09, 4.87, 4.88, 0, 0, 0, 0, \(RegisterEntry.genesis), 0, \(start), \(closed))
                        """)
                    try connection.run(
                        """
                        INSERT INTO registrations (group_id, standing, channel, stated_members, founded_at, confirmed_at,
                            reminders, asks_for_proof, join_code, version)
                        VALUES (\(id), \(group.standing), 'saar', 0, \(start), \(start), 0, FALSE, \(name), 1)
                        """)
                    let line: Id<AuditEntry> = StoreStreet.id(5_000 + number)
                    try connection.run(
                        """
                        INSERT INTO audit_entries (id, group_id, at, capacity, kind, details)
                        VALUES (\(line), \(id), \(start), 'watch', \(group.log), '{}')
                        """)
                }
            }
        }
    }

    @Test("what an operator has said stays; what only a founder said does not", arguments: DatabaseUnderTest.allCases)
    func forward(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations.filter { $0.number < 12 }) { database, _ in
            try await settle(database)
            try await Migrator(database, Schema.migrations).migrate(at: 1)
            let zones = try await SQLZoneStore(database: database).zones()
            for (row, entry) in ZoneMigrationTests.table.enumerated() {
                #expect(zones["m\(row)"] == entry.zone, "\(entry.what)")
            }
            let groups = SQLGroupStore(database: database, clock: ManualClock())
            let held = try #require(try await groups.group(.id(StoreStreet.id(110))))
            #expect(held.zone == "held" && held.policeReads)
            let none = try #require(try await groups.group(.id(StoreStreet.id(100))))
            #expect(none.zone == nil && !none.policeReads)
        }
    }
}
