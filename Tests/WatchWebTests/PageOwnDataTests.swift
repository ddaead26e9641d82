import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// What is kept of somebody: taken away, erased, told.
@Suite("My data, and what is kept") struct PageOwnDataTests {
    @Test func theFileHoldsOnesOwnWordsOnly() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            _ = try await street.send(
                "\(alert)/reactions", as: Street.bram, ["kind": "sighting", "text": "Two of them"])
            _ = try await street.send("\(alert)/corrections", as: Street.anna, ["correction": "No. 17"])
            let phone = PageBrowser(street, agent: PageBrowser.chrome)
            let secret = try await phone.signIn(Street.bram)
            let annas = try await street.ask(.get, "/me/data.json", as: Street.anna)
            #expect(annas.status == 200)
            #expect(annas.header("Content-Type") == "application/json")
            #expect(annas.header("Content-Disposition") == #"attachment; filename="saar.json""#)
            #expect(annas.header("Cache-Control") == "no-store")
            #expect(annas["firstName"] == "Anna" && annas["lastName"] == "de Vries")
            #expect(annas["alerts.0.observation.behaviour"] == street.fullForm["behaviour"])
            #expect(annas["alerts.0.policeOnly.licencePlate"] == "GH-482-X")
            #expect(annas.count("messages") == 1 && annas["messages.0.text"] == "No. 17")
            #expect(annas["groups.0.group"] == "Kerkstraat" && annas["devices.0.kind"] == "bearer")
            #expect(!annas.text.contains("Two of them") && !annas.text.contains("Bram"))

