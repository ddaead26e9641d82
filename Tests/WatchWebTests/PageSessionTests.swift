import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// How long a browser stays signed in, and which language it is answered in.
@Suite("A browser's session and language") struct PageSessionTests {
    @Test func whoSignsInAnewLeavesTheOldSessionBehind() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let annas = try await browser.signIn(Street.anna)
            let elsewhere = PageBrowser(street, agent: PageBrowser.chrome)
            try await elsewhere.signIn(Street.anna)
            let brams = try await browser.signIn(Street.bram)
            #expect(annas != brams)
            #expect(try await browser.get("/me").typed("firstName") == "Bram")
            let old = try await street.ask(.get, "/me", headers: ["Cookie": "__Host-saar-session=\(annas)"])
            #expect(old.status == 401)
            // What else she holds is left alone: another browser, and a program.
            #expect(try await elsewhere.get("/me").typed("firstName") == "Anna")
            #expect(try await street.ask(.get, "/me", as: Street.anna).status == 200)
            try await browser.signIn(Street.bram)
            #expect(
                try await street.ask(.get, "/me", headers: ["Cookie": "__Host-saar-session=\(brams)"]).status == 401)
        }
    }

    @Test func theCookieIsRenewedOnceADay() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let secret = try await browser.signIn(Street.anna)
            for span in [Span.minutes(1), .hours(22), .minutes(118)] {
                street.clock.advance(by: span)
                #expect(try await browser.get("/me").header("Set-Cookie") == nil)
            }
            for _ in 0..<2 {
                street.clock.advance(by: .days(1))
                let renewed = try #require(try await browser.get("/privacy").cookie("__Host-saar-session"))
                #expect(renewed.hasPrefix("__Host-saar-session=\(secret);"))
                for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=31536000"] {
                    #expect(renewed.components(separatedBy: "; ").contains(part), "\(renewed)")
                }
                #expect(try await browser.get("/privacy").header("Set-Cookie") == nil)
            }
            // Also when the page refuses.
            street.clock.advance(by: .days(1))
            let refused = try await browser.get("/groups/nowhere")
            #expect(try refused.status == 404 && refused.cookie("__Host-saar-session") != nil)
        }
    }

    @Test func aSessionEndsAfterAYearWithoutUse() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let secret = try await browser.signIn(Street.anna)
            for _ in 0..<3 {
                street.clock.advance(by: .days(364))
                #expect(try await browser.get("/me").status == 200)
            }
            street.clock.advance(by: .days(365))
            let ended = try await street.ask(.get, "/me", headers: ["Cookie": "__Host-saar-session=\(secret)"])
            #expect(ended.status == 401 && ended.header("Set-Cookie") == nil)
            // The pages that anybody sees are still shown.
            #expect(try await browser.get("/groups/kerkstraat").text.contains("Sign in and join"))
        }
    }

    @Test func signingOutIsNotUndoneByARenewal() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let secret = try await browser.signIn(Street.anna)
            street.clock.advance(by: .days(2))
            let out = try await browser.send("/sign-out")
            #expect(out.header("Location") == "/?done=signed-out")
            #expect(out.header("Clear-Site-Data") == #""storage""#)
            #expect(try #require(try out.cookie("__Host-saar-session")).contains("Max-Age=0"))
            #expect(browser.cookie("__Host-saar-session") == nil)
            #expect(
                try await street.ask(.get, "/me", headers: ["Cookie": "__Host-saar-session=\(secret)"]).status == 401)
        }
    }

    @Test func aProgramsKeyIsNoSessionAndASessionIsNoKey() async throws {
        try await APIStreet.run { street in
            let session = try await PageBrowser(street).signIn(Street.anna)
            let asKey = try await street.ask(.get, "/api/v1/me", headers: ["Authorization": "Bearer \(session)"])
            asKey.expectProblem(401, "sign-in-needed")
            let key = try await street.house.persons.issue(.bearer, to: Street.anna.id)
            #expect(try await street.isSignedOut(key))
        }
    }

    // MARK: language

    @Test(arguments: [
        ("fr", "de", "fr"), ("nl", "en,fr;q=0.5", "nl"), ("xx", "de", "de"), ("", "fr", "fr"), ("FR", "de", "de"),
        ("de", "", "de"), ("xx", "", "nl"),
    ])
    func theChosenLanguageCountsMoreThanTheBrowsers(cookie: String, header: String, language: String) async throws {
        try await APIStreet.run { street in
            let headers = ["Cookie": "saar-language=\(cookie)", "Accept-Language": header]
            for path in ["/", "/sign-in", "/nowhere", "/groups/nowhere", "/me"] {
                let page = try await street.ask(.get, path, headers: headers)
                #expect(page.text.contains(#"<html lang="\#(language)">"#), "\(path)")
                #expect(page.header("Content-Language") == language, "\(path)")
                #expect(page.text.contains(#"lang="\#(language)" aria-current="true""#), "\(path)")
            }
        }
    }

    @Test func whoChoosesALanguageIsWrittenToInIt() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            try await browser.signIn(Street.anna)
            let page = try await browser.get("/privacy")
            #expect(page.typed("back") == "/privacy")
            let answer = try await browser.send("/language", ["language": "fr", "back": "/privacy"])
            #expect(answer.status == 303 && answer.header("Location") == "/privacy")
            let cookie = try #require(try answer.cookie("saar-language"))
            for part in ["saar-language=fr", "HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=31536000"] {
                #expect(cookie.components(separatedBy: "; ").contains(part), "\(cookie)")
            }
            #expect(try await browser.get("/privacy").text.contains(#"<html lang="fr">"#))
            let anna = try #require(try await street.house.persons.person(Street.anna.id))
            #expect(anna.language == .fr && anna.firstName == "Anna" && anna.lastName == "de Vries")
            #expect(try await street.ask(.get, "/language").header("Location") == "/")
        }
    }

    @Test func anOddWayBackLeadsHome() async throws {
        try await APIStreet.run { street in
            for back in PageErrandTests.foreign {
                let answer = try await street.send("/language", ["language": "de", "back": back])
                #expect(answer.status == 303 && answer.header("Location") == "/", "\(back)")
            }
            for back in PageErrandTests.local {
                let answer = try await street.send("/language", ["language": "de", "back": back])
                #expect(answer.header("Location") == back)
            }
        }
    }

    @Test(arguments: ["", "xx", "DE", "de\r\nSet-Cookie: a=b"])
    func anUnknownLanguageIsRefused(language: String) async throws {
        try await APIStreet.run { street in
            let answer = try await street.send("/language", ["language": language, "back": "/"])
            #expect(answer.status == 422 && answer.header("Set-Cookie") == nil)
        }
    }

    @Test func anotherSiteChangesNothing() async throws {
        try await APIStreet.run { street in
            for path in ["/language", "/sign-in", "/sign-in/code", "/sign-out", "/me", "/me/erasure"] {
                let answer = try await street.send(path, headers: ["Sec-Fetch-Site": "cross-site"], [:])
                #expect(answer.status == 403 && answer.header("Set-Cookie") == nil, "\(path)")
            }
        }
    }
}
