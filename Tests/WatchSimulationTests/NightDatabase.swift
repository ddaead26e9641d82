import WatchStore

/// The server is gone in the middle of what it did.
struct Died: Error {}

/// The database as one server sees it: before and after every step of it something may happen, the end of this server
/// among it.
final class NightDatabase: Database {
    private let database: any Database
    private let boundary: @Sendable () async throws -> Void

    /// - Parameter boundary: called before a piece of work is handed over, and once it is done; an error of it is all that
    ///   the server hears, whatever was done.
    init(_ database: any Database, boundary: @escaping @Sendable () async throws -> Void) {
        self.database = database
        self.boundary = boundary
    }

    var dialect: Dialect { database.dialect }

    func read<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await boundary()
        let value = try await database.read(work)
        try await boundary()
        return value
    }

    @discardableResult
    func write<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        try await boundary()
        let value = try await database.write(work)
        try await boundary()
        return value
    }

    func close() async throws {}
}
