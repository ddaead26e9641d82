/// An internet address as its bytes: four (IPv4) or sixteen (IPv6). An IPv4 address in the dress of IPv6
/// (`::ffff:192.0.2.1`) is the IPv4 address.
public struct InternetAddress: Hashable, Sendable {
    /// Four or sixteen.
    public let bytes: [UInt8]

    /// Nil for any other number of bytes.
    public init?(_ bytes: [UInt8]) {
        switch bytes.count {
        case 4: self.bytes = bytes
        case 16 where bytes.prefix(10).allSatisfy({ $0 == 0 }) && bytes[10] == 0xff && bytes[11] == 0xff:
            self.bytes = Array(bytes.suffix(4))
        case 16: self.bytes = bytes
        default: return nil
        }
    }

    /// Reads `192.0.2.1`, or `2001:db8::1` (RFC 4291 §2.2); nil for anything else, a number with a nought before it
    /// among them, which some read as octal.
    public init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 45, let read = bytes.contains(colon) ? Self.long(bytes) : Self.short(bytes[...]) else {
            return nil
        }
        self.init(read)
    }

    private static func short(_ utf8: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.count),
                part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                part.count == 1 || part.first != UInt8(ascii: "0"),
                let byte = UInt8(String(decoding: part, as: UTF8.self))
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// One pair of colons stands for all the noughts that are left out.
    private static func long(_ text: [UInt8]) -> [UInt8]? {
        let gaps = text.indices.dropLast().filter { text[$0] == colon && text[$0 + 1] == colon }
        guard let gap = gaps.first else {
            let bytes = groups(text[...])
            return bytes?.count == 16 ? bytes : nil
        }
        guard gaps.count == 1, let front = gap == 0 ? [] : groups(text[..<gap]),
            let back = gap + 2 == text.count ? [] : groups(text[(gap + 2)...]), front.count + back.count <= 14
        else { return nil }
        return front + Array(repeating: 0, count: 16 - front.count - back.count) + back
    }

    /// Groups of four hexadecimal digits; the last may be written as an IPv4 address.
    private static func groups(_ utf8: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = utf8.split(separator: colon, omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (place, part) in parts.enumerated() {
            if place == parts.count - 1, let four = short(part) {
                bytes += four
            } else {
                guard (1...4).contains(part.count),
                    part.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
                    let group = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 255)]
            }
        }
        return bytes
    }

    /// What counts as one: an IPv4 address, or the /64 of IPv6 in which one line can take any number it likes.
    public var line: InternetAddress {
        bytes.count == 4 ? self : InternetAddress(kept: Array(bytes.prefix(8)) + Array(repeating: 0, count: 8))
    }

    /// Whether it is one of those that nobody has on the internet: of this machine, of a house's or a company's network,
    /// of a provider's.
    public var isInner: Bool { InternetNetwork.inner.contains { $0.contains(self) } }

    /// Whether it is somebody's on the internet, so that to call it calls nobody inside, nor many at once, nor nobody. An IPv4
    /// address that is reached through a provider's IPv6 (RFC 6052) is outside where the IPv4 address is.
    public var isOutside: Bool {
        if InternetNetwork.translated.contains(self) {
            return InternetAddress(kept: Array(bytes.suffix(4))).isOutside
        }
        if bytes.count == 16, !InternetNetwork.global.contains(self) { return false }
        return !isInner && !InternetNetwork.special.contains { $0.contains(self) }
    }

    /// As it is written: `192.0.2.1`, `2001:db8:0:0:0:0:0:1`.
    public var text: String {
        guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }

    private init(kept bytes: [UInt8]) { self.bytes = bytes }
}

private let colon = UInt8(ascii: ":")

/// All internet addresses that begin with the same bits: `10.0.0.0/8`.
public struct InternetNetwork: Hashable, Sendable {
    private let first: [UInt8]
    private let bits: Int

    /// - Parameter bits: that all of them have in common with the address; nil for all of its bits.
    /// - Returns: nil for more bits than there are.
    public init?(_ address: InternetAddress, bits: Int? = nil) {
        let most = address.bytes.count * 8
        guard (0...most).contains(bits ?? most) else { return nil }
        first = address.bytes
        self.bits = bits ?? most
    }

    /// Reads `10.0.0.0/8`, or an address alone; nil for anything else.
    public init?(text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = InternetAddress(text: String(decoding: parts[0], as: UTF8.self)) else {
            return nil
        }
        guard parts.count == 2 else {
            self.init(address)
            return
        }
        guard (1...3).contains(parts[1].count),
            parts[1].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let bits = Int(String(decoding: parts[1], as: UTF8.self))
        else { return nil }
        self.init(address, bits: bits)
    }

    private init(_ first: [UInt8], _ bits: Int) {
        self.first = first + Array(repeating: 0, count: (first.count <= 4 ? 4 : 16) - first.count)
        self.bits = bits
    }

    /// Whether all addresses there are, of IPv4 or of IPv6, are in it.
    public var isEverybody: Bool { bits == 0 }

    /// Whether an address is one of them. Those of IPv4 and of IPv6 are never in one network.
    public func contains(_ address: InternetAddress) -> Bool {
        guard address.bytes.count == first.count else { return false }
        return zip(first, address.bytes).enumerated().allSatisfy { place, pair in
            let rest = bits - place * 8
            return rest <= 0 || (pair.0 ^ pair.1) & (rest >= 8 ? 0xff : 0xff << (8 - rest)) == 0
        }
    }

    /// This machine.
    public static let loopback = [
        InternetNetwork([127], 8), InternetNetwork(Array(repeating: 0, count: 15) + [1], 128),
    ]

    /// Addresses that are given out anew behind each wall (RFC 1918, 6598, 3927, 4193, 4291).
    static let inner =
        loopback + [
            InternetNetwork([10], 8), InternetNetwork([172, 16], 12), InternetNetwork([192, 168], 16),
            InternetNetwork([100, 64], 10), InternetNetwork([169, 254], 16),
            InternetNetwork([0xfc] + Array(repeating: 0, count: 15), 7),
            InternetNetwork([0xfe, 0x80] + Array(repeating: 0, count: 14), 10),
        ]

    /// Addresses that lead to no single machine of somebody's (the registers of special-purpose addresses, RFC 6890, and of
    /// multicast): this network, tests of devices, documentation, many at once, those that are kept back; and those in which
    /// the address of another network is hidden.
    static let special = [
        InternetNetwork([0], 8), InternetNetwork([192, 0, 0], 24), InternetNetwork([192, 0, 2], 24),
        InternetNetwork([192, 88, 99], 24), InternetNetwork([198, 18], 15), InternetNetwork([198, 51, 100], 24),
        InternetNetwork([203, 0, 113], 24), InternetNetwork([224], 4), InternetNetwork([240], 4),
        InternetNetwork([0x20, 0x01, 0, 0, 0], 23), InternetNetwork([0x20, 0x01, 0x0d, 0xb8, 0], 32),
        InternetNetwork([0x20, 0x02, 0, 0, 0], 16), InternetNetwork([0x3f, 0xff, 0, 0, 0], 20),
    ]

    /// All that is given out of IPv6 so far.
    static let global = InternetNetwork([0x20, 0, 0, 0, 0], 3)

    /// IPv4 in the dress of a provider that has IPv6 alone (RFC 6052).
    static let translated = InternetNetwork([0, 0x64, 0xff, 0x9b] + Array(repeating: 0, count: 12), 96)
}
