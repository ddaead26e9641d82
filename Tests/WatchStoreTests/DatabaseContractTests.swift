import Testing
import WatchStore

/// What every database must do. A driver is right when these pass on it.
@Suite("The database port")
struct DatabaseContractTests {
    static let table = [
        Migration(1, "things") { dialect in
            [
                """
                CREATE TABLE things (
                    name TEXT PRIMARY KEY,
                    count BIGINT,
                    size DOUBLE PRECISION,
                    good BOOLEAN,
                    raw \(sql: dialect.bytesType)
                )
                """
            ]
        }
    ]

    struct Misfortune: Error, Equatable { let number: Int }

    static func count(_ connection: any Connection) throws -> Int {
        try connection.first("SELECT COUNT(*) AS n FROM things")?.integer("n", as: Int.self) ?? -1
    }

    @Test("gives back every value as it was bound", arguments: DatabaseUnderTest.allCases)
    func values(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            let names = [
                "", "plain", "'; DROP TABLE things; --", "\"quoted\" 'twice' \\", "$1 ? :name %s", "één 🦉 字\n\t",
                // A key of an index in PostgreSQL, which takes no more than some kilobytes once packed.
                String(repeating: "long ", count: 20_000),
            ]
            let integers = [0, 1, -1, Int.max, Int.min, 4_294_967_296, 1_795_212_000_000]
            let reals = [0, -0.5, 0.1, 52.370216, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -.infinity]
            let blobs: [[UInt8]] = [
                [], [0], Array(0...255), [39, 0, 39], Array("text".utf8), [255],
                (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) },
            ]
            for index in names.indices {
                let good = index % 2 == 0
                let (name, integer, real, blob) = (names[index], integers[index], reals[index], blobs[index])
                let row = try await database.write { connection in
                    try connection.run(
                        """
                        INSERT INTO things (name, count, size, good, raw)
                        VALUES (\(name), \(integer), \(real), \(good), \(blob))
                        """)
                    return try connection.first(
                        """
                        SELECT * FROM things WHERE name = \(name) AND count = \(integer) AND size = \(real)
                        AND good = \(good) AND raw = \(blob)
                        """)
                }
                let found = try #require(row)
                #expect(try found.text("name") == name)
                #expect(try found.integer("count", as: Int.self) == integer)
                #expect(try found.integer("count", as: Int64.self) == Int64(integer))
                #expect(try found.real("size") == real)
                #expect(try found.boolean("good") == good)
                #expect(try found.bytes("raw") == blob)
            }
            #expect(try await database.read(Self.count) == names.count)
        }
    }

    @Test("keeps NULL of every type, and says what is NULL", arguments: DatabaseUnderTest.allCases)
    func nulls(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            let (count, size, good, raw) = (Int?.none, Double?.none, Bool?.none, [UInt8]?.none)
            let row = try await database.write { connection in
                try connection.first(
                    """
                    INSERT INTO things (name, count, size, good, raw)
                    VALUES ('empty', \(count), \(size), \(good), \(raw)) RETURNING *
                    """)
            }
            let empty = try #require(row)
            #expect(try empty.integerIfPresent("count", as: Int.self) == nil)
            #expect(try empty.realIfPresent("size") == nil)
            #expect(try empty.booleanIfPresent("good") == nil)
            #expect(try empty.bytesIfPresent("raw") == nil)
            #expect(throws: DatabaseFault(.wrongType(column: "count"), "column count is NULL")) {
                try empty.integer("count", as: Int.self)
            }
            let found = try await database.read { connection in
                try connection.rows("SELECT name FROM things WHERE \(count) IS NULL AND \(String?.none) IS NULL")
            }
            #expect(found.count == 1)
        }
    }

    @Test("refuses what one of the databases would change", arguments: DatabaseUnderTest.allCases)
    func unstorable(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            for sql: SQL in [
                "INSERT INTO things (name) VALUES (\("a\0b"))", "INSERT INTO things (size) VALUES (\(Double.nan))",
            ] {
                let fault = await #expect(throws: DatabaseFault.self) { try await database.write { try $0.run(sql) } }
                // What somebody typed is not for the log: the statement is named, and no value.
                #expect(fault.map { "\($0)".contains("INSERT INTO things") && !"\($0)".contains("a\0b") } == true)
            }
            let count = try await database.read(Self.count)
            #expect(count == 0)
        }
    }

    @Test("understands lists, also the empty one", arguments: DatabaseUnderTest.allCases)
    func lists(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            try await database.write { connection in
                for index in 1...5 {
                    try connection.run(
                        """
                        INSERT INTO things (name, count, good, size, raw)
                        VALUES (\("n\(index)"), \(index), \(true), \(0.5), \([UInt8(index)]))
                        """)
                }
            }
            func names(_ condition: SQL) async throws -> String {
                try await database.read { connection in
                    try connection.rows("SELECT name FROM things WHERE \(sql: condition) ORDER BY name")
                        .map { try $0.text("name") }.joined(separator: " ")
                }
            }
            #expect(try await names("count IN \(list: [2, 4, 99])") == "n2 n4")
            #expect(try await names("count > \(1) AND name NOT IN \(list: ["n3"]) AND count < \(5)") == "n2 n4")
            #expect(try await names("count IN \(list: [Int]())") == "")
            #expect(try await names("name IN \(list: [String]()) OR raw IN \(list: [[UInt8]]())") == "")
            #expect(try await names("good IN \(list: [Bool]()) OR size IN \(list: [Double]())") == "")
            #expect(try await names("name NOT IN \(list: [String]())") == "n1 n2 n3 n4 n5")
            #expect(try await names("count IN \(list: Array(3...3_000))") == "n3 n4 n5")
        }
    }

    @Test("counts the rows that a statement changed", arguments: DatabaseUnderTest.allCases)
    func counts(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            let counts = try await database.write { connection in
                let rows = (1...3).map { "(\("n\($0)"), \($0))" as SQL }.joined(separator: ", ")
                return [
                    try connection.run("INSERT INTO things (name, count) VALUES \(sql: rows)"),
                    try connection.run("UPDATE things SET count = 0 WHERE count > \(1)"),
                    try connection.run("UPDATE things SET count = 0 WHERE count > \(1)"),
                    try connection.run("SELECT * FROM things"),
                    try connection.run("DELETE FROM things WHERE count = \(1) RETURNING name"),
                ]
            }
            #expect(counts == [3, 2, 0, 0, 1])
        }
    }

    @Test("returns rows from writing", arguments: DatabaseUnderTest.allCases)
    func returning(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            func insert(_ name: String) async throws -> [String] {
                try await database.write { connection in
                    try connection.rows(
                        """
                        INSERT INTO things (name, count) SELECT \(name), CAST(\(7) AS BIGINT) WHERE TRUE
                        ON CONFLICT DO NOTHING RETURNING name
                        """
                    ).map { try $0.text("name") }
                }
            }
            #expect(try await insert("once") == ["once"])
            #expect(try await insert("once") == [])
            let sums = try await database.write { connection in
                try connection.rows("UPDATE things SET count = count + \(1) RETURNING count").map {
                    try $0.integer("count", as: Int64.self)
                }
            }
            #expect(sums == [8])
        }
    }

    @Test("undoes all of a write whose work throws, and hands out its error", arguments: DatabaseUnderTest.allCases)
    func rollback(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            await #expect(throws: Misfortune(number: 3)) {
                try await database.write { connection in
                    try connection.run("INSERT INTO things (name) VALUES ('a')")
                    try connection.run("INSERT INTO things (name) VALUES ('b')")
                    throw Misfortune(number: 3)
                }
            }
            let count = try await database.read(Self.count)
            #expect(count == 0)
            await #expect(throws: Misfortune(number: 4)) {
                try await database.read { _ in throw Misfortune(number: 4) }
            }
        }
    }

    @Test("tells a broken rule without telling the value", arguments: DatabaseUnderTest.allCases)
    func faults(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            func fault(_ sql: SQL) async throws -> DatabaseFault {
                try await #require(throws: DatabaseFault.self) { try await database.write { try $0.run(sql) } }
            }
            let insert: SQL = "INSERT INTO things (name) VALUES (\("Kerkstraat 12"))"
            try await database.write { try $0.run(insert) }
            let double = try await fault(insert)
            #expect(double.kind == .constraint)
            #expect(!double.description.contains("Kerkstraat"))
            #expect(double.description.contains("things"))
            let nonsense = try await fault("SELEKT \("Kerkstraat 12")")
            #expect(nonsense.kind == .other)
            #expect(!nonsense.description.contains("Kerkstraat"))
            let places = try await fault("INSERT INTO things (name, count) VALUES ($2, \(1))")
            #expect(places.kind == .other)
        }
    }

    @Test("refuses writing in a lookup", arguments: DatabaseUnderTest.allCases)
    func readOnly(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            await #expect(throws: DatabaseFault.self) {
                try await database.read { try $0.run("INSERT INTO things (name) VALUES ('sneaked in')") }
            }
            let count = try await database.read(Self.count)
            #expect(count == 0)
        }
    }

    @Test("shows one moment to all of a lookup, and the newest one to the next", arguments: DatabaseUnderTest.allCases)
    func snapshot(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            let turnstile = Turnstile()
            async let counts = database.read { connection in
                let before = try Self.count(connection)
                turnstile.passWhenTold()
                return [before, try Self.count(connection)]
            }
            await turnstile.someoneWaits()
            try await database.write { try $0.run("INSERT INTO things (name) VALUES ('new')") }
            #expect(try await database.read(Self.count) == 1)
            turnstile.letPass()
            #expect(try await counts == [0, 0])
            #expect(try await database.read(Self.count) == 1)
        }
    }

    @Test("shows nothing of a write before it is done", arguments: DatabaseUnderTest.allCases)
    func uncommitted(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            let turnstile = Turnstile()
            async let written: Void = database.write { connection in
                try connection.run("INSERT INTO things (name) VALUES ('half')")
                turnstile.passWhenTold()
                try connection.run("INSERT INTO things (name) VALUES ('whole')")
            }
            await turnstile.someoneWaits()
            #expect(try await database.read(Self.count) == 0)
            turnstile.letPass()
            try await written
            #expect(try await database.read(Self.count) == 2)
        }
    }

    @Test("loses and doubles nothing when a thousand write at once", arguments: DatabaseUnderTest.allCases)
    func increments(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            try await database.write { try $0.run("INSERT INTO things (name, count) VALUES ('n', 0)") }
            let numbers = try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<1_000 {
                    group.addTask {
                        try await database.write { connection in
                            try connection.first("UPDATE things SET count = count + 1 RETURNING count")?
                                .integer("count", as: Int.self)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1 ?? -1) }
            }
            #expect(numbers.sorted() == Array(1...1_000))
        }
    }

    @Test("undoes those who fail and no others when many write at once", arguments: DatabaseUnderTest.allCases)
    func misfortunes(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, _ in
            try await database.write { try $0.run("INSERT INTO things (name) VALUES ('taken')") }
            let failed = await withTaskGroup(of: (number: Int, error: (any Error)?).self) { group in
                for number in 0..<300 {
                    group.addTask {
                        do {
                            try await database.write { connection in
                                try connection.run(
                                    "INSERT INTO things (name, count) VALUES (\("n\(number)"), \(number))")
                                if number % 7 == 0 { throw Misfortune(number: number) }
                                if number % 7 == 1 {
                                    try connection.run("INSERT INTO things (name) VALUES ('taken')")
                                }
                            }
                            return (number, nil)
                        } catch {
                            return (number, error)
                        }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.number] = $1.error }
            }
            for number in 0..<300 {
                switch number % 7 {
                case 0: #expect(failed[number] as? Misfortune == Misfortune(number: number))
                case 1: #expect((failed[number] as? DatabaseFault)?.kind == .constraint)
                default: #expect(failed[number] == nil)
                }
            }
            let saved = try await database.read { connection in
                try connection.rows("SELECT count FROM things WHERE count IS NOT NULL ORDER BY count")
                    .map { try $0.integer("count", as: Int.self) }
            }
            #expect(saved == (0..<300).filter { $0 % 7 > 1 })
        }
    }

    @Test("is one database to two servers", arguments: DatabaseUnderTest.allCases)
    func twoServers(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Self.table) { database, place in
            let other = try await place.open()
            try await database.write { try $0.run("INSERT INTO things (name, count) VALUES ('n', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        let server = index % 2 == 0 ? database : other
                        try await server.write { try $0.run("UPDATE things SET count = count + 1") }
                    }
                }
                try await group.waitForAll()
            }
            let total = try await other.read { connection in
                try connection.first("SELECT count FROM things")?.integer("count", as: Int.self)
            }
            #expect(total == 100)
        }
    }
}
