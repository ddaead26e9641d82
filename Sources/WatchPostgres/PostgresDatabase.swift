import WatchStore

/// The database for many servers: PostgreSQL 15 or newer, through libpq.
///
/// A bounded number of connections, each with a thread of its own, so that no thread of Swift's pool ever waits on a
/// socket; works that find none free wait in a bounded line, and not for ever. A lookup is a `REPEATABLE READ READ ONLY`
/// transaction, so that all of it sees one moment; a change is `READ COMMITTED` and begins with the locks that its store
/// takes. A change that fails by a deadlock or a serialization failure is run again.
public final class PostgresDatabase: Database {
    /// PostgreSQL's.
    public let dialect = Dialect.postgres

    private let pool: PostgresPool

    /// How the driver behaves when things do not go well.
    public struct Limits: Sendable {
        /// Connections at the same time.
        public var connections = 8
        /// Works that wait for one; more are refused as `busy`.
        public var waiting = 2_000
        /// How long a work waits for a connection, a connection for the server, and a statement for its answer.
        public var patience: Duration = .seconds(4)
        /// How often a change is tried that loses against another one.
        public var tries = 5

        /// What suits one of several servers.
        public init() {}
    }

    /// Prepares the pool; connections are made when they are needed.
    ///
    /// - Parameter url: `postgres://USER:PASSWORD@HOST:PORT/NAME?sslmode=verify-full&…`, as libpq reads it.
    public init(url: String, limits: Limits = Limits()) {
        pool = PostgresPool(url: url, limits: limits)
    }

    /// Looks something up, all of it at one moment.
    public func read<T: Sendable>(
        _ work: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await pool.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", tries: 1, work)
    }

    /// Changes something; run again when it loses against another change, so that `work` must be fit for that.
    @discardableResult
    public func write<T: Sendable>(
        _ work: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await pool.run("BEGIN ISOLATION LEVEL READ COMMITTED", tries: pool.limits.tries, work)
    }

    /// Waits for all works, then hangs up.
    public func close() async throws { await pool.close() }
}
