import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// A group's place in the registry, as pages and programs change it.
@Suite("A group's place in the registry") struct PageRegistryTests {
    private let page = "/groups/kerkstraat"

    @Test func itIsForCoordinatorsAndOfficesAlone() async throws {
        try await APIStreet.run { street in
            for neighbour in [Street.anna, Street.deWit, Street.gijs] {
                let answer = try await street.ask(.get, "\(page)/registry", as: neighbour)
                #expect(answer.status == 303 && answer.header("Location") == page)
            }
            for neighbour in [Street.carla, Street.marieke, Street.nico] {
                #expect(try await street.ask(.get, "\(page)/registry", as: neighbour).text.contains("What has changed"))
                let log = try await street.ask(.get, "\(APIStreet.group)/audit", as: neighbour)
                #expect(log["entries.0.kind"] == "registered" && log["entries.0.capacity"] == "coordinator")
            }
            try await street.ask(.get, "\(APIStreet.group)/audit", as: Street.anna).expectProblem(403, "not-allowed")
            try await street.ask(.get, "\(APIStreet.group)/audit").expectProblem(401, "sign-in-needed")
            #expect(try await street.ask(.get, "/registry/care", as: Street.marieke).status == 200)
            #expect(try await street.ask(.get, "/registry/care", as: Street.carla).status == 403)
        }
    }

    @Test func theCoordinatorIsAskedOnTheGroupsPageOnceAYear() async throws {
        try await APIStreet.run { street in
            // It was confirmed 400 days ago.
            let before = try await street.ask(.get, page, as: Street.carla)
            #expect(before.text.contains("Everything is still correct"))
            let neighbour = try await street.ask(.get, page, as: Street.anna)
            #expect(!neighbour.text.contains("Everything is still correct"))
            let answer = try await street.send("\(page)/renewal", as: Street.carla, [:])
            #expect(answer.header("Location") == "\(page)/registry?done=registry-renewed")
            let after = try await street.ask(.get, page, as: Street.carla)
            #expect(!after.text.contains("Everything is still correct"))
            let log = try await street.ask(.get, "\(APIStreet.group)/audit", as: Street.carla)
            #expect(log["entries.0.kind"] == "renewed" && log["entries.0.firstName"] == "Carla")
        }
    }

    @Test func whatIsTypedIsKeptWhereTheGroupIsClosed() async throws {
        try await APIStreet.run { street in
            let answer = try await street.ask(.post, "\(APIStreet.group)/closure", as: Street.carla, body: "{}")
            #expect(answer.status == 200 && answer["standing"] == "closed")
            try await street.share().expectProblem(409, "group-closed")
            let form = try await street.send(
                "\(page)/alerts", as: Street.anna,
                [
                    "behaviour": "Trekt aan deuren", "place": "bij de brug", "kind": "other", "by": "self",
                    "number": "112", "calledAt": "21:04",
                ])
            #expect(form.status == 409 && form.text.contains("Trekt aan deuren") && form.text.contains("Call 112"))
            #expect(try await street.ask(.get, page).text.contains("This group is closed"))
            // Nothing says there that somebody would hear of anything, and nothing offers to report.
            for path in [page, "/"] {
                let closed = try await street.ask(.get, path, as: Street.anna)
                #expect(closed.status == 200 && !closed.text.contains("The group is asleep"))
                #expect(!closed.text.contains("\(page)/report"))
            }
            try await street.ask(.post, "\(APIStreet.group)/reopening", as: Street.carla, body: "{}")
                .expectProblem(403, "not-allowed")
            let open = try await street.ask(.post, "\(APIStreet.group)/reopening", as: Street.nico, body: "{}")
            #expect(open["standing"] == "listed")
        }
    }

    @Test func aGroupIsHandedOverInOneStep() async throws {
        try await APIStreet.run { street in
            let anna = try #require(try await street.house.members.own(Street.anna.id, in: Street.group.id)).id
            let body = #"{"memberId": "\#(anna)"}"#
            try await street.ask(.post, "\(APIStreet.group)/handover", as: Street.bram, body: body)
                .expectProblem(403, "not-allowed")
            let none = try await street.send("\(page)/handover", as: Street.carla, [:])
            #expect(none.status == 422)
            let answer = try await street.confirm("\(page)/handover", as: Street.carla, ["memberId": anna.text])
            #expect(answer.header("Location") == "\(page)?done=registry-handed-over")
            #expect(try await street.house.members.own(Street.carla.id, in: Street.group.id)?.role == .resident)
        }
    }

    @Test(arguments: ["registry", "members", "settings", "codes", "sheet"])
    func aLetterLeadsWhoIsSignedOutToSigningInAndBack(page: String) async throws {
        try await APIStreet.run { street in
            let path = "/groups/kerkstraat/\(page)"
            let answer = try await street.ask(.get, path)
            #expect(answer.status == 303 && answer.header("Location") == "/sign-in?next=\(path)")
            #expect(try await street.ask(.get, path, as: Street.carla).status == 200)
            #expect(try await street.ask(.get, path, as: Street.els).header("Location") == "/groups/kerkstraat")
            guard ["settings", "codes", "sheet"].contains(page) else { return }
            // What was typed while a session ran out is still there.
            let sent = try await street.send(path, ["name": "Kerkstraat west", "note": "Bel aan!", "count": "5"])
            #expect(sent.status == 401 && sent.text.contains("Bel aan!"))
        }
    }
}
