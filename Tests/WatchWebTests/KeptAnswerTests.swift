import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// What may be kept on the way by somebody else carries nobody's session.
@Suite("Answers that may be kept") struct KeptAnswerTests {
    /// Something that is there for the places of a route's address, so that it is answered and not refused.
    private static let samples = [
        "folder": "styles", "file": "saar.css", "group": "kerkstraat", "territory": "NL", "link": "nowhere",
        "code": "NL-FR", "other": "plein",
    ]

    /// Every address that there is, with something for each place in it.
    private static func addresses(_ street: APIStreet) throws -> [String] {
        let router = try WebRouter.build(
            house: street.house, logger: Logger(label: "saar") { _ in LogBook.Hand(book: LogBook()) })
        let paths = router.routes.filter { $0.method == .get }.map { route in
            "/"
                + route.path.description.split(separator: "/").map { part in
                    let name = part.filter { !"{}:".contains($0) }
                    return name.count == part.count ? String(part) : samples[name] ?? "nothing"
                }.joined(separator: "/")
        }
        return paths + [
            "/api/v1/outlines?bbox=3,50,8,54&metres=1000", "/sitemaps/1.xml", "/embed/finder?municipality=Woerden",
        ]
    }

    @Test func noAnswerThatMayBeKeptCarriesACookie() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let secret = try await browser.signIn(Street.anna)
            var kept: Set<String> = []
            var renewed = 0
            let addresses = try KeptAnswerTests.addresses(street)
            try #require(addresses.count > 60)
            for path in addresses where path != "/api/v1/live" {
                for method in [HTTPRequest.Method.get, .head] {
                    // Each time the session's year is due to begin anew.
                    street.clock.advance(by: .days(1))
                    let answer = try await street.ask(
                        method, path, headers: ["Cookie": "__Host-saar-session=\(secret)"])
                    let control = answer.header("Cache-Control")
                    if control == "no-store" {
                        if answer.header("Set-Cookie") != nil { renewed += 1 }
                    } else {
                        // What phones keep of the site is asked for anew each time, and kept until it is another.
                        let isKept = control?.hasPrefix("public") == true || control == "no-cache"
                        #expect(isKept, "\(path): \(control ?? "nothing")")
                        #expect(answer.header("Set-Cookie") == nil, "\(method) \(path)")
                        kept.insert(path)
                    }
                }
            }
            #expect(renewed > 60)
            for path in [
                "/assets/styles/saar.css", "/open-data/groups.csv", "/groups.atom", "/robots.txt", "/sitemap.xml",
                "/embed/finder", "/embed/finder.css", "/openapi.json", "/api/v1/outlines?bbox=3,50,8,54&metres=1000",
            ] { #expect(kept.contains(path), "\(path) may be kept, and was not tried") }
        }
    }

    @Test func whatMayBeKeptUsesUpNoRenewal() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let secret = try await browser.signIn(Street.anna)
            street.clock.advance(by: .days(364))
            for path in ["/assets/styles/saar.css", "/open-data/groups.csv", "/groups.atom", "/embed/finder"] {
                #expect(try await browser.get(path).header("Set-Cookie") == nil, "\(path)")
            }
            // The next page that is theirs alone has it, and the session lasts.
            let page = try await browser.get("/privacy")
            #expect(try page.cookie("__Host-saar-session")?.hasPrefix("__Host-saar-session=\(secret);") == true)
            street.clock.advance(by: .days(364))
            #expect(try await browser.get("/me").status == 200)
        }
    }

    /// Held in one place: whatever an answer says of itself, with a cookie in it nobody keeps it.
    @Test(arguments: ["public, max-age=600", "private", "no-cache", nil])
    func whatSetsACookieIsKeptByNobody(control: String?) async throws {
        let router = Router(context: WebContext.self)
        router.add(middleware: SecurityHeaders())
        router.get("/set") { _, _ in
            var answer = Response(status: .ok)
            answer.headers[.cacheControl] = control
            answer.setCookie(SessionCookie(isSecure: true).holding("s"))
            return answer
        }
        router.get("/plain") { _, _ in
            var answer = Response(status: .ok)
            answer.headers[.cacheControl] = control
            return answer
        }
        try await Application(responder: router.buildResponder()).test(.router) { client in
            let set = try await client.executeRequest(uri: "/set", method: .get, headers: [:], body: nil)
            #expect(set.headers[.cacheControl] == "no-store")
            let plain = try await client.executeRequest(uri: "/plain", method: .get, headers: [:], body: nil)
            #expect(plain.headers[.cacheControl] == control ?? "no-store")
        }
    }
}
