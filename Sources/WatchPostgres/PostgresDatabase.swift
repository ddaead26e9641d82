import WatchStore

/// The database for many servers: PostgreSQL 15 or newer, through libpq.
///
/// A bounded number of connections, each with a thread of its own, so that no thread of Swift's pool ever waits on a
/// socket; works that find none free wait in a bounded line. A lookup is a `REPEATABLE READ READ ONLY` transaction, so
/// that all of it sees one moment; a change is `READ COMMITTED` and begins with the locks that its store takes.
///
/// Every work has one deadline, from the moment it is handed in, for all that it waits for: a connection, the server's
/// answers, the commit. A server that is gone, frozen or full is `unavailable` by then. A change that fails by a deadlock
/// or a serialization failure, or whose line breaks before its commit was sent, is run again as long as there is time; a
/// commit whose answer never came is in doubt, and is never run again.
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
        /// How long a work takes, all in all. Half a second less than the four that are promised, for a machine that
        /// has much to do. The server gives up locks and statements of ours no later than this either.
        public var patience: Duration = .milliseconds(3_500)
        /// How often a work is tried that loses against another one, or loses its line.
        public var tries = 5

        /// What suits one of several servers.
        public init() {}

        /// What suits a work on a whole house, for which nobody waits at a page: its steps may take half an hour each.
        public static var patient: Limits {
            var limits = Limits()
            limits.patience = .seconds(1_800)
            limits.connections = 3
            return limits
        }
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
        try await pool.run(.lookup, work)
    }

    /// Changes something; run again when it loses against another change or its line, so that `work` must be fit for
    /// that.
    @discardableResult
    public func write<T: Sendable>(
        _ work: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await pool.run(.change, work)
    }

    /// Waits for all works, then hangs up.
    public func close() async throws { await pool.close() }
}

/// The two kinds of transaction.
enum PostgresTransaction: Sendable {
    case lookup, change

    var begin: SQL {
        switch self {
        case .lookup: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .change: "BEGIN ISOLATION LEVEL READ COMMITTED"
        }
    }
}
