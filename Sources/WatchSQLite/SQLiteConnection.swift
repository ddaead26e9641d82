import Foundation
import GRDB
import WatchStore

/// One GRDB connection for the time of one work.
struct SQLiteConnection: Connection {
    private let database: GRDB.Database
    private let keepsAll: Bool

    /// - Parameter keepsAll: keeps statements prepared that hold a list, too, each length of it on its own: for who asks the same
    ///   few thousands of times. On a server there would be no end to them.
    init(_ database: GRDB.Database, keepsAll: Bool = false) {
        self.database = database
        self.keepsAll = keepsAll
    }

    func rows(_ sql: WatchStore.SQL) throws -> [WatchStore.Row] {
        let statement = try prepare(sql)
        do {
            var rows: [WatchStore.Row] = []
            let columns = statement.columnNames
            let cursor = try GRDB.Row.fetchCursor(statement)
            while let row = try cursor.next() {
                rows.append(WatchStore.Row(columns: columns, values: row.databaseValues.map(\.sqlValue)))
            }
            return rows
        } catch let error as DatabaseError {
            throw DatabaseFault(error, at: .execution(sql))
        }
    }

    func run(_ sql: WatchStore.SQL) throws -> Int {
        let statement = try prepare(sql)
        do {
            let before = database.totalChangesCount
            try statement.execute()
            // SQLite leaves the count of the statement before in place when this one changes nothing.
            return database.totalChangesCount == before ? 0 : database.changesCount
        } catch let error as DatabaseError {
            throw DatabaseFault(error, at: .execution(sql))
        }
    }

    /// The statement with its values. To SQLite `$1` is a name, and looking thousands of names up takes longer than the
    /// work itself: `SQL` numbers by appearance and never twice, so values go in by place.
    private func prepare(_ sql: WatchStore.SQL) throws -> Statement {
        try sql.checkValues()
        do {
            let text = sql.unnumberedText
            let statement =
                sql.isReusable || keepsAll
                ? try database.cachedStatement(sql: text) : try database.makeStatement(sql: text)
            try statement.setArguments(StatementArguments(sql.values.map(\.databaseValue)))
            return statement
        } catch let error as DatabaseError {
            throw DatabaseFault(error, at: .preparation(sql))
        }
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .boolean(let truth): truth.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        case .null: .null
        }
    }
}

extension DatabaseValue {
    fileprivate var sqlValue: SQLValue? {
        switch storage {
        case .null: nil
        case .int64(let number): .integer(number)
        case .double(let number): .real(number)
        case .string(let text): .text(text)
        case .blob(let data): .bytes([UInt8](data))
        }
    }
}

extension DatabaseFault {
    /// Where SQLite was when it failed: that decides what may be repeated of its message.
    enum Stage {
        /// Reading the statement, which holds no values.
        case preparation(WatchStore.SQL)
        /// Running it on values.
        case execution(WatchStore.SQL)
        /// Around statements: opening, beginning, committing.
        case transaction
    }

    init(_ error: DatabaseError, at stage: Stage) {
        let kind: Kind =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            case .SQLITE_CONSTRAINT: .constraint
            case .SQLITE_CANTOPEN, .SQLITE_CORRUPT, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_NOTADB,
                .SQLITE_PERM, .SQLITE_PROTOCOL, .SQLITE_READONLY:
                .unavailable
            default: .other
            }
        // A message of a constraint names columns only. Others may quote what they stumbled over (a search, a JSON
        // document), so of those only the number is told.
        let code = error.extendedResultCode
        switch stage {
        case .execution(let sql) where kind == .constraint:
            self.init(kind, "\(error.message ?? code.description) in: \(sql.text)")
        case .execution(let sql):
            self.init(kind, "SQLite \(code) in: \(sql.text)")
        case .preparation(let sql):
            self.init(kind, "\(error.message ?? code.description) in: \(sql.text)")
        case .transaction:
            self.init(kind, "SQLite \(code)")
        }
    }
}
