import Synchronization
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchStore

/// What a copy must not do: lose what somebody has, call good what is not, or tell what people wrote.
@Suite("Moving house, when it must not be")
struct DatabaseCopyRefusalTests {
    private let forth = CopyWay(from: .sqlite, to: .postgres)

    private func copy(
        _ source: any Database, _ target: any Database, replace: Bool = false,
        onProgress: @escaping @Sendable (CopyProgress) throws -> Void = { _ in }
    ) async throws {
        let copy = DatabaseCopy(from: source, to: target, slice: 3)
        try await copy.begin(replace: replace, at: 1)
        try await copy.run(onProgress: onProgress)
    }

    /// What the copy was refused with.
    private func fault(_ work: () async throws -> Void) async throws -> CopyFault? {
        do {
            try await work()
            return nil
        } catch let fault as CopyFault {
            return fault
        }
    }

    @Test("a house of its own is not overwritten, unless somebody insists", arguments: CopyWay.all)
    func foreign(_ way: CopyWay) async throws {
        try await withTwoDatabases(way) { source, target in
            try await Migrator(target, Schema.migrations).migrate(at: 0)
            let stranger: PersonId = StoreStreet.id(77)
            try await target.write { connection in
                _ = try connection.run(
                    """
                    INSERT INTO persons (id, first_name, last_name, language, created_at)
                    VALUES (\(stranger), 'Yvonne', '', 'nl', 0)
                    """)
            }
            let before = try await CopiedHouse.rows(target)
            let refused = try await fault { try await copy(source, target) }
            #expect(refused == .houseOfItsOwn(table: "persons", people: 1, groups: 0))
            #expect("\(refused.map(String.init(describing:)) ?? "")".contains("Yvonne") == false)
            #expect(try await CopiedHouse.rows(target) == before)
            try await CopyMark.check(target)
            // The wrong way round: somebody lives in both.
            #expect(try await fault { try await copy(target, source) } != nil)

            try await copy(source, target, replace: true)
            #expect(try await CopiedHouse.rows(target) == CopiedHouse.rows(source))
        }
    }

