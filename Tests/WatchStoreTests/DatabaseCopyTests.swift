import Synchronization
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchStore

/// A house moves from one database to another, in every direction.
@Suite("Moving house")
struct DatabaseCopyTests {
    private struct Stop: Error {}

    private func copy(_ source: any Database, _ target: any Database, replace: Bool = false) async throws
        -> DatabaseCopy.Outcome
    {
        let copy = DatabaseCopy(from: source, to: target, slice: 3)
        try await copy.begin(replace: replace, at: 1)
        return try await copy.run()
    }

    /// Stops after so many slices.
    private func begin(_ source: any Database, _ target: any Database, slices: Int) async throws {
        let copy = DatabaseCopy(from: source, to: target, slice: 3)
        try await copy.begin(at: 1)
        let left = Mutex(slices)
        await #expect(throws: Stop.self) {
            try await copy.run { _ in
                let isLast = left.withLock { left in
                    left -= 1
                    return left == 0
                }
                if isLast { throw Stop() }
            }
        }
    }

    /// Stops after the first slice of what follows a table.
    private func begin(_ source: any Database, _ target: any Database, through table: String) async throws {
        let copy = DatabaseCopy(from: source, to: target, slice: 3)
        try await copy.begin(at: 1)
        let isThere = Mutex(false)
        await #expect(throws: Stop.self) {
            try await copy.run { progress in
                let isPast = isThere.withLock { isThere in
                    if progress.stage == .copying, progress.table == table { isThere = true }
                    return isThere && progress.table != table
                }
                if isPast { throw Stop() }
            }
        }
    }

    @Test("every row of every table arrives, and the register is whole", arguments: CopyWay.all)
    func roundTrip(_ way: CopyWay) async throws {
        let seal = TestSeal()
        try await withTwoDatabases(way, seal: seal) { source, target in
            let before = try await CopiedHouse.rows(source)
            for (table, rows) in before { #expect(!rows.isEmpty, "\(table) is empty: CopiedHouse.fill fills it") }
            let outcome = try await copy(source, target)
            #expect(outcome.tables == before.count)
            #expect(outcome.rows == before.values.map(\.count).reduce(0, +))
            #expect(outcome.written == outcome.rows && outcome.removed == 0)
            #expect(try await CopiedHouse.rows(target) == before)
            #expect(try await CopiedHouse.rows(source) == before)
            try await CopyMark.check(target)

            let surroundings = Surroundings(
                clock: ManualClock(), randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12))
            let desk = RegisterDesk(
                store: SQLRegisterStore(database: target), seal: seal, surroundings: surroundings)
            let verdict = try await desk.verify()
            #expect(verdict.flaws.isEmpty && verdict.checkpoints == 1 && verdict.entries > 3)

            // Once more: there is nothing to do, and nothing is lost by it.
            let again = try await copy(source, target)
            #expect(again.written == 0 && again.removed == 0 && again.rows == outcome.rows)
        }
    }

    @Test("no table of the schema is left behind, and parents come first", arguments: DatabaseUnderTest.allCases)
    func order(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let catalogue = try await CopyCatalogue.read(database)
            let order = try catalogue.shared(with: catalogue).map(\.name.text)
            #expect(Set(order) == Set(try await CopiedHouse.rows(database).keys))
            for (child, parents) in catalogue.parents {
                for parent in parents {
                    let (first, second) = (order.firstIndex(of: parent), order.firstIndex(of: child))
                    #expect(try #require(first) < #require(second), "\(parent) before \(child)")
                }
            }
            #expect(catalogue.parents["members"] == ["groups", "persons"])
            #expect(catalogue.tables["sign_ins"]?.columns.first?.type == .bytes)
            #expect(catalogue.tables["requests"]?.key == [0, 1, 2])
        }
    }

    @Test("interrupted anywhere it goes on, and until then nobody is served", arguments: CopyWay.all)
    func interrupted(_ way: CopyWay) async throws {
        try await withTwoDatabases(way) { source, target in
            let before = try await CopiedHouse.rows(source)
            for slices in [1, 4, 9, 16] {
                try await begin(source, target, slices: slices)
                await #expect(throws: CopyFault.unfinished) { try await CopyMark.check(target) }
            }
            await #expect(throws: CopyFault.sourceUnfinished) { try await copy(target, source) }
            let outcome = try await copy(source, target)
            #expect(outcome.written > 0 && outcome.written < outcome.rows, "what was there was not written again")
            #expect(try await CopiedHouse.rows(target) == before)
            try await CopyMark.check(target)
        }
    }

    @Test("what differs in an unfinished copy is mended", arguments: CopyWay.all)
    func mended(_ way: CopyWay) async throws {
        try await withTwoDatabases(way) { source, target in
            _ = try await copy(source, target)
            try await CopyMark.set(target, house: (StoreStreet.id(101) as GroupId).text, at: 2)
            let surplus: PersonId = StoreStreet.id(77)
            let member: MemberId = StoreStreet.id(78)
            try await target.write { connection in
                try connection.run("UPDATE persons SET first_name = 'X' WHERE first_name = 'Anna'")
                try connection.run("UPDATE alerts SET is_open = \(false), latitude = NULL")
                try connection.run("DELETE FROM register_contents WHERE position = 1")
                try connection.run(
                    """
                    INSERT INTO persons (id, first_name, last_name, language, created_at)
                    VALUES (\(surplus), 'Y', '', 'nl', 0)
                    """)
                try connection.run(
                    """
                    INSERT INTO members (id, group_id, person_id, standing, role, applied_at, is_muted)
                    SELECT \(member), MIN(id), \(surplus), 'pending', 'resident', 0, \(false) FROM groups
                    """)
            }
            let outcome = try await copy(source, target)
            #expect(outcome.removed == 2 && outcome.written >= 3 && outcome.written < 10)
            #expect(try await CopiedHouse.rows(target) == CopiedHouse.rows(source))
        }
    }

    @Test("names that have changed hands since are no obstacle", arguments: CopyWay.all)
    func swapped(_ way: CopyWay) async throws {
        try await withTwoDatabases(way) { source, target in
            let (anna, bram): (PersonId, PersonId) = (StoreStreet.id(1), StoreStreet.id(2))
            func give(_ one: String?, _ other: String?) async throws {
                try await source.write { connection in
                    try connection.run("UPDATE persons SET email = NULL WHERE id = \(anna)")
                    try connection.run("UPDATE persons SET email = \(other) WHERE id = \(bram)")
                    try connection.run("UPDATE persons SET email = \(one) WHERE id = \(anna)")
                }
            }
            try await give("a@example.org", "b@example.org")
            try await begin(source, target, through: "persons")
            try await give("b@example.org", "a@example.org")
            let outcome = try await copy(source, target)
            #expect(outcome.removed > 5, "it began anew")
            #expect(try await CopiedHouse.rows(target) == CopiedHouse.rows(source))
        }
    }

    @Test("text is found again in a database that sorts it as people do")
    func collation() async throws {
        try await withTwoDatabases(CopyWay(from: .sqlite, to: .postgres)) { source, target in
            try await Migrator(target, Schema.migrations).migrate(at: 0)
            try await target.write { connection in
                try connection.run(#"ALTER TABLE group_words ALTER COLUMN word TYPE TEXT COLLATE "en-x-icu""#)
                try connection.run(#"ALTER TABLE letter_locks ALTER COLUMN email TYPE TEXT COLLATE "en-x-icu""#)
            }
            try await begin(source, target, through: "letter_locks")
            _ = try await copy(source, target)
            #expect(try await CopiedHouse.rows(target) == CopiedHouse.rows(source))
        }
    }
}
