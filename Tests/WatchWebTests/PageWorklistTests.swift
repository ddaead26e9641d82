import Foundation
import HTTPTypes
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchWeb

/// What waits for who looks after a group or a territory, where they see it first.
@Suite("What waits for those who look after a group") struct PageWorklistTests {
    private func flag(_ text: String, in street: APIStreet) async throws -> String {
        let alert = try await street.shared()
        _ = try await street.send("\(alert)/reactions", as: Street.anna, ["kind": "sighting", "text": text])
        let id = try #require(AlertId(String(alert.dropFirst("/alerts/".count))))
        let said = try await street.house.alerts.file(id, for: Street.carla.id).messages
        let message = try #require(said.first { $0.text == text }).id
        _ = try await street.send("/messages/\(message)/flags", as: Street.bram, [:])
        return alert
    }

    @Test func aCoordinatorsFrontPageCountsApplicantsAndFlags() async throws {
        try await APIStreet.run { street in
            let before = try await street.ask(.get, "/", as: Street.carla).text
            #expect(before.contains("1 neighbour wants to join") && !before.contains("to look at<"))
            _ = try await flag("Red coat", in: street)
            let after = try await street.ask(.get, "/", as: Street.carla)
            #expect(after.text.contains("1 message to look at"))
            #expect(try after.found(#"(href="/groups/kerkstraat/members")"#).count == 1)
            #expect(try after.found(#"(href="/groups/kerkstraat#flagged")"#).count == 1)
            for neighbour in [Street.anna, Street.bram, Street.els] {
                let page = try await street.ask(.get, "/", as: neighbour).text
                #expect(!page.contains("wants to join") && !page.contains("to look at<"))
            }
        }
    }

    @Test func whatWasFlaggedIsShownOnTheGroupsPageAndOnTheAlert() async throws {
        try await APIStreet.run { street in
            let alert = try await flag("Red <coat>", in: street)
            for path in ["/groups/kerkstraat", alert] {
                for neighbour in [Street.carla, Street.deWit] {
                    let page = try await street.ask(.get, path, as: neighbour)
                    #expect(try page.found(#"(<q class="words">Red &lt;coat&gt;</q>)"#).count == 1, "\(path)")
                    #expect(try page.found(##"(href="\##(alert)#m-)"##).count == 1, "\(path)")
                }
                let theirs = try await street.ask(.get, path, as: Street.bram)
                #expect(!theirs.text.contains("<q class=\"words\">Red"))
            }
            // What was taken back is nobody's work any more.
            let id = try #require(AlertId(String(alert.dropFirst("/alerts/".count))))
            let file = try await street.house.alerts.file(id, for: Street.carla.id)
            let message = try #require(file.flagged.first?.message)
            _ = try await street.confirm("/messages/\(message)/retraction", as: Street.carla)
            #expect(try await !street.ask(.get, "/", as: Street.carla).text.contains("to look at<"))
        }
    }

