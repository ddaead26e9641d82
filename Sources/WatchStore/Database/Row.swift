/// One row of an answer: values by the name of their column.
///
/// Each getter says what is expected there, and throws a `DatabaseFault` that names the column when something else is.
/// The getters ending in `IfPresent` give nil for NULL; the others refuse it. Where a name appears twice, the first
/// column of that name counts.
public struct Row: Sendable, Equatable {
    /// The names of the columns from left to right, shared by all rows of one answer.
    public let columns: [String]

    /// The values from left to right; nil is NULL.
    public let values: [SQLValue?]

    /// Made by a driver: as many values as names.
    public init(columns: [String], values: [SQLValue?]) {
        self.columns = columns
        self.values = values
    }

    /// A whole number, as whichever integer type is asked for; one that does not fit is refused.
    public func integer<I: FixedWidthInteger>(_ column: String, as type: I.Type = I.self) throws -> I {
        try present(integerIfPresent(column, as: type), column)
    }

    /// A whole number or nil.
    public func integerIfPresent<I: FixedWidthInteger>(_ column: String, as type: I.Type = I.self) throws -> I? {
        switch try value(column) {
        case nil: return nil
        case .integer(let number):
            guard let fitting = I(exactly: number) else { throw wrong(column, "a smaller number") }
            return fitting
        default: throw wrong(column, "a whole number")
        }
    }

    /// A floating point number. A whole number is taken, too, since SQLite yields one for `SUM` of nothing but those.
    public func real(_ column: String) throws -> Double {
        try present(realIfPresent(column), column)
    }

    /// A floating point number or nil.
    public func realIfPresent(_ column: String) throws -> Double? {
        switch try value(column) {
        case nil: return nil
        case .real(let number): return number
        case .integer(let number): return Double(number)
        default: throw wrong(column, "a number")
        }
    }

    /// Text.
    public func text(_ column: String) throws -> String {
        try present(textIfPresent(column), column)
    }

    /// Text or nil.
    public func textIfPresent(_ column: String) throws -> String? {
        switch try value(column) {
        case nil: return nil
        case .text(let text): return text
        default: throw wrong(column, "text")
        }
    }

    /// True or false. SQLite keeps them as 1 and 0.
    public func boolean(_ column: String) throws -> Bool {
        try present(booleanIfPresent(column), column)
    }

    /// True, false or nil.
    public func booleanIfPresent(_ column: String) throws -> Bool? {
        switch try value(column) {
        case nil: return nil
        case .boolean(let truth): return truth
        case .integer(0): return false
        case .integer(1): return true
        default: throw wrong(column, "true or false")
        }
    }

    /// Raw bytes.
    public func bytes(_ column: String) throws -> [UInt8] {
        try present(bytesIfPresent(column), column)
    }

    /// Raw bytes or nil.
    public func bytesIfPresent(_ column: String) throws -> [UInt8]? {
        switch try value(column) {
        case nil: return nil
        case .bytes(let bytes): return bytes
        default: throw wrong(column, "bytes")
        }
    }

    private func value(_ column: String) throws -> SQLValue? {
        // Rows are narrow: walking along the names is quicker than hashing one.
        guard let index = columns.firstIndex(of: column) else {
            throw DatabaseFault(
                .missing(column: column), "no column \(column) among \(columns.joined(separator: ", "))")
        }
        return values[index]
    }

    private func present<T>(_ value: T?, _ column: String) throws -> T {
        guard let value else {
            throw DatabaseFault(.wrongType(column: column), "column \(column) is NULL")
        }
        return value
    }

    private func wrong(_ column: String, _ expected: String) -> DatabaseFault {
        DatabaseFault(.wrongType(column: column), "column \(column) holds something else than \(expected)")
    }
}

extension Row: CustomStringConvertible, CustomDebugStringConvertible {
    /// The names of the columns; values stay out of every log.
    public var description: String { "Row(\(columns.joined(separator: ", ")))" }
    /// The same.
    public var debugDescription: String { description }
}
