import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Nobody mends one thing after the other: a form says everything that is amiss with it at once, and changes nothing.
@Suite("All errors of a form at once") struct PageFaultsTests {
    struct Form: CustomStringConvertible, Sendable {
        let path: String
        let person: Street.Neighbour
        let fields: [String: String]
        /// Where the list of what must be mended points, in its order: that of the form. Empty where buttons choose.
        let points: [String]

        var description: String { "\(path) \(points)" }
    }

    private static func long(_ count: Int) -> String { String(repeating: "a", count: count) }

    static let forms = [
        Form(
            path: "/me", person: Street.anna, fields: ["firstName": "", "lastName": long(61), "language": "nl"],
            points: ["firstName", "lastName"]),
        Form(
            path: "/groups", person: Street.fatima,
            fields: [
                "do": "propose", "name": "", "where": "radius", "at": "", "channel": "whatsapp",
                "invitation": "https://example.org", "statedMembers": "many", "coCoordinator": "nobody",
            ], points: ["name", "at", "invitation", "statedMembers", "coCoordinator", "agrees", "isOfAge"]),
        Form(
            path: "/groups", person: Street.fatima,
            fields: ["do": "propose", "name": "Oost", "where": "drawn", "area": "{}", "statedMembers": "20001"],
            points: ["where", "statedMembers", "agrees", "isOfAge"]),
        Form(
            path: "/groups/{group}/settings", person: Street.carla,
            fields: [
                "name": "Politie", "where": "radius", "at": "", "channel": "whatsapp", "invitation": "x",
                "statedMembers": "-1",
            ], points: ["name", "at", "invitation", "statedMembers"]),
        Form(
            path: "/groups/{group}/choices", person: Street.anna,
            fields: ["linked": "near", "metres": "9", "quietFrom": "22:00"],
            points: ["kind-burglary", "metres", "quietFrom"]),
        Form(
            path: "/groups/{group}/members", person: Street.fatima, fields: ["note": long(201)],
            points: ["note", "acceptsRules", "isOfAge"]),
        Form(
            path: "/groups/{group}/alerts", person: Street.anna,
            fields: [
                "calledAt": "late", "by": "self", "number": "112", "vehicle": long(301), "policeText": long(1_001),
            ],
            points: ["vehicle", "policeText", "behaviour", "place", "calledAt"]),
        Form(
            path: "/groups/{group}/alerts", person: Street.anna,
            fields: ["behaviour": long(1_001), "place": long(201)],
            points: ["behaviour", "place", "by"]),
        Form(
            path: "/groups/{group}/alerts", person: Street.anna, fields: ["kind": "missing-person"],
            points: ["appearance", "by"]),
        Form(
            path: "/alerts/{alert}/closure", person: Street.carla, fields: ["closing": long(501)],
            points: ["outcome", "closing"]),
        Form(
            path: "/alerts/{alert}/reactions", person: Street.bram, fields: ["text": long(501)],
            points: ["text", ""]),
        Form(
            path: "/alerts/{alert}/reactions", person: Street.bram,
            fields: ["text": long(501), "policeText": long(1_001), "kind": "sighting"], points: ["text", "policeText"]),
    ]

    @Test func everyFormSaysAllOfIt() async throws {
        try await APIStreet.run { street in
            let things = try await PermissionStreet(street)
            for form in Self.forms {
                let answer = try await street.send(things.path(form.path), as: form.person, form.fields)
                #expect(answer.status == 422, "\(form): \(answer.status)")
                let list = try #require(answer.text.split(separator: #"<div class="mistakes""#).last)
                let items = list.split(separator: "</ul>")[0]
                let points = items.split(separator: "<li>").dropFirst()
                    .map { $0.split(separator: "\"").dropFirst().first.map { String($0.dropFirst()) } ?? "" }
                #expect(points == form.points, "\(form): \(points)")
                // Nothing that was typed is lost, and each of these places is there to be mended.
                for point in form.points where !point.isEmpty {
                    #expect(answer.text.contains(#"id="\#(point)""#), "\(form): \(point)")
                }
                for typed in form.fields.values where typed.utf8.count > 100 {
                    #expect(answer.text.contains(typed), "\(form)")
                }
            }
        }
    }

    // MARK: what gathers them

    @Test func aReasonStandsAmongTheOthersInTheirOrder() {
        let (name, area, rules) = (
            Refusal(.nameMissing, field: "name"), Refusal(.areaInvalid, field: "area"),
            Refusal(.rulesNotAccepted, field: "agrees")
        )
        #expect(area.among([name, area, rules]) == [name, area, rules])
        // What the form does not know by itself stands first; what it says otherwise of that field gives way.
        #expect(Refusal(.slugTaken, field: "slug").among([rules]) == [Refusal(.slugTaken, field: "slug"), rules])
        #expect(
            Refusal(.nameReserved, field: "name").among([name, rules]) == [
                Refusal(.nameReserved, field: "name"), rules,
            ])
        // What no field mends stands alone.
        #expect(Refusal(.tooManyGroups).among([name, rules]) == [Refusal(.tooManyGroups)])
        #expect(name.among([]) == [name])
    }

    @Test func aPageWithOneFieldSaysInItsTitleThatItWasRefused() async throws {
        try await APIStreet.run { street in
            let long = try await street.send(
                "/groups/kerkstraat/sheet", as: Street.anna, ["note": Self.long(141), "language": "en"])
            #expect(long.status == 422 && long.text.contains("<title>Error: "), "\(long.status)")
            let wrong = try await street.ask(.get, "/j/abcdefgh")
            #expect(wrong.text.contains("<title>Error: "))
            // Nobody has typed anything yet, or all is well.
            let empty = try await street.ask(.get, "/j")
            let fine = try await street.ask(.get, "/groups/kerkstraat/sheet", as: Street.anna)
            #expect(!empty.text.contains("<title>Error") && !fine.text.contains("<title>Error"))
        }
    }

    @Test func whatIsTooLongIsNotMissingAsWell() {
        func codes(_ kind: Alert.Kind, behaviour: String?, appearance: String? = nil, place: String?) -> [Refusal.Code]
        {
            AlertRules.refusals(
                of: Report(
                    kind: kind, observation: Observation(behaviour: behaviour, appearance: appearance),
                    location: Location(coordinate: nil, description: place), call: nil)
            ).map(\.code)
        }
        #expect(codes(.theft, behaviour: Self.long(1_001), place: Self.long(201)) == [.textTooLong, .textTooLong])
        #expect(codes(.theft, behaviour: nil, place: nil) == [.behaviourMissing, .locationMissing])
        #expect(codes(.missingPerson, behaviour: nil, appearance: Self.long(501), place: nil) == [.textTooLong])
        #expect(codes(.missingPerson, behaviour: nil, place: nil) == [.lastPlaceOrAppearanceMissing])
        #expect(codes(.theft, behaviour: "x", place: "y").isEmpty)
    }
}
