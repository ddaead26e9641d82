import Synchronization
import WatchStore

/// A database on which the first change stops in the middle, with all that it has locked by then, until another change is
/// done or waits for it.
///
/// SQLite has one writer at a time: there nobody else begins meanwhile, and it goes on at once.
final class PausedDatabase: Database {
    private struct State {
        var isOver = false
        var isReached = false
        var isOtherDone = false
        var isWaitedFor = false
    }

    private let database: any Database
    private let statement: String?
    private let state = Mutex(State())

    /// - Parameter statement: words of the statement before which it stops; nil for the end, before it is committed.
    init(_ database: any Database, before statement: String?) {
        self.database = database
        self.statement = statement
    }

    /// Whether it has stopped, or has ended without.
    var isReached: Bool { state.withLock { $0.isReached || $0.isOver } }

    /// Whether the other change came to wait for what this one has locked.
    var isWaitedFor: Bool { state.withLock { $0.isWaitedFor } }

    /// The other change is done, however it ended.
    func goOn() { state.withLock { $0.isOtherDone = true } }

    /// The change is done, however it ended.
    func end() { state.withLock { $0.isOver = true } }

    var dialect: Dialect { database.dialect }

    func read<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await database.read(work)
    }

    @discardableResult
    func write<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await database.write { connection in
            let result = try work(PausedConnection(connection: connection, pause: self.pause))
            if self.statement == nil { try self.pause(connection, before: nil) }
            return result
        }
    }

    func close() async throws { try await database.close() }

    private func pause(_ connection: any Connection, before text: String?) throws {
        if let text {
            guard let statement, text.contains(statement) else { return }
        }
        let isFirst = state.withLock { state in
            defer { state.isReached = true }
            return !state.isReached
        }
        guard isFirst, database.dialect.name == "postgres" else { return }
        while !state.withLock({ $0.isOtherDone }) {
            let waiting = try connection.first(
                """
                SELECT COUNT(*) AS waiting FROM pg_catalog.pg_locks
                WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
                """)
            if try waiting?.integer("waiting", as: Int.self) ?? 0 > 0 {
                state.withLock { $0.isWaitedFor = true }
                return
            }
        }
    }
}

private struct PausedConnection: Connection {
    let connection: any Connection
    let pause: (any Connection, String?) throws -> Void

    func rows(_ sql: SQL) throws -> [Row] {
        try pause(connection, sql.text)
        return try connection.rows(sql)
    }

    func run(_ sql: SQL) throws -> Int {
        try pause(connection, sql.text)
        return try connection.run(sql)
    }

    func put(_ sql: SQL) throws {
        try pause(connection, sql.text)
        try connection.put(sql)
    }

    func rows(of questions: [SQL]) throws -> [[Row]] {
        for question in questions { try pause(connection, question.text) }
        return try connection.rows(of: questions)
    }
}
