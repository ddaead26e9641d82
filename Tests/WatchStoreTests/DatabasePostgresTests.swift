import Foundation
import Synchronization
import Testing
import WatchPostgres
import WatchStore

/// What only a database on the other end of a line can do: fall silent, break, be full. The promise is the same in every
/// case: an answer within the time that people wait, and nothing done by halves.
@Suite("PostgreSQL in trouble", .serialized)
struct DatabasePostgresTests {
    /// What tells an end from none: without the driver's limit, these would last for minutes. That people wait five seconds
    /// at most is held by `e2e/test_postgres.py` and `e2e/test_many.py`, which have the machine to themselves; here some six
    /// hundred tests share it, and a task may wait for seconds until it gets its turn.
    static let bar = Duration.seconds(30)

    static let insert: SQL = "INSERT INTO things (name) VALUES ('a')"
    static let table: SQL = "CREATE TABLE things (name TEXT, count BIGINT)"

    static func limits(_ change: (inout PostgresDatabase.Limits) -> Void = { _ in }) -> PostgresDatabase.Limits {
        var limits = PostgresDatabase.Limits()
        change(&limits)
        return limits
    }

    static func count(_ connection: any Connection) throws -> Int {
        try connection.first("SELECT COUNT(*) AS n FROM things")?.integer("n", as: Int.self) ?? -1
    }

