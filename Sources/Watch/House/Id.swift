/// The name of one thing, typed by what it names, so that a group's id can never be passed for an alert's.
///
/// The text is a UUID in canonical lower-case form (RFC 9562); new ones are version 7, so that they sort by time.
public struct Id<Kind>: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 36 characters, lower case.
    public let text: String

    /// Takes an id that came from outside. Nil unless it is a UUID; upper case is accepted and lowered.
    public init?(_ text: some StringProtocol) {
        let lowered = text.lowercased()
        guard lowered.utf8.count == 36 else { return nil }
        for (place, byte) in lowered.utf8.enumerated() {
            switch place {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return nil }
            default:
                let digit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                guard digit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) else { return nil }
            }
        }
        self.text = lowered
    }

    /// Takes an id from our own store, where only ids that passed `init?(_:)` or were made by us stand.
    public init(trusted text: String) {
        self.text = text
    }

    /// Makes a version 7 UUID (RFC 9562 §5.7) from a time and ten random bytes.
    ///
    /// - Precondition: `randomness` has at least ten bytes.
    public init(at moment: Moment, randomness: [UInt8]) {
        var bytes = [UInt8](repeating: 0, count: 16)
        let time = UInt64(bitPattern: moment.milliseconds)
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: time >> (8 * UInt64(5 - index))) }
        for index in 0..<10 { bytes[6 + index] = randomness[index] }
        bytes[6] = 0x70 | (bytes[6] & 0x0F)
        bytes[8] = 0x80 | (bytes[8] & 0x3F)
        var text = ""
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append("-") }
            text.unicodeScalars.append(Hex.digits[Int(byte >> 4)])
            text.unicodeScalars.append(Hex.digits[Int(byte & 15)])
        }
        self.text = text
    }

    public var description: String { text }

    public static func < (left: Id, right: Id) -> Bool { left.text < right.text }
}

extension Id: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = Id(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Bytes as lower-case hexadecimal text, and back.
public enum Hex {
    static let digits = Array("0123456789abcdef".unicodeScalars)

    /// Two characters a byte.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            text.unicodeScalars.append(digits[Int(byte >> 4)])
            text.unicodeScalars.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// Nil unless the text is an even number of hexadecimal digits.
    public static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: characters.count, by: 2) {
            guard let high = value(characters[index]), let low = value(characters[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
