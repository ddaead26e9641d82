import Testing
import WatchStore

/// The same contract where tasks and the database itself come to an end.
extension DatabaseContractTests {
    @Test("does not begin for a task that was cancelled", arguments: DatabaseUnderTest.allCases)
    func cancellation(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await database.write { try $0.run("INSERT INTO things (name) VALUES ('late')") }
                    }
                    await #expect(throws: CancellationError.self) { try await database.read(Self.count) }
                }
            }
            let count = try await database.read(Self.count)
            #expect(count == 0)
        }
    }

    @Test("finishes a write that was handed over before its task was cancelled", arguments: DatabaseUnderTest.allCases)
    func cancelledLate(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            let turnstile = Turnstile()
            let changed = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    try await database.write { connection in
                        turnstile.passWhenTold()
                        return try connection.run("INSERT INTO things (name) VALUES ('handed over')")
                    }
                }
                await turnstile.someoneWaits()
                group.cancelAll()
                turnstile.letPass()
                return try await group.next()
            }
            #expect(changed == 1)
            #expect(try await database.read(Self.count) == 1)
        }
    }

    @Test(
        "ends with what was handed over, refuses the rest, and has everything when opened again",
        arguments: DatabaseUnderTest.allCases)
    func closing(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, place in
            let turnstile = Turnstile()
            async let written = database.write { connection in
                turnstile.passWhenTold()
                return try connection.run("INSERT INTO things (name) VALUES ('last')")
            }
            await turnstile.someoneWaits()
            async let closed: Void = database.close()
            turnstile.letPass()
            #expect(try await written == 1)
            try await closed
            try await database.close()
            for operation in ["read", "write"] {
                let fault = try await #require(throws: DatabaseFault.self) {
                    operation == "read" ? try await database.read(Self.count) : try await database.write(Self.count)
                }
                #expect(fault.kind == .unavailable)
            }
            #expect(try await place.open().read(Self.count) == 1)
        }
    }
}
