import GRDBSQLite
import Synchronization
@testable import WatchStore

/// SQLite for nights, without its driver: in memory, and on the thread that asks.
///
/// Nothing ever runs at the same time in a night. The driver's pool of readers and its line before the writer would only carry
/// each piece of work from thread to thread, which takes longer than the work, and so does what makes it a comfort to others;
/// it has tests of its own.
final class NightFile: WatchStore.Database {
    let dialect = Dialect.sqlite

    private let connection: Mutex<NightConnection>

    init() throws {
        connection = Mutex(try NightConnection())
    }

    /// What a lookup writes all the same is gone afterwards, so that whoever rests on it is found.
    func read<T: Sendable>(
        _ work: @escaping @Sendable (any WatchStore.Connection) throws -> T
    ) async throws -> T {
        try perform("BEGIN", work, "ROLLBACK")
    }

    @discardableResult
    func write<T: Sendable>(
        _ work: @escaping @Sendable (any WatchStore.Connection) throws -> T
    ) async throws -> T {
        try perform("BEGIN IMMEDIATE", work, "COMMIT")
    }

    private func perform<T: Sendable>(
        _ begin: String, _ work: @Sendable (any WatchStore.Connection) throws -> T, _ end: String
    ) throws -> T {
        try Task.checkCancellation()
        return try connection.withLock { connection in
            try connection.execute(begin)
            do {
                let value = try work(connection)
                try connection.execute(end)
                return value
            } catch {
                // SQLite may have given the transaction up by itself.
                if connection.isInTransaction { try connection.execute("ROLLBACK") }
                throw error
            }
        }
    }

    /// Its memory goes with it.
    func close() async throws {}
}
