import CPostgres
import WatchStore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A line to the server: bytes go out, results come back, nothing waits beyond the deadline. Used on one thread.
///
/// Statements are gathered (libpq's pipeline mode) and go out together when somebody waits for an answer; the first that
/// fails stops all that were sent with it. `PostgresLink+Transaction` is what a work sees of it.
final class PostgresLink {
    let connection: OpaquePointer
    /// Statements that the server keeps prepared for this line, by their text.
    private var prepared: [String: String] = [:]
    private var lastName = 0
    /// More are not kept: texts of the program are few, and a leak of them would be a mistake.
    private static let mostPrepared = 500

    /// What has been sent and not been answered yet, in order.
    private var sent: [Sent] = []
    /// The answer to the first of them, as far as it has come.
    private var half: Held?
    private var isBroken = false
    /// The deadline came before an answer: what was asked is still to be answered.
    private(set) var isLate = false

    var deadline = ContinuousClock.now
    /// How long a work may take here.
    let patience: Duration
    /// The transaction's beginning, not sent yet: it travels with the first statement.
    var beginning: [SQL] = []
    /// What became of this transaction, if it went wrong.
    var failure: Failure?
    /// The commit is on its way, and no answer to it has come.
    var isCommitting = false

    /// Something sent, whose answer comes in its turn.
    private enum Sent {
        case preparation(of: String)
        /// Only whether it worked.
        case unread(text: String)
        case wanted(text: String)
        /// A commit of what has changed nothing.
        case forgotten
        /// Here all that came before is answered; after a failure, the server listens again from here on.
        case end
    }

    /// Why a transaction came to nothing.
    struct Failure {
        let fault: DatabaseFault
        /// Whether the same work may succeed the next time, and nothing of it was kept.
        let mayPass: Bool
    }

    static let broken = DatabaseFault(.unavailable, "the line to PostgreSQL broke")
    /// Not libpq's own words: they name host and user.
    static let lost = DatabaseFault(.unavailable, "PostgreSQL cannot be reached, or does not let us in")
    private static let silent = DatabaseFault(.unavailable, "PostgreSQL did not answer in time")

    /// A line that is ready for works.
    ///
    /// - Parameter isToCheck: whether it is not known yet that sessions are kept for whoever opened them.
    /// - Throws: `lost` when the server cannot be reached or lets nobody in, `shared` when a pooler gives sessions away.
    convenience init(url: String, patience: Duration, isToCheck: Bool) throws {
        try self.init(to: url, patience)
        // Before anything is said that stays with the session: in a shared one, others would find it.
        if isToCheck { try checkSession(url, patience) }
        try settle(patience)
    }

    /// A line on which nothing has been said yet.
    init(to url: String, _ patience: Duration) throws {
        // `dbname` takes the whole URL when the last parameter says so; what stands in the URL wins. The time is for
        // each host of it.
        let settings = [
            ("connect_timeout", "2"), ("tcp_user_timeout", String(patience.milliseconds)), ("keepalives_idle", "5"),
            ("keepalives_interval", "1"), ("keepalives_count", "3"), ("application_name", "saar"),
            ("client_encoding", "UTF8"), ("dbname", url),
        ]
        let made = settings.map(\.0).withCStrings { names in
            settings.map(\.1).withCStrings { values in PQconnectdbParams(names, values, 1) }
        }
        guard let made else { throw DatabaseFault(.unavailable, "libpq has no memory") }
        self.patience = patience
        connection = made
        // From here on the line is hung up by `deinit`.
        PQsetNoticeProcessor(made, { _, _ in }, nil)
        guard PQstatus(made) == CONNECTION_OK, PQsetnonblocking(made, 1) == 0, PQenterPipelineMode(made) == 1 else {
            throw PostgresLink.lost
        }
        deadline = .now + .seconds(2)
    }

    deinit {
        // Hanging up must not wait for a server that has not answered.
        if isBroken || isLate { _ = shutdown(PQsocket(connection), CInt(SHUT_RDWR)) }
        PQfinish(connection)
    }

    /// Whether it can be used for more.
    var isGood: Bool { !isBroken && !isLate && PQstatus(connection) == CONNECTION_OK }

