import HTTPTypes
import Hummingbird
import Testing
import Watch
import WatchTesting
import WatchWeb

/// What every call has in common: who comes in, what is refused, and in which words.
@Suite struct APIDoorTests {
    @Test func nobodyIsToldToSignIn() async throws {
        try await APIStreet.run { street in
            let answer = try await street.ask(.get, "\(APIStreet.root)/me")
            answer.expectProblem(401, "sign-in-needed")
            #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
            for path in ["/live", "/alerts/\(AlertId.some)", "/groups/kerkstraat/events", "/groups/kerkstraat/members"]
            {
                try await street.ask(.get, APIStreet.root + path).expectProblem(401, "sign-in-needed")
            }
        }
    }

    @Test func aTokenThatIsNoGoodIsRefusedEverywhere() async throws {
        try await APIStreet.run { street in
            for token in ["Bearer \(String(repeating: "0", count: 64))", "Bearer x", "Basic YTpi", "Bearer"] {
                try await street.ask(
                    .get, "\(APIStreet.root)/groups", headers: ["Authorization": token]
                ).expectProblem(401, "sign-in-needed")
            }
        }
    }

    @Test func anUnknownAddressIsNotAnUnknownMethod() async throws {
        try await APIStreet.run { street in
            try await street.ask(.get, "\(APIStreet.root)/nothing").expectProblem(404, "not-found")
            let answer = try await street.ask(.delete, "\(APIStreet.root)/groups/kerkstraat")
            answer.expectProblem(405, "method-not-allowed")
            #expect(answer.header("Allow") == "GET, HEAD, PATCH")
            let other = try await street.ask(.put, "\(APIStreet.root)/groups/kerkstraat/members", body: "{}")
            other.expectProblem(405, "method-not-allowed")
            #expect(other.header("Allow") == "GET, HEAD, POST")
        }
    }

    @Test func headIsGetWithoutABody() async throws {
        try await APIStreet.run { street in
            let full = try await street.ask(.get, "\(APIStreet.root)/groups/kerkstraat")
            let head = try await street.ask(.head, "\(APIStreet.root)/groups/kerkstraat")
            #expect(head.status == 200)
            #expect(head.text.isEmpty)
            #expect(head.header("Content-Length") == full.header("Content-Length"))
            let absent = try await street.ask(.head, "\(APIStreet.root)/nothing")
            #expect(absent.status == 404)
            #expect(absent.text.isEmpty)
        }
    }

    @Test(arguments: [
        ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("multipart/form-data; boundary=x", 415),
        ("application/json; charset=utf-8", 422), ("Application/JSON", 422),
    ])
    func onlyJSONIsRead(type: String, status: Int) async throws {
        try await APIStreet.run { street in
            let answer = try await street.ask(
                .post, "\(APIStreet.group)/alerts", as: Street.anna, body: "{}", headers: ["Content-Type": type])
            answer.expectProblem(status, status == 415 ? "unsupported-media-type" : "field-missing")
        }
    }

    @Test func aBodyWithoutATypeIsNotGuessedAt() async throws {
        try await APIStreet.run { street in
            try await street.ask(
                .post, "\(APIStreet.group)/alerts", as: Street.anna, body: "{}", headers: ["Content-Type": ""]
            ).expectProblem(415, "unsupported-media-type")
        }
    }

