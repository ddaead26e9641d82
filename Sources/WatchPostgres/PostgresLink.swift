import CPostgres
import WatchStore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A line to the server: statements go out, rows come back. Used on one thread.
final class PostgresLink: Connection {
    private let connection: OpaquePointer
    private let patience: Duration
    /// Statements that the server keeps prepared for this line, by their text.
    private var prepared: [String: String] = [:]
    /// More are not kept: texts of the program are few, and a leak of them would be a mistake.
    private static let mostPrepared = 500

    /// - Throws: `unavailable` when the server cannot be reached or lets nobody in.
    init(url: String, patience: Duration) throws {
        let seconds = String(max(2, patience.components.seconds))
        let milliseconds = String(patience.components.seconds * 1_000)
        // `dbname` takes the whole URL when the last parameter says so; what stands in the URL wins.
        let settings = [
            ("connect_timeout", seconds), ("tcp_user_timeout", milliseconds), ("keepalives_idle", "5"),
            ("keepalives_interval", "1"), ("keepalives_count", "3"), ("application_name", "saar"),
            ("client_encoding", "UTF8"), ("dbname", url),
        ]
        let made = settings.map(\.0).withCStrings { names in
            settings.map(\.1).withCStrings { values in PQconnectdbParams(names, values, 1) }
        }
        guard let made else { throw DatabaseFault(.unavailable, "libpq has no memory") }
        guard PQstatus(made) == CONNECTION_OK else {
            PQfinish(made)
            // Not libpq's own words: they name host and user.
            throw DatabaseFault(.unavailable, "PostgreSQL cannot be reached, or does not let us in")
        }
        connection = made
        self.patience = patience
    }

    deinit { PQfinish(connection) }

    /// Whether it can be used for more.
    var isGood: Bool { PQstatus(connection) == CONNECTION_OK }

    /// `BEGIN` and its like.
    func command(_ text: String) throws {
        guard PQsendQuery(connection, text) == 1 else { throw PostgresLink.broken }
        _ = try answer(to: "transaction", isTransaction: true)
    }

    func rows(_ sql: SQL) throws -> [Row] { try send(sql).use(PostgresAnswer.rows) }

    func run(_ sql: SQL) throws -> Int { try send(sql).use(PostgresAnswer.count) }

    // MARK: there and back

    private func send(_ sql: SQL) throws -> Held {
        try sql.checkValues()
        let values = sql.values.map(PostgresValue.init)
        let text = sql.text
        guard sql.isReusable, let name = try name(of: text, values) else {
            let sent = values.withParameters { types, texts in
                PQsendQueryParams(connection, text, CInt(values.count), types, texts, nil, nil, 0)
            }
            guard sent == 1 else { throw PostgresLink.broken }
            return try answer(to: text)
        }
        let sent = values.withParameters { _, texts in
            PQsendQueryPrepared(connection, name, CInt(values.count), texts, nil, nil, 0)
        }
        guard sent == 1 else { throw PostgresLink.broken }
        return try answer(to: text)
    }

    /// The statement's name on this line, prepared the first time; nil when enough are kept.
    private func name(of text: String, _ values: [PostgresValue]) throws -> String? {
        if let name = prepared[text] { return name }
        guard prepared.count < PostgresLink.mostPrepared else { return nil }
        let name = "s\(prepared.count)"
        let types = values.map(\.type)
        guard PQsendPrepare(connection, name, text, CInt(types.count), types) == 1 else { throw PostgresLink.broken }
        _ = try answer(to: text)
        prepared[text] = name
        return name
    }

    private static let broken = DatabaseFault(.unavailable, "the line to PostgreSQL broke")

    /// Waits for the whole answer, but not for ever: a server that is stopped says nothing at all.
    private func answer(to text: String, isTransaction: Bool = false) throws -> Held {
        let end = ContinuousClock.now + patience
        var last: Held?
        while true {
            while PQisBusy(connection) == 1 { try waitForInput(until: end) }
            guard let result = PQgetResult(connection) else { break }
            let held = Held(result)
            // The first that failed is the one to tell.
            if last?.use(PostgresAnswer.isFine) ?? true { last = held }
        }
        guard let last else { throw PostgresLink.broken }
        let fault = last.use { PostgresAnswer.fault($0, in: text, isTransaction: isTransaction) }
        if let fault { throw isGood ? fault : PostgresLink.broken }
        return last
    }

    private func waitForInput(until end: ContinuousClock.Instant) throws {
        let left = end - ContinuousClock.now
        let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000
        var socket = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        let ready = milliseconds > 0 ? poll(&socket, 1, CInt(clamping: milliseconds)) : 0
        if ready == 0 {
            // The line is of no use any more: its answer would come to the next question.
            _ = shutdown(PQsocket(connection), CInt(SHUT_RDWR))
            _ = PQconsumeInput(connection)
            throw DatabaseFault(.unavailable, "PostgreSQL did not answer in time")
        }
        guard PQconsumeInput(connection) == 1 else { throw PostgresLink.broken }
    }
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
