import Crypto

/// What a table holds, in few bytes: how many rows, and the sum of the rows' SHA-256. It is the same in whatever order
/// the rows come: each database sorts text in its own way.
struct CopyDigest: Sendable, Equatable {
    private(set) var rows = 0
    private var sum = SIMD4<UInt64>()

    mutating func add(_ row: [SQLValue]) {
        rows += 1
        SHA256.hash(data: CopyDigest.bytes(row)).withUnsafeBytes { hash in
            for lane in 0..<4 { sum[lane] &+= hash.loadUnaligned(fromByteOffset: lane * 8, as: UInt64.self) }
        }
    }

    /// The values one after another, so that two lists that differ never have the same bytes.
    static func bytes(_ values: [SQLValue]) -> [UInt8] {
        var bytes: [UInt8] = []
        func append(_ kind: UInt8, _ number: UInt64) {
            bytes.append(kind)
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
        for value in values {
            switch value {
            case .null: bytes.append(0)
            case .integer(let number): append(1, UInt64(bitPattern: number))
            // SQLite knows no negative zero.
            case .real(let number): append(2, (number == 0 ? 0 : number).bitPattern)
            case .text(let text):
                append(3, UInt64(text.utf8.count))
                bytes.append(contentsOf: text.utf8)
            case .boolean(let truth): append(4, truth ? 1 : 0)
            case .bytes(let content):
                append(5, UInt64(content.count))
                bytes.append(contentsOf: content)
            }
        }
        return bytes
    }
}
