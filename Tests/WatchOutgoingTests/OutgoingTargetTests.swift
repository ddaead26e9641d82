import Testing
import Watch
import WatchTesting

@testable import WatchOutgoing

@Suite("Which addresses are called") struct OutgoingTargetTests {
    @Test(arguments: [
        ("https://push.example/a/b?c=d", "https://push.example/a/b?c=d", "push.example", 443),
        ("https://PUSH.Example:8443/A", "https://push.example:8443/A", "push.example", 8_443),
        ("http://127.0.0.1:1234", "http://127.0.0.1:1234/", "127.0.0.1", 1_234),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x", "2001:db8::1", 443),
        ("https://push.example?x", "https://push.example/?x", "push.example", 443),
    ])
    func anAddressIsTakenApart(address: String, url: String, host: String, port: Int) throws {
        let target = try #require(OutgoingTarget(address))
        #expect(target.url == url && target.host == host && target.port == port)
    }

    @Test(arguments: [
        "", "push.example", "ftp://push.example/", "HTTPS://push.example/", "https://", "https:///x",
        "https://user@push.example/", "https://push.example:0/", "https://push.example:65536/",
        "https://push.example:99999999999/", "https://push.example:/", "https://push.example#f", "https://pu sh/",
        "https://push.example\\@evil.example/", "https://push%2eexample/", "https://pùsh.example/",
        "https://[::1", "https://[127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://push.example/\r\nHost: x",
        "https://push.example/" + String(repeating: "a", count: 1_000),
    ])
    func whatIsNoneIsNone(address: String) { #expect(OutgoingTarget(address) == nil) }

    @Test(arguments: [
        ("https://push.example/", "203.0.114.5", true), ("https://push.example:8443/", "2a00:1450::1", true),
        // By http, or to a port where something else listens: nobody outside.
        ("http://push.example/", "203.0.114.5", false), ("https://push.example:25/", "203.0.114.5", false),
        ("https://push.example/", "192.168.1.1", false), ("https://push.example/", "::ffff:10.0.0.1", false),
        ("https://push.example/", "224.0.0.1", false), ("https://push.example/", "64:ff9b::a00:1", false),
        ("https://push.example/", "64:ff9b::d000:7205", true), ("https://push.example/", "2002:7f00:1::", false),
        // What the operator allows.
        ("http://gateway:80/", "10.1.2.3", true), ("https://gateway/", "10.1.2.3", true),
        ("http://gateway/", "10.2.2.3", false),
    ])
    func whereItMayLead(address: String, place: String, isAllowed: Bool) throws {
        let reach = OutgoingReach(allowed: [try #require(InternetNetwork(text: "10.1.0.0/16"))])
        let target = try #require(OutgoingTarget(address))
        #expect(reach.allows(target, at: try #require(InternetAddress(text: place))) == isAllowed)
    }

    @Test func whatReadingTellsIsSaidBeforeAnybodyIsCalled() throws {
        let strict = OutgoingClient(clock: ManualClock())
        #expect(strict.mayCall("https://push.example/x") && !strict.mayCall("http://push.example/x"))
        #expect(!strict.mayCall("https://127.0.0.1/x") && !strict.mayCall("https://push.example:22/x"))
        let open = OutgoingClient(allowing: InternetNetwork.loopback, clock: ManualClock())
        #expect(open.mayCall("http://127.0.0.1:9/x") && open.mayCall("https://localhost:9/x"))
        #expect(!open.mayCall("http://10.0.0.1/x") && !open.mayCall("http://push.example/x"))
    }

    @Test(
        arguments: [
            ("120", Span.seconds(120)), ("0", .seconds(0)), ("99999999999999999999", RetryAfter.most),
            (" 5 ", .seconds(5)),
            ("Fri, 20 Nov 2026 20:05:00 GMT", .seconds(60)), ("Fri, 20 Nov 2026 20:00:00 GMT", .seconds(0)),
            ("Fri, 20 Nov 2036 20:00:00 GMT", RetryAfter.most), ("soon", nil), ("-5", nil), ("", nil),
            ("Friday, 20-Nov-26 20:05:00 GMT", nil),
        ] as [(String, Span?)])
    func howLongToWait(text: String, span: Span?) { #expect(RetryAfter.span(text, at: ManualClock.friday) == span) }
}
