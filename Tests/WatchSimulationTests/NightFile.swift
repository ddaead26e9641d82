import GRDB
import Watch
@testable import WatchSQLite
@testable import WatchStore

/// SQLite for nights: the driver's own connection and statements, in memory, and on the thread that asks.
///
/// Nothing ever runs at the same time in a night. The driver's pool of readers and its line before the writer would only carry
/// each piece of work from thread to thread, which takes longer than the work; they have tests of their own.
final class NightFile: WatchStore.Database {
    let dialect = Dialect.sqlite

    private let queue: DatabaseQueue

    init() throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        queue = try DatabaseQueue(configuration: configuration)
    }

    /// What a lookup writes all the same is gone afterwards, so that whoever rests on it is found.
    func read<T: Sendable>(
        _ work: @escaping @Sendable (any WatchStore.Connection) throws -> T
    ) async throws -> T {
        try Task.checkCancellation()
        return try perform("BEGIN", work, "ROLLBACK")
    }

    @discardableResult
    func write<T: Sendable>(
        _ work: @escaping @Sendable (any WatchStore.Connection) throws -> T
    ) async throws -> T {
        try Task.checkCancellation()
        return try perform("BEGIN IMMEDIATE", work, "COMMIT")
    }

    private func perform<T>(
        _ begin: String, _ work: (any WatchStore.Connection) throws -> T, _ end: String
    ) throws -> T {
        do {
            return try queue.inDatabase { database in
                try database.cachedStatement(sql: begin).execute()
                do {
                    let value = try work(SQLiteConnection(database, keepsAll: true))
                    try database.cachedStatement(sql: end).execute()
                    return value
                } catch {
                    try database.rollback()
                    throw error
                }
            }
        } catch let error as DatabaseError {
            throw DatabaseFault(error, at: .transaction)
        }
    }

    func close() async throws { try queue.close() }
}
