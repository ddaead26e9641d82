import Foundation
import GRDB
import Watch
import WatchStore

/// The embedded database: one SQLite file beside the server, with nothing to install and nothing to run.
///
/// Lookups run side by side on a few read-only connections (WAL), each seeing one moment. Changes go through one
/// writer; those that wait at the same time reach the disk together (`GroupedWriter`), so that a burst of reports
/// costs a few syncs instead of one each. `write` returns only after that sync (`synchronous=FULL`): a power cut right
/// after it loses nothing.
public final class SQLiteDatabase: WatchStore.Database {
    /// SQLite's.
    public let dialect = Dialect.sqlite

    private let pool: DatabasePool
    private let writer: GroupedWriter
    private let gate = Gate()
    private let patience: Duration

    /// How the driver behaves when much is asked of it.
    public struct Limits: Sendable {
        /// Lookups at the same time, at least 1.
        public var readers = 4
        /// How many waiting changes are committed together at most.
        public var group = GroupLimit()
        /// Changes that wait for the writer, as many as before PostgreSQL; more are refused as `busy`.
        public var waiting = 2_000
        /// For how long a change waits until it begins: as on PostgreSQL half a second less than the four that are
        /// promised.
        public var patience: Duration = .milliseconds(3_500)

        /// What suits a server.
        public init() {}

        /// What suits a work on a whole house, for which nobody waits at a page: half an hour.
        public static var patient: Limits {
            var limits = Limits()
            limits.patience = .seconds(1_800)
            return limits
        }
    }

    /// Opens the file, or creates it for the eyes of this user only. Its folder must be there.
    ///
    /// - Parameters:
    ///   - path: where the file is; SQLite keeps two more beside it (`-wal`, `-shm`) while it is open.
    ///   - limits: how much of what it does at a time.
    /// - Throws: `DatabaseFault.unavailable` with the path when the file cannot be opened or is no database.
    public init(path: String, limits: Limits = Limits()) async throws {
        pool = try await Self.onItsOwnThread { try Self.open(path, readers: max(1, limits.readers)) }
        writer = GroupedWriter(pool, limits.group, waiting: limits.waiting)
        patience = limits.patience
    }

    /// The changes committed so far, in how many groups, and how many wait: for the operator's figures.
    public var writeFigures: WriteFigures { writer.figures }

    /// Looks something up on one of the readers, in a deferred transaction of its own. Cancelling the task interrupts
    /// a lookup that is already running.
    public func read<T: Sendable>(
        _ work: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try gate.enter()
        defer { gate.leave() }
        do {
            return try await pool.read { try work(SQLiteConnection($0)) }
        } catch let error as DatabaseError {
            throw DatabaseFault(error, at: .transaction)
        }
    }

    /// Changes something in one of the writer's next groups.
    @discardableResult
    public func write<T: Sendable>(
        _ work: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try Task.checkCancellation()
        try gate.enter()
        defer { gate.leave() }
        let now = ContinuousClock.now
        let turn = Turn.current ?? Turn(since: now)
        return try await withCheckedThrowingContinuation { answer in
            writer.add(
                WaitingWrite(
                    turn: turn, deadline: now + patience,
                    perform: { connection in
                        let value = try work(connection)
                        return { answer.resume(returning: value) }
                    },
                    fail: { answer.resume(throwing: $0) }))
        }
    }

    /// Waits for all works, then closes the file and leaves it alone in its folder, without `-wal` and `-shm`.
    public func close() async throws {
        await gate.close()
        let pool = pool
        try await Self.onItsOwnThread {
            do {
                // The readers go first: the last connection to leave empties the WAL into the file and removes it,
                // and only the writer may.
                pool.releaseMemory()
                try pool.close()
            } catch let error as DatabaseError {
                throw DatabaseFault(error, at: .transaction)
            }
        }
    }

    private static func open(_ path: String, readers: Int) throws -> DatabasePool {
        if !FileManager.default.fileExists(atPath: path) {
            // SQLite would make it readable for everybody on the machine, and gives its other files the same rights.
            guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            else { throw DatabaseFault(.unavailable, "cannot create \(path): is its folder there, and writable?") }
        }
        var configuration = Configuration()
        configuration.label = "saar"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = readers
        // The writer begins and ends transactions by itself; without this GRDB would end the process when a rollback
        // fails. The writer looks for what was left open before each group instead.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            // Nothing of what people wrote goes into files in /tmp.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                // Only now: on opening GRDB sets NORMAL, by which a commit may be lost with the power.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // A burst makes the WAL grow; afterwards it is cut to this size again.
                try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            }
            return pool
        } catch let error as DatabaseError {
            let fault = DatabaseFault(error, at: .transaction)
            throw DatabaseFault(.unavailable, "cannot open \(path): \(fault.message)")
        }
    }

    /// Opening and closing wait for the disk and for locks, which no thread of Swift's small pool may do.
    private static func onItsOwnThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { answer in
            DispatchQueue(label: "saar.sqlite.open-and-close").async {
                answer.resume(with: Result { try work() })
            }
        }
    }
}
