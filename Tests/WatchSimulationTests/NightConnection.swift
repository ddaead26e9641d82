import GRDBSQLite
@testable import WatchStore

/// One connection to SQLite by its own functions, which keeps every statement prepared, each length of a list on its own: a
/// night asks the same few thousands again and again.
final class NightConnection: Connection {
    /// A prepared statement.
    private struct Statement {
        let handle: OpaquePointer
        let columns: [String]
    }

    /// Has SQLite copy what is bound: it is gone when the statement runs.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    init() throws {
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(
            ":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else { throw DatabaseFault(.unavailable, "SQLite \(code) on opening") }
        handle = opened
        for pragma in ["PRAGMA foreign_keys = ON", "PRAGMA temp_store = MEMORY"] { try execute(pragma) }
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement.handle) }
        sqlite3_close_v2(handle)
    }

    /// Whether what was begun has neither been kept nor given up.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs a statement without values.
    func execute(_ text: String) throws {
        let statement = try statement(text)
        defer { sqlite3_reset(statement.handle) }
        while try step(statement, text) {}
    }

    func rows(_ sql: SQL) throws -> [Row] {
        let text = sql.unnumberedText
        let statement = try bound(sql, text)
        defer { sqlite3_reset(statement.handle) }
        var rows: [Row] = []
        while try step(statement, text) {
            var values: [SQLValue?] = []
            values.reserveCapacity(statement.columns.count)
            var column: Int32 = 0
            while column < statement.columns.count {
                values.append(NightConnection.value(statement.handle, column))
                column += 1
            }
            rows.append(Row(columns: statement.columns, values: values))
        }
        return rows
    }

    func run(_ sql: SQL) throws -> Int {
        let text = sql.unnumberedText
        let statement = try bound(sql, text)
        defer { sqlite3_reset(statement.handle) }
        let before = sqlite3_total_changes(handle)
        while try step(statement, text) {}
        // SQLite leaves the count of the statement before in place when this one changes nothing.
        return sqlite3_total_changes(handle) == before ? 0 : Int(sqlite3_changes(handle))
    }

    // MARK: statements

    private func statement(_ text: String) throws -> Statement {
        if let statement = statements[text] { return statement }
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw fault(code, text) }
        let columns = (0..<sqlite3_column_count(prepared)).map { String(cString: sqlite3_column_name(prepared, $0)) }
        let statement = Statement(handle: prepared, columns: columns)
        statements[text] = statement
        return statement
    }

    /// A statement with its values. That they hold nothing which SQLite would change, the drivers see to; nobody types in a
    /// night.
    private func bound(_ sql: SQL, _ text: String) throws -> Statement {
        let statement = try statement(text)
        var place: Int32 = 0
        for value in sql.values {
            place += 1
            let code = NightConnection.bind(value, statement.handle, place)
            guard code == SQLITE_OK else { throw fault(code, text) }
        }
        return statement
    }

    private static func bind(_ value: SQLValue, _ handle: OpaquePointer, _ place: Int32) -> Int32 {
        switch value {
        case .integer(let number): sqlite3_bind_int64(handle, place, number)
        case .real(let number): sqlite3_bind_double(handle, place, number)
        case .text(let text): sqlite3_bind_text(handle, place, text, -1, copied)
        case .boolean(let truth): sqlite3_bind_int64(handle, place, truth ? 1 : 0)
        case .bytes(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(handle, place, 0)
        case .bytes(let bytes): sqlite3_bind_blob(handle, place, bytes, Int32(bytes.count), copied)
        case .null: sqlite3_bind_null(handle, place)
        }
    }

    private static func value(_ handle: OpaquePointer, _ column: Int32) -> SQLValue? {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT: return sqlite3_column_text(handle, column).map { .text(String(cString: $0)) }
        case SQLITE_BLOB:
            let count = Int(sqlite3_column_bytes(handle, column))
            guard let bytes = sqlite3_column_blob(handle, column) else { return .bytes([]) }
            return .bytes([UInt8](UnsafeRawBufferPointer(start: bytes, count: count)))
        default: return nil
        }
    }

    /// - Returns: whether there is another row.
    private func step(_ statement: Statement, _ text: String) throws -> Bool {
        let code = sqlite3_step(statement.handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw fault(code, text)
        }
    }

    private func fault(_ code: Int32, _ text: String) -> DatabaseFault {
        DatabaseFault(
            code == SQLITE_CONSTRAINT ? .constraint : .other,
            "SQLite \(code), \(String(cString: sqlite3_errmsg(handle))) in: \(text)")
    }
}
