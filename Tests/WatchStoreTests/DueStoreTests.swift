import Testing
import Watch
import WatchTesting

@testable import WatchStore

@Suite("What is due when, kept")
struct DueStoreTests {
    private static let drill = Subject.Kind(rawValue: "drill")
    private static let look = Due.Kind(rawValue: "look")

    private func subject(_ id: String, _ kind: Subject.Kind = drill) -> Subject {
        Subject(kind: kind, id: Id(trusted: id))
    }

    private func put(
        _ database: any Database, _ subject: Subject, at moment: Moment, _ kind: Due.Kind = look
    ) async throws {
        try await database.write { try DueRows.put(subject, kind, at: moment, $0) }
    }

    private func due(_ store: SQLDueStore, at now: Moment, limit: Int = 10) async throws -> [Due] {
        try await store.claim([Self.drill], at: now, lease: .seconds(30), limit: limit)
    }

    @Test(
        "what is due is given out once, the longest due first, and again when the lease is over",
        arguments: DatabaseUnderTest.allCases)
    func claims(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLDueStore(database: database)
            let now = ManualClock.friday
            try await put(database, subject("b"), at: now)
            try await put(database, subject("a"), at: now)
            try await put(database, subject("old"), at: now + .minutes(-5))
            try await put(database, subject("later"), at: now + .seconds(1))
            try await put(database, subject("other", .alert), at: now)
            #expect(try await due(store, at: now, limit: 2).map(\.subject.id.text).first == "old")
            #expect(try await due(store, at: now).count == 1, "two are somebody's")
            #expect(try await due(store, at: now).isEmpty)
            let again = try await due(store, at: now + .seconds(30))
            #expect(again.map(\.subject.id.text) == ["old", "a", "b", "later"])
            #expect(again.allSatisfy { $0.leasedUntil == now + .seconds(60) })
        }
    }

    @Test(
        "what was put down anew is nobody's, and who had the old one changes nothing",
        arguments: DatabaseUnderTest.allCases)
    func anew(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLDueStore(database: database)
            let now = ManualClock.friday
            try await put(database, subject("a"), at: now)
            let frozen = try #require(try await due(store, at: now).first)
            try await put(database, subject("a"), at: now + .seconds(1))
            #expect(try await database.read { try DueRows.isLeased(frozen, $0) } == false)
            try await database.write { try DueRows.settle(frozen, again: nil, $0) }
            let next = try #require(try await due(store, at: now + .seconds(1)).first)
            #expect(next.at == now + .seconds(1))
            #expect(try await database.read { try DueRows.isLeased(next, $0) })
        }
    }

    @Test(
        "what was met says when it is due again, when it was done, and for which letters it waits",
        arguments: DatabaseUnderTest.allCases)
    func settles(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLDueStore(database: database)
            let now = ManualClock.friday
            let letters: EventId = Street.fixed("e1")
            try await put(database, subject("a"), at: now)
            let first = try #require(try await due(store, at: now).first)
            #expect(first.doneAt == nil && first.news == nil)
            try await database.write {
                try DueRows.settle(first, again: now + .minutes(1), done: now, news: letters, $0)
            }
            #expect(try await due(store, at: now).isEmpty)
            let second = try #require(try await due(store, at: now + .minutes(1)).first)
            #expect(second.doneAt == now && second.news == letters)
            try await database.write { try DueRows.settle(second, again: nil, $0) }
            #expect(
                try await due(store, at: now + .days(99)).isEmpty, "nothing is due until something gives rise to it")
            try await put(database, subject("a"), at: now + .days(99))
            let third = try #require(try await due(store, at: now + .days(99)).first)
            #expect(third.doneAt == now && third.news == nil, "when it was done last is still known")
            try await database.write { try DueRows.drop(third.subject, $0) }
            #expect(try await database.read { try $0.rows("SELECT subject FROM schedule") }.isEmpty)
        }
    }

    @Test(
        "what servers of before put down is carried over once, what one of them has on lease when that is over",
        arguments: DatabaseUnderTest.allCases)
    func carries(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let shared = try await street.share().alert
            let closed = try await street.share(by: street.bram).alert
            let untouched = try await street.share(by: street.bram).alert
            _ = try await street.alerts.close(closed, .gone, text: nil, by: street.carla)
            let now = street.clock.now()
            // As a server of before has it: one that is not known here, and two that both know of.
            _ = try await street.database.write { connection in
                try DueRows.drop(.alert(shared), connection)
                try connection.run(
                    """
                    INSERT INTO dues (alert_id, due, at, leased_until) VALUES
                        (\(shared), 'quiet', \(now + .hours(2)), 0), (\(closed), 'quiet', \(now + .hours(1)), 0),
                        (\(untouched), 'retirement', \(now), \(now + .seconds(30)))
                    """)
            }
            #expect(try await street.dueStore.carry(at: now, limit: 10) == 2)
            #expect(try await street.dueStore.carry(at: now, limit: 10) == 0)
            let rows = try await street.database.read {
                try $0.rows("SELECT subject_id, due, at FROM schedule WHERE subject = 'alert' ORDER BY at, subject_id")
            }
            let standing = try rows.map { "\(try $0.text("subject_id")) \(try $0.text("due")) \(try $0.moment("at"))" }
            #expect(standing.contains("\(shared.text) quiet \(now + .hours(2))"))
            // Nobody can tell which of the two came later: the rules look at it now, and say what is next.
            #expect(standing.contains("\(closed.text) retirement \(now)"))
            #expect(try await street.dues.round() == 1)
            #expect(try await street.alerts.file(closed, for: street.bram).alert.retiredAt == nil)
            street.clock.advance(by: .seconds(30))
            #expect(try await street.dueStore.carry(at: street.clock.now(), limit: 10) == 1)
            #expect(try await street.dues.round() == 1)
            #expect(try await street.alerts.file(untouched, for: street.bram).alert.isOpen)
        }
    }
}
