import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWeb

/// What one wants to hear, through the API.
@Suite("One's own choices, through the API") struct APIChoiceTests {
    private static let path = "\(APIStreet.root)/me/choices"

    private func put(_ street: APIStreet, _ body: String) async throws -> Answer {
        try await street.ask(.put, Self.path, as: Street.bram, body: body)
    }

    @Test func whatWasChosenComesBack() async throws {
        try await APIStreet.run { street in
            let group = Street.group.id
            let before = try await street.ask(.get, Self.path, as: Street.bram)
            #expect(before.status == 200 && before["stopped"] == "0" && before["stoppedUntil"] == nil)
            #expect(before.count("groups") == 1 && before["groups.0.groupId"] == group.text)
            #expect(before["groups.0.muted"] == "0" && before["groups.0.choices.linked"] == "all")
            #expect(before["groups.0.choices.quietHours"] == nil && before.count("groups.0.choices.without") == 0)

            let until = street.clock.now() + .hours(3)
            let answer = try await put(
                street,
                """
                {"stopped": true, "stoppedUntil": "\(until)", "groups": [{"groupId": "\(group)", "muted": true,
                 "mutedUntil": "\(until)", "choices": {"quietHours": {"from": "22:00", "until": "07:00"},
                 "without": ["theft", "other"], "linked": "near", "metres": 300}}]}
                """)
            let read = try await street.ask(.get, Self.path, as: Street.bram)
            for said in [answer, read] {
                #expect(said.status == 200 && said["stopped"] == "1" && said["stoppedUntil"] == until.description)
                #expect(said["groups.0.muted"] == "1" && said["groups.0.mutedUntil"] == until.description)
                #expect(said["groups.0.choices.quietHours.from"] == "22:00")
                #expect(said["groups.0.choices.quietHours.until"] == "07:00")
                #expect(said["groups.0.choices.quietHours.passes.0"] == "missing-person")
                #expect(said["groups.0.choices.quietHours.passes.1"] == "police")
                #expect(said["groups.0.choices.without.0"] == "theft" && said["groups.0.choices.without.1"] == "other")
                #expect(said["groups.0.choices.linked"] == "near" && said["groups.0.choices.metres"] == "300")
            }
            // What came may be sent back as it is, and what is missing stays.
            #expect(try await put(street, answer.text).text == answer.text)
            #expect(try await put(street, "{}").text == answer.text)
            let me = try await street.ask(.get, "\(APIStreet.root)/me", as: Street.bram)
            #expect(me["memberships.0.muted"] == "1" && me["memberships.0.mutedUntil"] == until.description)

            let again = try await put(
                street,
                #"{"stopped": false, "groups": [{"groupId": "\#(group)", "muted": false, "choices": {}}]}"#)
            #expect(again.text == before.text)
            // Of others nothing has changed.
            #expect(try await street.house.choices.choices(of: Street.anna.id) == Choices())
        }
    }

    @Test func aMuteEndsByItself() async throws {
        try await APIStreet.run { street in
            let until = street.clock.now() + .hours(3)
            let member = "\(APIStreet.group)/members/\(Street.bramMember.id)"
            let muted = try await street.ask(
                .patch, member, as: Street.bram, body: #"{"muted": true, "mutedUntil": "\#(until)"}"#)
            #expect(muted.status == 200 && muted["mutedUntil"] == until.description)
            street.clock.advance(by: .hours(3))
            let read = try await street.ask(.get, Self.path, as: Street.bram)
            #expect(read["groups.0.muted"] == "0" && read["groups.0.mutedUntil"] == nil)
            let alone = try await street.ask(
                .patch, member, as: Street.bram, body: #"{"mutedUntil": "\#(until)", "standing": "left"}"#)
            alone.expectProblem(422, "field-missing", field: "muted")
        }
    }

    @Test(arguments: [
        (#"{"stoppedUntil": "2030-01-01T00:00:00Z"}"#, 422, "field-missing", "stopped"),
        (#"{"stopped": false, "stoppedUntil": "2030-01-01T00:00:00Z"}"#, 422, "field-invalid", "stoppedUntil"),
        (#"{"stopped": true, "stoppedUntil": "2020-01-01T00:00:00Z"}"#, 422, "period-invalid", "stoppedUntil"),
        (
            #"{"groups": [{"groupId": "GROUP", "mutedUntil": "2030-01-01T00:00:00Z"}]}"#, 422, "field-missing",
            "groups.0.muted"
        ),
        (#"{"groups": [{"groupId": "GROUP"}, {"groupId": "GROUP"}]}"#, 422, "field-invalid", "groups.1.groupId"),
        (#"{"groups": [{"groupId": "OTHER"}]}"#, 403, "not-a-member", "groups.0.groupId"),
        (choosing(#""linked": "near""#), 422, "field-missing", "groups.0.choices.metres"),
        (choosing(#""linked": "near", "metres": 5001"#), 422, "field-invalid", "groups.0.choices.metres"),
        (choosing(#""metres": 5"#), 422, "field-invalid", "groups.0.choices.metres"),
        (
            choosing(#""quietHours": {"from": "22", "until": "07:00"}"#), 422, "field-invalid",
            "groups.0.choices.quietHours"
        ),
        (
            choosing(#""quietHours": {"from": "2200", "until": "07:00"}"#), 422, "field-invalid",
            "groups.0.choices.quietHours"
        ),
        (
            choosing(#""quietHours": {"from": "07:00", "until": "07:00"}"#), 422, "field-invalid",
            "groups.0.choices.quietHours"
        ),
    ])
    func whatCannotBeIsRefused(body: String, status: Int, code: String, field: String) async throws {
        try await APIStreet.run { street in
            let answer = try await put(
                street,
                body.replacing("GROUP", with: Street.group.id.text).replacing(
                    "OTHER", with: Street.nextGroup.id.text))
            answer.expectProblem(status, code, field: field)
            #expect(try await street.house.choices.choices(of: Street.bram.id) == Choices())
        }
    }

    /// Choices about the street, as they are sent.
    private static func choosing(_ fields: String) -> String {
        #"{"groups": [{"groupId": "GROUP", "choices": {\#(fields)}}]}"#
    }

    @Test func itIsForOneself() async throws {
        try await APIStreet.run { street in
            let looked = try await street.ask(.get, Self.path)
            let chose = try await street.ask(.put, Self.path, body: "{}")
            #expect(looked.status == 401 && chose.status == 401)
            // An officer is in no group by their office.
            let officer = try await street.ask(.get, Self.path, as: Street.deWit)
            #expect(officer.count("groups") == 0)
        }
    }
}
