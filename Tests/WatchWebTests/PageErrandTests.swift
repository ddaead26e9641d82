import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// Where somebody was going and what they had typed, through signing in.
@Suite("What goes along through signing in") struct PageErrandTests {
    static let local = [
        "/", "/me", "/groups/kerkstraat/join", "/alerts/01900000-0000-7000-8000-0000000000d1", "/a//b",
        "/" + String(repeating: "x", count: 199),
    ]
    static let foreign = [
        "", " ", "me", "//evil.example", "///evil", "/\\evil", "\\\\evil", "https:", "https://evil.example",
        "javascript:alert(1)", "/%2f%2fevil", "/%5cevil", "/a%0d%0aSet-Cookie:x", "/a\r\nSet-Cookie: x=1", "/a\nb",
        "/a\0b", " /me", "/me ", "/a?b=c", "/a#b", "/a&b", "/a/../b", "/@evil.example", "/a:b", "/münchen",
        "/\u{FF0F}evil", "/\u{2215}evil", "/\"><script>", "/" + String(repeating: "x", count: 200),
    ]

    @Test(arguments: local) func aPlaceOnThisSiteIsKept(typed: String) { #expect(LocalPath(typed)?.text == typed) }

    @Test(arguments: foreign) func anyOtherPlaceIsNone(typed: String) { #expect(LocalPath(typed) == nil) }

    @Test func noPlaceIsNone() { #expect(LocalPath(nil) == nil) }

    @Test(arguments: ["/groups/kerkstraat/join", "/privacy"])
    func whoWasGoingSomewhereComesThere(next: String) async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let page = try await browser.get("/sign-in?next=\(next)")
            #expect(page.typed("next") == next)
            let asked = try await browser.send("/sign-in", ["email": "fatima@example.org", "next": next])
            #expect(asked.header("Location") == "/sign-in/code?next=\(next)")
            let waiting = try await browser.get("/sign-in/code?next=\(next)")
            #expect(waiting.typed("next") == next)
            #expect(waiting.text.contains(#"<a href="/sign-in?next=\#(next)">"#))
            let code = try #require(street.letters.letters.first).code
            #expect(try await browser.send("/sign-in/code", ["code": code, "next": next]).header("Location") == next)
        }
    }

    @Test(arguments: ["/groups/kerkstraat/join", "/groups/kerkstraat/report"])
    func whoTakesTheLinkOfTheLetterComesThereToo(next: String) async throws {
        try await APIStreet.run { street in
            let letter = try await PageBrowser(street).askForLetter(
                "fatima@example.org", ["next": next, "draft": next.hasSuffix("report") ? "behaviour=x" : ""])
            let path = try letter.linkPath
            // By the group's number: its name is somebody's own word.
            let kept = next.replacing("kerkstraat", with: Street.group.id.text)
            #expect(path.hasSuffix("?next=\(kept)"))
            let phone = PageBrowser(street)
            let page = try await phone.get(path)
            #expect(page.status == 200 && page.typed("next") == kept)
            let link = String(try #require(path.split(separator: "?").first))
            #expect(try await phone.send(link, ["next": kept]).header("Location") == kept)
        }
    }

    /// Anybody can have a letter sent to anybody: nothing of theirs stands in it.
    @Test(arguments: [
        ("/groups/u-bent-gehackt-bel-0612345678", ""), ("/bel/0612345678", ""),
        ("/groups/kerkstraat/bel-0612345678", ""),
        ("/j/belnuhier", ""), ("/registry/care", "?next=/registry/care"), ("/groups/new", "?next=/groups/new"),
        ("/groups/kerkstraat/links", "?next=/groups/\(Street.group.id)/links"),
        ("/alerts/\(Street.group.id)", "?next=/alerts/\(Street.group.id)"),
    ])
    func theLinkOfALetterHoldsWordsOfSaarAlone(next: String, query: String) async throws {
        try await APIStreet.run { street in
            let path = try await PageBrowser(street).askForLetter("fatima@example.org", ["next": next]).linkPath
            #expect(path.drop { $0 != "?" } == query)
        }
    }

    @Test func aLinkLeadsNowhereElse() async throws {
        try await APIStreet.run { street in
            for typed in ["//evil.example", "https://evil.example", "/a?b=c", "/\\evil"] {
                street.clock.advance(by: .days(1))
                let browser = PageBrowser(street)
                let path = try await browser.askForLetter("carla@example.org", ["next": typed]).linkPath
                #expect(!path.contains("?"))
                #expect(try await browser.get("\(path)?next=%2F%2Fevil.example").typed("next") == "")
                #expect(try await browser.send(path, ["next": typed]).header("Location") == "/groups/kerkstraat")
            }
        }
    }

    @Test func whoIsSentElsewhereIsNot() async throws {
        try await APIStreet.run { street in
            for typed in PageErrandTests.foreign {
                street.clock.advance(by: .days(1))
                let browser = PageBrowser(street)
                let asked = try await browser.send("/sign-in", ["email": "carla@example.org", "next": typed])
                #expect(asked.header("Location") == "/sign-in/code", "\(typed)")
                let code = try #require(street.letters.letters.last).code
                let answer = try await browser.send("/sign-in/code", ["code": code, "next": typed])
                #expect(answer.status == 303 && answer.header("Location") == "/groups/kerkstraat", "\(typed)")
            }
            for query in ["//evil", "https://evil.example", "%2f%2fevil", "%2F%5Cevil", "/a%0d%0ab", "%22%3E%3Cb%3E"] {
                for page in ["/sign-in", "/sign-in/code"] {
                    let answer = try await street.ask(.get, "\(page)?next=\(query)")
                    #expect(answer.status == 200 && answer.typed("next") == "", "\(query)")
                }
            }
        }
    }

    @Test func aReportThatWaitsIsFullAfterSigningIn() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let typed = street.fullForm.merging(["behaviour": "Forces é & <climbs>\n\"in\" + 100%"]) { $1 }
            #expect(try await browser.get("/groups/kerkstraat/report").text.contains("You are not signed in"))
            // Without a script, all of it travels in hidden fields.
            let stopped = try await browser.send("/groups/kerkstraat/alerts", typed)
            #expect(stopped.status == 401)
            #expect(stopped.text.contains("Your report is kept") && stopped.text.contains("tel:112"))
            let draft = try #require(stopped.typed("draft"))
            #expect(draft == APIStreet.form(typed))
            let errand = ["next": try #require(stopped.typed("next")), "draft": draft]
            #expect(errand["next"] == "/groups/kerkstraat/report")
            let mistyped = try await browser.send("/sign-in", errand.merging(["email": "anna"]) { $1 })
            #expect(mistyped.status == 422 && mistyped.typed("draft") == draft)
            let waiting = try await browser.send("/sign-in", errand.merging(["email": "anna@example.org"]) { $1 })
            #expect(waiting.status == 200 && waiting.typed("draft") == draft)
            let wrong = try await browser.send("/sign-in/code", errand.merging(["code": "x"]) { $1 })
            #expect(wrong.status == 422 && wrong.typed("draft") == draft && wrong.typed("next") == errand["next"])
            let code = try #require(street.letters.letters.first).code
            let form = try await browser.send("/sign-in/code", errand.merging(["code": code]) { $1 })
            #expect(form.status == 200)
            #expect(form.text.contains(#"action="/groups/kerkstraat/alerts""#) && form.text.contains("Sign out"))
            #expect(!form.text.contains("You are not signed in") && !form.text.contains(#"role="alert""#))
            for name in typed.keys where !["kind", "direction", "by", "number"].contains(name) {
                #expect(form.typed(name) == typed[name], "\(name)")
            }
            for chosen in [
                #"value="burglary" checked"#, #"value="north-east" selected"#, #"value="self" checked"#,
                #"value="112" checked"#,
            ] { #expect(form.text.contains(chosen), "\(chosen)") }
            let key = try #require(form.typed("requestKey"))
            #expect(!key.isEmpty)
            let shared = try await browser.send("/groups/kerkstraat/alerts", typed.merging(["requestKey": key]) { $1 })
            #expect(shared.status == 303 && shared.header("Location")?.hasSuffix("?done=shared") == true)
        }
    }

    @Test func whoMayNotReportHereKeepsTheirWordsAndIsSignedIn() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let errand = ["next": "/groups/kerkstraat/report", "draft": APIStreet.form(street.fullForm)]
            let code = try await browser.askForLetter("fatima@example.org", errand).code
            let answer = try await browser.send("/sign-in/code", errand.merging(["code": code]) { $1 })
            #expect(answer.status == 403)
            for words in ["GH-482-X", "black coat, white cap", "tel:112"] { #expect(answer.text.contains(words)) }
            #expect(try await browser.get("/me").typed("firstName") == "Fatima")
        }
    }

    @Test(arguments: [
        ("/me", "place=Plein", 200), ("//evil", "place=Plein", 303), ("/groups/kerkstraat/report", "x=y&&=&kind=", 200),
        ("/groups/kerkstraat/report", "behaviour=a&behaviour=b&&&", 200),
        ("/groups/nowhere/report", "behaviour=a", 404), ("/groups/kerkstraat/report", "%%%=&&&=", 400),
        ("/groups/kerkstraat/report", "%FF=%zz", 400),
    ])
    func anOddErrandHarmsNothing(next: String, draft: String, status: Int) async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let errand = ["next": next, "draft": draft]
            let code = try await browser.askForLetter("anna@example.org", errand).code
            let answer = try await browser.send("/sign-in/code", errand.merging(["code": code]) { $1 })
            #expect(answer.status == status, "\(answer.text)")
            #expect(answer.header("Location")?.contains("evil") != true)
            #expect(try await browser.get("/me").status == 200)
        }
    }
}
