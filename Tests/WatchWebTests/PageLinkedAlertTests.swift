import Foundation
import HTTPTypes
import NIOCore
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// An alert for who was handed its link.
@Suite("An alert by its link") struct PageLinkedAlertTests {
    private func link(_ alert: String, _ street: APIStreet) async throws -> String {
        let id = try #require(AlertId(String(alert.dropFirst("/alerts/".count))))
        return try #require(try await street.house.alerts.file(id, for: Street.anna.id).alert.link)
    }

    private func expectHidden(_ answer: Answer, at place: SourceLocation = #_sourceLocation) {
        #expect(answer.header("X-Robots-Tag") == "noindex, nofollow, noarchive", sourceLocation: place)
        #expect(answer.header("Referrer-Policy") == "no-referrer", sourceLocation: place)
        #expect(answer.header("Cache-Control") == "no-store", sourceLocation: place)
    }

    @Test func anybodyReadsItWhileItIsOpen() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            for (person, kind, text) in [
                (Street.bram, "sighting", "Two of them, towards Kerkstraat 17"),
                (Street.carla, "information", "I look"),
                (Street.deWit, "police-on-scene", ""),
            ] { _ = try await street.send("\(alert)/reactions", as: person, ["kind": kind, "text": text]) }
            let path = "/a/\(try await link(alert, street))"
            let page = try await street.ask(.get, path)
            #expect(page.status == 200)
            expectHidden(page)
            #expect(page.text.contains(#"<meta name="robots" content="noindex,nofollow">"#))
            for words in [
                "Burglary", "The reporter called 112 at 21:01", "black coat, white cap", "north-east",
                "Reported at 21:04",
                "Two of them, towards Kerkstraat …", "<dd>Kerkstraat, at the back</dd>", "A neighbour",
                "The coordinator",
                "Police are on the scene", "tel:112", "mlat=52.081&amp;mlon=4.75#", #"href="/groups/kerkstraat""#,
            ] { #expect(page.text.contains(words), "\(words)") }
            for secret in [
                "Anna", "Bram", "Carla", "Jeroen", "GH-482-X", "Looks like", "Kerkstraat 15", "52.0812", "/live.js",
                "data-live", "wa.me", "/reactions", "/closure", alert,
            ] { #expect(!page.text.contains(secret), "\(secret)") }
            // A member sees the same page by it, and no more.
            let member = try await street.ask(.get, path, as: Street.bram)
            #expect(member.status == 200 && !member.text.contains("Anna") && !member.text.contains("data-live"))
            let french = try await street.ask(.get, path, headers: ["Accept-Language": "fr"])
            #expect(french.text.contains("21\u{A0}h\u{A0}01") && !french.text.contains("Anna"))
        }
    }

    @Test func aHeadOfItHasNoBody() async throws {
        try await APIStreet.run { street in
            let path = "/a/\(try await link(try await street.shared(), street))"
            for (path, status) in [(path, 200), ("/a/x", 404)] {
                let head = try await street.ask(.head, path)
                #expect(head.status == status && head.bytes.readableBytes == 0)
                expectHidden(head)
            }
        }
    }

