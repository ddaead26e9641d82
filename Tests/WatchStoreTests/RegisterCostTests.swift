import Synchronization
import Testing
import Watch
import WatchStore
import WatchTesting

/// What the register costs from minute to minute and from hour to hour: by what is new and by what it still says, however
/// much there has been.
@Suite("What the register costs")
struct RegisterCostTests {
    @Test(
        "a checkpoint holds the heads that have grown and no others, which are still proved",
        arguments: DatabaseUnderTest.allCases)
    func heads(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let others: [GroupId] = (0..<6).map { StoreStreet.id(200 + $0) }
            for (number, other) in others.enumerated() {
                try await street.groups.found(street.group(other, "Laan \(number)"), coordinator: street.bram)
                _ = try await street.alerts.share(street.report(separate: true), in: other, by: street.bram)
                street.clock.advance(by: .days(1))
            }
            _ = try await street.share()
            let (seal, marks) = (TestSeal(), FakeRegisterMarks())
            let signing = street.signing(seal, marks: marks)
            #expect(try await signing.checkpoint() == .signing(made: 1))
            for _ in 0..<2 {
                _ = try await street.share()
                #expect(try await signing.checkpoint() == .signing(made: 1))
            }
            let heads = try await street.register.checkpoints(after: 0, limit: 9).map { $0.heads.map(\.chain) }
            let own = RegisterChain.group(street.street)
            #expect(heads == [([own] + others.map { .group($0) }).sorted(), [own], [own]])
            let lengths = try await street.database.read { connection in
                try connection.rows("SELECT LENGTH(heads) AS length FROM register_checkpoints ORDER BY number")
                    .map { try $0.integer("length", as: Int.self) }
            }
            #expect(lengths[2] < lengths[0] / 3, "\(lengths)")
            // The newest one says nothing of this chain, and proves it all the same.
            let desk = RegisterDesk(
                store: street.register, seal: seal, marks: marks, surroundings: street.surroundings)
            #expect(try await desk.verify().flaws == [])
            let cut = others[3]
            try await street.database.write { connection in
                try connection.run("DELETE FROM register_contents WHERE group_id = \(cut)")
                try connection.run("DELETE FROM register_entries WHERE group_id = \(cut)")
                try connection.run("UPDATE groups SET register_position = 0 WHERE id = \(cut)")
            }
            #expect(try await desk.verify().flaws == [.cut(chain: .group(cut), position: 1, checkpoint: 1)])
            let standing = try await signing.checkpoint()
            #expect(standing == .halted(.cut(chain: .group(cut), position: 1, checkpoint: 3)))
        }
    }

    @Test(
        "what was emptied in years before is not looked at when contents are erased",
        arguments: DatabaseUnderTest.allCases)
    func emptied(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let (group, start) = (street.street, street.clock.now())
            let alert: AlertId = StoreStreet.id(900)
            let (emptied, due, kept) = (1_000, 3, 4)
            try await street.database.write { connection in
                for number in 1...emptied + due + kept {
                    let at = start + .minutes(Int64(number))
                    try connection.put(
                        """
                        INSERT INTO register_entries (group_id, position, at, kind, alert_id, digest, hash)
                        VALUES (\(group), \(number), \(at), 'alert-shared', \(alert), \(RegisterEntry.genesis),
                            \(RegisterEntry.genesis))
                        """)
                }
                for number in emptied + 1...emptied + due + kept {
                    try connection.run(
                        """
                        INSERT INTO register_contents (group_id, position, salt, content)
                        VALUES (\(group), \(number), \(RegisterEntry.genesis), '{}')
                        """)
                }
                let last = emptied + due + kept
                try connection.run("UPDATE groups SET register_position = \(last) WHERE id = \(group)")
                try connection.run("ANALYZE")
            }
            let watched = WalkedDatabase(street.database)
            let store = SQLRegisterStore(database: watched)
            let end = start + .minutes(Int64(emptied + due)) + .seconds(1)
            #expect(try await store.eraseContents(before: end, country: "NL", limit: 2) == 2)
            #expect(try await store.eraseContents(before: end, country: "NL", limit: 2) == 1)
            #expect(try await store.eraseContents(before: end, country: "NL", limit: 2) == 0)
            #expect(try await street.count("SELECT position FROM register_contents") == kept)
            #expect(watched.walks.isEmpty, "\(watched.walks)")
            // The first entry that still says something, and those beside it: not one of the thousand.
            #expect(watched.looked < 50, "\(watched.looked) entries")
        }
    }
}

/// A database that says how its lookups came by entries of the register: in SQLite by the plan of each statement, in
/// PostgreSQL by the rows that it counts.
private final class WalkedDatabase: Database {
    private let database: any Database
    private let state = Mutex((walks: [String](), looked: 0))

    init(_ database: any Database) {
        self.database = database
    }

    /// Steps of plans that come by entries otherwise than by group and position.
    var walks: [String] { state.withLock { $0.walks } }
    /// Entries that were looked at.
    var looked: Int { state.withLock { $0.looked } }

    var dialect: Dialect { database.dialect }

    func read<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        let isSQLite = dialect.name == "sqlite"
        return try await database.read { connection in
            if isSQLite { return try work(ExplainingConnection(connection: connection, tell: self.note)) }
            let before = try Self.rows(connection)
            let value = try work(connection)
            let number = try Self.rows(connection) - before
            self.state.withLock { $0.looked += number }
            return value
        }
    }

    @discardableResult
    func write<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await database.write(work)
    }

    func close() async throws { try await database.close() }

    private func note(_ step: String) { state.withLock { $0.walks.append(step) } }

    private static func rows(_ connection: any Connection) throws -> Int {
        try connection.first(
            """
            SELECT CAST(seq_tup_read + COALESCE(idx_tup_fetch, 0) AS BIGINT) AS number
            FROM pg_catalog.pg_stat_xact_user_tables
            WHERE relname = 'register_entries' AND schemaname = current_schema()
            """)?.integer("number", as: Int.self) ?? 0
    }
}

private struct ExplainingConnection: Connection {
    let connection: any Connection
    let tell: @Sendable (String) -> Void

    func rows(_ sql: SQL) throws -> [Row] {
        for row in try connection.rows("EXPLAIN QUERY PLAN \(sql: sql)") {
            let step = try row.text("detail")
            // Entries are called `e` wherever they are asked for: `SEARCH e USING INDEX … (group_id=? AND position=?)`.
            let words = step.split(separator: " ")
            guard words.dropFirst().first == "e", words.last != "position=?)" else { continue }
            tell(step)
        }
        return try connection.rows(sql)
    }

    func run(_ sql: SQL) throws -> Int { try connection.run(sql) }
}
