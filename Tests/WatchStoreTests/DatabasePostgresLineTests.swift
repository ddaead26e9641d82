import Testing
import WatchPostgres
import WatchStore

/// Works that take too long, and the line before the sessions.
extension DatabasePostgresTests {
    @Test("a statement that takes too long is told in time, and costs no line")
    func late() async throws {
        try await withTable { url, _ in
            let limits = Self.limits {
                $0.connections = 1
                $0.patience = .milliseconds(500)
            }
            let database = PostgresDatabase(url: url, limits: limits)
            func process() async throws -> Int {
                try await database.read {
                    try $0.first("SELECT pg_backend_pid() AS process")?.integer("process", as: Int.self) ?? -1
                }
            }
            let before = try await process()
            for isChange in [false, true] {
                do {
                    // Longer than anybody waits: it is cut off, which is tested, and never slept out.
                    let sleep: @Sendable (any Connection) throws -> Int = { connection in
                        try connection.run(Self.insert)
                        return try connection.rows("SELECT pg_sleep(20)").count
                    }
                    _ =
                        isChange
                        ? try await database.write(sleep)
                        : try await database.read { try $0.rows("SELECT pg_sleep(20)").count }
                    Issue.record("a sleep of twenty seconds within half a second")
                } catch let fault as DatabaseFault {
                    #expect(fault.kind == .unavailable)
                }
                // The same session goes on, and nothing of the work is left in it.
                while true {
                    do {
                        #expect(try await process() == before)
                        break
                    } catch let fault as DatabaseFault where fault.kind == .busy || fault.kind == .unavailable {
                        continue
                    }
                }
                #expect(try await database.read(Self.count) == 0)
            }
            try await database.close()
        }
    }

    // MARK: the line before the sessions

    @Test("whoever finds all connections taken hears so in time, may leave, and does not wait without end")
    func full() async throws {
        try await withTable { url, _ in
            let limits = Self.limits {
                $0.connections = 2
                $0.waiting = 3
                $0.patience = .seconds(1)
            }
            let database = PostgresDatabase(url: url, limits: limits)
            let turnstiles = [Turnstile(), Turnstile()]
            await withTaskGroup(of: Void.self) { group in
                for turnstile in turnstiles {
                    group.addTask { _ = try? await database.read { _ in turnstile.passWhenTold() } }
                    await turnstile.someoneWaits()
                }
                await expectUnavailable(database, works: 3)
                // Who leaves the line makes room in it.
                for _ in 0..<10 {
                    await withTaskGroup(of: Void.self) { leaving in
                        for _ in 0..<3 {
                            leaving.addTask {
                                await #expect(throws: CancellationError.self) {
                                    _ = try await database.read(Self.count)
                                }
                            }
                        }
                        leaving.cancelAll()
                    }
                }
                let kinds = await withTaskGroup(of: DatabaseFault.Kind?.self) { many in
                    for _ in 0..<8 {
                        many.addTask {
                            do { _ = try await database.read(Self.count) } catch {
                                return (error as? DatabaseFault)?.kind
                            }
                            return nil
                        }
                    }
                    return await many.reduce(into: []) { $0.append($1) }
                }
                #expect(kinds.count { $0 == .busy } == 5)
                #expect(kinds.count { $0 == .unavailable } == 3)
                turnstiles.forEach { $0.letPass() }
            }
            #expect(try await database.read(Self.count) == 0)
            try await database.close()
        }
    }
}
