import Foundation
import Testing
import WatchSQLite
import WatchStore

/// What only SQLite has: one file, one writer, groups that share a commit.
@Suite("The SQLite driver")
struct DatabaseSQLiteTests {
    struct Misfortune: Error {}

    func withSQLite(
        group: GroupLimit = GroupLimit(), _ change: (inout SQLiteDatabase.Limits) -> Void = { _ in },
        _ test: (SQLiteDatabase, TemporaryDatabase) async throws -> Void
    ) async throws {
        let place = try TemporaryDatabase(.sqlite)
        var limits = TemporaryDatabase.patientLimits
        limits.group = group
        change(&limits)
        let database = try await SQLiteDatabase(path: place.path, limits: limits)
        do {
            try await test(database, place)
        } catch {
            Issue.record(error)
        }
        try await database.close()
        try await place.remove()
    }

    /// Starts works behind one that holds the writer, and lets it go when all of them stand in line.
    private func inOneLine(
        _ database: SQLiteDatabase, _ works: [@Sendable (any Connection) throws -> Void]
    ) async -> [Result<Void, any Error>] {
        let turnstile = Turnstile()
        return await withTaskGroup(of: (Int, Result<Void, any Error>).self) { group in
            // The one in front has no part in what is tested; it only makes the others gather.
            group.addTask { (-1, await Self.result { try await database.write { _ in turnstile.passWhenTold() } }) }
            await turnstile.someoneWaits()
            for (index, work) in works.enumerated() {
                group.addTask { (index, await Self.result { try await database.write(work) }) }
                // One behind the other, as they are given.
                while database.writeFigures.waiting <= index { await Task.yield() }
            }
            turnstile.letPass()
            let answers = await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            return works.indices.compactMap { answers[$0] }
        }
    }

    private static func numbers(_ connection: any Connection) throws -> [Int] {
        try connection.rows("SELECT n FROM t").map { try $0.integer("n") }
    }

    private static func result(_ work: () async throws -> Void) async -> Result<Void, any Error> {
        do { return .success(try await work()) } catch { return .failure(error) }
    }

    @Test("syncs every commit, checks foreign keys, and lets readers and the writer be")
    func settings() async throws {
        try await withSQLite { database, place in
            func pragma(_ sql: SQL) async throws -> [SQLValue?] {
                try await database.write { try $0.rows(sql).first?.values ?? [] }
            }
            #expect(try await pragma("PRAGMA synchronous") == [.integer(2)])
            #expect(try await pragma("PRAGMA foreign_keys") == [.integer(1)])
            #expect(try await pragma("PRAGMA journal_mode") == [.text("wal")])
            #expect(try await pragma("PRAGMA busy_timeout") == [.integer(5_000)])
            let rights = try FileManager.default.attributesOfItem(atPath: place.path)[.posixPermissions] as? Int
            #expect(rights == 0o600)
        }
    }

    @Test("leaves one file behind")
    func oneFile() async throws {
        try await withSQLite { database, place in
            try await database.write { try $0.run("CREATE TABLE t (n BIGINT)") }
            _ = try await database.read { try $0.rows("SELECT n FROM t") }
            try await database.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder.path) == ["saar.db"])
        }
    }

    @Test("commits together those who wait together")
    func together() async throws {
        try await withSQLite(group: GroupLimit(works: 256, duration: .seconds(600))) { database, _ in
            try await database.write { try $0.run("CREATE TABLE t (n BIGINT)") }
            let before = database.writeFigures
            let answers = await inOneLine(
                database,
                (0..<100).map { number in
                    { connection in
                        try connection.run("INSERT INTO t (n) VALUES (\(number))")
                        if number % 10 == 3 { throw Misfortune() }
                    }
                })
            let after = database.writeFigures
            #expect(after.commits == before.commits + 1)
            #expect(after.committed == before.committed + 91)
            #expect(after.waiting == 0)
            for (number, answer) in answers.enumerated() {
                #expect((try? answer.get()) == nil ? number % 10 == 3 : number % 10 != 3)
            }
            let saved = try await database.read(Self.numbers)
            #expect(Set(saved) == Set((0..<100).filter { $0 % 10 != 3 }))
            #expect(saved.count == 90)
        }
    }

    @Test("keeps a group within its bounds", arguments: [1, 10])
    func bounds(works: Int) async throws {
        try await withSQLite(group: GroupLimit(works: works, duration: .seconds(600))) { database, _ in
            let answers = await inOneLine(database, Array(repeating: { @Sendable _ in }, count: 29))
            #expect(answers.count == 29)
            #expect(database.writeFigures.commits == 30 / works)
        }
        try await withSQLite(group: GroupLimit(works: 256, duration: .zero)) { database, _ in
            _ = await inOneLine(database, Array(repeating: { @Sendable _ in }, count: 29))
            #expect(database.writeFigures.commits == 30)
        }
    }

    @Test("tells all of a group when its commit fails, and goes on afterwards")
    func failingCommit() async throws {
        try await withSQLite(group: GroupLimit(works: 256, duration: .seconds(600))) { database, _ in
            try await database.write { connection in
                try connection.run("CREATE TABLE parents (id BIGINT PRIMARY KEY)")
                // The schema of Saar has no deferred constraint; here it is the way to make a commit fail.
                try connection.run(
                    "CREATE TABLE children (id BIGINT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)")
            }
            let answers = await inOneLine(
                database,
                [
                    { try $0.run("INSERT INTO parents (id) VALUES (1)") },
                    { try $0.run("INSERT INTO children (id) VALUES (2)") },
                    { _ in throw Misfortune() },
                ])
            #expect(answers.count == 3)
            for answer in answers {
                let fault = try #require(throws: DatabaseFault.self) { try answer.get() }
                #expect(fault.kind == .constraint)
            }
            let parents = try await database.read { try $0.rows("SELECT id FROM parents").count }
            #expect(parents == 0)
            try await database.write { try $0.run("INSERT INTO parents (id) VALUES (1)") }
        }
    }

    @Test("tells all of a group when the transaction is lost, and goes on afterwards")
    func lostTransaction() async throws {
        try await withSQLite(group: GroupLimit(works: 256, duration: .seconds(600))) { database, _ in
            try await database.write { try $0.run("CREATE TABLE t (n BIGINT)") }
            let answers = await inOneLine(
                database,
                [
                    { try $0.run("INSERT INTO t (n) VALUES (1)") },
                    // As SQLite itself does when the disk is full.
                    { try $0.run("ROLLBACK") },
                ])
            #expect(answers.allSatisfy { (try? $0.get()) == nil })
            try await database.write { try $0.run("INSERT INTO t (n) VALUES (2)") }
            let saved = try await database.read(Self.numbers)
            #expect(saved == [2])
        }
    }

    @Test("says which file cannot be opened", arguments: ["missing/saar.db", "text.db"])
    func unopenable(name: String) async throws {
        let place = try TemporaryDatabase(.sqlite)
        let path = place.folder.appending(path: name).path
        if name == "text.db" {
            try Data(repeating: 65, count: 10_000).write(to: URL(filePath: path))
        }
        let fault = try await #require(throws: DatabaseFault.self) { try await SQLiteDatabase(path: path) }
        #expect(fault.kind == .unavailable)
        #expect(fault.message.contains(path))
        try await place.remove()
    }
}
