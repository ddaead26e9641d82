import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Each address is written in one way.
@Suite("Addresses as they are written") struct CanonicalPathTests {
    @Test(arguments: [
        "/", "/groups", "/groups/kerkstraat", "/groups.atom", "/a/B-c_d.e~f", "/j/K7:2", "/x/caf%C3%A9", "/x/%e2%82%ac",
        "/x/a%20b", "/x/100%25", "/x/a+b", "/...", "/.well-known/security.txt",
    ])
    func whatIsWrittenAsItShouldBe(path: String) { #expect(CanonicalPath.isCanonical(path.utf8)) }

    @Test(arguments: [
        "", "groups", "//", "//groups", "/groups/", "/groups//kerkstraat", "/./groups", "/groups/..", "/groups/.",
        "/%67roups", "/sign%2Din", "/sign%2din", "/%2e%2e/groups", "/groups%2Fkerkstraat", "/groups%2f", "/a%5Cb",
        "/a\\b",
        "/a%00", "/a%0a", "/a%7F", "/a%1", "/a%", "/a%gg", "/a%C0%AF", "/a%E2%82", "/a%FF", "/a%ED%A0%80", "/a b",
        "/a\"b",
        "/a<b", "/café", "/a#b", "/a|b", "*", "/a\u{0}",
    ])
    func whatIsNot(path: String) { #expect(!CanonicalPath.isCanonical(path.utf8)) }

    static let tidied: [(String, String, String?)] = [
        ("/sign-in/", "", "/sign-in"), ("//sign-in", "", "/sign-in"),
        ("//groups//kerkstraat//", "?q=a", "/groups/kerkstraat?q=a"),
        ("//evil.example", "", "/evil.example"), ("///evil.example/%2e%2e", "", nil), ("/groups/", "?a=\r\nb", nil),
        ("/groups/", "?é", nil), ("//", "", nil), ("/", "", nil), ("/groups/../", "", nil), ("/%67roups/", "", nil),
        ("/\\evil.example/", "", nil),
    ]

    @Test(arguments: tidied)
    func slashesTooManyAreTakenAway(path: String, query: String, way: String?) {
        #expect(CanonicalPath.tidied(path.utf8, query: query.utf8).map { $0.path + $0.query } == way)
    }

    @Test func whoOnlyLooksIsLedToWhatIsMeant() async throws {
        try await APIStreet.run { street in
            for (path, way) in [
                ("/groups/", "/groups"), ("//groups", "/groups"),
                ("/groups/?q=woerden&near=52.1,4.9", "/groups?q=woerden&near=52.1,4.9"),
                ("/groups//kerkstraat/", "/groups/kerkstraat"), ("//embed/finder", "/embed/finder"),
                ("//sign-in", "/sign-in"),
            ] {
                for method in [HTTPRequest.Method.get, .head] {
                    let answer = try await street.ask(method, path)
                    #expect(answer.status == 308 && answer.header("Location") == way, "\(path)")
                    #expect(answer.header("Cache-Control") == "no-store")
                }
            }
        }
    }

    /// Nobody is led to another site, nothing is done, and nobody is looked up.
    @Test func everythingElseIsNotFound() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            try await browser.signIn(Street.anna)
            let letters = street.letters.letters.count
            for path in [
                "//sign-in", "/sign-in/", "/./sign-in", "/sign%2Din", "///sign-in//", "/%73ign-in", "/SIGN-IN",
            ] {
                let answer = try await browser.send(path, ["email": "anna@example.org"])
                #expect(answer.status == 404 && answer.header("Location") == nil, "\(path)")
            }
            #expect(street.letters.letters.count == letters)
            for path in [
                "//evil.example", "//evil.example/", "//evil.example/..", "/\\evil.example", "//evil.example//groups",
                "///",
                "/%2Fevil.example", "/me/%2e%2e/", "/nothing/", "//assets", "/x%00",
            ] {
                let answer = try await browser.get(path)
                #expect(answer.status == 404 && answer.header("Location") == nil, "\(path)")
                #expect(
                    answer.header("Content-Type")?.hasPrefix("text/html") == true && answer.text.contains("tel:112"))
            }
            for path in ["/api/v1/groups/", "//api/v1/groups", "/api//v1/groups", "/healthz/", "/api/v1/%67roups"] {
                try await street.ask(.get, path).expectProblemLine(404, "not-found")
            }
        }
    }
}

extension Answer {
    /// A problem, whether or not it is of the API.
    func expectProblemLine(_ status: Int, _ code: String, at place: SourceLocation = #_sourceLocation) {
        #expect(self.status == status && self["code"] == code, "\(text)", sourceLocation: place)
    }
}
