import Testing
import WatchStore

/// The same contract for statements whose outcome nobody looks at, and for several questions at once.
extension DatabaseContractTests {
    @Test("does in its turn what nobody looks at", arguments: DatabaseUnderTest.allCases)
    func putting(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            let seen = try await database.write { connection in
                try connection.put("INSERT INTO things (name, count) VALUES (\("a"), \(1))")
                try connection.put("UPDATE things SET count = count * 10 + \(2)")
                let first = try connection.first("SELECT count FROM things")?.integer("count", as: Int.self)
                try connection.put("UPDATE things SET count = count * 10 + \(3)")
                let changed = try connection.run("UPDATE things SET count = count * 10 + \(4)")
                try connection.put("UPDATE things SET count = count * 10 + \(5)")
                return [first, changed]
            }
            #expect(seen == [12, 1])
            let kept = try await database.read { connection in
                try connection.first("SELECT count FROM things")?.integer("count", as: Int.self)
            }
            #expect(kept == 12_345)
        }
    }

    @Test("does any number of them", arguments: DatabaseUnderTest.allCases)
    func puttingMuch(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            let text = String(repeating: "x", count: 1_000)
            try await database.write { connection in
                for index in 0..<3_000 {
                    try connection.put("INSERT INTO things (name, raw) VALUES (\("\(index)"), \(Array(text.utf8)))")
                }
            }
            #expect(try await database.read(Self.count) == 3_000)
        }
    }

    @Test(
        "undoes all when one of them fails, and tells of what kind", arguments: DatabaseUnderTest.allCases,
        [SQL]([
            "INSERT INTO things (name) VALUES ('taken')", "INSERT INTO nothing (name) VALUES ('a')", "SELEKT",
        ]))
    func puttingWrong(_ kind: DatabaseUnderTest, _ wrong: SQL) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            try await database.write { try $0.run("INSERT INTO things (name) VALUES ('taken')") }
            let expected: DatabaseFault.Kind = wrong.text.contains("taken") ? .constraint : .other
            // At the end of the work, before a question, and before another one.
            let works: [@Sendable (any Connection) throws -> Void] = [
                { _ in }, { _ = try $0.rows("SELECT 1 AS one") },
                { try $0.put("INSERT INTO things (name) VALUES ('after')") },
            ]
            for work in works {
                let fault = try await #require(throws: DatabaseFault.self) {
                    try await database.write { connection in
                        try connection.put("INSERT INTO things (name) VALUES ('before')")
                        try connection.put(wrong)
                        try work(connection)
                    }
                }
                #expect(fault.kind == expected)
                #expect(try await database.read(Self.count) == 1)
            }
            // The connection is as good as before.
            try await database.write { try $0.put("INSERT INTO things (name) VALUES ('next')") }
            #expect(try await database.read(Self.count) == 2)
        }
    }

    @Test("undoes them when the work throws", arguments: DatabaseUnderTest.allCases)
    func puttingInVain(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            await #expect(throws: Misfortune(number: 5)) {
                try await database.write { connection in
                    try connection.put("INSERT INTO things (name) VALUES ('a')")
                    throw Misfortune(number: 5)
                }
            }
            let count = try await database.read(Self.count)
            #expect(count == 0)
        }
    }

    @Test("answers several questions at once, in their order", arguments: DatabaseUnderTest.allCases)
    func questions(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            let answers = try await database.write { connection in
                try connection.put("INSERT INTO things (name, count) VALUES ('a', 1)")
                return try connection.rows(of: [
                    "SELECT count FROM things", "UPDATE things SET count = 2 RETURNING count",
                    "SELECT count FROM things WHERE count = \(1)", "SELECT count FROM things WHERE count = \(2)",
                ]).map { try $0.map { try $0.integer("count", as: Int.self) } }
            }
            #expect(answers == [[1], [2], [], [2]])
            let none = try await database.read { try $0.rows(of: []).count }
            #expect(none == 0)
            let fault = try await #require(throws: DatabaseFault.self) {
                try await database.read { try $0.rows(of: ["SELECT 1 AS one", "SELEKT", "SELECT 2 AS two"]) }
            }
            #expect(fault.kind == .other)
        }
    }
}
