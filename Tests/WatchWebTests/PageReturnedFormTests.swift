import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// A form that was sent after the session had ended: its words come back after signing in, and nothing is done by itself.
@Suite("A form that waits for signing in") struct PageReturnedFormTests {
    /// Sends a form signed out, signs in as somebody with all that the pages hand on, and gives the page that follows.
    private func comeBack(
        _ street: APIStreet, _ path: String, _ fields: [String: String], as neighbour: Street.Neighbour
    ) async throws -> (stopped: Answer, page: Answer) {
        let browser = PageBrowser(street)
        let stopped = try await browser.send(path, fields)
        #expect(stopped.status == 401 && stopped.typed("next") == path, "\(path)")
        let errand = ["next": path, "draft": try #require(stopped.typed("draft"))]
        let letter = try await browser.askForLetter(try #require(neighbour.person.email), errand)
        return (stopped, try await browser.send("/sign-in/code", errand.merging(["code": try letter.code]) { $1 }))
    }

    @Test(arguments: [
        ("reactions", ["kind": "sighting", "text": "Rode jas & \"pet\""], "text"),
        ("corrections", ["correction": "Het was de <buurman>"], "correction"),
        ("closure", ["outcome": "gone", "closing": "Niemand meer gezien"], "closing"),
    ])
    func wordsAboutAnAlertStandInTheirFormAgain(
        form: String, fields: [String: String], box: String
    ) async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let before = try await street.ask(.get, alert, as: Street.carla).text
            let (stopped, page) = try await comeBack(street, "\(alert)/\(form)", fields, as: Street.carla)
            #expect(stopped.text.contains("What you wrote is kept."))
            #expect(page.status == 200 && page.typed(box) == fields[box])
            #expect(page.text.contains("It has not been sent yet.") && page.text.contains("data-returned"))
            #expect(page.text.contains(#"data-at="\#(alert)/\#(form)""#))
            // Nothing happened by itself.
            let after = try await street.ask(.get, alert, as: Street.carla).text
            #expect(
                try street.said(after) == street.said(before)
                    && after.contains("Alert open") == before.contains("Alert open"))
        }
    }

    @Test func whatCameTooLateIsStillThere() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            _ = try await street.send(
                "\(alert)/closure", as: Street.carla, ["outcome": "gone", "closing": "", "requestKey": "k"])
            let (_, page) = try await comeBack(
                street, "\(alert)/reactions", ["kind": "sighting", "text": "Toch weer gezien"], as: Street.anna)
            #expect(page.status == 200 && page.text.contains(#"<pre class="kept">Toch weer gezien</pre>"#))
        }
    }

    @Test func whatACoordinatorWroteStandsInTheirFormAgain() async throws {
        try await APIStreet.run { street in
            let path = "/groups/kerkstraat/settings"
            let fields = ["name": "Kerkstraat west", "where": "same", "channel": "saar", "statedMembers": "31"]
            let (_, page) = try await comeBack(street, path, fields, as: Street.carla)
            #expect(page.typed("name") == "Kerkstraat west" && page.typed("statedMembers") == "31")
            #expect(try await street.house.groups.group(.id(Street.group.id)).name == "Kerkstraat")
            let (_, sheet) = try await comeBack(
                street, "/groups/kerkstraat/sheet", ["note": "Bel aan!", "language": "en"], as: Street.carla)
            #expect(sheet.status == 200 && sheet.typed("note") == "Bel aan!")
        }
    }

    @Test func whoAsksToJoinKeepsTheirWord() async throws {
        try await APIStreet.run { street in
            let path = "/groups/kerkstraat/members"
            let fields = ["note": "Ik woon op 27", "acceptsRules": "1", "isOfAge": "1"]
            let (_, page) = try await comeBack(street, path, fields, as: Street.fatima)
            #expect(page.status == 200 && page.typed("note") == "Ik woon op 27")
            #expect(try await street.house.members.own(Street.fatima.id, in: Street.group.id) == nil)
        }
    }

    @Test func whoMayNotIsToldSoAndKeepsTheWords() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let (_, page) = try await comeBack(
                street, "\(alert)/reactions", ["kind": "sighting", "text": "Ik zie hem"], as: Street.fatima)
            #expect(page.status == 404 && page.text.contains("Ik zie hem") && !page.text.contains("Forces a window"))
            let (_, other) = try await comeBack(
                street, "/groups/kerkstraat/settings", ["name": "Mijn groep"], as: Street.anna)
            #expect(other.status == 303 && other.header("Location") == "/groups/kerkstraat")
        }
    }

    @Test func whyAGroupIsDeclinedIsKeptForTheOffice() async throws {
        try await APIStreet.run { street in
            let box = "reason-\(Street.group.id)"
            let (_, page) = try await comeBack(
                street, "/groups/kerkstraat/decline", [box: "Ligt in een andere gemeente"], as: Street.marieke)
            #expect(page.status == 200)
            let (_, stranger) = try await comeBack(
                street, "/groups/kerkstraat/decline", [box: "Ligt in een andere gemeente"], as: Street.anna)
            #expect(stranger.status == 403)
        }
    }

    @Test(arguments: [
        ("/me", true), ("/groups/kerkstraat/codes", true), ("/groups/kerkstraat/co-coordination", true),
        ("/groups/kerkstraat/leave", false), ("/alerts/01900000-0000-7000-8000-0000000000d1/hold", false),
        ("/alerts/x/reactions", false), ("/messages/x/flags", false), ("/groups", false), ("/", false),
    ])
    func onlyFormsInWhichSomebodyWritesComeBack(path: String, isOne: Bool) {
        #expect((ReturnedForm(path) != nil) == isOne)
    }

    @Test func whatDoesNotFitIsShownAndNotLost() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let long = String(repeating: "lang ", count: 8_000)
            let answer = try await street.send("\(alert)/reactions", ["kind": "sighting", "text": long])
            #expect(answer.status == 401 && answer.typed("draft") == nil && answer.text.contains("lang lang lang"))
        }
    }
}

extension APIStreet {
    /// What neighbours said, as an alert's page shows it.
    fileprivate func said(_ page: String) throws -> [String] {
        try NSRegularExpression(pattern: #"<li id="(m-[^"]*)""#)
            .matches(in: page, range: NSRange(page.startIndex..., in: page))
            .compactMap { Range($0.range(at: 1), in: page).map { String(page[$0]) } }
    }
}
