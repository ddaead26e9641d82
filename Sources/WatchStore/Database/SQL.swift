/// One statement, or a piece of one, with its values beside it.
///
/// Written as a string literal. What is interpolated is bound, never pasted, so that no text of a resident can ever
/// become a command:
///
/// ```swift
/// let sql: SQL = "SELECT id FROM groups WHERE slug = \(slug) AND approved = \(true)"
/// sql.text    // SELECT id FROM groups WHERE slug = $1 AND approved = $2
/// sql.values  // [.text(slug), .boolean(true)]
/// ```
///
/// Each value has its own number, in order of appearance: the first is always `$1`, and no number appears twice.
public struct SQL: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// The text around the values: always one piece more than there are values.
    private var pieces: [String]

    /// The values for `$1`, `$2` and so on.
    public private(set) var values: [SQLValue]

    /// Whether the text is the same each time this place in the program is passed, so that a driver may keep it
    /// prepared. A list makes the text as long as itself, and then keeping every length would only fill the memory.
    public fileprivate(set) var isReusable: Bool

    /// The text with `$1…$n` where the values go. It holds no value, so it may be logged.
    public var text: String {
        var text = pieces[0]
        for (index, piece) in pieces.dropFirst().enumerated() {
            text += "$"
            text += String(index + 1)
            text += piece
        }
        return text
    }

    /// The same with a plain `?` where the values go, for a driver to which a number would be a name.
    public var unnumberedText: String { pieces.joined(separator: "?") }

    /// A statement without values.
    public init(stringLiteral value: String) {
        pieces = [value]
        values = []
        isReusable = true
    }

    /// What the compiler makes of a literal with values in it.
    public init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    fileprivate mutating func append(text: String) {
        pieces[pieces.count - 1] += text
    }

    fileprivate mutating func append(value: SQLValue) {
        values.append(value)
        pieces.append("")
    }

    fileprivate mutating func append(_ other: SQL) {
        append(text: other.pieces[0])
        pieces += other.pieces.dropFirst()
        values += other.values
        isReusable = isReusable && other.isReusable
    }

    /// Collects the pieces of a literal and the values between them.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql: SQL = ""

        /// Called by the compiler.
        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.pieces.reserveCapacity(interpolationCount + 1)
            sql.values.reserveCapacity(interpolationCount)
        }

        /// Text that stands in the program.
        public mutating func appendLiteral(_ literal: String) {
            sql.append(text: literal)
        }

        /// `\(value)`: binds a value.
        public mutating func appendInterpolation<T: SQLBindable>(_ value: T) {
            sql.append(value: value.sqlValue)
        }

        /// `\(value)`: binds a value or, when there is none, NULL of its type.
        public mutating func appendInterpolation<T: SQLBindable>(_ value: T?) {
            sql.append(value: value?.sqlValue ?? .null(T.sqlType))
        }

        /// `\(list: ids)`: a list in parentheses for `IN` and `NOT IN`, right also when it is empty (then nothing is
        /// in it, and everything is not). At most 32,000 values fit in one statement.
        public mutating func appendInterpolation<T: SQLBindable>(list: [T]) {
            sql.isReusable = false
            guard let first = list.first else {
                // `(NULL)` would make NOT IN true for nobody. The cast is for PostgreSQL, which compares types even
                // where there is nothing to compare.
                sql.append(text: "(SELECT CAST(NULL AS \(T.sqlType.castName)) WHERE FALSE)")
                return
            }
            sql.append(text: "(")
            sql.append(value: first.sqlValue)
            for value in list.dropFirst() {
                sql.append(text: ", ")
                sql.append(value: value.sqlValue)
            }
            sql.append(text: ")")
        }

        /// `\(sql: condition)`: another piece with its values, which are numbered anew.
        public mutating func appendInterpolation(sql other: SQL) {
            sql.append(other)
        }

        /// `\(raw: "DESC")`: text as it is. Only text that stands in the program is taken.
        public mutating func appendInterpolation(raw: StaticString) {
            sql.append(text: raw.description)
        }
    }
}

extension SQL: CustomStringConvertible, CustomDebugStringConvertible {
    /// The text without the values, so that a statement in a log says nothing about anybody.
    public var description: String { text }
    /// The same: values stay out of a debugger's log, too.
    public var debugDescription: String { text }
}

extension SQL {
    /// Refuses what one of the databases would silently change: SQLite cuts text at U+0000 and makes NULL of
    /// not-a-number, PostgreSQL refuses the one and keeps the other. Every driver calls this before it binds.
    public func checkValues() throws(DatabaseFault) {
        for (index, value) in values.enumerated() {
            switch value {
            case .text(var value) where value.withUTF8({ $0.contains(0) }):
                throw DatabaseFault(.other, "text may not contain U+0000: $\(index + 1) of \(text)")
            case .real(let number) where number.isNaN:
                throw DatabaseFault(.other, "not a number: $\(index + 1) of \(text)")
            default:
                continue
            }
        }
    }
}

extension [SQL] {
    /// The pieces one after another, as for the rows of a long `INSERT … VALUES (…), (…)`.
    public func joined(separator: StaticString) -> SQL {
        var all: SQL = ""
        for (index, piece) in enumerated() {
            if index > 0 {
                all.append(text: separator.description)
            }
            all.append(piece)
        }
        // As with a list, the text is as long as what came in.
        all.isReusable = false
        return all
    }
}

extension SQLType {
    /// The type's name in a CAST of NULL, where SQLite takes any name.
    fileprivate var castName: String {
        switch self {
        case .bigint: "BIGINT"
        case .double: "DOUBLE PRECISION"
        case .text: "TEXT"
        case .boolean: "BOOLEAN"
        case .bytes: "BYTEA"
        }
    }
}
