import Synchronization
import Testing
import WatchStore

/// The way of the schema forward, on every database.
@Suite("Migrations")
struct DatabaseMigrationTests {
    static let first = Migration(1, "houses") { _ in ["CREATE TABLE houses (id TEXT PRIMARY KEY)"] }
    static let second = Migration(2, "keys") { dialect in
        [
            "CREATE TABLE house_keys (id TEXT PRIMARY KEY, secret \(sql: dialect.bytesType) NOT NULL)",
            "INSERT INTO houses (id) VALUES ('number 1')",
        ]
    }
    static let broken = Migration(2, "broken") { _ in
        ["INSERT INTO houses (id) VALUES ('number 2')", "INSERT INTO nowhere (id) VALUES ('x')"]
    }

    @Test("applies what is missing, once, and records when", arguments: DatabaseUnderTest.allCases)
    func forward(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind) { database, _ in
            let one = Migrator(database, [Self.first])
            let both = Migrator(database, [Self.first, Self.second])
            #expect(try await one.migrate(at: 1_000) == [1])
            try await one.check()
            #expect(try await both.migrate(at: 2_000) == [2])
            #expect(try await both.migrate(at: 3_000) == [])
            try await both.check()
            let rows = try await database.read { connection in
                try connection.rows("SELECT number, name, digest, applied_at FROM schema_migrations ORDER BY number")
            }
            #expect(try rows.map { try $0.text("name") } == ["houses", "keys"])
            #expect(try rows.map { try $0.integer("applied_at", as: Int.self) } == [1_000, 2_000])
            #expect(
                try rows.map { try $0.text("digest") } == [
                    Self.first.digest(for: database.dialect), Self.second.digest(for: database.dialect),
                ])
        }
    }

    @Test("refuses a database that is behind", arguments: DatabaseUnderTest.allCases)
    func behind(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind) { database, _ in
            let both = Migrator(database, [Self.first, Self.second])
            await #expect(throws: MigrationFault.behind(missing: [1, 2])) { try await both.check() }
            try await Migrator(database, [Self.first]).migrate(at: 0)
            await #expect(throws: MigrationFault.behind(missing: [2])) { try await both.check() }
            #expect(MigrationFault.behind(missing: [2]).description.contains("saar migrate"))
        }
    }

    @Test("refuses a database that is newer", arguments: DatabaseUnderTest.allCases)
    func newer(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: [Self.first, Self.second]) { database, _ in
            let older = Migrator(database, [Self.first])
            await #expect(throws: MigrationFault.newer(number: 2)) { try await older.check() }
            await #expect(throws: MigrationFault.newer(number: 2)) { try await older.migrate(at: 0) }
        }
    }

    @Test("serves beside a newer program as far back as the newer step says", arguments: DatabaseUnderTest.allCases)
    func sideBySide(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: [Self.first]) { database, _ in
            let expand = Migration(2, "one more column", servesFrom: 1) { _ in
                ["ALTER TABLE houses ADD COLUMN colour TEXT"]
            }
            let contract = Migration(3, "one column less") { _ in ["ALTER TABLE houses DROP COLUMN colour"] }
            let older = Migrator(database, [Self.first])
            try await Migrator(database, [Self.first, expand]).migrate(at: 0)
            try await older.check()
            #expect(try await older.migrate(at: 0) == [])
            try await Migrator(database, [Self.first, expand, contract]).migrate(at: 0)
            await #expect(throws: MigrationFault.newer(number: 3)) { try await older.check() }
            await #expect(throws: MigrationFault.newer(number: 3)) {
                try await Migrator(database, [Self.first, expand]).check()
            }
        }
    }

    @Test("refuses a step whose text was changed", arguments: DatabaseUnderTest.allCases)
    func changed(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: [Self.first]) { database, _ in
            let other = Migration(1, "houses") { _ in ["CREATE TABLE houses (id TEXT)"] }
            let migrator = Migrator(database, [other, Self.second])
            await #expect(throws: MigrationFault.changed(number: 1, name: "houses")) { try await migrator.check() }
            await #expect(throws: MigrationFault.changed(number: 1, name: "houses")) {
                try await migrator.migrate(at: 0)
            }
            let tables = database.dialect.tableNames
            let names = try await database.read { try $0.rows(tables).map { try $0.text("name") } }
            #expect(!names.contains("house_keys"))
        }
    }

    @Test("leaves nothing of a step that fails", arguments: DatabaseUnderTest.allCases)
    func failing(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind) { database, _ in
            let migrator = Migrator(database, [Self.first, Self.broken])
            await #expect(throws: DatabaseFault.self) { try await migrator.migrate(at: 0) }
            await #expect(throws: MigrationFault.behind(missing: [2])) { try await migrator.check() }
            let houses = try await database.read { try $0.rows("SELECT id FROM houses").count }
            #expect(houses == 0)
        }
    }

    @Test("lets two servers come at the same moment", arguments: DatabaseUnderTest.allCases)
    func together(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind) { database, place in
            let other = try await place.open()
            async let here = Migrator(database, [Self.first, Self.second]).migrate(at: 0)
            async let there = Migrator(other, [Self.first, Self.second]).migrate(at: 0)
            #expect(try await (here + there).sorted() == [1, 2])
        }
    }

    /// Between one server's look and its making, another may have made the same, `IF NOT EXISTS` or not: only in
    /// PostgreSQL, since an SQLite file has one writer.
    private static let longer = Migration(2, "longer") { _ in ["ALTER TABLE houses ADD COLUMN colour TEXT"] }

    /// Runs a test while somebody looks at the table that the step is to change, until they are told to leave.
    private func whileSomebodyLooks(
        _ test: (any Database, TemporaryDatabase, _ leave: @Sendable () -> Void) async throws -> Void
    ) async throws {
        try await withDatabase(.postgres, migrations: [Self.first]) { database, place in
            let isThere = Mutex(false)
            let isOver = Mutex(false)
            async let long: Void = database.read { connection in
                repeat {
                    _ = try connection.rows("SELECT id FROM houses")
                    isThere.withLock { $0 = true }
                } while !isOver.withLock({ $0 })
            }
            while !isThere.withLock({ $0 }) { await Task.yield() }
            defer { isOver.withLock { $0 = true } }
            try await test(database, place) { isOver.withLock { $0 = true } }
            try await long
        }
    }

    @Test("a step that somebody is in the way of keeps no reader waiting, and is done once they are gone")
    func inTheWay() async throws {
        try await whileSomebodyLooks { database, place, leave in
            let waited = Mutex(0)
            let migrator = Migrator(try await place.open(), [Self.first, Self.longer]) { _ in
                waited.withLock { $0 += 1 }
            }
            async let applied = migrator.migrate(at: 1)
            // A new reader comes again and again: it waits for the step, but not to the end of who is in its way.
            while waited.withLock({ $0 }) < 2 {
                _ = try await database.read { try $0.rows("SELECT id FROM houses").count }
            }
            leave()
            #expect(try await applied == [2])
            _ = try await database.read { try $0.rows("SELECT colour FROM houses").count }
        }
    }

    @Test("a step that cannot come through gives up in the end, and nothing of it is left")
    func givesUp() async throws {
        try await whileSomebodyLooks { _, place, leave in
            let migrator = Migrator(try await place.open(), [Self.first, Self.longer], patience: .zero)
            await #expect { try await migrator.migrate(at: 1) } throws: { ($0 as? DatabaseFault)?.kind == .busy }
            leave()
            await #expect(throws: MigrationFault.behind(missing: [2])) { try await migrator.check() }
        }
    }

    @Test("hears that another server was quicker as that, and not as a mistake")
    func alreadyMade() async throws {
        try await withDatabase(.postgres) { database, _ in
            let table: SQL = "CREATE TABLE houses (id TEXT)"
            try await database.write { _ = try $0.run(table) }
            for again in [table, "ALTER TABLE houses ADD CONSTRAINT one CHECK (id <> '')"] as [SQL] {
                let fault = await #expect(throws: DatabaseFault.self) {
                    for _ in 0..<2 { try await database.write { _ = try $0.run(again) } }
                }
                #expect(fault?.kind == .constraint)
            }
        }
    }

    @Test("refuses a list that is not in order, and statements with values", arguments: DatabaseUnderTest.allCases)
    func malformed(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind) { database, _ in
            let valued = Migration(1, "valued") { _ in ["INSERT INTO houses (id) VALUES (\("number 1"))"] }
            for list in [[Self.second], [Self.first, Self.first], [valued]] {
                await #expect(throws: MigrationFault.self) { try await Migrator(database, list).migrate(at: 0) }
            }
        }
    }
}