    @Test(arguments: [
        ("{", 400, "body-unreadable"), ("[]", 400, "body-unreadable"), ("null", 400, "body-unreadable"),
        (#"{"outcome": }"#, 400, "body-unreadable"),
        (String(repeating: "[", count: 20_000), 400, "body-unreadable"),
        (
            #"{"outcome": \#(String(repeating: "[", count: 50))\#(String(repeating: "]", count: 50))}"#, 400,
            "body-unreadable"
        ),
        (#"{"outcome": 7}"#, 422, "field-invalid"), (#"{"outcome": "won"}"#, 422, "field-invalid"),
        (#"{"text": "x"}"#, 422, "field-missing"), ("", 422, "field-missing"),
    ])
    func whatCannotBeReadIsRefused(body: String, status: Int, code: String) async throws {
        try await APIStreet.run { street in
            let alert = try #require(try await street.share()["id"])
            try await street.ask(
                .post, "\(APIStreet.root)/alerts/\(alert)/closure", as: Street.anna, body: body
            ).expectProblem(status, code)
        }
    }

    @Test func aBodyHasABound() async throws {
        try await APIStreet.run { street in
            let answer = try await street.ask(
                .post, "\(APIStreet.group)/alerts", as: Street.anna,
                body: #"{"kind": "\#(String(repeating: "x", count: 70_000))"}"#)
            answer.expectProblem(413, "body-too-large")
            #expect(answer["limit"] == "65536")
        }
    }

    @Test func anotherSiteCannotMakeABrowserChangeAnything() async throws {
        try await APIStreet.run { street in
            for headers in [["Sec-Fetch-Site": "cross-site"], ["Origin": "https://evil.example"]] {
                try await street.ask(
                    .post, "\(APIStreet.group)/alerts", body: "{}",
                    headers: headers.merging(["Cookie": "__Host-saar-session=x"]) { $1 }
                ).expectProblem(403, "cross-site")
            }
            #expect(try await street.ask(.get, "/", headers: ["Sec-Fetch-Site": "cross-site"]).status == 200)
        }
    }

    @Test func wordsAreInTheLanguageOfWhoAsks() async throws {
        try await APIStreet.run { street in
            let path = "\(APIStreet.root)/me"
            let dutch = try await street.ask(.get, path, headers: ["Accept-Language": "nl-NL, en;q=0.5"])
            let english = try await street.ask(.get, path, headers: ["Accept-Language": "en-GB"])
            #expect(dutch["title"] != english["title"])
            #expect(dutch["code"] == english["code"])
        }
    }

    @Test(arguments: [
        "limit=0", "limit=101", "limit=x", "limit=5&limit=6", "near=1", "near=91,0", "near=inf,0",
        "near=0x1p3,1", "other=1", "q=%FF", "limit=",
    ])
    func aParameterWithoutSenseIsRefused(query: String) async throws {
        try await APIStreet.run { street in
            try await street.ask(.get, "\(APIStreet.root)/groups?\(query)").expectProblem(400, "parameter-invalid")
        }
    }

    @Test func whatNobodyForesawSaysNothing() async throws {
        try await APIStreet.run(groups: BrokenGroups()) { street in
            let answer = try await street.ask(.get, "\(APIStreet.root)/groups/kerkstraat")
            answer.expectProblem(500, "unexpected")
            let reference = try #require(answer["reference"])
            #expect(!answer.text.contains("Vries"))
            let page = try await street.ask(.get, "/groups/kerkstraat")
            #expect(page.status == 500)
            #expect(!page.text.contains("Vries"))
            let line = try #require(street.log.lines.first { $0.contains(reference) })
            #expect(line.contains("Fault"))
            #expect(!street.log.lines.contains { $0.contains("Vries") })
        }
    }

    @Test func aDatabaseThatIsAwayIsNotAFault() async throws {
        try await APIStreet.run(groups: BrokenGroups(fault: Refusal(.unavailable)), isReady: false) { street in
            let answer = try await street.ask(.get, "\(APIStreet.root)/groups/kerkstraat")
            answer.expectProblem(503, "unavailable")
            #expect(answer.header("Retry-After") == "5")
            try await street.ask(.get, "\(APIStreet.root)/readyz").expectProblem(503, "unavailable")
            #expect(try await street.ask(.get, "/readyz").status == 503)
            #expect(try await street.ask(.get, "/healthz").status == 200)
        }
    }

    @Test(arguments: [
        ("signing", "ready"), ("unknown", "ready"), ("behind-mark", "degraded"), ("mark-unusable", "degraded"),
    ])
    func aRegisterThatIsNotSignedKeepsNobodyOut(register: String, status: String) {
        func readiness(_ database: Readiness.DatabaseState) -> Readiness {
            Readiness(database: database, schema: .current, bus: .connected, register: register)
        }
        #expect(readiness(.reachable).isReady && readiness(.reachable).status == status)
        #expect(!readiness(.unreachable).isReady)
    }

    @Test func aPageIsRefusedWithAPage() async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/nothing")
            #expect(page.status == 404)
            #expect(page.header("Content-Type")?.hasPrefix("text/html") == true)
            #expect(page.header("API-Version") == nil)
        }
    }

    @Test func theLogKnowsNoAddresses() async throws {
        try await APIStreet.run { street in
            _ = try await street.ask(.get, "/sign-in/\(String(repeating: "ab", count: 32))")
            _ = try await street.ask(.get, "\(APIStreet.root)/groups?q=Bodegraven")
            #expect(street.log.lines.contains { $0.contains("route=/api/v1/groups") && $0.contains("status=200") })
            #expect(!street.log.lines.contains { $0.contains("abab") || $0.contains("Bodegraven") })
        }
    }

    @Test func partsOfPagesAreServedAndNothingElse() async throws {
        try await APIStreet.run { street in
            let style = try await street.ask(.get, "/assets/styles/saar.css")
            #expect(style.status == 200)
            #expect(style.header("Content-Type") == "text/css; charset=utf-8")
            let tag = try #require(style.header("ETag"))
            let again = try await street.ask(.get, "/assets/styles/saar.css", headers: ["If-None-Match": tag])
            #expect(again.status == 304)
            #expect(again.text.isEmpty)
            let secret = [
                "templates/page.mustache", "words/nl/house.json", "styles/..%2Fopenapi.json", "../openapi.json",
            ]
            for path in secret {
                #expect(try await street.ask(.get, "/assets/\(path)").status == 404)
            }
        }
    }
}

extension Id {
    /// An id of nothing.
    static var some: Id { Street.fixed("ff") }
}

/// A store that fails, and says too much about it.
private struct BrokenGroups: GroupStore {
    struct Fault: Error, CustomStringConvertible {
        let description = "Anna de Vries, Kerkstraat 12"
    }

    var fault: any Error = Fault()

    func group(_ name: GroupName) async throws -> Group? { throw fault }
    func groups(_ ids: [GroupId]) async throws -> [Group] { throw fault }
    func groups(meeting box: Area.Box) async throws -> (groups: [Group], version: Int64) { throw fault }
    func jurisdiction(of country: String, municipality: String?) async throws -> Jurisdiction { throw fault }
    func compare(by person: PersonId, at now: Moment) async throws -> Int { throw fault }
    func found(
        _ group: Group, coordinator: Member, registration: Registration, invitation: String?, asked: CoCoordination?,
        naming profile: PersonProfile?, request: RequestKey?, since version: Int64?,
        decide: @escaping @Sendable (FoundingScene) throws(Refusal) -> AuditEntry
    ) async throws -> Group { throw fault }
    func hearings(of person: PersonId) async throws -> [Hearing] { throw fault }
    func versionedHearings(of person: PersonId) async throws -> VersionedHearings { throw fault }
    func hearers(of group: GroupId) async throws -> [PersonId: Hearing] { throw fault }
    func heads(of groups: [GroupId]) async throws -> [GroupHead] { throw fault }
}
