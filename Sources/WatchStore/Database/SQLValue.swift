/// The five kinds of value that a column can hold, named as both databases understand them.
///
/// A time is a `bigint` (milliseconds since 1970, UTC), an id and a JSON document are `text`.
public enum SQLType: Sendable, Equatable {
    /// A whole number of 64 bits: counts, sequences, times.
    case bigint
    /// A floating point number: coordinates, distances.
    case double
    /// Unicode text without U+0000.
    case text
    /// True or false.
    case boolean
    /// Raw bytes: digests, keys, encrypted content.
    case bytes
}

/// A value on its way into a statement. It always travels beside the statement's text, never inside it.
public enum SQLValue: Sendable, Equatable {
    /// A whole number.
    case integer(Int64)
    /// A floating point number.
    case real(Double)
    /// Text.
    case text(String)
    /// True or false.
    case boolean(Bool)
    /// Raw bytes.
    case bytes([UInt8])
    /// No value. PostgreSQL wants to know of which type, so it carries one.
    case null(SQLType)

    /// The type of the column that this value fits.
    public var type: SQLType {
        switch self {
        case .integer: .bigint
        case .real: .double
        case .text: .text
        case .boolean: .boolean
        case .bytes: .bytes
        case .null(let type): type
        }
    }
}

/// A type whose values can be written into a statement: `"… WHERE id = \(alert.id)"`.
///
/// The standard types conform. An enumeration with a raw value needs only the word:
/// `extension AlertKind: SQLBindable {}`.
public protocol SQLBindable {
    /// The type of column that holds this type, also when there is no value.
    static var sqlType: SQLType { get }
    /// This value as the database gets it.
    var sqlValue: SQLValue { get }
}

extension SQLBindable where Self: RawRepresentable, RawValue: SQLBindable {
    /// What holds the raw value, holds this.
    public static var sqlType: SQLType { RawValue.sqlType }
    /// The raw value.
    public var sqlValue: SQLValue { rawValue.sqlValue }
}

extension Int: SQLBindable {
    /// A whole number of 64 bits.
    public static var sqlType: SQLType { .bigint }
    /// The number.
    public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLBindable {
    /// A whole number of 64 bits.
    public static var sqlType: SQLType { .bigint }
    /// The number.
    public var sqlValue: SQLValue { .integer(self) }
}

extension Double: SQLBindable {
    /// A floating point number.
    public static var sqlType: SQLType { .double }
    /// The number.
    public var sqlValue: SQLValue { .real(self) }
}

extension String: SQLBindable {
    /// Text.
    public static var sqlType: SQLType { .text }
    /// The text.
    public var sqlValue: SQLValue { .text(self) }
}

extension Bool: SQLBindable {
    /// True or false.
    public static var sqlType: SQLType { .boolean }
    /// The truth.
    public var sqlValue: SQLValue { .boolean(self) }
}

extension [UInt8]: SQLBindable {
    /// Raw bytes.
    public static var sqlType: SQLType { .bytes }
    /// The bytes.
    public var sqlValue: SQLValue { .bytes(self) }
}