    @Test func guessesFindNothing() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let link = try await link(alert, street)
            #expect(link.utf8.count == 32 && link.contains(where: \.isLetter))
            let id = String(alert.dropFirst("/alerts/".count))
            for guess in [
                String(link.dropLast()), String(link.dropFirst()), link + "0", link.uppercased(), id,
                id.replacingOccurrences(of: "-", with: ""), String(repeating: "0", count: 32), "x", "%",
                String(repeating: "%25", count: 32),
                "' OR link LIKE '%25' --aaaaaaaaaaa".replacingOccurrences(
                    of: " ", with: "%20"), String(link.reversed()), "\(link)%00", "\(link)%20",
            ] {
                let answer = try await street.ask(.get, "/a/\(guess)")
                #expect(answer.status == 404, "\(guess)")
                // What is no address at all never reaches the page, and says nothing of its own.
                if guess != "%", !guess.hasSuffix("%00") { expectHidden(answer) }
                #expect(!answer.text.contains("Burglary") && answer.text.contains("tel:112"), "\(guess)")
            }
            for path in ["/a", "/a/", "/a/\(link)/x"] {
                #expect(try await street.ask(.get, path).status == 404, "\(path)")
            }
            // The link opens nothing else.
            #expect(try await street.ask(.get, "/alerts/\(link)", as: Street.bram).status == 404)
            #expect(try await street.ask(.get, "/a/\(link)").status == 200)
        }
    }

    @Test func itEndsWithTheAlert() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let path = "/a/\(try await link(alert, street))"
            _ = try await street.send("\(alert)/closure", as: Street.anna, ["outcome": "gone", "closing": "Thanks"])
            // For a day it tells how it ended, in the words of the all-clear.
            let ended = try await street.ask(.get, path)
            #expect(ended.status == 200)
            expectHidden(ended)
            for words in ["This alert is over", "Over: there is nobody to be seen any more", "tel:112"] {
                #expect(ended.text.contains(words), "\(words)")
            }
            for words in ["Burglary", "Thanks", "Forces a window", "Kerkstraat", "Anna", "Bram", "openstreetmap"] {
                #expect(!ended.text.contains(words), "\(words)")
            }
            #expect(ended.text.contains(#"<meta property="og:title" content="This alert is over">"#))
            street.clock.advance(by: .hours(24))
            let gone = try await street.ask(.get, path)
            #expect(gone.status == 410)
            expectHidden(gone)
            #expect(gone.text.contains("This alert is over") && gone.text.contains("tel:112"))
            for words in ["Burglary", "Thanks", "Forces a window", "nobody to be seen"] {
                #expect(!gone.text.contains(words))
            }
            #expect(try await street.ask(.head, path).status == 410)
        }
    }

    @Test func whatEndsByItselfIsNoAllClearByTheLinkEither() async throws {
        try await APIStreet.run { street in
            let path = "/a/\(try await link(try await street.shared(), street))"
            for span in [Street.jurisdiction.quietSpan, Street.jurisdiction.answerSpan] {
                street.clock.advance(by: span)
                street.clock.advance(by: .seconds(1))
                _ = try await street.dues.round()
            }
            let ended = try await street.ask(.get, path)
            #expect(ended.status == 200 && ended.text.contains("No news, outcome unknown. This is not an all-clear."))
            #expect(ended.text.contains("Ended by itself") && !ended.text.contains("Burglary"))
        }
    }

    /// What a chat shows of it: the group and that it is an alert, never what or where; and nothing that the page does not
    /// say.
    @Test func aChatShowsTheGroupAndThatItIsAnAlert() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            for (path, title, picture) in [
                ("/a/\(try await link(alert, street))", "Alert in Kerkstraat", "preview-awake"),
                ("/", "The neighbourhood watch that sleeps until it matters", "preview"),
                ("/groups/kerkstraat", "Kerkstraat", "preview"),
            ] {
                let page = try await street.ask(.get, path)
                let head = page.text.components(separatedBy: "</head>")[0]
                let shown = try page.found(#"<meta property="og:(?:title|description)" content="([^"]*)">"#)
                #expect(shown.count == 2 && shown.first == title, "\(shown)")
                #expect(head.contains(#"og:image" content="https://saar.test/assets/pictures/\#(picture).png""#))
                let body = page.text.components(separatedBy: "</head>")[1]
                #expect(body.contains(shown[1]), "\(shown[1])")
                for words in ["Burglary", "Forces", "achterom", "at the back", "112"] {
                    #expect(!shown.joined().contains(words))
                }
                let image = try await street.ask(.get, "/assets/pictures/\(picture).png")
                #expect(image.status == 200 && image.header("Content-Type") == "image/png")
            }
            // Where links go round in no chat there is none.
            #expect(!(try await street.ask(.get, "/sign-in").text.contains("og:title")))
        }
    }

    @Test func itComesBackWithTheAlertAndGoesWithItsWords() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let path = "/a/\(try await link(alert, street))"
            _ = try await street.send("\(alert)/closure", as: Street.anna, ["outcome": "gone"])
            _ = try await street.send("\(alert)/reopening", as: Street.carla, [:])
            #expect(try await street.ask(.get, path).status == 200)
            _ = try await street.send("\(alert)/closure", as: Street.anna, ["outcome": "gone"])
            street.clock.advance(by: .days(31))
            while try await street.dues.round() > 0 {}
            let retired = try await street.ask(.get, path)
            #expect(retired.status == 404)
            expectHidden(retired)
        }
    }

    @Test func aRetractedTextIsGoneByTheLinkToo() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let id = try #require(AlertId(String(alert.dropFirst("/alerts/".count))))
            let file = try await street.house.alerts.file(id, for: Street.carla.id)
            _ = try await street.confirm("/messages/\(file.alert.message)/retraction", as: Street.carla)
            let page = try await street.ask(.get, "/a/\(try await link(alert, street))")
            #expect(page.status == 200 && page.text.contains("The text of this alert was retracted"))
            for words in ["Forces a window", "black coat", "<dd>", "openstreetmap"] {
                #expect(!page.text.contains(words), "\(words)")
            }
        }
    }

    @Test func allThatCanChangeIsInAPartThatIsRenewed() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            _ = try await street.send("\(alert)/corrections", as: Street.anna, ["correction": "A grey coat"])
            let page = try await street.ask(.get, "/a/\(try await link(alert, street))")
            let parts = page.text.components(separatedBy: "data-linked=")
            try #require(parts.count == 4)
            for words in ["Forces a window", "called 112", "openstreetmap", "Correction", "A grey coat"] {
                // What was corrected stands above everything.
                let part = words.hasPrefix("A grey") || words == "Correction" ? 1 : 2
                #expect(!parts[0].contains(words) && parts[part].contains(words), "\(words)")
            }
        }
    }

    @Test func robotsAreToldToStayOut() async throws {
        try await APIStreet.run { street in
            let robots = try await street.ask(.get, "/robots.txt")
            #expect(robots.status == 200)
            #expect(robots.header("Content-Type") == "text/plain; charset=utf-8")
            let lines = robots.text.components(separatedBy: "\n")
            #expect(lines.first == "User-agent: *")
            for path in ["/a/", "/alerts/", "/api/", "/demo/", "/me", "/sign-in"] {
                #expect(lines.contains("Disallow: \(path)"), "\(path)")
            }
            #expect(!lines.contains("Disallow: /"))
            for (path, robots) in [
                ("/", "index,follow"), ("/groups", "index,follow"), ("/privacy", "index,follow"),
                ("/groups?q=kerk", "noindex,nofollow"), ("/sign-in", "noindex,nofollow"),
                ("/groups/kerkstraat", "index,follow"),
            ] {
                let page = try await street.ask(.get, path)
                #expect(page.text.contains(#"<meta name="robots" content="\#(robots)">"#), "\(path)")
            }
        }
    }
}
