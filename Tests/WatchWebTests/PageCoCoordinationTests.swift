import Foundation
import HTTPTypes
import Testing
import Watch
import WatchStore
import WatchTesting
import WatchWords

@testable import WatchWeb

/// Asking somebody to lead a group as well: the form, the letter, the answer, and what others see of it.
@Suite("Asking a co-coordinator") struct PageCoCoordinationTests {
    private static let page = "/groups/oost"
    private static let path = "\(APIStreet.root)/groups/oost"

    private static func form(_ changes: [String: String] = [:]) -> [String: String] {
        let ring = "[[4.2,52.0],[4.21,52.0],[4.21,52.01],[4.2,52.01],[4.2,52.0]]"
        return [
            "name": "Oost", "where": "drawn", "area": #"{"type":"Polygon","coordinates":[\#(ring)]}"#, "agrees": "1",
            "isOfAge": "1",
            "do": "propose", "coCoordinator": "Gijs@example.org",
        ].merging(changes) { $1 }
    }

    /// Fatima founds Oost by the form, and asks Gijs; the letter goes out.
    private func founded(_ street: APIStreet) async throws -> Letter {
        let answer = try await street.send("/groups", as: Street.fatima, Self.form())
        try #require(answer.header("Location") == "\(Self.page)?done=proposed", "\(answer.text)")
        try await street.shelf.refresh()
        #expect(street.letters.letters.isEmpty, "nothing goes out before it is kept")
        let letters = try await street.write(.question)
        #expect(letters.count == 1)
        return try #require(letters.first)
    }