    /// How the server is to treat a line whose other end has died or sleeps: it lets go of a group's lock within
    /// seconds. Said after connecting rather than in the first packet, which poolers between us refuse.
    private func settle(_ patience: Duration) throws {
        let whole = patience.milliseconds
        // Who waits for a lock gets it from one who sleeps, before their own time is over.
        let lock = String(max(whole * 3 / 4, whole - 500))
        let sleep = String(max(whole / 2, whole - 1_000))
        let patience = String(whole)
        let settings: SQL = """
            SELECT set_config('statement_timeout', \(patience), FALSE), set_config('lock_timeout', \(lock), FALSE),
                set_config('idle_in_transaction_session_timeout', \(sleep), FALSE),
                set_config('tcp_user_timeout', \(patience), FALSE), set_config('tcp_keepalives_idle', '5', FALSE),
                set_config('tcp_keepalives_interval', '1', FALSE), set_config('tcp_keepalives_count', '3', FALSE)
            """
        try put(settings, isRead: false)
        _ = try exchange()
        // Not every system can do this: then the server notices later that nobody waits for a statement any more.
        try put("SELECT set_config('client_connection_check_interval', '1000', FALSE)", isRead: false)
        do { _ = try exchange() } catch { if !isGood { throw error } }
    }

    // MARK: out

    /// Puts a statement behind those that wait to be sent.
    func put(_ sql: SQL, isRead: Bool) throws {
        try sql.checkValues()
        let text = sql.text
        let values = sql.values.map(PostgresValue.init)
        var name = prepared[text]
        if name == nil, sql.isReusable, prepared.count < PostgresLink.mostPrepared {
            lastName += 1
            let new = "s\(lastName)"
            let types = values.map(\.type)
            guard PQsendPrepare(connection, new, text, CInt(types.count), types) == 1 else { throw lose() }
            sent.append(.preparation(of: text))
            prepared[text] = new
            name = new
        }
        let isSent = values.withParameters { types, texts in
            let count = CInt(values.count)
            return if let name {
                PQsendQueryPrepared(connection, name, count, texts, nil, nil, 0)
            } else {
                PQsendQueryParams(connection, text, count, types, texts, nil, nil, 0)
            }
        }
        guard isSent == 1 else { throw lose() }
        sent.append(isRead ? .wanted(text: text) : .unread(text: text))
    }

    /// How many answers are outstanding.
    var outstanding: Int { sent.count }

    /// Puts what ends a lookup behind it: it travels with the next work on this line, or, when there is none, by
    /// `sendLast`; its answer is read before that one's.
    func putLast(_ sql: SQL) throws {
        try put(sql, isRead: false)
        sent[sent.count - 1] = .forgotten
    }

    /// Sends what the last work left behind, without waiting for the answer: nobody else comes for the time being.
    func sendLast() {
        guard isGood, case .forgotten? = sent.last else { return }
        deadline = .now + .seconds(1)
        do {
            try endBatch()
            try flush()
        } catch {
            abandon()
        }
    }

    func endBatch() throws {
        guard PQpipelineSync(connection) == 1 else { throw lose() }
        sent.append(.end)
    }

    // MARK: back

    /// Sends all that waits, and reads all answers, up to the last.
    ///
    /// - Parameter isUndoing: what is answered belongs to a transaction that nobody asks for any more.
    /// - Returns: the results of what is read, in order.
    /// - Throws: the first fault.
    func exchange(isUndoing: Bool = false) throws -> [Held] {
        try endBatch()
        try flush()
        return try hear(isUndoing: isUndoing)
    }

    /// Reads the answers to all that was sent. Where it is interrupted, it can be taken up again.
    private func hear(isUndoing: Bool) throws -> [Held] {
        var answers: [Held] = []
        var first: (fault: DatabaseFault, mayPass: Bool)?
        var heard = 0
        defer { sent.removeFirst(heard) }
        for item in sent {
            switch item {
            case .end:
                guard try next()?.use(PQresultStatus) == PGRES_PIPELINE_SYNC else { throw lose() }
            case .preparation(let text), .unread(let text), .wanted(let text):
                let result = try whole()
                if let fault = result.use({ PostgresAnswer.fault($0, in: text) }) {
                    if case .preparation = item { prepared[text] = nil }
                    if first == nil, !isUndoing { first = (fault, result.use(PostgresAnswer.mayPass)) }
                } else if case .wanted = item {
                    answers.append(result)
                }
            case .forgotten:
                let fault = try whole().use { PostgresAnswer.fault($0, in: "COMMIT") }
                // Then what came behind it was not heard.
                if let fault, first == nil, !isUndoing { first = (fault, true) }
            }
            heard += 1
        }
        // All is answered: whatever was in doubt is so no more.
        isCommitting = false
        if let first { throw fail(first.fault, mayPass: first.mayPass) }
        return answers
    }

