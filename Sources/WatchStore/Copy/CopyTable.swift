import Watch

/// A table as the database itself describes it, and the statements by which its rows are brought over. One text for both
/// databases; which tables and columns there are is never written down here.
struct CopyTable: Sendable, Equatable {
    /// A column and what it holds.
    struct Column: Sendable, Equatable {
        let name: CopyName
        let type: SQLType
    }

    let name: CopyName
    /// From left to right.
    let columns: [Column]
    /// The places of the primary key's columns among `columns`, in the key's order.
    let key: [Int]

    /// The key of a row.
    func key(of row: [SQLValue]) -> [SQLValue] { key.map { row[$0] } }

    /// As many rows as one statement can carry, but no more than `wish`: SQLite takes 32,766 values.
    func rows(wish: Int) -> Int { max(1, min(wish, 32_000 / columns.count)) }

    // MARK: statements

    /// How many rows there are, as `count`.
    var count: SQL { "SELECT COUNT(*) AS count FROM \(sql: name.sql)" }

    /// The next rows after a key, in the order of this database's own key: it need not be the order of the other one.
    func slice(after key: [SQLValue]?, limit: Int) -> SQL {
        let beginning: SQL = "SELECT \(sql: columnNames) FROM \(sql: name.sql)"
        let end: SQL = "ORDER BY \(sql: keyNames) LIMIT \(limit)"
        guard let key else { return "\(sql: beginning) \(sql: end)" }
        return "\(sql: beginning) WHERE (\(sql: keyNames)) > \(sql: Self.values(key)) \(sql: end)"
    }

    /// The rows with these keys, as far as they are there.
    func find(_ keys: [[SQLValue]]) -> SQL {
        "SELECT \(sql: columnNames) FROM \(sql: name.sql) WHERE (\(sql: keyNames)) IN (VALUES \(sql: Self.list(keys)))"
    }

    /// Makes these rows be there as they are here, whatever was there under their keys.
    func put(_ rows: [[SQLValue]]) -> SQL {
        let rest = columns.indices.filter { !key.contains($0) }.map { columns[$0].name.sql }
        let action: SQL =
            rest.isEmpty
            ? "NOTHING" : "UPDATE SET \(sql: rest.map { "\(sql: $0) = excluded.\(sql: $0)" }.joined(separator: ", "))"
        return """
            INSERT INTO \(sql: name.sql) (\(sql: columnNames)) VALUES \(sql: Self.list(rows))
            ON CONFLICT (\(sql: keyNames)) DO \(sql: action)
            """
    }

    /// Removes the rows with these keys.
    func remove(_ keys: [[SQLValue]]) -> SQL {
        "DELETE FROM \(sql: name.sql) WHERE (\(sql: keyNames)) IN (VALUES \(sql: Self.list(keys)))"
    }

    private var columnNames: SQL { columns.map(\.name.sql).joined(separator: ", ") }
    private var keyNames: SQL { key.map { columns[$0].name.sql }.joined(separator: ", ") }

    private static func list(_ rows: [[SQLValue]]) -> SQL { rows.map(values).joined(separator: ", ") }

    private static func values(_ row: [SQLValue]) -> SQL {
        "(\(sql: row.map { "\(CopiedValue(sqlValue: $0))" }.joined(separator: ", ")))"
    }

    // MARK: rows

    /// The rows of a `slice` or a `find`, each value as what its column holds: SQLite's 0 and 1 become false and true.
    ///
    /// - Throws: `CopyFault.value` where a column holds something else, or what the other database cannot hold.
    func rows(_ answer: [Row]) throws -> [[SQLValue]] {
        try answer.map { row in
            try zip(columns, row.values).map { column, value in
                guard let value else { return .null(column.type) }
                if let reason = Self.reason(against: value, in: column) {
                    throw CopyFault.value(
                        table: name.text, column: column.name.text, key: keyWords(row.values), reason: reason)
                }
                return switch (column.type, value) {
                case (.boolean, .integer(let number)): .boolean(number == 1)
                case (.double, .integer(let number)): .real(Double(number))
                default: value
                }
            }
        }
    }

    private static func reason(against value: SQLValue, in column: Column) -> String? {
        switch (column.type, value) {
        case (.text, .text(let text)): text.utf8.contains(0) ? "the text holds U+0000" : nil
        case (.double, .real(let number)): number.isNaN ? "it is not a number" : nil
        case (.double, .integer(let number)): Int64(exactly: Double(number)) == number ? nil : "the number is too long"
        case (.boolean, .integer(let number)): number == 0 || number == 1 ? nil : "it is neither true nor false"
        case (.bigint, .integer), (.boolean, .boolean), (.bytes, .bytes): nil
        default: "it is not what the column is for"
        }
    }

    /// Which row it is, for the operator: ids and numbers as they are. Other text may be somebody's, and stays out.
    func keyWords(_ row: [SQLValue?]) -> String {
        key.map { index in
            switch row[index] {
            case .text(let text) where PersonId(text) != nil: "\(columns[index].name.text) \(text)"
            case .integer(let number): "\(columns[index].name.text) \(number)"
            default: "\(columns[index].name.text) …"
            }
        }
        .joined(separator: ", ")
    }
}

/// The name of a table or a column, from the catalogue of a database, as it may stand in a statement: small letters,
/// digits and underscores, so that no quotation mark can end it.
struct CopyName: Sendable, Hashable {
    let text: String

    /// Nil for every other name: none of Saar's tables has one.
    init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        guard isPlain, let first = text.utf8.first, !(0x30...0x39).contains(first), text.utf8.count < 64 else {
            return nil
        }
        self.text = text
    }

    var sql: SQL { SQL(stringLiteral: "\"\(text)\"") }
}

/// A value with its type in itself, as a statement takes it.
private struct CopiedValue: SQLBindable {
    /// Asked for only where there is no value, and there is always one: NULL says itself of which type it is.
    static var sqlType: SQLType { .text }

    let sqlValue: SQLValue
}