            let brams = try await phone.get("/me/data.json")
            #expect(brams.count("alerts") == 0 && brams.count("messages") == 1)
            #expect(brams["messages.0.text"] == "Two of them")
            #expect((0..<2).contains { brams["devices.\($0).name"] == "Chrome · Android" })
            for other in ["GH-482-X", "Forces a window", "No. 17", "Anna", "Carla", Street.anna.id.text, secret] {
                #expect(!brams.text.contains(other), "\(other)")
            }
        }
    }

    @Test func erasureAsksFirst() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            try await browser.signIn(Street.anna)
            let page = try await browser.get("/me/erasure")
            #expect(page.status == 200 && page.text.contains("That cannot be undone"))
            #expect(page.text.contains("<strong>anna@example.org</strong>"))
            #expect(!page.text.contains("You are the only coordinator here") && !page.text.contains(" checked"))
            for sure in ["", "0", "on"] {
                let answer = try await browser.confirm("/me/erasure", ["sure": sure])
                #expect(answer.status == 422 && answer.header("Set-Cookie") == nil)
                #expect(answer.text.contains(##"<a href="#sure">"##) && answer.text.contains(#"id="sure-error""#))
            }
            #expect(try await street.ask(.get, "/me", as: Street.anna).typed("firstName") == "Anna")
            try await browser.signIn(Street.carla)
            let alone = try await browser.get("/me/erasure")
            #expect(alone.text.contains("You are the only coordinator here"))
            #expect(alone.text.contains("<strong>Kerkstraat</strong>"))
        }
    }

    @Test func whoSignedInLongAgoSignsInAnewAndComesBack() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            try await browser.signIn(Street.anna)
            let asked = try #require(try await browser.get("/me/erasure").finalStep)
            // In use all day long: what counts is when it began.
            for _ in 0..<3 {
                street.clock.advance(by: .hours(12))
                #expect(try await browser.get("/me").status == 200)
            }
            for answer in [
                try await browser.get("/me/erasure"), try await browser.send("/me/erasure", ["sure": "1"]),
                try await browser.send(asked.path, asked.fields.merging(["sure": "1"]) { $1 }),
            ] {
                #expect(answer.status == 403 && answer.text.contains("<h1>Sign in again first</h1>"))
                #expect(answer.text.contains(#"href="/sign-in?next=/me/erasure""#))
                #expect(answer.header("Set-Cookie") == nil && answer.header("Clear-Site-Data") == nil)
            }
            // The program that holds Anna's key cannot at all, however new the key.
            let program = try await street.confirm("/me/erasure", as: Street.anna, ["sure": "1"])
            #expect(program.status == 403)
            #expect(try await browser.get("/me").typed("firstName") == "Anna")
            let letter = try await browser.askForLetter("anna@example.org", ["next": "/me/erasure"])
            let back = try await browser.send("/sign-in/code", ["code": try letter.code, "next": "/me/erasure"])
            #expect(back.header("Location") == "/me/erasure")
            let done = try await browser.confirm("/me/erasure", ["sure": "1"])
            #expect(done.header("Location") == "/?done=erased")
        }
    }

    @Test func whoIsErasedIsGone() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let browser = PageBrowser(street)
            let secret = try await browser.signIn(Street.anna)
            street.clock.advance(by: .minutes(15))
            let answer = try await browser.confirm("/me/erasure", ["sure": "1"])
            #expect(answer.status == 303 && answer.header("Location") == "/?done=erased")
            #expect(answer.header("Clear-Site-Data") == #""storage""#)
            #expect(try #require(try answer.cookie("__Host-saar-session")).contains("Max-Age=0"))
            #expect(browser.cookie("__Host-saar-session") == nil)
            #expect(try await browser.get("/?done=erased").text.contains("You have been erased"))
            #expect(
                try await street.ask(.get, "/me", headers: ["Cookie": "__Host-saar-session=\(secret)"]).status == 401)
            #expect(try await street.ask(.get, "/api/v1/me", as: Street.anna).status == 401)
            let page = try await street.ask(.get, alert, as: Street.bram)
            #expect(page.status == 200 && page.text.contains("Forces a window") && !page.text.contains("Anna"))
            #expect(!(try await street.ask(.get, "/groups/kerkstraat/members", as: Street.carla).text.contains("Anna")))
            // Who comes back is somebody new.
            let letter = try await browser.askForLetter("anna@example.org")
            _ = try await browser.send("/sign-in/code", ["code": try letter.code])
            #expect(try await browser.get("/me").typed("firstName") == "")
            #expect(try await browser.get("/me/data.json").count("alerts") == 0)
        }
    }

    // MARK: the demo's letters

    @Test func lettersAreShownInADemoOnly() async throws {
        try await APIStreet.run { street in
            try await PageBrowser(street).askForLetter("anna@example.org")
            let page = try await street.ask(.get, "/demo/mailbox")
            #expect(page.status == 404 && !page.text.contains("anna@example.org"))
            #expect(!(try await street.ask(.get, "/").text.contains("/demo/mailbox")))
        }
        try await APIStreet.run(isDemo: true) { street in
            #expect(try await street.ask(.get, "/demo/mailbox").text.contains("There are no letters yet"))
            let first = try await PageBrowser(street).askForLetter("anna@example.org")
            let second = try await PageBrowser(street, language: "fr").askForLetter("bram@example.org")
            let page = try await street.ask(.get, "/demo/mailbox")
            #expect(page.status == 200)
            let subjects = try page.found(#"<article lang="(?:en|fr)"><h2>([^<]*)</h2>"#)
            #expect(subjects == [second.subject, first.subject])
            #expect(page.text.contains(#"<article lang="fr">"#) && page.text.contains("anna@example.org · <time"))
            let link = try first.linkPath
            #expect(page.text.contains(#"<a href="\#(link)">https://saar.test\#(link)</a>"#))
            #expect(try await street.ask(.get, "/").text.contains("/demo/mailbox"))
            #expect(try await street.ask(.get, "/sign-in/code").text.contains("/demo/mailbox"))
        }
    }

    @Test(
        arguments: [
            ("https://saar.test/sign-in/ab", "/sign-in/ab"), ("https://saar.test.evil/x", nil),
            ("https://saar.test", nil),
            ("https://evil.example/x", nil), ("See https://saar.test/x", nil), ("javascript:alert(1)", nil),
        ] as [(String, String?)])
    func onlyOurOwnAddressesBecomeLinks(line: String, link: String?) throws {
        let letter = Letter(
            to: try #require(EmailAddress("a@b.nl")), subject: "x", text: "first\n\n\(line)\nlast", language: .nl)
        let model = MailboxModel(
            [House.SentLetter(letter: letter, at: ManualClock.friday)], site: "https://saar.test",
            try PageStreet.setting())
        #expect(model.letters.first?.lines.map(\.text) == ["first", line, "last"])
        #expect(model.letters.first?.lines.map(\.link) == [nil, link, nil])
        #expect(model.letters.first?.lines.map(\.isWords) == [true, link == nil, true])
    }

    // MARK: what is kept, and for how long

    @Test(arguments: [
        (Span.days(30), Span.days(5 * 365), "30", "5"), (.days(14), .days(2 * 365), "14", "2"),
        (.days(1_000), .days(365), "1.000", "1"),
    ])
    func privacyIsToldInTheNumbersOfThePolicy(neighbours: Span, register: Span, days: String, years: String) throws {
        let policy = Jurisdiction(
            code: "NL-0001", timeZone: "Europe/Amsterdam", numbers: [.init("0800-1", for: .urgent)],
            neighbourRetention: neighbours, registerRetention: register)
        let model = PrivacyModel(try PageStreet.setting(in: .nl), in: policy)
        #expect(model.neighbourDays == days && model.registerYears == years)
        let html = try PageStreet.html(model, in: .nl)
        #expect(html.contains("<strong>\(days)</strong>") && html.contains("<strong>\(years)</strong>"))
        #expect(html.contains("tel:08001"))
    }

    @Test(arguments: Language.allCases) func anybodyCanReadAboutPrivacy(language: Language) async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/privacy", headers: ["Accept-Language": language.rawValue])
            #expect(page.status == 200)
            #expect(page.text.contains("<strong>30</strong>") && page.text.contains("<strong>5</strong>"))
            #expect(page.text.contains(#"<meta name="robots" content="index,follow">"#))
        }
    }
}
