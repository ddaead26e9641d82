import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchWeb

/// Under which name a session lies in a browser, and which are believed.
@Suite("The session's cookie") struct SessionCookieTests {
    private static let new = "__Host-saar-session"
    private static let old = "saar-session"

    /// A session as there were before: of its secret there is no mark.
    private func before(_ street: APIStreet, _ secret: String) async throws {
        let now = street.clock.now()
        try await street.persons.keep(
            Token(
                id: Street.fixed("e1"), hash: Digest.sha256(Array(secret.utf8)), person: Street.anna.id,
                purpose: .session, createdAt: now, expiresAt: now + .days(365)))
    }

    @Test func aSessionFromBeforeGoesOnAndGetsTheNewName() async throws {
        try await APIStreet.run { street in
            let secret = String(repeating: "5a", count: 32)
            try await before(street, secret)
            let browser = PageBrowser(street)
            browser.put(SessionCookieTests.old, secret)
            // What may be kept does not carry it over; the next page does.
            #expect(try await browser.get("/assets/styles/saar.css").header("Set-Cookie") == nil)
            let page = try await browser.get("/me")
            #expect(page.typed("firstName") == "Anna")
            let cookie = try #require(try page.cookie(SessionCookieTests.new))
            for part in ["\(SessionCookieTests.new)=\(secret)", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
                #expect(cookie.components(separatedBy: "; ").contains(part), "\(cookie)")
            }
            #expect(!cookie.contains("Domain"))
            // From then on it is a session like any other: said again once a day only.
            #expect(try await browser.get("/me").header("Set-Cookie") == nil)
            // Signing out ends it under both names.
            let out = try await browser.send("/sign-out")
            for name in [SessionCookieTests.new, SessionCookieTests.old] {
                #expect(try #require(try out.cookie(name)).contains("Max-Age=0"))
                #expect(browser.cookie(name) == nil)
            }
            #expect(
                try await street.ask(.get, "/me", headers: ["Cookie": "\(SessionCookieTests.old)=\(secret)"]).status
                    == 401)
        }
    }

    @Test func theOldNameIsNobodysAfterItsTime() async throws {
        try await APIStreet.run { street in
            street.clock.set(to: SessionCookie.oldNameEnds - .minutes(1))
            let secret = String(repeating: "5a", count: 32)
            try await before(street, secret)
            let headers = ["Cookie": "\(SessionCookieTests.old)=\(secret)"]
            #expect(try await street.ask(.get, "/me", headers: headers).status == 200)
            street.clock.advance(by: .minutes(1))
            #expect(try await street.ask(.get, "/me", headers: headers).status == 401)
            #expect(SessionCookie.oldNameEnds.description == "2028-01-01T00:00:00.000Z")
        }
    }

    /// What a sister site could put into somebody's browser: a session of today under a name that it can set.
    @Test func aSessionOfTodayIsNotBelievedUnderTheOldName() async throws {
        try await APIStreet.run { street in
            let secret = try await PageBrowser(street).signIn(Street.anna)
            #expect(
                try await street.ask(.get, "/me", headers: ["Cookie": "\(SessionCookieTests.old)=\(secret)"]).status
                    == 401)
            // And what stands under the new name counts alone, good or bad.
            let bare = String(repeating: "5a", count: 32)
            try await before(street, bare)
            let both = "\(SessionCookieTests.old)=\(bare); \(SessionCookieTests.new)=x"
            #expect(try await street.ask(.get, "/me", headers: ["Cookie": both]).status == 401)
        }
    }

    @Test func twoSessionsInOneRequestAreNone() async throws {
        try await APIStreet.run { street in
            let annas = try await PageBrowser(street).signIn(Street.anna)
            let brams = try await PageBrowser(street).signIn(Street.bram)
            let new = SessionCookieTests.new
            for cookies in [
                "\(new)=\(annas); \(new)=\(brams)", "\(new)=\(annas); \(new)=\(annas)", "\(new)=; \(new)=\(annas)",
            ] { #expect(try await street.ask(.get, "/me", headers: ["Cookie": cookies]).status == 401, "\(cookies)") }
            #expect(try await street.ask(.get, "/me", headers: ["Cookie": "a=b; \(new)=\(annas);c=d"]).status == 200)
        }
    }

    @Test func cookiesAreSplitByBytes() throws {
        func values(_ lines: String...) -> [String] {
            var head = HTTPRequest(method: .get, scheme: "http", authority: "saar", path: "/")
            head.headerFields[values: .cookie] = lines
            return Request(head: head, body: .init(buffer: .init())).cookies(named: "saar")
        }
        #expect(values("saar=1") == ["1"])
        #expect(values("a=b;saar=1") == ["1"] && values("a=b;\tsaar=1;") == ["1"])
        #expect(values("saar=1", "saar=2") == ["1", "2"] && values("saar=1; saar=2") == ["1", "2"])
        #expect(values("saar=a=b") == ["a=b"] && values("saar=") == [""])
        #expect(values("saar", "Saar=1", "saar-x=1", "x=saar=1", "") == [])
        // What joins with the sign before it hides nothing.
        #expect(values("a=b;\u{301}saar=1") == [] && values("a=\u{600};saar=1") == ["1"])
        #expect(values("saar=1;\u{200d}; saar=2") == ["1", "2"])
    }
}
