import CPostgres
import WatchStore

/// A transaction on a line: what a work sees.
///
/// After the first statement that failed the server does nothing more for the transaction, and neither do we: whatever
/// follows fails with the same fault, and so does the end.
extension PostgresLink: Connection {
    func rows(_ sql: SQL) throws -> [Row] {
        try ask([sql])[0].use(PostgresAnswer.rows)
    }

    func rows(of questions: [SQL]) throws -> [[Row]] {
        guard !questions.isEmpty else { return [] }
        return try ask(questions).map { try $0.use(PostgresAnswer.rows) }
    }

    func run(_ sql: SQL) throws -> Int {
        try ask([sql])[0].use(PostgresAnswer.count)
    }

    func put(_ sql: SQL) throws {
        try checkFailure()
        try start()
        try put(sql, isRead: false)
        // Not without bound, however much a work writes.
        if outstanding >= 256 { _ = try exchange() }
    }

    private func ask(_ questions: [SQL]) throws -> [Held] {
        try checkFailure()
        try start()
        for question in questions { try put(question, isRead: true) }
        return try exchange()
    }

    private func checkFailure() throws {
        if let failure { throw failure.fault }
    }

    private func start() throws {
        let beginning = beginning
        self.beginning = []
        for statement in beginning { try put(statement, isRead: false) }
    }

    // MARK: its beginning and end

    /// So much less time the server need not be told of.
    private static let unsaid = Duration.milliseconds(250)

    /// What is to begin with the first statement.
    func begin(_ kind: PostgresTransaction, until deadline: ContinuousClock.Instant) throws {
        self.deadline = deadline
        failure = nil
        isCommitting = false
        beginning = [kind.begin]
        // Who has waited in the line has less time left than the server gives a statement by itself: it is told, and
        // gives it up when nobody waits for it any more.
        let left = ContinuousClock.now.duration(to: deadline)
        if left < patience - PostgresLink.unsaid {
            beginning.append("SELECT set_config('statement_timeout', \(String(max(1, left.milliseconds))), TRUE)")
        }
        try checkAlive()
    }

    /// Keeps what was done. The commit goes out with what has not been sent yet; that of a lookup, which keeps nothing,
    /// is not waited for.
    func end(_ kind: PostgresTransaction) throws {
        try checkFailure()
        guard beginning.isEmpty else { return }
        switch kind {
        case .lookup: try putLast("COMMIT")
        case .change:
            try put("COMMIT", isRead: true)
            isCommitting = true
            let answer = try exchange()
            let isKept = answer.first?.use { String(cString: PQcmdStatus($0)) == "COMMIT" } ?? false
            guard isKept else { throw DatabaseFault(.other, "PostgreSQL kept nothing of what it was told to keep") }
        }
    }

    /// Undoes it. What cannot be undone on a broken line is undone by the server when the line ends.
    func undo() {
        guard isGood, beginning.isEmpty else { return }
        do {
            // What is in the middle of a batch may have failed, and then nothing is heard up to the batch's end.
            if outstanding > 0 { try endBatch() }
            try put("ROLLBACK", isRead: false)
            _ = try exchange(isUndoing: true)
        } catch {
            abandon()
        }
        if PQtransactionStatus(connection) != PQTRANS_IDLE { abandon() }
    }
}