    /// Runs a test on a server of its own, and ends that whatever happens.
    func withServer(_ test: (PostgresServer) async throws -> Void) async throws {
        let server = try await PostgresServer.own()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await test(server)) } catch { outcome = .failure(error) }
        try await server.remove()
        try outcome.get()
    }

    /// Runs a test on a table of its own in the server that all tests share.
    func withTable(_ test: (String, PostgresDatabase) async throws -> Void) async throws {
        let place = try TemporaryDatabase(.postgres)
        let database = try #require(try await place.open() as? PostgresDatabase)
        try await database.write { try $0.run(Self.table) }
        let name = try await database.read { try $0.first("SELECT CURRENT_SCHEMA() AS name")?.text("name") }
        let url = try await PostgresServer.running().url(schema: try #require(name))
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await test(url, database)) } catch { outcome = .failure(error) }
        try await place.remove()
        try outcome.get()
    }

    /// Expects all of many works at once to be refused as unavailable, within the bar.
    ///
    /// - Returns: of how many it is in doubt whether they were done.
    @discardableResult
    func expectUnavailable(_ database: PostgresDatabase, works: Int = 30) async -> Int {
        let begin = ContinuousClock.now
        let doubtful = await withTaskGroup(of: DatabaseFault?.self) { group in
            for index in 0..<works {
                group.addTask {
                    do {
                        if index % 2 == 0 {
                            try await database.write { try $0.put(Self.insert) }
                        } else {
                            _ = try await database.read(Self.count)
                        }
                        return nil
                    } catch { return error as? DatabaseFault }
                }
            }
            var doubtful = 0
            for await fault in group {
                #expect(fault?.kind == .unavailable)
                if fault?.message.contains("doubt") == true { doubtful += 1 }
            }
            return doubtful
        }
        #expect(ContinuousClock.now - begin < Self.bar)
        return doubtful
    }

    /// Tries until it is there again, and says how long that took.
    func comesBack(_ database: PostgresDatabase) async throws -> Duration {
        let begin = ContinuousClock.now
        while (try? await database.read(Self.count)) == nil {
            guard ContinuousClock.now - begin < .seconds(30) else {
                throw PostgresServer.Missing(description: "the database did not come back")
            }
        }
        return ContinuousClock.now - begin
    }

    @Test("nobody waits longer than four seconds, unless it is said otherwise")
    func promise() {
        #expect(PostgresDatabase.Limits().patience <= .seconds(4))
    }

    // MARK: the server

    @Test("a server that falls silent is told in time, and used again once it speaks")
    func frozen() async throws {
        try await withServer { server in
            let database = PostgresDatabase(url: server.url(), limits: Self.limits { $0.patience = .seconds(2) })
            try await database.write { try $0.run(Self.table) }
            server.freeze()
            // Once with lines that were good a moment ago, once with none.
            let doubtful = await expectUnavailable(database)
            #expect(await expectUnavailable(database) == 0)
            server.thaw()
            let took = try await comesBack(database)
            print("back after a freeze in \(took)")
            #expect(took < Self.bar)
            try await database.write { try $0.put(Self.insert) }
            // Only what had been sent whole, commit and all, may have been done.
            let count = try await database.read(Self.count)
            #expect((1...1 + doubtful).contains(count))
            try await database.close()
        }
    }

    @Test("a server that is gone is told in time, and used again once it is back")
    func gone() async throws {
        try await withServer { server in
            let database = PostgresDatabase(url: server.url(), limits: Self.limits { $0.patience = .seconds(2) })
            try await database.write { try $0.run(Self.table) }
            try await server.stop()
            await expectUnavailable(database)
            await expectUnavailable(database)
            try await server.start()
            let took = try await comesBack(database)
            print("back after a stop in \(took)")
            #expect(took < Self.bar)
            // One that was away while nobody asked is not even noticed.
            try await server.stop()
            try await server.start()
            try await database.write { try $0.put(Self.insert) }
            #expect(try await database.read(Self.count) == 1)
            try await database.close()
        }
    }

    @Test("no address that answers is told in time, and the second that does is used")
    func hosts() async throws {
        // It takes connections, and never says a word.
        let silent = try SilentServer()
        try await withTable { url, _ in
            let address = "127.0.0.1:\(try await PostgresServer.running().port)"
            let two = PostgresDatabase(url: url.replacing(address, with: "127.0.0.1:\(silent.port),\(address)"))
            let begin = ContinuousClock.now
            #expect(try await two.read(Self.count) == 0)
            #expect(ContinuousClock.now - begin < Self.bar)
            try await two.close()
            let dead = "127.0.0.1:\(silent.port),127.0.0.1:\(silent.port),127.0.0.1:\(silent.port)"
            let none = PostgresDatabase(url: url.replacing(address, with: dead))
            await expectUnavailable(none)
            try await none.close()
        }
    }

    // MARK: lines

    @Test("a line that breaks before the commit costs nobody their work, and does nothing twice")
    func brokenLine() async throws {
        try await withTable { url, watcher in
            let database = PostgresDatabase(url: url)
            let runs = Counter()
            try await database.write { connection in
                let process = try connection.first("SELECT pg_backend_pid() AS pid")?.integer("pid", as: Int.self)
                try connection.run(Self.insert)
                if runs.next() == 1 { _ = try connection.rows("SELECT pg_terminate_backend(\(process ?? 0)::int)") }
                try connection.put(Self.insert)
            }
            #expect(runs.next() == 3)
            #expect(try await watcher.read(Self.count) == 2)
            try await database.close()
        }
    }

    @Test("a commit without an answer is in doubt, and is not run again")
    func inDoubt() async throws {
        try await withTable { url, watcher in
            try await watcher.write { connection in
                // Looked at when it commits: there the line is cut. The server notices at its next wait, so the function waits
                // for its own end; nobody here waits for it.
                try connection.run(
                    """
                    CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END'
                    """)
                try connection.run(
                    """
                    CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION cut()
                    """)
            }
            let database = PostgresDatabase(url: url)
            let runs = Counter()
            let fault = try await #require(throws: DatabaseFault.self) {
                try await database.write { connection in
                    _ = runs.next()
                    try connection.put(Self.insert)
                }
            }
            #expect(fault.kind == .unavailable)
            #expect(fault.message.contains("doubt"))
            #expect(runs.next() == 2)
            #expect(try await database.read(Self.count) == 0)
            try await database.close()
        }
    }

    @Test("who sleeps with a lock in hand loses it before others lose their patience, and keeps nothing")
    func asleep() async throws {
        try await withTable { url, watcher in
            try await watcher.write { try $0.run("INSERT INTO things (name, count) VALUES ('n', 0)") }
            // Tried once: when it wakes, what it did is to be seen as it is.
            let sleeper = PostgresDatabase(url: url, limits: Self.limits { $0.tries = 1 })
            let other = PostgresDatabase(url: url)
            let turnstile = Turnstile()
            async let slept: Result<Int, any Error> = {
                do {
                    return .success(
                        try await sleeper.write { connection in
                            try connection.run("UPDATE things SET count = count + 1")
                            turnstile.passWhenTold()
                            return try connection.run("UPDATE things SET count = count + 10")
                        })
                } catch { return .failure(error) }
            }()
            await turnstile.someoneWaits()
            let begin = ContinuousClock.now
            let changed = try await other.write { try $0.run("UPDATE things SET count = count + 100") }
            #expect(changed == 1)
            #expect(ContinuousClock.now - begin < Self.bar)
            turnstile.letPass()
            let result = await slept
            let fault = try #require(throws: DatabaseFault.self) { try result.get() }
            #expect(fault.kind == .unavailable)
            let count = try await watcher.read { connection in
                try connection.first("SELECT count FROM things")?.integer("count", as: Int.self)
            }
            #expect(count == 100)
            try await sleeper.close()
            try await other.close()
        }
    }

    @Test("of two that lock each other out both get through, and nothing is done twice")
    func deadlock() async throws {
        try await withTable { url, database in
            try await database.write { try $0.run("INSERT INTO things (name, count) VALUES ('a', 0), ('b', 0)") }
            let turnstiles = ["a": Turnstile(), "b": Turnstile()]
            let runs = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for names in [["a", "b"], ["b", "a"]] {
                    group.addTask {
                        try await database.write { connection in
                            try connection.put("INSERT INTO things (name) VALUES (\("by " + names[0]))")
                            for name in names {
                                try connection.run("UPDATE things SET count = count + 1 WHERE name = \(name)")
                                if runs.next() <= 2 { turnstiles[names[0]]?.passWhenTold() }
                            }
                        }
                    }
                }
                for turnstile in turnstiles.values { await turnstile.someoneWaits() }
                turnstiles.values.forEach { $0.letPass() }
                try await group.waitForAll()
            }
            let counts = try await database.read { connection in
                try connection.rows("SELECT count FROM things WHERE count IS NOT NULL")
                    .map { try $0.integer("count", as: Int.self) }
            }
            #expect(counts == [2, 2])
            #expect(try await database.read(Self.count) == 4)
            // Once each, and once more from the beginning for the one that lost.
            #expect(runs.next() == 6)
        }
    }

    @Test("a lock that is not to be had, and a statement that does not end, are told in time")
    func slow() async throws {
        try await withTable { url, holder in
            try await holder.write { try $0.run("INSERT INTO things (name, count) VALUES ('n', 0)") }
            let database = PostgresDatabase(url: url)
            let turnstile = Turnstile()
            async let held = holder.write { connection in
                try connection.run("UPDATE things SET count = count + 1")
                turnstile.passWhenTold()
            }
            await turnstile.someoneWaits()
            let begin = ContinuousClock.now
            let busy = try await #require(throws: DatabaseFault.self) {
                try await database.write { try $0.run("UPDATE things SET count = count + 1") }
            }
            #expect(busy.kind == .busy)
            #expect(ContinuousClock.now - begin < Self.bar)
            turnstile.letPass()
            try await held
            // A question that has no end: it is given up, and not waited for.
            let late = try await #require(throws: DatabaseFault.self) {
                try await database.read { try $0.rows("SELECT pg_sleep(600)") }
            }
            #expect(late.kind == .unavailable)
            #expect(ContinuousClock.now - begin < Self.bar * 2)
            try await database.close()
        }
    }
}

/// Counts from one.
private final class Counter: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}

/// Takes connections and never answers, as a server behind a line that swallows everything.
final class SilentServer: Sendable {
    let port: Int
    private let socket: Int32

    init() throws {
        (socket, port) = try PostgresServer.boundSocket()
        guard listen(socket, 128) == 0 else { throw PostgresServer.Missing(description: "cannot listen") }
    }

    deinit { close(socket) }
}
