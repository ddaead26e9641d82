import Testing
import Watch

/// Addresses of the internet: how they are written, and which belong together.
@Suite struct InternetAddressTests {
    static let written: [(String, [UInt8]?)] = [
        ("192.0.2.1", [192, 0, 2, 1]), ("0.0.0.0", [0, 0, 0, 0]), ("255.255.255.255", [255, 255, 255, 255]),
        ("256.0.0.1", nil), ("1.2.3", nil), ("1.2.3.4.5", nil), ("01.2.3.4", nil), ("1.2.3.4 ", nil), ("1.2..4", nil),
        ("+1.2.3.4", nil), ("1.2.3.٤", nil), ("", nil), ("unknown", nil), ("1.2.3.4:80", nil), ("[::1]", nil),
        ("::", Array(repeating: 0, count: 16)), ("::1", Array(repeating: 0, count: 15) + [1]),
        ("2001:db8::1", [0x20, 1, 0xd, 0xb8] + Array(repeating: 0, count: 11) + [1]),
        ("2001:DB8:0:0:0:0:0:1", [0x20, 1, 0xd, 0xb8] + Array(repeating: 0, count: 11) + [1]),
        ("fe80::", [0xfe, 0x80] + Array(repeating: 0, count: 14)), ("::ffff:192.0.2.1", [192, 0, 2, 1]),
        ("::ffff:c000:201", [192, 0, 2, 1]),
        ("64:ff9b::192.0.2.1", [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1]),
        ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]), ("1:2:3:4:5:6:7", nil),
        ("1:2:3:4:5:6:7:8:9", nil), ("1::2::3", nil), (":::", nil), (":1", nil), ("1:", nil), ("1:2:3:4:5:6:7::8", nil),
        ("12345::", nil), ("g::", nil), ("-1::", nil), ("+1::", nil), ("fe80::1%eth0", nil), ("::1.2.3", nil),
        (String(repeating: "1:", count: 40), nil),
    ]

    @Test(arguments: written)
    func howAnAddressIsWritten(text: String, bytes: [UInt8]?) {
        #expect(InternetAddress(text: text)?.bytes == bytes)
    }

    static let networks: [(String, String, Bool?)] = [
        ("10.0.0.0/8", "10.9.9.9", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.0.0.0/8", "::1", false),
        ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false), ("10.1.2.3/31", "10.1.2.2", true),
        ("fd00::/8", "fdff::1", true), ("fd00::/8", "fc00::1", false), ("::1", "::1", true),
        ("10.0.0.0/33", "10.0.0.0", nil), ("10.0.0.0/", "10.0.0.0", nil), ("10.0.0.0/-1", "10.0.0.0", nil),
        ("10.0.0.0/8/8", "10.0.0.0", nil), ("/8", "10.0.0.0", nil), ("proxy", "10.0.0.0", nil),
        ("::/129", "::", nil),
    ]

    @Test(arguments: networks)
    func whatIsInANetwork(network: String, address: String, isIn: Bool?) throws {
        let address = try #require(InternetAddress(text: address))
        #expect(InternetNetwork(text: network)?.contains(address) == isIn)
    }

    @Test(arguments: [("0.0.0.0/0", true), ("::/0", true), ("0.0.0.0/1", false), ("10.0.0.1", false)])
    func whoeverTakesInEverybodyIsKnown(network: String, isEverybody: Bool) throws {
        #expect(try #require(InternetNetwork(text: network)).isEverybody == isEverybody)
    }

    static let inner: [([UInt8], Bool)] = [
        ([10, 1, 2, 3], true), ([11, 0, 0, 1], false), ([172, 15, 255, 255], false), ([172, 16, 0, 0], true),
        ([172, 31, 255, 255], true), ([172, 32, 0, 0], false), ([192, 168, 0, 1], true), ([192, 169, 0, 1], false),
        ([100, 63, 0, 1], false), ([100, 64, 0, 1], true), ([100, 127, 9, 9], true), ([100, 128, 0, 1], false),
        ([127, 0, 0, 1], true), ([169, 254, 1, 1], true), ([203, 0, 113, 7], false),
        (Array(repeating: 0, count: 15) + [1], true), (Array(repeating: 0, count: 15) + [2], false),
        ([0xfc] + Array(repeating: 0, count: 15), true), ([0xfd] + Array(repeating: 9, count: 15), true),
        ([0xfe, 0x80] + Array(repeating: 0, count: 14), true), ([0xfe, 0xc0] + Array(repeating: 0, count: 14), false),
        ([0x20, 0x01] + Array(repeating: 0, count: 14), false),
    ]

    @Test(arguments: inner)
    func whatIsBehindAWall(bytes: [UInt8], isInner: Bool) throws {
        #expect(try #require(InternetAddress(bytes)).isInner == isInner)
    }

    @Test func aNetworkHasNoMoreBitsThanItsAddress() throws {
        let street = try #require(InternetAddress(text: "203.0.113.1"))
        #expect(InternetNetwork(street, bits: 33) == nil && InternetNetwork(street, bits: -1) == nil)
        #expect(InternetAddress([1, 2, 3]) == nil && InternetAddress([]) == nil)
        let all = try #require(InternetNetwork(street, bits: 0))
        #expect(all.contains(try #require(InternetAddress([1, 2, 3, 4]))))
        #expect(!all.contains(try #require(InternetAddress(Array(repeating: 0, count: 15) + [1]))))
        #expect(try #require(InternetNetwork(street)).contains(street))
        #expect(!(try #require(InternetNetwork(street)).contains(try #require(InternetAddress(text: "203.0.113.2")))))
    }

    /// Whoever calls what somebody else names calls nobody inside, whatever dress the address wears.
    @Test(arguments: [
        ("8.8.8.8", true), ("203.0.114.5", true), ("2a00:1450::1", true), ("::ffff:8.8.8.8", true),
        ("64:ff9b::808:808", true), ("127.0.0.1", false), ("0.0.0.0", false), ("10.0.0.1", false),
        ("100.64.0.1", false), ("169.254.169.254", false), ("192.0.0.8", false), ("198.18.0.1", false),
        ("203.0.113.1", false), ("224.0.0.1", false), ("255.255.255.255", false), ("::", false), ("::1", false),
        ("::ffff:10.0.0.1", false), ("::7f00:1", false), ("64:ff9b::a00:1", false), ("64:ff9b:1::808:808", false),
        ("2002:7f00:1::", false), ("2001::1", false), ("2001:db8::1", false), ("3fff::1", false), ("fd00::1", false),
        ("fe80::1", false), ("ff02::1", false),
    ])
    func whatIsOutside(text: String, isOutside: Bool) throws {
        let address = try #require(InternetAddress(text: text))
        #expect(address.isOutside == isOutside)
        #expect(InternetAddress(text: address.text) == address, "as it is written it is read again")
    }
}
