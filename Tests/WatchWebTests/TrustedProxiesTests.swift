import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// From where a request came, and who is believed about it.
@Suite("Where a request came from") struct TrustedProxiesTests {
    private static let proxies = "127.0.0.1, 10.0.0.0/24, fd00::/8"

    private func origin(_ peer: String?, _ said: [String], trusting text: String) throws -> String? {
        let networks = try text.split(separator: ",").map { name in
            try #require(InternetNetwork(text: name.filter { $0 != " " }))
        }
        var head = HTTPRequest(method: .post, scheme: "http", authority: "saar", path: "/sign-in")
        head.headerFields[values: try #require(HTTPField.Name("X-Forwarded-For"))] = said
        let request = Request(head: head, body: .init(buffer: ByteBuffer()))
        let address = TrustedProxies(networks).origin(
            of: request, from: try peer.map { try SocketAddress(ipAddress: $0, port: 4711) })
        return address.map { $0.bytes.map(String.init).joined(separator: ".") }
    }

    static let cases: [(String?, [String], String?)] = [
        // Who comes by themselves is who they are, whatever they say.
        ("203.0.113.9", [], "203.0.113.9"), ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("203.0.113.9", ["127.0.0.1"], "203.0.113.9"),
        // A proxy is believed about who asked it, and no further.
        ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"), ("127.0.0.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["198.51.100.1,203.0.113.9 "], "203.0.113.9"),
        ("127.0.0.1", ["10.0.0.7, 203.0.113.9"], "203.0.113.9"),
        // Two proxies, one behind the other.
        ("127.0.0.1", ["198.51.100.1, 203.0.113.9, 10.0.0.7"], "203.0.113.9"),
        ("fd00::2", ["203.0.113.9, fd00::1"], "203.0.113.9"),
        ("::ffff:127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        // As some write it.
        ("127.0.0.1", ["203.0.113.9:4711"], "203.0.113.9"), ("127.0.0.1", ["[::ffff:203.0.113.9]:4711"], "203.0.113.9"),
        ("127.0.0.1", ["[::ffff:203.0.113.9]"], "203.0.113.9"),
        // Nobody can say.
        ("127.0.0.1", [], nil), ("127.0.0.1", [""], nil), ("127.0.0.1", ["unknown"], nil), (nil, ["203.0.113.9"], nil),
        ("127.0.0.1", ["203.0.113.9, unknown"], nil), ("127.0.0.1", ["203.0.113.9,"], nil),
        ("127.0.0.1", ["10.0.0.7"], nil),
        ("127.0.0.1", ["203.0.113.9, " + Array(repeating: "10.0.0.7", count: 20).joined(separator: ", ")], nil),
        // Behind an address of an inner network may sit a proxy that nobody has named, and with it everybody.
        ("192.168.1.4", ["203.0.113.9"], nil), ("10.0.1.1", [], nil), ("127.0.0.1", ["192.168.1.4"], nil),
    ]

    @Test(arguments: cases)
    func whoIsBelieved(peer: String?, said: [String], address: String?) throws {
        #expect(try origin(peer, said, trusting: TrustedProxiesTests.proxies) == address)
    }

    @Test func nobodyNeedBeBelieved() throws {
        #expect(try origin("203.0.113.9", ["198.51.100.1"], trusting: "") == "203.0.113.9")
        #expect(try origin("127.0.0.1", ["198.51.100.1"], trusting: "") == nil)
    }

    /// Over a real connection: from this machine, which is believed.
    @Test func lettersAreCountedByWhereTheyAreAskedFor() async throws {
        try await APIStreet.run(isLive: true) { street in
            func ask(_ number: Int, from address: String, _ email: String? = nil) async throws -> Answer {
                try await street.send(
                    "/sign-in", headers: ["X-Forwarded-For": "198.51.100.\(number % 250), \(address)"],
                    ["email": email ?? "n\(number)@example.org"])
            }
            for number in 0..<LetterOrigins.atOnce {
                // What is refused is not counted, nor what the mailer does not take.
                if number == 50 {
                    for _ in 0..<5 { #expect(try await ask(0, from: "203.0.113.9", "nonsense").status == 422) }
                    street.letters.fail()
                    for _ in 0..<5 { #expect(try await ask(0, from: "203.0.113.9", "z@example.org").status == 503) }
                    street.letters.fail(false)
                }
                try #require(try await ask(number, from: "203.0.113.9").status == 303)
            }
            let sent = street.letters.letters.count
            let refused = try await ask(900, from: "203.0.113.9")
            #expect(refused.status == 429)
            #expect(
                refused.text.contains("asked for over your internet connection")
                    && refused.typed("email") == "n900@example.org")
            #expect(street.letters.letters.count == sent)
            // Somebody else is not held up by it, nor who cannot be told apart.
            #expect(try await ask(901, from: "203.0.113.10").status == 303)
            #expect(try await ask(902, from: "10.1.1.1").status == 303)
            street.clock.advance(by: .seconds(6))
            #expect(try await ask(903, from: "203.0.113.9").status == 303)
            #expect(try await ask(904, from: "203.0.113.9").status == 429)
            #expect(!street.log.lines.contains { $0.contains("203.0.113") || $0.contains("198.51.100") })
        }
    }
}