    @Test("a copy that people have moved into is a house of its own")
    func movedInto() async throws {
        try await withTwoDatabases(forth) { source, target in
            try await copy(source, target)
            try await target.write { _ = try $0.run("UPDATE groups SET name = 'De Nieuwe Straat'") }
            let rows = try await CopiedHouse.rows(target)
            let (people, groups) = (rows["persons"]?.count ?? 0, rows["groups"]?.count ?? 0)
            #expect(people > 1 && groups > 1)
            #expect(
                try await fault { try await copy(source, target) }
                    == .houseOfItsOwn(table: "groups", people: people, groups: groups))
        }
    }

    @Test("an older house is not brought forward by a copy that is refused")
    func older() async throws {
        try await withDatabase(migrations: Schema.migrations) { source, _ in
            try await CopiedHouse.fill(source)
            try await withDatabase(.postgres, migrations: [Schema.migrations[0]]) { target, _ in
                let person: PersonId = StoreStreet.id(1)
                try await target.write { connection in
                    _ = try connection.run(
                        """
                        INSERT INTO persons (id, first_name, last_name, language, created_at)
                        VALUES (\(person), 'Yvonne', '', 'nl', 0)
                        """)
                }
                let missing = Array(2...Schema.migrations.count)
                let refused = try await fault { try await copy(source, target) }
                #expect(refused == .houseOfItsOwn(table: "persons", people: 1, groups: 0))
                await #expect(throws: MigrationFault.behind(missing: missing)) {
                    try await Migrator(target, Schema.migrations).check()
                }
                #expect(
                    try await fault { try await copy(target, source) } == .source(.behind(missing: missing)))
            }
        }
    }

    @Test("what a newer program keeps is not left behind", arguments: CopyWay.all)
    func newer(_ way: CopyWay) async throws {
        try await withTwoDatabases(way) { source, target in
            let next = Schema.migrations.count + 1
            let later = Migration(next, "later") { _ in ["CREATE TABLE later (id TEXT PRIMARY KEY)"] }
            let newer = Schema.migrations + [later]
            try await Migrator(source, newer).migrate(at: 0)
            #expect(try await fault { try await copy(source, target) } == .source(.newer(number: next)))
            try await Migrator(target, newer).migrate(at: 0)
            #expect(try await fault { try await copy(source, target) } == .source(.newer(number: next)))
        }
    }

    @Test("an empty house is not copied over a full one, even by who insists", arguments: CopyWay.all)
    func turnedRound(_ way: CopyWay) async throws {
        try await withTwoDatabases(way) { source, target in
            try await Migrator(target, Schema.migrations).migrate(at: 0)
            let before = try await CopiedHouse.rows(source)
            #expect(try await fault { try await copy(target, source, replace: true) } == .emptySource)
            #expect(try await CopiedHouse.rows(source) == before)
        }
    }

    @Test("a house is not copied onto itself", arguments: DatabaseUnderTest.allCases)
    func itself(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, place in
            try await CopiedHouse.fill(database)
            let other = try await place.open()
            #expect(try await fault { try await copy(database, other, replace: true) } == .sameDatabase)
            try await CopyMark.check(database)
        }
    }

    @Test("an unfinished copy of another house is not gone on with")
    func otherHouse() async throws {
        try await withTwoDatabases(forth) { source, target in
            try await CopyMark.set(target, house: "another", at: 0)
            #expect(try await fault { try await copy(source, target) } == .otherCopy)
            try await copy(source, target, replace: true)
            #expect(try await CopiedHouse.rows(target) == CopiedHouse.rows(source))
        }
    }

    @Test("whoever writes to one of the two meanwhile is noticed", arguments: CopyWay.all, [true, false])
    func meanwhile(_ way: CopyWay, isSource: Bool) async throws {
        try await withTwoDatabases(way) { source, target in
            let isCopied = Mutex(false)
            let meddled = MeddledDatabase(isSource ? source : target) { database in
                guard isCopied.withLock({ $0 }) else { return }
                try await database.write { _ = try $0.run("UPDATE groups SET name = 'Een Andere Straat'") }
            }
            let refused = try await fault {
                try await copy(isSource ? meddled : source, isSource ? target : meddled) { progress in
                    if progress.stage == .copying, progress.done == progress.total { isCopied.withLock { $0 = true } }
                }
            }
            #expect(refused == (isSource ? .sourceChanged(tables: ["groups"]) : .differs(tables: ["groups"])))
            await #expect(throws: CopyFault.unfinished) { try await CopyMark.check(target) }
            try await copy(source, target)
            #expect(try await CopiedHouse.rows(target) == CopiedHouse.rows(source))
        }
    }

    @Test("tampering in the source is found at the new place", arguments: CopyWay.all)
    func tampering(_ way: CopyWay) async throws {
        let seal = TestSeal()
        try await withTwoDatabases(way, seal: seal) { source, target in
            try await source.write { _ = try $0.run("UPDATE register_entries SET at = at + 1 WHERE position = 2") }
            try await copy(source, target)
            let desk = RegisterDesk(
                store: SQLRegisterStore(database: target), seal: seal,
                surroundings: Surroundings(
                    clock: ManualClock(), randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12)))
            #expect(try await desk.verify().flaws == [.broken(chain: .group(StoreStreet.id(101)), position: 2)])
        }
    }

    @Test("a value that is not what its column is for is named without being told")
    func wrongType() async throws {
        try await withTwoDatabases(forth) { source, target in
            // SQLite lets in what does not fit.
            try await source.write { connection in
                try connection.run("UPDATE persons SET created_at = 'geheim' WHERE first_name = 'Bram'")
            }
            let refused = try #require(try await fault { try await copy(source, target) })
            let id: PersonId = StoreStreet.id(2)
            #expect(
                refused
                    == .value(
                        table: "persons", column: "created_at", key: "id \(id.text)",
                        reason: "it is not what the column is for"))
            #expect(!refused.description.contains("geheim"))
        }
    }

    @Test("a row that the target does not take is named without being told")
    func refusedRow() async throws {
        try await withTwoDatabases(forth) { source, target in
            try await Migrator(target, Schema.migrations).migrate(at: 0)
            try await target.write { connection in
                _ = try connection.run("ALTER TABLE letter_locks ADD CHECK (email <> 'Zeno')")
            }
            let refused = try #require(try await fault { try await copy(source, target) })
            guard case .row("letter_locks", "email …", let inner) = refused else {
                Issue.record("another fault: \(refused)")
                return
            }
            #expect(inner.kind == .constraint && !refused.description.contains("Zeno"))
        }
    }

    @Test(
        "only plain names come into a statement",
        arguments: [
            ("groups", true), ("house_2", true), ("", false), ("2nd", false), ("Groups", false), ("a\"b", false),
            ("a b", false), ("é", false), (String(repeating: "a", count: 64), false),
        ])
    func names(_ text: String, isGood: Bool) {
        #expect((CopyName(text) != nil) == isGood)
    }

    @Test("the time that is left is told once it is more than a guess")
    func timeLeft() {
        let quarter = CopyProgress(stage: .copying, table: "groups", done: 25, total: 100)
        #expect(quarter.left(after: .seconds(10)) == .seconds(30))
        #expect(quarter.left(after: .seconds(1)) == nil)
        #expect(CopyProgress(stage: .copying, table: "", done: 0, total: 100).left(after: .seconds(10)) == nil)
        #expect(CopyProgress(stage: .copying, table: "", done: 7, total: 0).fraction == 1)
        #expect(CopyProgress(stage: .copying, table: "", done: 7, total: 5).fraction == 1)
    }
}

/// A database that somebody else writes to, before a read.
private final class MeddledDatabase: Database {
    private let database: any Database
    private let meddle: @Sendable (any Database) async throws -> Void

    init(_ database: any Database, _ meddle: @escaping @Sendable (any Database) async throws -> Void) {
        self.database = database
        self.meddle = meddle
    }

    var dialect: Dialect { database.dialect }

    func read<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await meddle(database)
        return try await database.read(work)
    }

    @discardableResult
    func write<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await database.write(work)
    }

    func close() async throws { try await database.close() }
}
