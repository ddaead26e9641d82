/// Bytes that mean one thing only, for hashing: each field is written with its length before it, so that no two
/// different entries can ever yield the same bytes.
public struct Canonical: Hashable, Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// A text: eight bytes of length (big-endian), then its UTF-8.
    public mutating func append(_ text: String) { append(Array(text.utf8)) }

    /// Nothing is written differently from an empty text.
    public mutating func append(_ text: String?) {
        guard let text else { return bytes.append(0) }
        bytes.append(1)
        append(text)
    }

    /// Bytes: eight bytes of length, then themselves.
    public mutating func append(_ field: [UInt8]) {
        append(Int64(field.count))
        bytes += field
    }

    /// A number: eight bytes, big-endian.
    public mutating func append(_ number: Int64) {
        let pattern = UInt64(bitPattern: number)
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: pattern >> shift)) }
    }
}
