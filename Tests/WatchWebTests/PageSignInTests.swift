import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// A letter, a code, a link.
@Suite("Signing in by a letter") struct PageSignInTests {
    @Test func theCodeFromTheLetterSignsIn() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let asked = try await browser.send("/sign-in", ["email": " Anna@Example.org "])
            #expect(asked.status == 303)
            #expect(asked.header("Location") == "/sign-in/code")
            #expect(try asked.cookie("__Host-saar-session") == nil)
            let attempt = try #require(try asked.cookie("__Host-saar-attempt"))
            for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=900"] {
                #expect(attempt.components(separatedBy: "; ").contains(part), "\(attempt)")
            }
            let letter = try #require(street.letters.letters.first)
            #expect(letter.to.text == "anna@example.org")
            let page = try await browser.get("/sign-in/code")
            #expect(page.status == 200 && page.text.contains("<strong>anna@example.org</strong>"))
            #expect(page.header("Cache-Control") == "no-store")
            let code = try letter.code
            #expect(!page.text.contains(code))
            let secret = try #require(browser.cookie("__Host-saar-attempt"))
            let answer = try await browser.send("/sign-in/code", ["code": " \(code.prefix(3)) \(code.suffix(3))"])
            #expect(answer.status == 303)
            #expect(answer.header("Location") == "/groups/kerkstraat")
            let session = try #require(try answer.cookie("__Host-saar-session"))
            for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=31536000"] {
                #expect(session.components(separatedBy: "; ").contains(part), "\(session)")
            }
            let over = try #require(try answer.cookie("__Host-saar-attempt"))
            #expect(over.contains("Max-Age=0") && over.contains("Path=/"))
            #expect(try await browser.get("/me").typed("firstName") == "Anna")
            // Each code signs in once, each link is over with it.
            let again = try await street.send(
                "/sign-in/code", headers: ["Cookie": "__Host-saar-attempt=\(secret)"], ["code": code])
            #expect(again.status == 422 && again.text.contains("This code no longer works"))
            #expect(try await street.ask(.get, try letter.linkPath).status == 404)
        }
    }

    /// No letter, no try and no link is used up by a browser that keeps nothing.
    @Test func aBrowserWithoutCookiesIsToldAtOnce() async throws {
        try await APIStreet.run { street in
            let word = "Your browser keeps no cookies of this site"
            let page = try await street.ask(.get, "/sign-in")
            let kept = try #require(try page.cookie("__Host-saar-kept"))
            for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
                #expect(kept.components(separatedBy: "; ").contains(part), "\(kept)")
            }
            let asked = page.typed("askedForCookie")
            #expect(asked == "1" && !page.text.contains(word))
            let fields = ["email": "anna@example.org", "askedForCookie": "1", "next": "/privacy"]
            let blocked = try await street.send("/sign-in", fields)
            #expect(blocked.status == 422 && blocked.text.contains(word))
            #expect(blocked.typed("email") == "anna@example.org" && blocked.typed("next") == "/privacy")
            #expect(street.letters.letters.isEmpty)
            // With the cookie of the page, or of the answer, the same form is taken.
            for answer in [page, blocked] {
                let pair = try #require(try answer.cookie("__Host-saar-kept")).split(separator: ";")[0]
                let taken = try await street.send("/sign-in", headers: ["Cookie": String(pair)], fields)
                #expect(taken.status == 303)
            }
            let letter = try #require(street.letters.letters.last)
            // The code's page and its form.
            let none = try await street.ask(.get, "/sign-in/code")
            #expect(none.text.contains("or your browser keeps no cookies of this site"))
            let typed = try await street.send("/sign-in/code", ["code": try letter.code])
            #expect(typed.status == 422 && typed.text.contains(word) && typed.text.contains(#"id="code-error""#))
            // The link still works afterwards.
            let link = try letter.linkPath.components(separatedBy: "?")[0]
            #expect(try await street.ask(.get, link).typed("askedForCookie") == "1")
            let pressed = try await street.send(link, ["askedForCookie": "1", "next": "/privacy"])
            #expect(pressed.status == 422 && pressed.text.contains(word) && pressed.typed("next") == "/privacy")
            #expect(try pressed.cookie("__Host-saar-session") == nil)
            let browser = PageBrowser(street)
            _ = try await browser.get(link)
            let opened = try await browser.send(link, ["askedForCookie": "1"])
            #expect(opened.status == 303 && browser.cookie("__Host-saar-session") != nil)
        }
    }

    @Test func whoWasNotKnownIsNewWithoutAName() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street, language: "de")
            let letter = try await browser.askForLetter("neu@example.org")
            let answer = try await browser.send("/sign-in/code", ["code": try letter.code])
            #expect(answer.header("Location") == "/")
            let me = try await browser.get("/me")
            #expect(me.typed("firstName") == "")
            #expect(me.text.contains("neu@example.org"))
            #expect(me.text.contains(#"<option value="de" lang="de" selected>"#))
            let rules = try await browser.get("/groups/kerkstraat/join")
            #expect(rules.typed("firstName") == "")
        }
    }

    @Test func aCodeIsTriedFiveTimesAtMost() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let code = try await browser.askForLetter("anna@example.org").code
            let wrong = code == "000000" ? "000001" : "000000"
            for left in (1...4).reversed() {
                let answer = try await browser.send("/sign-in/code", ["code": wrong, "next": "/privacy"])
                #expect(answer.status == 422)
                #expect(answer.text.contains("Tries left: \(left)."))
                #expect(answer.text.contains(##"<a href="#code">"##) && answer.text.contains(#"id="code-error""#))
                #expect(answer.text.contains("anna@example.org") && answer.typed("next") == "/privacy")
                #expect(try answer.cookie("__Host-saar-session") == nil)
            }
            for typed in [wrong, code] {
                let answer = try await browser.send("/sign-in/code", ["code": typed])
                #expect(answer.status == 422)
                #expect(answer.text.contains("This code no longer works. Ask for a new one."))
            }
            // The link of the same letter still counts: it cannot be guessed.
            let link = try #require(street.letters.letters.first).linkPath
            let page = try await street.ask(.get, link)
            #expect(page.status == 200)
            // Whose door it opens, so that nobody reports under the name of who sent them the link.
            #expect(page.text.contains("a…@example.org") && !page.text.contains("anna@example.org"))
        }
    }

    @Test(arguments: ["", "abc", "12345", "1234567"])
    func whatIsNoCodeIsWrong(typed: String) async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            try await browser.askForLetter("anna@example.org")
            let answer = try await browser.send("/sign-in/code", ["code": typed])
            #expect(answer.status == 422 && answer.text.contains("Tries left: 4."))
        }
    }

    @Test func aCodeCountsInTheBrowserThatAskedAndForAQuarterOfAnHour() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let code = try await browser.askForLetter("anna@example.org").code
            let other = PageBrowser(street)
            #expect(try await other.get("/sign-in/code").text.contains("your browser keeps no cookies"))
            let stolen = try await other.send("/sign-in/code", ["code": code])
            #expect(stolen.status == 422 && stolen.text.contains("This code no longer works"))
            try await other.askForLetter("bram@example.org")
            let tried = try await other.send("/sign-in/code", ["code": code])
            #expect(tried.status == 422 && tried.text.contains("Tries left: 4."))
            let stranger = PageBrowser(street)
            for waits in ["or your browser keeps no cookies", "No code is waiting here any more"] {
                #expect(
                    try await stranger.get("/sign-in/code").text.contains(waits), "a browser shows that it keeps them")
            }
            street.clock.advance(by: .minutes(15))
            let late = try await browser.send("/sign-in/code", ["code": code])
            #expect(late.status == 422 && late.text.contains("This code no longer works"))
            #expect(late.text.contains("No code is waiting here any more"))
            let link = try #require(street.letters.letters.first).linkPath
            #expect(try await street.ask(.get, link).status == 404)
        }
    }

    @Test func aCodeCountsToTheLastMinute() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let code = try await browser.askForLetter("anna@example.org").code
            street.clock.advance(by: .minutes(14))
            #expect(try await browser.get("/sign-in/code").text.contains("anna@example.org"))
            #expect(try await browser.send("/sign-in/code", ["code": code]).status == 303)
        }
    }

    @Test func theLinkHasAButtonAndSignsInAnyDeviceOnce() async throws {
        try await APIStreet.run { street in
            let computer = PageBrowser(street)
            let letter = try await computer.askForLetter("anna@example.org")
            let path = try letter.linkPath
            let phone = PageBrowser(street, agent: PageBrowser.chrome)
            for _ in 0..<3 {
                let page = try await phone.get(path)
                #expect(page.status == 200 && page.header("Set-Cookie")?.contains("saar-session") == false)
                #expect(page.text.contains(#"<form method="post" action="\#(path)""#))
                #expect(!page.text.contains("anna@example.org"))
            }
            let answer = try await phone.send(path)
            #expect(answer.status == 303 && answer.header("Location") == "/groups/kerkstraat")
            #expect(try await phone.get("/me").typed("firstName") == "Anna")
            for gone in [try await PageBrowser(street).get(path), try await PageBrowser(street).send(path)] {
                #expect(gone.status == 404 && gone.text.contains("This link no longer works"))
                #expect(try gone.cookie("__Host-saar-session") == nil)
            }
            #expect(try await computer.send("/sign-in/code", ["code": try letter.code]).status == 422)
        }
    }

    @Test func nobodyLearnsWhoIsKnown() async throws {
        try await APIStreet.run { street in
            func answers(_ email: String) async throws -> [String] {
                let browser = PageBrowser(street)
                let fields = ["email": email, "next": "/groups/kerkstraat/report"]
                let bare = try await browser.send("/sign-in", fields)
                let full = try await browser.send("/sign-in", fields.merging(["draft": "place=Plein"]) { $1 })
                let waiting = try await browser.get("/sign-in/code")
                let wrong = try await browser.send("/sign-in/code", ["code": "1"])
                for _ in 0..<3 { try await browser.askForLetter(email) }
                let tooMany = try await browser.send("/sign-in", fields)
                #expect([bare, full, waiting, wrong, tooMany].map(\.status) == [303, 200, 200, 422, 429])
                return [bare, full, waiting, wrong, tooMany].map { answer in
                    let headers = answer.headers.filter { $0.name != .setCookie }.map { "\($0.name): \($0.value)" }
                    let cookies = answer.headers[values: .setCookie].map { $0.prefix { $0 != "=" } }
                    return "\(answer.status) \(headers.sorted()) \(cookies) \(answer.text)"
                        .replacingOccurrences(of: email, with: "…")
                }
            }
            let known = try await answers("anna@example.org")
            let unknown = try await answers("zora@example.org")
            #expect(known == unknown)
            let letters = street.letters.letters
            #expect(letters.count == 10)
            let shapes = try letters.map { letter in
                try (letter.subject + letter.text).replacingOccurrences(of: letter.code, with: "…")
                    .replacingOccurrences(of: letter.linkPath, with: "…")
            }
            #expect(Set(shapes).count == 1)
        }
    }

    @Test(arguments: [
        (Language.nl, "is uw code voor Saar"), (.en, "is your code for Saar"), (.de, "ist Ihr Code für Saar"),
        (.fr, "est votre code pour Saar"),
    ])
    func theLetterSpeaksThePagesLanguage(language: Language, subject: String) async throws {
        try await APIStreet.run { street in
            // Carla's own language is Dutch: the page's counts, since nobody has said yet who they are.
            let letter = try await PageBrowser(street, language: language.rawValue).askForLetter("carla@example.org")
            #expect(letter.language == language)
            let code = try letter.code
            #expect(letter.subject == "\(code) \(subject)")
            let lines = letter.text.components(separatedBy: "\n")
            #expect(lines.count { $0 == code } == 1)
            #expect(lines.count { $0 == "https://saar.test\((try? letter.linkPath) ?? "?")" } == 1)
            #expect(try letter.linkPath.dropFirst("/sign-in/".count).count == 64)
            #expect(letter.text.contains(" 15 ") && !letter.text.contains { "{}\r".contains($0) })
            #expect(!letter.text.contains("Carla"))
        }
    }

    @Test func aLetterThatFailsIsSaidAndKeepsTheAddress() async throws {
        try await APIStreet.run { street in
            street.letters.fail()
            let browser = PageBrowser(street)
            let fields = ["email": "anna@example.org", "next": "/groups/kerkstraat/report", "draft": "place=Plein"]
            let answer = try await browser.send("/sign-in", fields)
            #expect(answer.status == 503)
            #expect(answer.text.contains("The e-mail could not be sent just now"))
            for (name, value) in fields { #expect(answer.typed(name) == value, "\(name)") }
            #expect(answer.text.contains(##"<a href="#email">"##) && answer.text.contains("tel:112"))
            #expect(browser.cookie("__Host-saar-attempt") == nil)
            street.letters.fail(false)
            try await browser.askForLetter("anna@example.org")
        }
    }

    @Test(arguments: [
        ("", "This is not an e-mail address"), (" ", "This is not an e-mail address"),
        ("anna", "This is not an e-mail address"), ("anna@", "This is not an e-mail address"),
        ("anna@example", "This is not an e-mail address"), ("a@b.c\nBcc: x@y.z", "cannot be written like this"),
        ("a b@example.org", "cannot be written like this"), ("ànna@example.org", "that we cannot send mail to"),
    ])
    func whatIsNoAddressIsGivenBack(typed: String, words: String) async throws {
        try await APIStreet.run { street in
            let answer = try await PageBrowser(street).send("/sign-in", ["email": typed])
            #expect(answer.status == 422)
            #expect(answer.text.contains(words))
            #expect(answer.typed("email") == typed)
            #expect(answer.header("Set-Cookie")?.contains("attempt") == false && street.letters.letters.isEmpty)
        }
    }
}
