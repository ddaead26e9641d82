import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWeb

/// Places in groups, as a program changes them.
@Suite struct APIMemberTests {
    private let members = "\(APIStreet.group)/members"

    private func id(_ neighbour: Street.Neighbour, _ street: APIStreet) async throws -> String {
        try #require(try await street.house.members.own(neighbour.id, in: Street.group.id)).id.text
    }

    @Test func somebodyStandsInForATime() async throws {
        try await APIStreet.run { street in
            let path = "\(members)/\(try await id(Street.bram, street))"
            let until = "2026-12-04T22:59:59.999Z"
            let body = #"{"role": "coordinator", "until": "\#(until)"}"#
            try await street.ask(.patch, path, as: Street.bram, body: body).expectProblem(403, "not-allowed")
            let saved = try await street.ask(.patch, path, as: Street.carla, body: body)
            #expect(saved.status == 200, "\(saved.text)")
            #expect(saved["role"] == "coordinator" && saved["until"] == until && saved["muted"] == "0")
            let me = try await street.ask(.get, "\(APIStreet.root)/me", as: Street.bram)
            #expect(me["memberships.0.role"] == "coordinator" && me["memberships.0.until"] == until)
            let list = try await street.ask(.get, members, as: Street.bram)
            #expect((0..<5).map { list["members.\($0).until"] }.filter { $0 == until }.count == 1)
            let good = try await street.ask(.patch, path, as: Street.carla, body: #"{"role": "coordinator"}"#)
            #expect(good["role"] == "coordinator" && good["until"] == nil)
        }
    }

    @Test(
        arguments: [
            (#"{"role": "coordinator", "until": "2026-11-20T20:04:00.000Z"}"#, 422, "period-invalid", "until"),
            (#"{"role": "coordinator", "until": "2027-02-20T20:04:00.001Z"}"#, 422, "period-invalid", "until"),
            (#"{"role": "coordinator", "until": "soon"}"#, 422, "field-invalid", "until"),
            (#"{"until": "2026-12-04T20:04:00Z"}"#, 422, "field-missing", "standing"),
            (#"{"standing": "approved", "until": "2026-12-04T20:04:00Z"}"#, 422, "field-missing", "role"),
            (#"{"role": "resident", "until": "2026-12-04T20:04:00Z"}"#, 409, "standing-unreachable", "role"),
            (#"{"muted": true}"#, 403, "not-allowed", nil), (#"{"muted": "yes"}"#, 422, "field-invalid", "muted"),
        ] as [(String, Int, String, String?)])
    func whatCannotBeIsRefused(body: String, status: Int, code: String, field: String?) async throws {
        try await APIStreet.run { street in
            let path = "\(members)/\(try await id(Street.bram, street))"
            let answer = try await street.ask(.patch, path, as: Street.carla, body: body)
            answer.expectProblem(status, code, field: field)
            if code == "period-invalid" { #expect(answer["days"] == "92") }
        }
    }

    @Test func whoLeadsAGroupSeesWhetherItWouldWake() async throws {
        try await APIStreet.run { street in
            let path = "\(APIStreet.group)/readiness"
            let now = try await street.ask(.get, path, as: Street.carla)
            #expect(now.status == 200, "\(now.text)")
            let members = try #require(now["members"].flatMap { Int($0) })
            #expect(now["reachable"] == "\(members)" && now["channels.mail"] == "\(members)")
            #expect(now["unreachable.0.reason"] == nil)
            let anna = "\(self.members)/\(try await id(Street.anna, street))"
            _ = try await street.ask(.patch, anna, as: Street.anna, body: #"{"muted": true}"#)
            let off = #"{"channels": [{"kind": "mail", "isOn": false}]}"#
            _ = try await street.ask(.put, "\(APIStreet.root)/me/channels", as: Street.bram, body: off)
            let then = try await street.ask(.get, path, as: Street.carla)
            #expect(then["reachable"] == "\(members - 2)" && then["channels.mail"] == "\(members - 2)")
            #expect(then["unreachable.0.reason"] == "no-device" && then["unreachable.0.number"] == "1")
            #expect(then["unreachable.1.reason"] == "opted-out" && then["unreachable.1.number"] == "1")
            // Numbers alone: neither who, nor how they are written to.
            for secret in ["Anna", "Bram", "@", Street.bramMember.id.text] { #expect(!then.text.contains(secret)) }
            try await street.ask(.get, "\(path)?names=1", as: Street.carla).expectProblem(
                400, "parameter-invalid")
        }
    }

    @Test func oneMutesAGroupForOneself() async throws {
        try await APIStreet.run { street in
            let path = "\(members)/\(try await id(Street.anna, street))"
            for (wish, told) in [("true", "1"), ("true", "1"), ("false", "0")] {
                let saved = try await street.ask(.patch, path, as: Street.anna, body: #"{"muted": \#(wish)}"#)
                #expect(saved.status == 200 && saved["muted"] == told && saved["standing"] == "approved")
                let me = try await street.ask(.get, "\(APIStreet.root)/me", as: Street.anna)
                #expect(me["memberships.0.muted"] == told && me["memberships.0.until"] == nil)
                #expect(me.count("hears") == 1)
                let list = try await street.ask(.get, members, as: Street.carla)
                #expect(list["members.0.muted"] == nil)
            }
            let both = #"{"muted": true, "standing": "left"}"#
            try await street.ask(.patch, path, as: Street.anna, body: both).expectProblem(403, "not-allowed")
            try await street.ask(
                .patch, "\(members)/\(try await id(Street.els, street))", as: Street.els, body: #"{"muted": true}"#
            ).expectProblem(409, "standing-unreachable", field: "muted")
        }
    }

    @Test(
        arguments: [
            (#"{"acceptsRules": false}"#, "rules-not-accepted", "acceptsRules"),
            (#"{"acceptsRules": false, "isOfAge": false}"#, "rules-not-accepted", "acceptsRules"),
            (#"{"isOfAge": false}"#, "too-young", "isOfAge"),
            (#"{"acceptsRules": "yes"}"#, "field-invalid", "acceptsRules"),
            (#"{"note": "\#(String(repeating: "x", count: 201))"}"#, "text-too-long", "note"),
        ])
    func whoDoesNotAgreeIsNotLetIn(body: String, code: String, field: String) async throws {
        try await APIStreet.run { street in
            let answer = try await street.ask(.post, members, as: Street.fatima, body: body)
            answer.expectProblem(422, code, field: field)
            if code == "too-young" { #expect(answer["age"] == "18") }
            #expect(try await street.house.members.own(Street.fatima.id, in: Street.group.id) == nil)
            let note = #"{"acceptsRules": true, "isOfAge": true, "note": "No. 27"}"#
            #expect(try await street.ask(.post, members, as: Street.fatima, body: note).status == 201)
            let list = try await street.ask(.get, members, as: Street.carla)
            #expect((0..<6).contains { list["members.\($0).note"] == "No. 27" })
        }
    }
}