    @Test func whatIsTypedStaysAndIsRefusedWithItsField() async throws {
        try await APIStreet.run { street in
            for (typed, reason) in [
                ("gijs at home", "not an e-mail address"), ("FATIMA@example.org", "your own address"),
            ] {
                let answer = try await street.send("/groups", as: Street.fatima, Self.form(["coCoordinator": typed]))
                #expect(answer.status == 422 && answer.text.contains(reason))
                #expect(answer.typed("coCoordinator") == typed && answer.text.contains(##"href="#coCoordinator""##))
                #expect(answer.text.contains(#"id="coCoordinator-error""#))
            }
            let slip = try await street.send("/groups", as: Street.fatima, Self.form(["agrees": ""]))
            #expect(slip.status == 422 && slip.typed("coCoordinator") == "Gijs@example.org")
            let body = APIFoundingTests.group("Oost", extra: #", "coCoordinator": "gijs""#)
            try await street.ask(.post, "\(APIStreet.root)/groups", as: Street.fatima, body: body)
                .expectProblem(422, "email-invalid", field: "coCoordinator")
            let own = APIFoundingTests.group("Oost", extra: #", "coCoordinator": "fatima@example.org""#)
            try await street.ask(.post, "\(APIStreet.root)/groups", as: Street.fatima, body: own)
                .expectProblem(422, "address-own", field: "coCoordinator")
            #expect(try await street.ask(.get, Self.page).status == 404)
        }
    }

    @Test func theLetterHoldsNothingOfWhoAsksAndThePageDoes() async throws {
        try await APIStreet.run { street in
            let letter = try await founded(street)
            #expect(letter.to.text == "gijs@example.org" && letter.language == .nl)
            for word in [
                "30 dagen", "Zonder uw ja gebeurt er niets", "hoeft u niets te doen", "https://saar.test/groups/",
            ] {
                #expect(letter.text.contains(word), "\(word)")
            }
            for text in [letter.text, letter.subject] {
                for word in ["Fatima", "Oost", "oost", "{"] { #expect(!text.contains(word), "\(word)") }
            }
            let link = try #require(letter.text.split(separator: "\n").first { $0.hasPrefix("https://saar.test") })
            let way = String(link.dropFirst("https://saar.test".count))
            let stranger = try await street.ask(.get, way)
            #expect(stranger.status == 303 && stranger.header("Location") == "/sign-in?next=\(way)")
            #expect(!stranger.text.contains("Oost"))
            #expect(try await street.ask(.get, way, as: Street.gijs).header("Location") == Self.page)
            let page = try await street.ask(.get, Self.page, as: Street.gijs)
            #expect(page.text.contains("Fatima asks you to help lead the group"))
        }
    }

    @Test(arguments: Language.allCases) func everyLanguageAsksWithoutAName(language: Language) throws {
        let words = RegistryLetters(words: try PageStreet.catalogues.get(), site: SiteAddress("https://saar.test"))
        let email = try #require(EmailAddress("gijs@example.org"))
        let letter = words.coCoordination(of: Street.group.id, to: email, in: language)
        #expect(letter.language == language && letter.text.hasSuffix("\n\nSaar"))
        #expect(letter.text.contains("https://saar.test/groups/\(Street.group.id)/co-coordination\n"))
        for text in [letter.subject, letter.text] {
            #expect(!text.contains("{") && !text.contains("letter.") && !text.contains(Street.group.name))
        }
    }

    @Test func onlyTheOneWhoIsAskedIsAskedAndTheFounderWaits() async throws {
        try await APIStreet.run { street in
            _ = try await founded(street)
            let asks = "Fatima asks you to help lead the group"
            let waits = "has not answered yet"
            for neighbour in [nil, Street.anna, Street.gijs, Street.fatima, Street.marieke] {
                let page = try await street.ask(.get, Self.page, as: neighbour)
                #expect(page.text.contains(asks) == (neighbour?.id == Street.gijs.id))
                #expect(page.text.contains(waits) == (neighbour?.id == Street.fatima.id))
                #expect(neighbour?.id == Street.gijs.id || !page.text.contains("gijs@"))
            }
            // The address is in nobody's answer but his own.
            for path in [Self.path, "\(APIStreet.root)/groups", "\(Self.path)/audit", "\(Self.path)/members"] {
                let answer = try await street.ask(.get, path, as: Street.fatima)
                #expect(answer.status == 200 && !answer.text.contains("gijs@"), "\(path)")
            }
            #expect(!street.log.lines.contains { $0.contains("gijs@") })
            let record = try await street.ask(.get, "/me/data.json", as: Street.gijs)
            #expect(record["askedToLead.0.group"] == "Oost")
            #expect(
                try await street.ask(.get, "/me/data", as: Street.gijs).text.contains("Asked to lead as well, until"))
        }
    }

    @Test func aYesLeads() async throws {
        try await APIStreet.run { street in
            _ = try await founded(street)
            let nobody = try await street.send("\(Self.page)/co-coordination", as: Street.anna, ["accepts": "1"])
            #expect(nobody.status == 303 && nobody.header("Location") == Self.page)
            #expect(try await street.send("\(Self.page)/co-coordination", as: Street.gijs, [:]).status == 422)
            street.clock.advance(by: .minutes(1))
            let answer = try await street.send("\(Self.page)/co-coordination", as: Street.gijs, ["accepts": "1"])
            #expect(answer.header("Location") == "\(Self.page)?done=co-coordinating")
            let page = try await street.ask(.get, "\(Self.page)?done=co-coordinating", as: Street.gijs)
            #expect(page.text.contains("You now lead the group") && page.text.contains("For the coordinator"))
            #expect(!page.text.contains("asks you to help lead"))
            #expect(!(try await street.ask(.get, Self.page, as: Street.fatima).text.contains("has not answered yet")))
            let log = try await street.ask(.get, "\(Self.path)/audit", as: Street.fatima)
            #expect(log["entries.0.kind"] == "coordinator-joined" && log["entries.0.firstName"] == "Gijs")
            let list = try await street.ask(.get, "\(Self.page)/registry", as: Street.fatima)
            #expect(list.text.contains("leads the group as well"))
        }
    }

    @Test func whoIsNewSaysTheirName() async throws {
        try await APIStreet.run { street in
            let answer = try await street.send(
                "/groups", as: Street.fatima, Self.form(["coCoordinator": "nieuw@example.org"]))
            #expect(answer.status == 303)
            street.clock.advance(by: .minutes(1))
            let browser = PageBrowser(street)
            let letter = try await browser.askForLetter("nieuw@example.org")
            _ = try await browser.send("/sign-in/code", ["code": try letter.code])
            let page = try await browser.get(Self.page)
            #expect(page.text.contains("Fatima asks you") && page.typed("firstName") == "")
            let slip = try await browser.send("\(Self.page)/co-coordination", ["accepts": "1", "firstName": " "])
            #expect(slip.status == 422 && slip.text.contains(#"id="firstName-error""#))
            #expect(slip.text.contains(##"href="#firstName""##))
            let yes = try await browser.send("\(Self.page)/co-coordination", ["accepts": "1", "firstName": "Noor"])
            #expect(yes.header("Location") == "\(Self.page)?done=co-coordinating")
            #expect(
                try await street.ask(.get, "\(Self.path)/audit", as: Street.fatima)["entries.0.firstName"] == "Noor")
        }
    }

    @Test func theFounderTakesItBack() async throws {
        try await APIStreet.run { street in
            _ = try await founded(street)
            let way = "\(Self.page)/co-coordination/withdrawal"
            let before = try await street.ask(.get, Self.page, as: Street.fatima)
            #expect(before.text.contains(#"action="\#(way)""#) && before.text.contains("Withdraw the question"))
            for neighbour in [Street.anna, Street.gijs, Street.marieke] {
                #expect(!(try await street.ask(.get, Self.page, as: neighbour).text.contains(way)))
                let none = try await street.send(way, as: neighbour, [:])
                #expect(none.status == 303 && none.header("Location") == Self.page)
            }
            let answer = try await street.send(way, as: Street.fatima, [:])
            #expect(answer.header("Location") == "\(Self.page)?done=co-coordination-withdrawn")
            let after = try await street.ask(.get, "\(Self.page)?done=co-coordination-withdrawn", as: Street.fatima)
            #expect(after.text.contains("The question is withdrawn") && !after.text.contains("has not answered yet"))
            #expect(!(try await street.ask(.get, Self.page, as: Street.gijs).text.contains("asks you to help lead")))
            #expect(try await street.ask(.get, "/me/data.json", as: Street.gijs).count("askedToLead") == 0)
            // Who comes by the letter after that finds the group; who reloads the form's address does, too.
            let late = try await street.send("\(Self.page)/co-coordination", as: Street.gijs, ["accepts": "1"])
            #expect(late.status == 303 && late.header("Location") == Self.page)
            #expect(try await street.ask(.get, way, as: Street.fatima).header("Location") == Self.page)
        }
    }

    @Test func programsTakeItBackToo() async throws {
        try await APIStreet.run { street in
            _ = try await founded(street)
            let path = "\(Self.path)/co-coordination/withdrawal"
            try await street.ask(.post, path).expectProblem(401, "sign-in-needed")
            for neighbour in [Street.anna, Street.gijs, Street.marieke] {
                try await street.ask(.post, path, as: neighbour).expectProblem(404, "not-found")
            }
            let key = ["Idempotency-Key": "back"]
            for _ in 0..<2 {
                #expect(try await street.ask(.post, path, as: Street.fatima, headers: key).status == 204)
            }
            try await street.ask(.post, path, as: Street.fatima).expectProblem(404, "not-found")
        }
    }

    @Test func programsAnswerToo() async throws {
        try await APIStreet.run { street in
            _ = try await founded(street)
            let path = "\(Self.path)/co-coordination"
            try await street.ask(.post, path, body: #"{"accepts": true}"#).expectProblem(401, "sign-in-needed")
            try await street.ask(.post, path, as: Street.anna, body: #"{"accepts": true}"#)
                .expectProblem(404, "not-found")
            try await street.ask(.post, path, as: Street.gijs, body: "{}").expectProblem(422, "field-missing")
            let no = try await street.ask(.post, path, as: Street.gijs, body: #"{"accepts": false}"#)
            #expect(no.status == 204, "\(no.text)")
            try await street.ask(.post, path, as: Street.gijs, body: #"{"accepts": true}"#)
                .expectProblem(404, "not-found")
            #expect(try await street.ask(.get, "/me/data.json", as: Street.gijs).count("askedToLead") == 0)
            #expect(try await street.ask(.get, Self.page, as: Street.gijs).text.contains("/groups/oost/join"))
        }
    }
}
