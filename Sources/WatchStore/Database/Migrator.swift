/// Brings a database forward to the schema that this program needs, and refuses one that does not fit.
///
/// Which steps were applied is recorded in the table `schema_migrations`, each in the same transaction as its
/// statements: a step is there completely or not at all, also after a power cut.
public struct Migrator: Sendable {
    private let database: any Database
    private let migrations: [Migration]
    private let patience: Duration
    private let onWait: @Sendable (Int) -> Void

    /// A migrator for one database with all steps of this program, in order.
    ///
    /// - Parameters:
    ///   - patience: how long a step is tried again that others are in the way of.
    ///   - onWait: called with the number of a step each time somebody's open transaction was in its way.
    public init(
        _ database: any Database, _ migrations: [Migration], patience: Duration = .seconds(1_800),
        onWait: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.database = database
        self.migrations = migrations
        self.patience = patience
        self.onWait = onWait
    }

    /// Applies what is missing, one transaction a step, and says which numbers those were. Running it again does
    /// nothing; two servers may run it at the same moment.
    ///
    /// - Parameter milliseconds: now, in milliseconds since 1970, for the record.
    /// A database that is newer, but beside which this program may serve, is left as it is.
    ///
    /// - Throws: `MigrationFault` when the database is too new or a text was changed; then nothing was applied.
    @discardableResult
    public func migrate(at milliseconds: Int64) async throws -> [Int] {
        try checkList()
        try await createTable()
        let missing = try await missingMigrations()
        var applied: [Int] = []
        for migration in missing where try await apply(migration, at: milliseconds) {
            applied.append(migration.number)
        }
        return applied
    }

    /// Refuses a database that does not fit this program. A server calls it before it serves, and now and then while it
    /// does. Newer steps are taken where they say that this program may serve beside them: that is how servers are
    /// replaced one by one.
    ///
    /// - Throws: `MigrationFault.behind`, `.newer` or `.changed`.
    public func check() async throws {
        try checkList()
        let missing = try await missingMigrations()
        guard missing.isEmpty else { throw MigrationFault.behind(missing: missing.map(\.number)) }
    }

    private func checkList() throws {
        for (index, migration) in migrations.enumerated() {
            guard migration.number == index + 1 else {
                throw MigrationFault.malformed(number: migration.number, reason: "\(index + 1) is expected here")
            }
            guard migration.statements(for: database.dialect).allSatisfy(\.values.isEmpty) else {
                throw MigrationFault.malformed(number: migration.number, reason: "a statement carries values")
            }
        }
    }

    private func createTable() async throws {
        do {
            try await database.write { connection in
                _ = try connection.run(
                    """
                    CREATE TABLE IF NOT EXISTS schema_migrations (
                        number BIGINT PRIMARY KEY,
                        name TEXT NOT NULL,
                        digest TEXT NOT NULL,
                        applied_at BIGINT NOT NULL
                    )
                    """)
                // Beside it and not in it: the first programs wrote the table above as it is.
                _ = try connection.run(
                    """
                    CREATE TABLE IF NOT EXISTS schema_floors (number BIGINT PRIMARY KEY, serves_from BIGINT NOT NULL)
                    """)
            }
        } catch let fault as DatabaseFault where fault.kind == .constraint {
            // PostgreSQL: another server created it between the look and the creation. It is there now.
        }
    }

    /// What is not applied yet, after everything that is applied was found to fit.
    private func missingMigrations() async throws -> [Migration] {
        let (applied, floors) = try await appliedSteps()
        for (number, digest) in applied.sorted(by: { $0.key < $1.key }) {
            guard migrations.indices.contains(number - 1) else {
                guard let floor = floors[number], floor <= migrations.count else {
                    throw MigrationFault.newer(number: number)
                }
                continue
            }
            let migration = migrations[number - 1]
            guard migration.digest(for: database.dialect) == digest else {
                throw MigrationFault.changed(number: number, name: migration.name)
            }
        }
        return migrations.filter { applied[$0.number] == nil }
    }

    /// The digests of the steps that were applied, and from which program on others may serve beside them.
    private func appliedSteps() async throws -> (digests: [Int: String], floors: [Int: Int]) {
        let tables = database.dialect.tableNames
        return try await database.read { connection in
            // A new database has no such table, and asking it would be an error.
            let names = try connection.rows(tables).map { try $0.text("name") }
            func has(_ table: String) -> Bool { names.contains(table) }
            guard has("schema_migrations") else { return ([:], [:]) }
            let rows = try connection.rows("SELECT number, digest FROM schema_migrations")
            let digests: [Int: String] = try Dictionary(
                rows.map { (try $0.integer("number"), try $0.text("digest")) }, uniquingKeysWith: { first, _ in first })
            guard has("schema_floors") else { return (digests, [:]) }
            let floors: [Int: Int] = try Dictionary(
                connection.rows("SELECT number, serves_from FROM schema_floors").map { row in
                    (try row.integer("number"), try row.integer("serves_from"))
                }, uniquingKeysWith: { first, _ in first })
            return (digests, floors)
        }
    }

    /// Applies one step; false when another server was quicker.
    ///
    /// It never stands in line for a lock for long: all who read behind it would stand there with it. Between its tries
    /// those go on.
    private func apply(_ migration: Migration, at milliseconds: Int64) async throws -> Bool {
        let latest = ContinuousClock.now + patience
        while true {
            do {
                return try await tryApply(migration, at: milliseconds)
            } catch let fault as DatabaseFault where fault.kind == .busy && ContinuousClock.now < latest {
                onWait(migration.number)
                try await Task.sleep(for: .milliseconds(Int.random(in: 500...1_500)))
            }
        }
    }

    private func tryApply(_ migration: Migration, at milliseconds: Int64) async throws -> Bool {
        let statements = migration.statements(for: database.dialect)
        let digest = migration.digest(for: database.dialect)
        let shortLocks = database.dialect.shortLocks
        return try await database.write { connection in
            _ = try connection.rows(shortLocks)
            // The record comes first: a second server waits here for the first one, and then finds it done.
            let record = try connection.first(
                """
                INSERT INTO schema_migrations (number, name, digest, applied_at)
                VALUES (\(migration.number), \(migration.name), \(digest), \(milliseconds))
                ON CONFLICT DO NOTHING
                RETURNING number
                """)
            guard record != nil else { return false }
            for statement in statements {
                try connection.run(statement)
            }
            try connection.run(
                """
                INSERT INTO schema_floors (number, serves_from) VALUES (\(migration.number), \(migration.servesFrom))
                """)
            return true
        }
    }
}
