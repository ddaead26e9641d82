import Foundation
import Testing
import Watch
import WatchStore
import WatchTesting

/// The released schema with data in it, brought forward.
@Suite("The way of the schema from the first house")
struct SchemaMigrationTests {
    private let street: GroupId = StoreStreet.id(101)
    private let bram: PersonId = StoreStreet.id(2)
    private let start = ManualClock.friday

    private func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    /// An alert as the first house wrote it: without a link.
    private func alert(_ ending: String, isClosed: Bool) throws -> Alert {
        var alert = Alert(
            id: Street.fixed("d" + ending), group: street, message: Street.fixed("c" + ending),
            reporter: Actor(person: StoreStreet.id(1), capacity: .neighbour), reporterFirstName: "Anna")
        _ = try alert.signal(Street.burglary(), in: .netherlands)
        _ = try alert.alarm(Street.called(), at: start, in: .netherlands)
        _ = try alert.share(at: start, minuteOfDay: 0, in: .netherlands)
        if isClosed {
            _ = try alert.close(
                .gone, words: nil, by: Actor(person: StoreStreet.id(1), capacity: .neighbour), at: start + .minutes(20),
                in: .netherlands)
        }
        return alert
    }

    /// Two neighbours with keys, a group with a coordinator, an alert that has ended and one that is open.
    private func settle(_ database: any Database) async throws {
        let alerts = [try alert("1", isClosed: true), try alert("2", isClosed: false)]
        let bodies = try alerts.map(json)
        let area = try json(StoreStreet.area())
        let (street, start) = (street, start)
        try await database.write { connection in
            for (number, name) in [(1, "Anna"), (2, "Bram")] {
                let person: PersonId = StoreStreet.id(number)
                try connection.run(
                    """
                    INSERT INTO persons (id, first_name, last_name, email, language, created_at)
                    VALUES (\(person), \(name), 'Achternaam', NULL, 'nl', \(start))
                    """)
                try connection.run(
                    """
                    INSERT INTO tokens (hash, person_id, purpose, created_at, expires_at)
                    VALUES (\([UInt8(number)]), \(person), 'session', \(start), \(start + .days(365)))
                    """)
            }
            try connection.run(
                """
                INSERT INTO groups (id, slug, name, place, country, zone, area, south, north, west, east,
                    last_sequence, member_version, open_alerts, register_position, register_hash, checkpointed,
                    created_at)
                VALUES (\(street), 'de-straat', 'De Straat', 'Woerden', 'NL', 'zone-1', \(area), 52.08, 52.09, 4.87,
                    4.88, 2, 0, 1, 0, \(RegisterEntry.genesis), 0, \(start))
                """)
            for (number, role) in [(1, "coordinator"), (2, "resident")] {
                let (member, person): (MemberId, PersonId) = (StoreStreet.id(200 + number), StoreStreet.id(number))
                try connection.run(
                    """
                    INSERT INTO members (id, group_id, person_id, standing, role, joined_sequence, applied_at)
                    VALUES (\(member), \(street), \(person), 'approved', \(role), 1, \(start))
                    """)
            }
            for (index, alert) in alerts.enumerated() {
                let sequence = index + 1
                try connection.run(
                    """
                    INSERT INTO alerts (id, group_id, message_id, reporter_id, is_open, shared_at, closed_at, body)
                    VALUES (\(alert.id), \(street), \(alert.message), \(alert.reporter), \(alert.isOpen), \(start),
                        \(alert.closure?.closedAt), \(bodies[index]))
                    """)
                try connection.run(
                    """
                    INSERT INTO alert_groups (alert_id, group_id, sequence, hops, is_open)
                    VALUES (\(alert.id), \(street), \(sequence), 0, \(alert.isOpen))
                    """)
            }
            try connection.run(
                """
                INSERT INTO dues (alert_id, due, at, leased_until)
                VALUES (\(alerts[1].id), 'quiet', \(start + .hours(2)), 0)
                """)
        }
    }

    @Test("a house with people, keys and alerts is brought to today's", arguments: DatabaseUnderTest.allCases)
    func forward(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: [Schema.migrations[0]]) { database, _ in
            try await settle(database)
            let steps = try await Migrator(database, Schema.migrations).migrate(at: 1)
            #expect(steps == Array(2...Schema.migrations.count))
            try await Migrator(database, Schema.migrations).check()

            let clock = ManualClock()
            let surroundings = Surroundings(
                clock: clock, randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12))
            let persons = SQLPersonStore(database: database)
            #expect(try await persons.person(bram)?.firstName == "Bram")
            #expect(try await persons.tokens(of: bram, purposes: Token.Purpose.allCases) == [], "asked for again")
            let members = SQLMemberStore(database: database, clock: clock)
            let member = try #require(try await members.place(of: bram, in: street).member)
            #expect(member.standing == .approved && !member.isMuted)
            #expect(member.note == nil && member.coordinatorUntil == nil)

            let alerts = AlertDesk(
                store: SQLAlertStore(database: database, surroundings: surroundings), announcer: RecordingAnnouncer(),
                surroundings: surroundings)
            let (closed, open): (AlertId, AlertId) = (Street.fixed("d1"), Street.fixed("d2"))
            let file = try await alerts.file(closed, for: bram)
            #expect(file.alert == (try alert("1", isClosed: true)))
            #expect(try await alerts.file(open, for: bram).alert.isOpen)

            // Both are due; the one that has ended looks when its thirty days are over, and then loses its words.
            func dues() async throws -> [String] {
                try await database.read {
                    try $0.rows("SELECT subject_id, due FROM schedule WHERE subject = 'alert' ORDER BY subject_id")
                }
                .map { try $0.text("subject_id").suffix(2) + " " + $0.text("due") }
            }
            let desk = DueDesk(store: SQLDueStore(database: database), rooms: [alerts], surroundings: surroundings)
            clock.advance(by: .minutes(20))
            #expect(try await desk.round() == 4, "two are carried over with the group, and one of them is due")
            #expect(try await dues() == ["d1 retirement", "d2 quiet"])
            #expect(try await database.read { try $0.rows("SELECT alert_id FROM dues") }.isEmpty)
            #expect(try await alerts.file(closed, for: bram).alert.retiredAt == nil)
            clock.advance(by: .days(30))
            #expect(try await desk.round() == 2)
            #expect(try await alerts.file(closed, for: bram).alert.observation.behaviour == nil)
            #expect(try await alerts.file(open, for: bram).alert.observation.behaviour != nil)
            #expect(try await dues() == ["d2 unanswered"])
        }
    }

    @Test(
        "two people without an address live in one house, two with the same do not",
        arguments: DatabaseUnderTest.allCases)
    func addresses(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: [Schema.migrations[0]]) { database, _ in
            try await settle(database)
            try await Migrator(database, Schema.migrations).migrate(at: 1)
            let persons = SQLPersonStore(database: database)
            func keep(_ number: Int, _ email: String?) async throws {
                try await persons.keep(
                    Person(
                        id: StoreStreet.id(number), firstName: "X", lastName: "", email: email, language: .nl,
                        createdAt: start), offices: [])
            }
            try await keep(7, nil)
            try await keep(8, "een@example.org")
            await #expect(throws: DatabaseFault.self) { try await keep(9, "een@example.org") }
        }
    }
}
