import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Links by the API and on the pages: Carla leads the Kerkstraat, Gijs the Molenweg a hundred metres north of it.
@Suite("Links over HTTP") struct APILinkTests {
    private let links = "\(APIStreet.group)/links"
    private let next = "\(APIStreet.root)/groups/molenweg/links"

    private func link(_ street: APIStreet) async throws {
        let asked = try await street.ask(.post, links, as: Street.carla, body: #"{"group": "molenweg"}"#)
        #expect(asked.status == 201 && asked["state"] == "asked" && asked["by"] == Street.group.id.text)
        let linked = try await street.ask(
            .patch, "\(next)/kerkstraat", as: Street.gijs, body: #"{"state": "accepted"}"#)
        #expect(linked.status == 200 && linked["state"] == "linked" && linked["group.slug"] == "kerkstraat")
    }

    @Test func bothMakeALinkAndOneEndsIt() async throws {
        try await APIStreet.run { street in
            let before = try await street.ask(.get, links, as: Street.carla)
            #expect(before.count("links") == 0 && before["others.0.slug"] == "molenweg")
            try await link(street)
            let after = try await street.ask(.get, links, as: Street.carla)
            #expect(after["links.0.state"] == "linked" && after["links.0.awaitsAnswer"] == "0")
            #expect(after.count("others") == 0)
            let path = "\(links)/\(Street.nextGroup.id)"
            let ended = try await street.ask(.patch, path, as: Street.carla, body: #"{"state": "ended"}"#)
            #expect(ended["state"] == "ended" && ended["by"] == Street.group.id.text)
            (try await street.ask(.patch, path, as: Street.carla, body: #"{"state": "accepted"}"#))
                .expectProblem(409, "link-unreachable", field: "state")
        }
    }

    @Test func whoMayNotIsToldSo() async throws {
        try await APIStreet.run { street in
            for (who, status, code) in [
                (Street.anna, 403, "not-allowed"), (Street.gijs, 403, "not-a-member"),
                (Street.dirk, 403, "member-suspended"), (nil, 401, "sign-in-needed"),
            ] as [(Street.Neighbour?, Int, String)] {
                (try await street.ask(.get, links, as: who)).expectProblem(status, code)
            }
            #expect(try await street.ask(.get, links, as: Street.deWit).status == 200)
            (try await street.ask(.post, links, as: Street.deWit, body: #"{"group": "molenweg"}"#))
                .expectProblem(403, "not-allowed")
            for (body, status, code) in [
                (#"{}"#, 422, "field-missing"), (#"{"group": "kerkstraat"}"#, 422, "field-invalid"),
                (#"{"group": "nergens"}"#, 404, "not-found"),
            ] {
                (try await street.ask(.post, links, as: Street.carla, body: body)).expectProblem(status, code)
            }
            (try await street.ask(.patch, "\(links)/molenweg", as: Street.carla, body: #"{"state": "ended"}"#))
                .expectProblem(404, "not-found")
            (try await street.ask(.patch, "\(links)/molenweg", as: Street.carla, body: #"{"state": "king"}"#))
                .expectProblem(422, "field-invalid")
        }
    }

    @Test func anAlertGoesOnWithWhereItCameFrom() async throws {
        try await APIStreet.run { street in
            try await link(street)
            // Bram's door is 370 metres from the Molenweg.
            let shared = try await street.share()
            let alert = try #require(shared["id"])
            #expect(shared["provenance"] == nil)
            let theirs = try await street.ask(.get, "\(APIStreet.root)/alerts/\(alert)", as: Street.gijs)
            #expect(theirs["provenance.groupName"] == "Kerkstraat" && theirs["provenance.hops"] == "1")
            #expect(theirs["provenance.byHand"] == "0")
            #expect(theirs["policeOnly.licencePlate"] == nil && theirs["advice"] == nil)
            let events = try await street.ask(.get, "\(APIStreet.root)/groups/molenweg/events", as: Street.gijs)
            #expect(events["events.0.event"] == "alert-forwarded" && events["events.0.sequence"] == "1")
            #expect(events["events.0.alert.provenance.groupId"] == Street.group.id.text)
            let page = try await street.ask(.get, "/alerts/\(alert)", as: Street.gijs)
            #expect(page.text.contains("From Kerkstraat."))
            #expect(!page.text.contains("Close the alert") && page.text.contains("React"))
            let list = try await street.ask(.get, "/groups/molenweg", as: Street.gijs)
            #expect(list.text.components(separatedBy: "/alerts/\(alert)\"").count == 2)
            // Reactions go both ways; the end is the reporter's.
            let said = try await street.send(
                "/alerts/\(alert)/reactions", as: Street.gijs, ["kind": "sighting", "text": "Now here"])
            #expect(said.status == 303)
            #expect(try await street.ask(.get, "/alerts/\(alert)", as: Street.anna).text.contains("Now here"))
            (try await street.ask(
                .post, "\(APIStreet.root)/alerts/\(alert)/closure", as: Street.gijs, body: #"{"outcome": "gone"}"#))
                .expectProblem(403, "not-allowed")
        }
    }

    @Test func oneTapSendsItOn() async throws {
        try await APIStreet.run { street in
            try await link(street)
            // Far from all of them: so it stays until somebody who knows sends it on.
            let path = try await street.shared(["latitude": "52.0", "longitude": "4.75"])
            #expect(try await street.ask(.get, path, as: Street.gijs).status == 404)
            #expect(!(try await street.ask(.get, path, as: Street.anna).text.contains("Send on")))
            let page = try await street.ask(.get, path, as: Street.carla)
            #expect(page.text.contains("Send on to Molenweg"))
            #expect(page.text.contains(#"name="group" value="\#(Street.nextGroup.id)""#))
            let forwards = "\(path)/forwards"
            #expect(try await street.send(forwards, as: Street.anna, [:]).status == 403)
            for _ in 0..<2 {
                let sent = try await street.send(forwards, as: Street.carla, ["group": Street.nextGroup.id.text])
                #expect(sent.header("Location") == "\(path)?done=sent-on")
            }
            let theirs = try await street.ask(.get, path, as: Street.gijs)
            #expect(theirs.text.contains("From Kerkstraat, sent on by the coordinator of Kerkstraat."))
            let after = try await street.ask(.get, "\(path)?done=sent-on", as: Street.carla)
            #expect(after.text.contains("The alert was sent on.") && !after.text.contains("Send on to"))
            let api = "\(APIStreet.root)\(forwards)"
            #expect(try await street.ask(.post, api, as: Street.carla, body: "{}").status == 200)
            (try await street.ask(
                .post, api, as: Street.carla, body: #"{"groups": ["\#(Street.fixed("e9") as GroupId)"]}"#))
                .expectProblem(409, "not-linked", field: "groups")
            #expect(try await street.ask(.get, forwards, as: Street.carla).header("Location") == path)
        }
    }

    @Test func thePageOfLinksWorksWithoutAScript() async throws {
        try await APIStreet.run { street in
            let mine = "/groups/kerkstraat/links"
            let theirs = "/groups/molenweg/links"
            #expect(try await street.ask(.get, mine, as: Street.anna).status == 403)
            #expect(try await street.ask(.get, mine).status == 401)
            let group = try await street.ask(.get, "/groups/kerkstraat", as: Street.carla)
            #expect(group.text.contains(#"href="/groups/kerkstraat/links""#))
            #expect(!(try await street.ask(.get, "/groups/kerkstraat", as: Street.anna).text.contains(mine)))
            let empty = try await street.ask(.get, mine, as: Street.carla)
            #expect(empty.text.contains("Propose a link") && empty.text.contains("no link"))
            let sent = try await street.send("\(mine)/molenweg", as: Street.carla, ["state": "proposed"])
            #expect(sent.header("Location") == "\(mine)?done=link-changed#link-\(Street.nextGroup.id)")
            #expect(
                try await street.ask(.get, "/groups/molenweg", as: Street.gijs).text
                    .contains("1 neighbouring group is waiting for an answer"))
            let asked = try await street.ask(.get, theirs, as: Street.gijs)
            #expect(asked.text.contains("asks for a link") && asked.text.contains(#"value="accepted""#))
            #expect(try await street.send("\(theirs)/kerkstraat", as: Street.gijs, ["state": "accepted"]).status == 303)
            let linked = try await street.ask(.get, mine, as: Street.carla)
            #expect(linked.text.contains("1 of 1 groups nearby linked") && linked.text.contains(#"class="map-line""#))
            #expect(try await street.send("\(mine)/molenweg", as: Street.carla, ["state": "ended"]).status == 303)
            #expect(try await street.ask(.get, theirs, as: Street.gijs).text.contains("link ended"))
            let late = try await street.send("\(mine)/molenweg", as: Street.carla, ["state": "accepted"])
            #expect(late.status == 409 && late.text.contains("This is not how things stand"))
            let odd = try await street.send("\(mine)/molenweg", as: Street.carla, ["state": "king"])
            #expect(odd.status == 422)
            #expect(try await street.send(mine, as: Street.carla, ["group": "molenweg"]).status == 303)
            #expect(try await street.ask(.get, "\(mine)/molenweg", as: Street.carla).header("Location") == mine)
        }
    }

    // MARK: the map

    @Test func theMapNumbersWhatTheListNames() throws {
        let words = try PageStreet.words()
        let next = LinkMap.Around(group: Street.nextGroup.id, area: Street.nextGroup.area, kind: "linked")
        let map = LinkMap(Street.group, around: [next], words)
        #expect(map.shapes.map(\.number) == ["1", "2"] && map.shapes.map(\.kind) == ["own", "linked"])
        #expect(map.lines.count == 1)
        // The Molenweg is north of the Kerkstraat: higher up, straight above it.
        #expect(map.shapes[1].y < map.shapes[0].y && map.shapes[1].x == map.shapes[0].x)
        #expect(map.shapes.allSatisfy { (0...map.width).contains($0.x) && (0...map.height).contains($0.y) })
        #expect(map.label.contains("Kerkstraat") && map.scale > 12 && map.scale < map.width)
        let alone = LinkMap(Street.group, around: [], words)
        #expect(alone.shapes.count == 1 && alone.lines.isEmpty && alone.height > 0)
    }

    @Test func theMapShowsWhoElseIsLinkedWithWhom() throws {
        func group(_ ending: String, _ name: String, metresEast: Double) -> Group {
            Group(
                id: Street.fixed(ending), slug: name.lowercased(), name: name, place: "", jurisdiction: .netherlands,
                zone: Street.zone, municipality: nil, area: Plot.box(metresEast, 0, metresEast + 300, 300),
                createdAt: Street.founded)
        }
        let (own, hof, plein, laan) = (
            Street.group, group("f1", "Hof", metresEast: 400), group("f2", "Plein", metresEast: 800),
            group("f3", "Laan", metresEast: 1_200)
        )
        let mine = try #require(Link.Pair(own.id, hof.id))
        let between = try #require(Link.Pair(plein.id, hof.id))
        let link = Link(pair: mine, state: .linked, by: nil, proposedAt: Street.founded, changedAt: Street.founded)
        let around = LinkDesk.Surrounding(
            links: [LinkedGroup(link: link, group: hof)], others: [plein, laan], network: [between], mayDecide: true)
        let model = LinksModel(own, around, shown: { $0.area.coarsened }, try PageStreet.setting())
        #expect(model.map.lines.count == 1 && model.map.network.count == 1)
        #expect(model.lines.map(\.name) == ["Hof", "Plein", "Laan"])
        #expect(model.lines.map(\.also) == ["Also linked with: Plein", "Also linked with: Hof", nil])
        let line = model.map.network[0]
        let middles = Set([model.map.lines[0].x2, line.x1, line.x2])
        #expect(middles.count == 2, "from where one's own line ends to the next")
    }
}
