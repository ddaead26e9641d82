import Foundation
import Synchronization
import Testing
import WatchPostgres
import WatchSQLite
import WatchStore

/// The databases that every test of the store runs on. A new driver becomes a case here, and all of them run on it.
enum DatabaseUnderTest: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, postgres

    var testDescription: String { rawValue }
}

/// A place for one test's data that nothing else knows of, gone after the test.
final class TemporaryDatabase: Sendable {
    let kind: DatabaseUnderTest
    let folder: URL

    private let opened = Mutex<[any Database]>([])
    /// In PostgreSQL each test has a schema of its own.
    private let schema = "t" + UUID().uuidString.lowercased().replacing("-", with: "")

    init(_ kind: DatabaseUnderTest = .sqlite) throws {
        self.kind = kind
        folder = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Where the SQLite file is.
    var path: String { folder.appending(path: "saar.db").path }

    /// Opens the data, each time with connections of its own, as another server would.
    func open() async throws -> any Database {
        let database: any Database =
            switch kind {
            case .sqlite: try await SQLiteDatabase(path: path, limits: Self.patientLimits)
            case .postgres: try await openPostgres()
            }
        opened.withLock { $0.append(database) }
        return StatementBook.current.map { RecordedDatabase(database: database, book: $0) } ?? database
    }

    /// However slow the machine is: how long to wait is not what the contract is about.
    private static let patience = Duration.seconds(60)

    /// What a test opens SQLite with.
    static var patientLimits: SQLiteDatabase.Limits {
        var limits = SQLiteDatabase.Limits()
        limits.patience = patience
        return limits
    }

    private func openPostgres() async throws -> any Database {
        let database = try await connect()
        // A test may open its data more than once, as several servers would.
        if opened.withLock({ $0.isEmpty }) {
            let schema = schema
            try await database.write { connection in
                _ = try connection.run(SQL(stringLiteral: "CREATE SCHEMA \(schema)"))
            }
        }
        return database
    }

    private func connect() async throws -> PostgresDatabase {
        var limits = PostgresDatabase.Limits()
        limits.patience = Self.patience
        return PostgresDatabase(url: try await PostgresServer.running().url(schema: schema), limits: limits)
    }

    /// Closes everything that was opened, and removes the data.
    func remove() async throws {
        for database in opened.withLock({ $0 }) {
            try await database.close()
        }
        if kind == .postgres {
            let schema = schema
            let last = try await connect()
            try await last.write { connection in
                _ = try connection.run(SQL(stringLiteral: "DROP SCHEMA IF EXISTS \(schema) CASCADE"))
            }
            try await last.close()
        }
        try FileManager.default.removeItem(at: folder)
    }
}

/// Runs a test on a fresh database, with these migrations applied, and removes it whatever happens.
func withDatabase<T: Sendable>(
    _ kind: DatabaseUnderTest = .sqlite, migrations: [Migration] = [],
    _ test: (any Database, TemporaryDatabase) async throws -> T
) async throws -> T {
    let place = try TemporaryDatabase(kind)
    let outcome: Result<T, any Error>
    do {
        let database = try await place.open()
        if !migrations.isEmpty {
            try await Migrator(database, migrations).migrate(at: 0)
        }
        outcome = .success(try await test(database, place))
    } catch {
        outcome = .failure(error)
    }
    try await place.remove()
    return try outcome.get()
}

/// Holds a work inside the database until the test says go: tests wait for conditions, never for time.
struct Turnstile: Sendable {
    private let arrived = AsyncStream.makeStream(of: Void.self)
    private let go = DispatchSemaphore(value: 0)

    /// Called by the work, on a thread of the database.
    func passWhenTold() {
        arrived.continuation.yield()
        go.wait()
    }

    /// Returns once the work stands here.
    func someoneWaits() async {
        for await _ in arrived.stream { return }
    }

    func letPass() {
        go.signal()
    }
}
