import HTTPTypes
import Testing
import Watch
import WatchStore
import WatchTesting
import WatchWeb

/// Founding, confirming and changing a group, and asking to join with a code, through the API.
@Suite struct APIFoundingTests {
    static let root = APIStreet.root

    static func group(_ name: String, west: Double = 4.2, south: Double = 52, extra: String = "") -> String {
        let (east, north) = (west + 0.01, south + 0.01)
        let ring = "[[\(west),\(south)],[\(east),\(south)],[\(east),\(north)],[\(west),\(north)],[\(west),\(south)]]"
        return #"{"name": "\#(name)", "place": "Bodegraven", "country": "NL", "municipality": "1901"\#(extra), "#
            + #""area": {"type": "Polygon", "coordinates": [\#(ring)]}}"#
    }

    private func founded(_ street: APIStreet, _ body: String) async throws -> String {
        let answer = try await street.ask(.post, "\(Self.root)/groups", as: Street.fatima, body: body)
        #expect(answer.status == 201, "\(answer.text)")
        return "\(Self.root)/groups/\(try #require(answer["id"]))"
    }

    @Test func twoGroupsOnTheSameGround() async throws {
        try await APIStreet.run { street in
            _ = try await founded(street, Self.group("Oost"))
            let refused = try await street.ask(
                .post, "\(Self.root)/groups", as: Street.gijs, body: Self.group("Oost Twee", west: 4.201))
            refused.expectProblem(409, "area-overlaps", field: "area")
            #expect(refused["names"] == "Oost")
            let separate = try await street.ask(
                .post, "\(Self.root)/groups", as: Street.gijs,
                body: Self.group("Oost Twee", west: 4.201, extra: #", "separate": true"#))
            #expect(separate.status == 201, "\(separate.text)")
        }
    }

    /// Nobody chooses which office confirms their group: west of Woerden one's word counts, in Woerden the ground does.
    @Test func aGroupBelongsToTheMunicipalityInWhichItLies() async throws {
        try await APIStreet.run { street in
            for (name, west, south, municipality) in [("Elders", 4.2, 52, "1901"), ("Hier", 4.87, 52.06, "0632")] {
                let path = try await founded(street, Self.group(name, west: west, south: south))
                #expect(try await street.ask(.get, path)["municipality"] == municipality, "\(name)")
            }
        }
    }

    @Test func theLinkIntoWhatsAppIsForMembersOnly() async throws {
        let link = "https://chat.whatsapp.com/AbCdEf1234567890"
        try await APIStreet.run { street in
            let talk = #", "channel": "whatsapp", "invitation": "\#(link)""#
            let path = try await founded(street, Self.group("Oost", extra: talk))
            try await street.shelf.refresh()
            for reader in [nil, Street.gijs, Street.fatima] {
                for path in [path, "\(Self.root)/groups", "\(Self.root)/me"] {
                    #expect(!(try await street.ask(.get, path, as: reader)).text.contains("whatsapp.com"))
                }
            }
            let slug = "/groups/oost"
            #expect(try await street.ask(.get, slug, as: Street.fatima).text.contains(link))
            #expect(!(try await street.ask(.get, slug, as: Street.gijs)).text.contains(link))
            #expect(!(try await street.ask(.get, slug)).text.contains(link))
            #expect(!street.log.lines.contains { $0.contains("whatsapp.com") })
            try await street.ask(
                .post, "\(Self.root)/groups", as: Street.fatima,
                body: Self.group("West", west: 5, extra: #", "channel": "whatsapp", "invitation": "http://x""#)
            ).expectProblem(422, "invitation-invalid", field: "invitation")
        }
    }

    @Test func anOfficeConfirmsAndDeclines() async throws {
        try await APIStreet.run { street in
            let first = try await founded(street, Self.group("Oost"))
            let second = try await founded(street, Self.group("West", west: 5))
            try await street.ask(.post, "\(first)/confirmation", as: Street.fatima).expectProblem(403, "not-allowed")
            #expect(try await street.ask(.post, "\(first)/confirmation", as: Street.marieke).status == 204)
            try await street.ask(.post, "\(first)/confirmation", as: Street.nico).expectProblem(
                409, "registration-not-proposed")
            try await street.ask(.post, "\(second)/decline", as: Street.nico, body: "{}").expectProblem(
                422, "text-missing", field: "reason")
            let reason = #"{"reason": "Bestaat niet"}"#
            try await street.ask(.post, "\(second)/decline", as: Street.gijs, body: reason).expectProblem(
                403, "not-allowed")
            #expect(try await street.ask(.post, "\(second)/decline", as: Street.nico, body: reason).status == 204)
            try await street.ask(.post, "\(second)/members", as: Street.gijs).expectProblem(409, "group-closed")
            // Who founded it reads why.
            let page = String(second.dropFirst(Self.root.count))
            let told = try await street.ask(.get, "\(page)/registry", as: Street.fatima)
            #expect(told.text.contains("Bestaat niet"))
        }
    }

    @Test func aCoordinatorChangesTheGroup() async throws {
        try await APIStreet.run { street in
            let path = try await founded(street, Self.group("Oost"))
            try await street.shelf.refresh()
            try await street.ask(.patch, path, as: Street.gijs, body: #"{"name": "X"}"#).expectProblem(
                403, "not-allowed")
            try await street.ask(.patch, path, as: Street.fatima, body: "{}").expectProblem(422, "field-missing")
            let changed = try await street.ask(
                .patch, path, as: Street.fatima, body: #"{"name": "Oosteinde", "statedMembers": 30}"#)
            #expect(changed.status == 200, "\(changed.text)")
            #expect(changed["name"] == "Oosteinde" && changed["slug"] == "oost")
            for (name, code) in [("Politie Oost", "name-reserved"), ("Oost www.evil.nl", "link-unwanted")] {
                try await street.ask(.patch, path, as: Street.fatima, body: #"{"name": "\#(name)"}"#).expectProblem(
                    422, code, field: "name")
            }
            try await street.ask(.patch, path, as: Street.fatima, body: #"{"statedMembers": -1}"#).expectProblem(
                422, "field-invalid", field: "statedMembers")
        }
    }

    @Test func whoAsksToJoinShowsTheSlip() async throws {
        try await APIStreet.run { street in
            let path = try await founded(street, Self.group("Oost", extra: #", "asksForProof": true"#))
            let id = try #require(GroupId(String(path.split(separator: "/").last ?? "")))
            let code = try await street.house.households.make(1, in: id, by: Street.fatima.id)[0]
            try await street.ask(.post, "\(path)/members", as: Street.gijs).expectProblem(
                422, "proof-missing", field: "householdCode")
            try await street.ask(
                .post, "\(path)/members", as: Street.gijs, body: #"{"householdCode": "abcd-efgh"}"#
            ).expectProblem(422, "proof-wrong", field: "householdCode")
            let asked = try await street.ask(
                .post, "\(path)/members", as: Street.gijs, body: #"{"householdCode": "\#(code.printed)"}"#)
            #expect(asked["standing"] == "applied", "\(asked.text)")
            let list = try await street.ask(.get, "\(path)/members", as: Street.fatima)
            #expect(list.text.contains("provedAt"))
        }
    }

    @Test func aSheetOfPaperLeadsToTheGroup() async throws {
        try await APIStreet.run { street in
            let code = try await street.house.registry.registration(of: Street.group.id).joinCode
            let stranger = try await street.ask(.get, "/j/\(code.printed)")
            #expect(stranger.status == 200 && stranger.text.contains(Street.group.name))
            let known = try await street.ask(.get, "/j/\(code.text)", as: Street.fatima)
            #expect(known.status == 303 && known.header("Location") == "/groups/kerkstraat/join")
            #expect(try await street.ask(.get, "/j/abcdefgh").status == 404)
            #expect(try await street.ask(.get, "/j").status == 200)
            let sheet = try await street.ask(.get, "/groups/kerkstraat/sheet?language=fr", as: Street.anna)
            #expect(sheet.text.contains(code.printed) && sheet.text.contains("<html lang=\"fr\">"))
            #expect(try await street.ask(.get, "/groups/kerkstraat/sheet", as: Street.fatima).status == 303)
            #expect(try await street.ask(.get, "/groups/kerkstraat/codes", as: Street.anna).status == 303)
            #expect(try await street.ask(.get, "/registry", as: Street.anna).status == 403)
        }
    }
}
