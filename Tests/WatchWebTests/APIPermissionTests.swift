import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWeb

/// Who may not is answered alike, whatever they send. Otherwise a refusal of what was sent tells about what one may not
/// see: so exact borders were found by asking to change a group that is none of one's own.
@Suite("Who may not, through the API") struct APIPermissionTests {
    /// A call, who may not make it, and what may be sent.
    private struct Row {
        let whoMayNot: [Street.Neighbour]
        var good = "{}"
        var others: [String] = []
        /// Of a call without a body: what may stand behind the question mark.
        var queries = ["", "?limit=0", "?limit=x", "?unknown=1"]
    }

    /// Calls that are there for everybody who is signed in.
    private static let forEverybody: Set<String> = [
        "POST /groups", "GET /me", "GET /me/channels", "PUT /me/channels", "GET /me/choices", "PUT /me/choices",
        "GET /me/subscriptions", "POST /me/subscriptions",
    ]

    private static func rows(_ street: APIStreet) -> [String: Row] {
        let outsiders = PermissionStreet.outsiders
        let all = outsiders + PermissionStreet.officials
        let residents = all + [Street.bram, Street.deWit]
        let notOffices = outsiders + [Street.bram, Street.carla, Street.deWit]
        let reports = [
            street.report(behaviour: ""),
            street.report(behaviour: #""behaviour": "\#(String(repeating: "x", count: 2_000))","#),
            street.report(call: #""x": 1"#),
        ]
        return [
            "PATCH /groups/{group}": Row(
                whoMayNot: residents, good: #"{"name": "Anders", "statedMembers": 3, "separate": true}"#,
                others: PermissionStreet.areas.flatMap { area in
                    [#"{"area": \#(area)}"#, #"{"area": \#(area), "separate": true}"#]
                }),
            "POST /groups/{group}/renewal": Row(whoMayNot: residents),
            "POST /groups/{group}/closure": Row(whoMayNot: outsiders + [Street.bram, Street.deWit]),
            "POST /groups/{group}/reopening": Row(whoMayNot: notOffices),
            "POST /groups/{group}/handover": Row(
                whoMayNot: residents, good: #"{"memberId": "\#(Street.bramMember.id)"}"#,
                others: [Street.elsMember.id.text, Street.gijsMember.id.text, (Street.fixed("ff") as MemberId).text]
                    .map { #"{"memberId": "\#($0)"}"# }),
            "GET /groups/{group}/audit": Row(whoMayNot: outsiders + [Street.bram, Street.deWit]),
            "GET /registry/groups": Row(
                whoMayNot: [
                    Street.fatima, Street.els, Street.dirk, Street.gijs, Street.anna, Street.bram, Street.carla,
                ], queries: ["", "?limit=0", "?offset=x", "?unknown=1"]),
            "POST /groups/{group}/confirmation": Row(whoMayNot: notOffices),
            "POST /groups/{group}/decline": Row(whoMayNot: notOffices, good: #"{"reason": "Bestaat niet"}"#),
            "POST /groups/{group}/co-coordination": Row(
                whoMayNot: residents + [Street.carla], good: #"{"accepts": true}"#, others: [#"{"accepts": false}"#]),
            "POST /groups/{group}/co-coordination/withdrawal": Row(whoMayNot: residents),
            "POST /groups/{group}/members": Row(
                whoMayNot: [Street.dirk, Street.els, Street.bram, Street.carla],
                good: #"{"acceptsRules": true, "isOfAge": true, "note": "Boven", "householdCode": "k7mp4xqa"}"#,
                others: [#"{"acceptsRules": false}"#, #"{"isOfAge": false}"#, #"{"householdCode": "x"}"#]),
            "GET /groups/{group}/members": Row(
                whoMayNot: residents,
                queries: ["", "?limit=0", "?offset=x", "?name=\(String(repeating: "x", count: 200))"]),
            "GET /groups/{group}/readiness": Row(whoMayNot: residents),
            "POST /groups/{group}/test-alarms": Row(whoMayNot: residents),
            "GET /groups/{group}/test-alarms": Row(whoMayNot: residents),
            "PATCH /groups/{group}/members/{member}": Row(
                whoMayNot: all + [Street.anna, Street.deWit], good: #"{"standing": "suspended"}"#,
                others: [
                    #"{"role": "coordinator"}"#, #"{"standing": "king"}"#, #"{"muted": true}"#,
                    #"{"role": "coordinator", "until": "2020-01-01T00:00:00Z"}"#,
                ]),
            "GET /groups/{group}/links": Row(whoMayNot: outsiders + PermissionStreet.officials + [Street.bram]),
            "POST /groups/{group}/links": Row(
                whoMayNot: residents, good: #"{"group": "molenweg"}"#,
                others: ["kerkstraat", "nergens", Street.nextGroup.id.text].map { #"{"group": "\#($0)"}"# }),
            "PATCH /groups/{group}/links/{other}": Row(
                whoMayNot: residents, good: #"{"state": "accepted"}"#,
                others: ["declined", "ended", "proposed", "king"].map { #"{"state": "\#($0)"}"# }),
            "DELETE /me/subscriptions/{subscription}": Row(whoMayNot: residents),
            "POST /me/subscriptions/{subscription}/test": Row(whoMayNot: residents),
            "POST /groups/{group}/alerts": Row(whoMayNot: all, good: street.report(), others: reports),
            "GET /groups/{group}/alerts": Row(whoMayNot: all),
            "GET /alerts/{alert}": Row(whoMayNot: all),
            "POST /alerts/{alert}/reactions": Row(
                whoMayNot: all, good: #"{"kind": "sighting", "text": "Twee"}"#,
                others: [
                    #"{"kind": "alert"}"#, #"{"kind": "sighting", "location": {"latitude": 95, "longitude": 4}}"#,
                ]),
            "POST /alerts/{alert}/corrections": Row(whoMayNot: all + [Street.bram], good: #"{"text": "No. 17"}"#),
            "POST /alerts/{alert}/closure": Row(
                whoMayNot: all + [Street.bram], good: #"{"outcome": "gone", "text": "Weg"}"#,
                others: [#"{"outcome": "king"}"#]),
            "POST /alerts/{alert}/reopening": Row(whoMayNot: all + [Street.bram]),
            "POST /alerts/{alert}/hold": Row(whoMayNot: all + [Street.anna, Street.bram]),
            "POST /alerts/{alert}/forwards": Row(
                whoMayNot: all + [Street.anna, Street.bram, Street.deWit],
                good: #"{"groups": ["\#(Street.nextGroup.id)"]}"#, others: [#"{"groups": ["x"]}"#]),
            "GET /alerts/{alert}/reach": Row(whoMayNot: all + [Street.bram]),
            "POST /messages/{message}/retraction": Row(whoMayNot: all + [Street.anna]),
            "POST /messages/{message}/flags": Row(whoMayNot: all),
            "GET /groups/{group}/events": Row(whoMayNot: all, queries: ["", "?after=x", "?limit=0", "?after=-1"]),
            "POST /events/{event}/receipts": Row(
                whoMayNot: all, good: #"{"channel": "mail"}"#, others: [#"{"channel": "pigeon"}"#]),
            "GET /live": Row(
                whoMayNot: [Street.fatima, Street.els, Street.dirk, Street.marieke],
                queries: ["", "?cursor=x", "?cursor=\(String(repeating: "x", count: 500))", "?unknown=1"]),
        ]
    }

    @Test func whoMayNotIsAnsweredAlikeWhateverTheySend() async throws {
        try await APIStreet.run { street in
            let things = try await PermissionStreet(street)
            let rows = Self.rows(street)
            let calls = try APIDescription.read().calls.filter {
                !$0.isOpen && !Self.forEverybody.contains("\($0)")
            }
            // A call that is new wants a row that says who may not make it.
            #expect(Set(calls.map(\.description)) == Set(rows.keys))
            for call in calls {
                guard let row = rows["\(call)"] else { continue }
                let path = APIStreet.root + things.path(call.path)
                for person in [nil] + row.whoMayNot.map(Optional.some) {
                    var answers: [String: String] = [:]
                    for (sent, answer) in try await ask(street, call, path, row, as: person) {
                        #expect([401, 403, 404, 409].contains(answer.status), "\(call) \(sent.prefix(200))")
                        answers["\(answer.status) \(answer.text)"] = sent
                    }
                    let name = person?.person.firstName ?? "nobody"
                    #expect(
                        answers.count == 1,
                        "\(call) as \(name): \(answers.map { "\($0.key) to \($0.value.prefix(200))" })")
                }
            }
        }
    }

    /// Sends all that may be sent: each body by itself, and all of them under one key.
    private func ask(
        _ street: APIStreet, _ call: APIDescription.Call, _ path: String, _ row: Row, as person: Street.Neighbour?
    ) async throws -> [(sent: String, answer: Answer)] {
        var answers: [(sent: String, answer: Answer)] = []
        guard call.method != .get else {
            for query in row.queries {
                answers.append((query, try await street.ask(.get, path + query, as: person)))
            }
            return answers
        }
        for (number, body) in try PermissionStreet.bodies(from: row.good, others: row.others).enumerated() {
            answers.append((body, try await street.ask(call.method, path, as: person, body: body)))
            guard number < 3 else { continue }
            let key = ["Idempotency-Key": "the-same-for-all"]
            answers.append((body, try await street.ask(call.method, path, as: person, body: body, headers: key)))
        }
        return answers
    }

    /// What cannot be read at all is told so by what was sent alone: it is the same of what there is and of what there is
    /// not.
    @Test func whatCannotBeReadTellsNothing() async throws {
        try await APIStreet.run { street in
            for person in [Street.fatima, Street.bram, Street.carla] {
                for body in ["{", "[]", #"{"name": }"#, String(repeating: "[", count: 50)] {
                    for path in [APIStreet.group, "\(APIStreet.root)/groups/nergens"] {
                        let answer = try await street.ask(.patch, path, as: person, body: body)
                        answer.expectProblem(400, "body-unreadable")
                    }
                }
            }
        }
    }

    /// Five hundred small areas found a border in a third of a second, one bit each.
    @Test func noBorderIsFoundByAskingToChangeAGroup() async throws {
        try await APIStreet.run { street in
            for north in stride(from: 350.0, through: 650, by: 10) {
                let area = PermissionStreet.speck(east: 10, north: north)
                let answer = try await street.ask(
                    .patch, "\(APIStreet.root)/groups/molenweg", as: Street.anna, body: #"{"area": \#(area)}"#)
                answer.expectProblem(403, "not-allowed")
            }
        }
    }

    @Test func aKeyOfAnotherRequestIsRefusedToWhoMay() async throws {
        try await APIStreet.run { street in
            let key = ["Idempotency-Key": "name"]
            func rename(_ name: String, as person: Street.Neighbour) async throws -> Answer {
                try await street.ask(
                    .patch, APIStreet.group, as: person, body: #"{"name": "\#(name)"}"#, headers: key)
            }
            #expect(try await rename("Kerkstraat Noord", as: Street.carla).status == 200)
            try await rename("Kerkstraat Zuid", as: Street.carla).expectProblem(422, "idempotency-key-reused")
            try await rename("Kerkstraat Zuid", as: Street.bram).expectProblem(403, "not-allowed")
            #expect(try await street.ask(.get, APIStreet.group)["name"] == "Kerkstraat Noord")
            // Who may no longer is told that, also of a key of their own.
            let next = #"{"memberId": "\#(Street.bramMember.id)"}"#
            let passed = try await street.ask(.post, "\(APIStreet.group)/handover", as: Street.carla, body: next)
            #expect(passed.status == 200, "\(passed.text)")
            try await rename("Kerkstraat Zuid", as: Street.carla).expectProblem(403, "not-allowed")
        }
    }
}
