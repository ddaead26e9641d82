import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Watch

/// A request's body, read whole and never more than a bound, nested never deeper than another.
public struct BoundedBody: Sendable {
    /// Bytes: a report with all its fields filled is a tenth of it.
    public static let limit = 64 * 1024
    /// Objects and lists within each other.
    public static let deepest = 12

    /// As they came.
    public let bytes: [UInt8]

    /// Reads it.
    ///
    /// - Throws: `body-too-large`.
    public static func read(_ request: Request) async throws -> BoundedBody {
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return BoundedBody(bytes: Array(buffer.readableBytesView))
        } catch is NIOTooManyBytesError {
            throw Refusal(.bodyTooLarge, ["limit": String(limit)])
        }
    }

    /// Decodes JSON. An empty body counts as an empty object, so that calls without arguments need none.
    ///
    /// - Throws: `body-unreadable` for what is no JSON object, `field-missing` and `field-invalid` naming the field.
    public func json<Value: Decodable>(as type: Value.Type) throws(Refusal) -> Value {
        guard BoundedBody.depth(bytes) <= BoundedBody.deepest else { throw Refusal(.bodyUnreadable) }
        do {
            return try JSONDecoder().decode(type, from: bytes.isEmpty ? Data("{}".utf8) : Data(bytes))
        } catch let DecodingError.keyNotFound(key, context) {
            throw Refusal(.fieldMissing, field: BoundedBody.path(context.codingPath + [key]))
        } catch let DecodingError.valueNotFound(_, context) where !context.codingPath.isEmpty {
            throw Refusal(.fieldInvalid, field: BoundedBody.path(context.codingPath))
        } catch let DecodingError.typeMismatch(_, context) where !context.codingPath.isEmpty {
            throw Refusal(.fieldInvalid, field: BoundedBody.path(context.codingPath))
        } catch let DecodingError.dataCorrupted(context) where !context.codingPath.isEmpty {
            throw Refusal(.fieldInvalid, field: BoundedBody.path(context.codingPath))
        } catch {
            throw Refusal(.bodyUnreadable)
        }
    }

    /// Decodes a form as browsers send it.
    ///
    /// - Throws: `body-unreadable`.
    public func form() throws(Refusal) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in FormText.pairs(String(decoding: bytes, as: UTF8.self)).prefix(60) {
            guard let name = pair.name, let value = pair.value else { throw Refusal(.bodyUnreadable) }
            fields[name] = value.exchanging("\r\n", for: "\n")
        }
        return fields
    }

    /// The program's promise in the Idempotency-Key header; nil when there is none.
    ///
    /// - Throws: `idempotency-key-invalid`.
    public func requestKey(_ request: Request, digest: ([UInt8]) -> [UInt8]) throws(Refusal) -> RequestKey? {
        guard let name = HTTPField.Name("Idempotency-Key"), let key = request.headers[name] else { return nil }
        guard RequestKey.isKey(key) else {
            throw Refusal(.idempotencyKeyInvalid, field: "Idempotency-Key")
        }
        return RequestKey(
            route: "\(request.method.rawValue) \(request.uri.path)", key: key, bodyHash: digest(bytes))
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { key in key.intValue.map(String.init) ?? key.stringValue }.joined(separator: ".")
    }

    private static func depth(_ bytes: [UInt8]) -> Int {
        var depth = 0
        var deepest = 0
        var inText = false
        var isEscaped = false
        for byte in bytes {
            if inText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}

/// Text as forms and questions carry it (`application/x-www-form-urlencoded`).
enum FormText {
    /// What a form holds, in its order; nil for a name or a value that cannot be read.
    static func pairs(_ text: String) -> [(name: String?, value: String?)] {
        text.split(scalar: "&").map { pair in
            let parts = pair.split(scalar: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (plain(parts[0]), parts.count == 2 ? plain(parts[1]) : "")
        }
    }

    /// A plus is a space, and what is percent-encoded is itself again. Nil for what is no UTF-8 then.
    static func plain(_ text: some StringProtocol) -> String? {
        text.exchanging("+", for: " ").removingPercentEncoding
    }
}
