import Testing
import Watch
import WatchStore
import WatchTesting

/// That every group in the registry is looked after, whichever program has written it, on every database.
@Suite("Groups of servers of before are looked after as well")
struct CarriedRegistrationTests {
    /// What servers of an earlier program leave: registrations, of which it is nowhere put down when to look at them.
    private static func forget(_ street: StoreStreet) async throws {
        try await street.database.write { connection in
            try connection.run("DELETE FROM schedule WHERE subject IN ('registration', 'carried')")
        }
    }

    /// What such a server changes: it counts the change, and puts nothing down.
    private static func change(_ street: StoreStreet, _ group: GroupId, to standing: Registration.Standing) async throws
    {
        let now = street.clock.now()
        try await street.database.write { connection in
            try connection.run("UPDATE registry_head SET version = version + 1")
            try connection.run(
                """
                UPDATE registrations SET standing = \(standing.rawValue), confirmed_at = \(now - .days(365)),
                    version = (SELECT version FROM registry_head) WHERE group_id = \(group)
                """)
        }
    }

    private static func scheduled(_ street: StoreStreet) async throws -> [GroupId] {
        try await street.database.read { connection in
            try connection.rows("SELECT subject_id FROM schedule WHERE subject = 'registration' ORDER BY subject_id")
                .map { GroupId(trusted: try $0.text("subject_id")) }
        }
    }

    @Test("those from before there were dues, so many at a time", arguments: DatabaseUnderTest.allCases)
    func before(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            var groups = [street.street]
            for number in [173, 175, 177] { groups.append(try await care.found(number, "Laan \(number)").group.id) }
            try await Self.change(street, groups[3], to: .proposed)
            try await Self.forget(street)
            let store = SQLDueStore(database: street.database)
            #expect(try await store.carry(at: street.clock.now(), limit: 2) == 2)
            #expect(try await Self.scheduled(street).count == 2)
            #expect(try await store.carry(at: street.clock.now(), limit: 2) == 1)
            #expect(try await Self.scheduled(street) == groups.dropLast())
            #expect(try await store.carry(at: street.clock.now(), limit: 2) == 0)
            street.clock.advance(by: .days(365))
            try await care.pass()
            #expect(
                care.sent.sorted() == [
                    "petra173@example.org reminder 1 of Laan 173", "petra175@example.org reminder 1 of Laan 175",
                ])
        }
    }

    @Test(
        "one that a server of before confirms, or opens again, beside this one", arguments: DatabaseUnderTest.allCases)
    func beside(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            let (group, person) = try await care.found()
            try await care.meet()
            try await care.desk.close(group.id, by: person)
            try await care.meet()
            #expect(try await Self.scheduled(street) == [street.street])
            try await Self.change(street, group.id, to: .listed)
            try await care.meet()
            #expect(try await Self.scheduled(street) == [street.street, group.id])
            try await care.pass()
            #expect(care.sent == ["petra@example.org reminder 1 of Nieuwe Wijk"])
            // And one that such a server closes is let go.
            try await Self.change(street, group.id, to: .closed)
            street.clock.advance(by: .days(30))
            try await care.pass()
            #expect(try await Self.scheduled(street) == [street.street] && care.sent.count == 1)
        }
    }

    @Test("a house in which nobody lives yet holds nothing of its own", arguments: DatabaseUnderTest.allCases)
    func empty(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLDueStore(database: database)
            #expect(try await store.carry(at: ManualClock.friday, limit: 9) == 0)
            let rows = try await database.read { try $0.rows("SELECT subject FROM schedule") }
            #expect(rows.isEmpty)
        }
    }
}