    @Test func anAlertsOwnTextIsShownAsWell() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let id = try #require(AlertId(String(alert.dropFirst("/alerts/".count))))
            let own = try await street.house.alerts.file(id, for: Street.carla.id).alert.message
            _ = try await street.send("/messages/\(own)/flags", as: Street.bram, [:])
            let page = try await street.ask(.get, alert, as: Street.carla)
            #expect(try page.found(#"(<q class="words">Forces a window &amp; &lt;climbs&gt; in</q>)"#).count == 1)
        }
    }

    @Test func officialsSeeCountsAndTheirWorklist() async throws {
        try await APIStreet.run { street in
            let quiet = try await street.ask(.get, "/", as: Street.marieke).text
            #expect(quiet.contains("No group is without a coordinator now"))
            let country = try await street.ask(.get, "/", as: Street.nico)
            #expect(country.text.contains(#"<a href="/statistics?country=NL">"#) && country.text.contains("2 groups, "))
            let plan = GroupPlan(
                name: "Plein", place: "Bodegraven", country: "NL", municipality: "1901",
                area: Plot.box(2_000, 50, 2_300, 350), channel: .saar)
            let group = try await street.house.groups.found(plan, by: Street.fatima.id)
            try await street.shelf.refresh()
            for official in [Street.marieke, Street.nico] {
                let page = try await street.ask(.get, "/", as: official)
                #expect(page.text.contains("1 group waits for confirmation") && !page.text.contains("nothing to do"))
                #expect(try page.found(##"(href="/registry#group-\##(group.id)")"##).count == 1)
            }
            #expect(try await !street.ask(.get, "/", as: Street.carla).text.contains("Your worklist"))
            // One that only waits for its confirmation stands in one list.
            #expect(try await !street.ask(.get, "/registry/care", as: Street.marieke).text.contains("Plein"))
        }
    }

    // MARK: one thing at a time

    @Test func nobodyIsAskedToJoinWhatTheyLookAfter() async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/groups/kerkstraat", as: Street.marieke).text
            #expect(page.contains("This group lies in your territory") && !page.contains("Join this group"))
            #expect(page.contains("/groups/kerkstraat/registry") && !page.contains("/groups/kerkstraat/join"))
            #expect(try await street.ask(.get, "/groups/kerkstraat", as: Street.gijs).text.contains("Join this group"))
            let searched = "/groups?q=Kerkstraat"
            for own in [Street.anna, Street.carla, Street.els, Street.marieke, Street.nico] {
                let found = try await street.ask(.get, searched, as: own).text
                #expect(found.contains("/groups/kerkstraat") && !found.contains("/groups/kerkstraat/join"))
            }
            #expect(try await street.ask(.get, searched, as: Street.gijs).text.contains("/groups/kerkstraat/join"))
        }
    }

    @Test func whoeverWaitsInAClosedGroupWaitsForNothing() async throws {
        try await APIStreet.run { street in
            #expect(try await street.ask(.get, "/groups/kerkstraat", as: Street.els).text.contains("You are waiting"))
            try await street.house.registry.close(Street.group.id, by: Street.carla.id)
            let page = try await street.ask(.get, "/groups/kerkstraat", as: Street.els).text
            #expect(page.contains("This group is closed") && !page.contains("You are waiting"))
            let home = try await street.ask(.get, "/", as: Street.els).text
            #expect(home.contains("closed") && !home.contains("waiting for the coordinator"))
        }
    }

    @Test func whoIsAskedToLeadIsNotAskedToJoin() throws {
        let model = GroupModel(
            Street.group, as: .visitor, coCoordination: .asks(firstName: "Carla", needsName: false),
            try PageStreet.setting())
        let html = try PageStreet.html(model)
        #expect(!model.isVisitor && model.asked != nil && !html.contains("Join this group"))
    }

    @Test(arguments: [
        (Registration.Standing.proposed, 1, CaredGroup.Need.proposed), (.proposed, 0, .nobody), (.silent, 1, .silent),
        (.silent, 0, .nobody), (.listed, 1, .reminded), (.listed, 0, .nobody),
    ])
    func aGroupHasOneNeedAtATime(standing: Registration.Standing, coordinators: Int, need: CaredGroup.Need) throws {
        let registration = Registration(
            group: Street.group.id, standing: standing, foundedAt: Street.founded, confirmedAt: Street.founded,
            reminders: 2, joinCode: JoinCode(trusted: "abcdefgh"))
        let cared = CaredGroup(group: Street.group, registration: registration, coordinators: coordinators)
        #expect(cared.need == need)
        let html = try PageStreet.html(CareModel([cared], try PageStreet.setting()))
        #expect(html.components(separatedBy: #"class="tag""#).count == (need == .proposed ? 1 : 2))
    }

    // MARK: handing over in a large group

    @Test func whoTakesOverIsFoundAmongHundredsByTyping() async throws {
        try await APIStreet.run { street in
            for number in 0..<60 {
                let person = Person(
                    id: Street.fixed("f\(100 + number)"), firstName: number == 50 ? "Zoë" : "Buur \(number)",
                    lastName: "", email: nil, language: .nl, createdAt: Street.founded)
                try await street.persons.keep(person, offices: [])
                street.clock.advance(by: .seconds(1))
                let member = try await street.house.members.apply(
                    to: Street.group.id, by: person.id, consent: .init(acceptsRules: true, isOfAge: true))
                _ = try await street.house.members.change(
                    .id(member.id), in: Street.group.id, to: .init(standing: .approved), by: Street.carla.id)
            }
            let path = "/groups/kerkstraat/registry"
            let page = try await street.ask(.get, path, as: Street.carla)
            #expect(page.text.contains("Look for a first name, among 62 members"))
            #expect(page.text.contains("Here are 40 of 62.") && !page.text.contains("Zoë"))
            let found = try await street.ask(.get, "\(path)?name=zoe", as: Street.carla)
            let choices = try found.found(#"type="radio" id="[^"]*" name="memberId" value="([^"]*)""#)
            #expect(choices.count == 1 && found.text.contains("Zoë") && found.typed("name") == "zoe")
            let action = try #require(try found.found(#"action="([^"]*/handover[^"]*)""#).first)
            // Without a choice the same names stand there again.
            let none = try await street.send(action, as: Street.carla, [:])
            #expect(none.status == 422 && none.text.contains("Zoë"))
            let nobody = try await street.ask(.get, "\(path)?name=Xander", as: Street.carla)
            #expect(nobody.text.contains("Nobody is called ‘Xander’.") && !nobody.text.contains("memberId"))
            let done = try await street.confirm(action, as: Street.carla, ["memberId": try #require(choices.first)])
            #expect(done.header("Location") == "/groups/kerkstraat?done=registry-handed-over")
            #expect(try await street.house.members.own(Street.fixed("f150"), in: Street.group.id)?.role == .coordinator)
        }
    }
}
