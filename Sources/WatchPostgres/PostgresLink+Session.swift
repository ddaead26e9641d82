import CPostgres
import WatchStore

/// Whether the server keeps a session for this line alone.
///
/// What a line relies on belongs to its session: how long locks are waited for, statements that are prepared. A pooler
/// between us may lend one session to many lines, a transaction each (`pool_mode = transaction` of PgBouncer); then the
/// settings of one line would reach another, and statements would be missing. PostgreSQL cannot be asked about it, so it is
/// tried.
extension PostgresLink {
    /// What has to be changed by who looks after the pooler.
    static let shared = DatabaseFault(
        .unavailable,
        "the pooler before PostgreSQL gives sessions away between transactions; Saar needs its own: pool_mode = session"
    )

    /// How often it is tried: other lines through the same pooler may be at work in between.
    private static let rounds = 3

    /// - Throws: `shared` when the session is lent to others while this line has nothing under way.
    func checkSession(_ url: String, _ patience: Duration) throws {
        let own = try process()
        // A pooler makes up what it says of the process when a line opens.
        guard own != Int64(PQbackendPID(connection)) else { return }
        let other = try PostgresLink(to: url, patience)
        for _ in 0..<PostgresLink.rounds {
            try other.open()
            let isShared = try other.process() == own || process() != own
            try other.say("ROLLBACK")
            if isShared { throw PostgresLink.shared }
        }
    }

    private func open() throws {
        do { try say("BEGIN") } catch {
            // The line just opened: who refuses a transaction on it lends sessions for a statement each.
            throw PostgresLink.shared
        }
    }

    /// The number of the server's process that answers.
    private func process() throws -> Int64 {
        try put("SELECT pg_backend_pid() AS process", isRead: true)
        let text = try exchange().first.map { answer in
            answer.use { PQgetvalue($0, 0, 0).map { String(cString: $0) } }
        }
        guard let number = text?.flatMap(Int64.init) else { throw PostgresLink.broken }
        return number
    }

    private func say(_ sql: SQL) throws {
        try put(sql, isRead: false)
        _ = try exchange()
    }
}