    /// The result of one statement.
    private func whole() throws -> Held {
        while let result = try next() {
            // The first that failed is the one to tell.
            if half?.use(PostgresAnswer.isFine) ?? true { half = result }
        }
        guard let whole = half else { throw lose() }
        half = nil
        return whole
    }

    private func next() throws -> Held? {
        while PQisBusy(connection) == 1 { try wait() }
        return PQgetResult(connection).map(Held.init)
    }

    private func flush() throws {
        while true {
            switch PQflush(connection) {
            case 0: return
            case 1: try wait(toWrite: true)
            default: throw lose()
            }
        }
    }

    /// Waits until there is something to read, or room to write, but not for ever: a server that is stopped says
    /// nothing at all.
    private func wait(toWrite: Bool = false) throws {
        var left = CInt(clamping: (deadline - ContinuousClock.now).milliseconds)
        guard left > 0 else { throw loseSilent() }
        // What came in with a piece that was read before may lie in the TLS library, where no `poll` sees it.
        if PQsslInUse(connection) == 1 { left = min(left, 50) }
        var socket = pollfd(fd: PQsocket(connection), events: Int16(POLLIN | (toWrite ? POLLOUT : 0)), revents: 0)
        guard poll(&socket, 1, left) >= 0 || errno == EINTR else { throw lose() }
        guard PQconsumeInput(connection) == 1 else { throw lose() }
    }

    /// Whether a line that nobody used for a while still has its other end.
    func checkAlive() throws {
        var socket = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        // At most the last answer and the server's farewell.
        for _ in 0..<3 where isGood && poll(&socket, 1, 0) > 0 {
            guard PQconsumeInput(connection) == 1 else { throw lose() }
        }
        guard isGood else { throw lose() }
    }

    // MARK: the end of a line

    /// The line is of no use any more. Unless its commit was under way, nothing of the work was kept.
    private func lose() -> DatabaseFault {
        isBroken = true
        return fail(isCommitting ? PostgresLink.inDoubt : PostgresLink.broken, mayPass: !isCommitting)
    }

    /// Its answer would come to the next question: nothing more is asked before it is there, or the line is hung up.
    private func loseSilent() -> DatabaseFault {
        if isLate { isBroken = true }
        isLate = true
        return fail(isCommitting ? PostgresLink.inDoubt : PostgresLink.silent, mayPass: false)
    }

    /// How long an answer is waited for that nobody waits for any more. The server gives a statement up by then.
    private static let grace = Duration.seconds(1)

    /// Hears what is still to be answered after a deadline, and undoes the rest: a line that is hung up has to be opened
    /// anew, and where the load is the reason, that makes it worse. One that stays silent is of no use any more.
    func drain() {
        deadline = .now + PostgresLink.grace
        do {
            if case .end? = sent.last {} else { try endBatch() }
            try flush()
            _ = try hear(isUndoing: true)
        } catch {
            return abandon()
        }
        isLate = false
        undo()
    }

    /// The first that goes wrong is what is told.
    private func fail(_ fault: DatabaseFault, mayPass: Bool) -> DatabaseFault {
        let failure = failure ?? Failure(fault: fault, mayPass: mayPass)
        self.failure = failure
        return failure.fault
    }

    private static let inDoubt = DatabaseFault(
        .unavailable, "the line to PostgreSQL broke while it committed: whether it did is in doubt")

    /// Hangs up in the middle, which undoes whatever was under way.
    func abandon() { isBroken = true }
}

/// A result that is given back by itself.
final class Held {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    /// Uses the result while it is held: by itself it would be given back after its last mention.
    func use<T>(_ work: (OpaquePointer) throws -> T) rethrows -> T {
        try withExtendedLifetime(self) { try work(pointer) }
    }

    deinit { PQclear(pointer) }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}

extension [String] {
    /// The strings as C wants a list of them: with a null at its end.
    fileprivate func withCStrings(
        _ work: (UnsafePointer<UnsafePointer<CChar>?>) -> OpaquePointer?
    ) -> OpaquePointer? {
        let copies = map { strdup($0) }
        defer { copies.forEach { free($0) } }
        let pointers = copies.map { UnsafePointer($0) } + [nil]
        return pointers.withUnsafeBufferPointer { buffer in buffer.baseAddress.flatMap(work) }
    }
}
