import Crypto
import Foundation
import Watch

extension Id: SQLBindable {
    /// Ids are kept as text.
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(text) }
}

extension Moment: SQLBindable {
    /// Times are kept as milliseconds since 1970, UTC.
    public static var sqlType: SQLType { .bigint }
    public var sqlValue: SQLValue { .integer(milliseconds) }
}

extension Row {
    func id<Kind>(_ column: String, of kind: Kind.Type = Kind.self) throws -> Id<Kind> {
        Id(trusted: try text(column))
    }

    func moment(_ column: String) throws -> Moment {
        Moment(milliseconds: try integer(column))
    }

    /// A value kept by its name, such as a standing.
    func named<Value: RawRepresentable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: try text(column)) else {
            throw DatabaseFault(.wrongType(column: column), "unknown \(Value.self)")
        }
        return value
    }

    /// A value kept as JSON.
    func json<Value: Decodable>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(try text(column).utf8))
    }
}

/// Writes a value as JSON with sorted keys, so that the same value is always the same text.
enum StoredJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// SHA-256, the one hash of the house.
public enum Digest {
    /// 32 bytes.
    public static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}

/// SHA-256 of a token's secret: secrets are 32 random bytes, so no slow hash is needed against guessing.
public struct SecretHash: TokenHash {
    public init() {}

    public func hash(_ secret: String) -> [UInt8] { Digest.sha256(Array(secret.utf8)) }
}

extension Database {
    /// A `read` for a store: a database that cannot be reached becomes a refusal that people can be told.
    func look<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        do { return try await read(work) } catch let fault as DatabaseFault { throw fault.refusalOrSelf }
    }

    /// A `write` for a store, likewise.
    func change<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        do { return try await write(work) } catch let fault as DatabaseFault { throw fault.refusalOrSelf }
    }
}

extension DatabaseFault {
    fileprivate var refusalOrSelf: any Error {
        switch kind {
        case .unavailable, .busy: Refusal(.unavailable)
        case .constraint, .wrongType, .missing, .other: self
        }
    }
}
