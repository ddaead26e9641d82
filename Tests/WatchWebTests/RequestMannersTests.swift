import HummingbirdTesting
import NIOCore
import NIOHTTP1
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// What is said on the line, byte by byte, against the real server.
@Suite("Requests as they come over the line") struct RequestMannersTests {
    private static let form = "Content-Type: application/x-www-form-urlencoded\r\n"
    private static let page = "GET /healthz HTTP/1.1\r\nHost: saar\r\n\r\n"

    private func run(_ test: @Sendable @escaping (APIStreet, Int) async throws -> Void) async throws {
        try await APIStreet.run(isLive: true) { street in try await test(street, try #require(street.client.port)) }
    }

    struct Said: Sendable, CustomTestStringConvertible {
        let what: String
        let request: String
        let statuses: [Int]
        var testDescription: String { what }

        init(_ what: String, _ request: String, _ statuses: [Int]) {
            self.what = what
            self.request = request
            self.statuses = statuses
        }
    }

    /// Each is answered with 400, and what follows it on the line with nothing.
    static let refused = [
        Said("no host", "GET / HTTP/1.1\r\n\r\n", [400]),
        Said("two hosts", "GET / HTTP/1.1\r\nHost: saar\r\nHost: evil.example\r\n\r\n", [400]),
        Said("twice the same host", "GET / HTTP/1.1\r\nHost: saar\r\nhost: saar\r\n\r\n", [400]),
        Said("two hosts, in HTTP/1.0", "GET / HTTP/1.0\r\nHost: saar\r\nHost: saar\r\n\r\n", [400]),
        Said("an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", [400]),
        Said("a host that is none", "GET / HTTP/1.1\r\nHost: saar, evil.example\r\n\r\n", [400]),
        Said("a host with somebody in it", "GET / HTTP/1.1\r\nHost: anna@saar\r\n\r\n", [400]),
        Said("a host with a path", "GET / HTTP/1.1\r\nHost: saar/x\r\n\r\n", [400]),
        Said(
            "a length and chunks",
            "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            [400]),
        Said(
            "chunks and a length",
            "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
            [400]),
        Said(
            "two lengths",
            "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Content-Length: 4\r\nContent-Length: 5\r\n\r\nemail", [400]),
        Said(
            "two lengths that agree",
            "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Content-Length: 0\r\nContent-Length: 0\r\n\r\n", [400]),
        Said(
            "a length with a sign", "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Content-Length: +0\r\n\r\n", [400]),
        Said(
            "a length that is none", "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Content-Length: 0x4\r\n\r\n", [400]
        ),
        Said(
            "two lengths in a line", "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Content-Length: 0, 0\r\n\r\n",
            [400]),
        Said(
            "a coding that is no coding",
            "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", [400]),
        Said(
            "two codings",
            "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", [400]),
        Said(
            "two lines of codings",
            "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            [400]),
        Said(
            "chunks in HTTP/1.0",
            "POST /sign-in HTTP/1.0\r\nHost: saar\r\n\(form)Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400]),
        Said("a name with a blank", "GET / HTTP/1.1\r\nHost : saar\r\n\r\n", [400]),
        Said("a folded line", "GET / HTTP/1.1\r\nHost: saar\r\nX-A: b\r\n c\r\n\r\n", [400]),
        Said("what is no HTTP", "\u{16}\u{3}\u{1} hello\r\n\r\n", [400]),
        Said("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
        Said("another page before it", page + "GET / HTTP/1.1\r\n\r\n", [200, 400]),
    ]

    @Test(arguments: refused)
    func whatCanBeReadInTwoWaysIsRefused(_ said: Said) async throws {
        try await run { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.say(said.request + RequestMannersTests.page)
            #expect(RawClient.statuses(try await client.hears()) == said.statuses)
            try await client.isShutOut()
        }
    }

    static let chunks = [
        Said("a size that is none", "zz\r\nemail=a\r\n0\r\n\r\n", [400]),
        Said("a size below nought", "-1\r\nemail=a\r\n0\r\n\r\n", [400]),
        Said("a size without end", "fffffffffffffffff\r\n", [400]),
        Said("a chunk longer than its size", "3\r\nemail=a\r\n0\r\n\r\n", [400]),
        Said("a line end within", "5\r\nemail\r\r\n0\r\n\r\n", [400]),
    ]

    /// Broken in its body, a request is answered with 400, once, and in words; then nothing more is read.
    @Test(arguments: chunks)
    func brokenChunksAreNobodysFault(_ said: Said) async throws {
        try await run { street, port in
            for path in ["/sign-in", "/api/v1/groups"] {
                let client = try await RawClient.connect(port: port)
                let token = try await street.house.persons.issue(.bearer, to: Street.anna.id)
                let kind =
                    path == "/sign-in"
                    ? RequestMannersTests.form
                    : "Content-Type: application/json\r\nAuthorization: Bearer \(token)\r\n"
                try await client.say(
                    "POST \(path) HTTP/1.1\r\nHost: saar\r\n\(kind)Transfer-Encoding: chunked\r\n\r\n\(said.request)"
                        + RequestMannersTests.page)
                let heard = try await client.hears()
                #expect(RawClient.statuses(heard) == said.statuses, "\(path): \(heard)")
                #expect(heard.lowercased().contains("connection: close") && !heard.contains("unexpected"))
                try await client.isShutOut()
            }
            #expect(street.letters.letters.isEmpty)
            #expect(!street.log.lines.contains { $0.hasPrefix("error") })
        }
    }

    /// A page that reads no body is answered as ever; what was broken behind it gets no second answer, which a proxy could
    /// hand to somebody else.
    @Test(arguments: chunks)
    func brokenChunksThatNobodyReadsGetOneAnswer(_ said: Said) async throws {
        try await run { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.say(
                "GET /healthz HTTP/1.1\r\nHost: saar\r\nTransfer-Encoding: chunked\r\n\r\n\(said.request)"
                    + RequestMannersTests.page)
            let statuses = RawClient.statuses(try await client.hears())
            #expect(statuses == [200] || statuses == [400] || statuses.isEmpty, "\(statuses)")
            try await client.isShutOut()
            // The same in two pieces: it has been answered before the rest comes.
            let other = try await RawClient.connect(port: port)
            try await other.say("GET /healthz HTTP/1.1\r\nHost: saar\r\nTransfer-Encoding: chunked\r\n\r\n")
            #expect(RawClient.statuses(try await other.hears("ok")) == [200])
            try await other.say(said.request + RequestMannersTests.page)
            #expect(RawClient.statuses(try await other.hears()) == [200])
            try await other.isShutOut()
        }
    }

    // MARK: what goes on as it did

    static let taken = [
        Said(
            "HTTP/1.0 without a host, as old proxies speak it", "GET /healthz HTTP/1.0\r\nConnection: close\r\n\r\n",
            [200]),
        Said("HTTP/1.0 with a host", "GET /healthz HTTP/1.0\r\nHost: saar\r\nConnection: close\r\n\r\n", [200]),
        Said("a port", "GET /healthz HTTP/1.1\r\nHost: saar.example:8443\r\nConnection: close\r\n\r\n", [200]),
        Said("IPv6", "GET /healthz HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n", [200]),
        Said("the whole address", "GET http://saar/healthz HTTP/1.1\r\nHost: saar\r\nConnection: close\r\n\r\n", [200]),
        Said(
            "good chunks",
            "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(form)Connection: close\r\nTransfer-Encoding: Chunked\r\n\r\n6\r\nemail=\r\n0\r\n\r\n",
            [422]),
        Said(
            "one after the other", page + page + "GET /healthz HTTP/1.1\r\nHost: saar\r\nConnection: close\r\n\r\n",
            [200, 200, 200]),
    ]

    @Test(arguments: taken)
    func whatWasRightStaysRight(_ said: Said) async throws {
        try await run { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.say(said.request)
            #expect(RawClient.statuses(try await client.hears()) == said.statuses)
            client.close()
        }
    }

    // MARK: who waits to be asked

    @Test func whoWaitsToBeAskedForTheBodyIsAskedAtOnce() async throws {
        try await run { _, port in
            let client = try await RawClient.connect(port: port)
            let head = "POST /sign-in HTTP/1.1\r\nHost: saar\r\n\(RequestMannersTests.form)Content-Length: 7\r\n"
            // Twice on one line; the second time while the first is still being answered.
            try await client.say(head + "Expect: 100-continue\r\n\r\n")
            #expect(RawClient.statuses(try await client.hears("\r\n\r\n")) == [100])
            try await client.say("email=a" + head + "expect: 100-Continue\r\n\r\n")
            #expect(RawClient.statuses(try await client.hears(status: 3)) == [100, 422, 100])
            try await client.say("email=b" + "GET /healthz HTTP/1.1\r\nHost: saar\r\nConnection: close\r\n\r\n")
            #expect(RawClient.statuses(try await client.hears()) == [100, 422, 100, 422, 200])
            client.close()
        }
    }

    @Test func whoSendsItAtOnceOrSpeaksHTTP10IsNotAsked() async throws {
        try await run { _, port in
            for version in ["1.0", "1.1"] {
                let client = try await RawClient.connect(port: port)
                try await client.say(
                    "POST /sign-in HTTP/\(version)\r\nHost: saar\r\n\(RequestMannersTests.form)Content-Length: 7\r\n"
                        + "Expect: 100-continue\r\nConnection: close\r\n\r\nemail=a")
                let statuses = RawClient.statuses(try await client.hears())
                #expect(statuses.last == 422 && (version == "1.1" || statuses == [422]), "\(statuses)")
                client.close()
            }
        }
    }
}
