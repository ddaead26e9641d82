import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// What somebody outside a group sees of it before they ask to join.
@Suite("A group as seen from outside") struct PageGroupOutsideTests {
    private let page = "/groups/kerkstraat"

    @Test func aStrangerSeesAreaRulesAndWhatACoordinatorDoes() async throws {
        try await APIStreet.run { street in
            for neighbour in [nil, Street.gijs, Street.els] {
                let seen = try await street.ask(.get, page, as: neighbour)
                #expect(try seen.found(#"(class="area-own")"#).count == 1)
                for words in [
                    "House rules", "What does the coordinator do?", "Is your street part of it?",
                    "give or take a hundred metres",
                ] {
                    #expect(seen.text.contains(words), "\(words)")
                }
            }
            let inside = try await street.ask(.get, page, as: Street.anna).text
            #expect(!inside.contains("area-own") && !inside.contains("Is your street part of it?"))
        }
    }

    /// The same drawing as for the coarse area, and so nothing of where the border really runs.
    @Test func theDrawingIsOfTheCoarseArea() async throws {
        try await APIStreet.run { street in
            let listed = try #require(street.house.registryMap().group(Street.group.id))
            let seen = try await street.ask(.get, page)
            let coarse = AreaPicture(listed.coarseArea, label: "").path
            #expect(seen.text.contains(#"class="area-own" d="\#(coarse)""#))
            #expect(coarse != AreaPicture(listed.area, label: "").path)
        }
    }

    @Test(arguments: [
        ("q=Harmelen", "The heart of Harmelen is outside the area."), ("q=Limburg", "Limburg is too large to say."),
        ("q=nergenshuizen", "We do not know that place."), ("near=52.082,4.750", "You are in the area of this group"),
        ("near=52.182,4.750", "You are not in the area of this group"),
    ])
    func whetherAStreetBelongsIsToldThere(query: String, words: String) async throws {
        try await APIStreet.run { street in
            let seen = try await street.ask(.get, "\(page)?\(query)")
            #expect(seen.status == 200 && seen.text.contains(words))
            #expect(try seen.found(#"<p class="verdict" id="(found)" tabindex="-1""#).count == 1)
            // Nobody inside is asked, and a closed group has no streets.
            let inside = try await street.ask(.get, "\(page)?\(query)", as: Street.anna)
            #expect(!inside.text.contains(words))
        }
    }

    @Test func anAddressKeepsNobodysHome() async throws {
        try await APIStreet.run { street in
            let answer = try await street.ask(.get, "\(page)?near=52.0823456,4.7512345")
            #expect(answer.status == 303 && answer.header("Location") == "\(page)?near=52.082,4.751")
        }
    }

    // MARK: founding in steps

    @Test func foundingGoesScreenByScreenAndLosesNothing() async throws {
        try await APIStreet.run { street in
            let first = try await street.ask(.get, "/groups/new?q=Harmelen", as: Street.fatima)
            #expect(first.text.contains("Step 1 of 4") && first.typed("at") == "Harmelen")
            #expect(!first.text.contains(#"id="where""#) && !first.text.contains(#"id="agrees""#))
            let nothing = try await street.send("/groups", as: Street.fatima, ["do": "next", "step": "name"])
            #expect(nothing.status == 422 && nothing.typed("step") == "name")
            var fields = ["do": "next", "step": "name", "name": "Dorp <1>", "at": "Harmelen"]
            let second = try await street.send("/groups", as: Street.fatima, fields)
            #expect(second.status == 200 && second.typed("step") == "where" && second.typed("name") == "Dorp <1>")
            fields.merge(["step": "where", "where": "radius", "radius": "300"]) { $1 }
            let third = try await street.send("/groups", as: Street.fatima, fields)
            #expect(third.typed("step") == "talk" && third.typed("radius") == "300" && third.typed("at") == "Harmelen")
            fields.merge(["step": "talk", "channel": "saar", "statedMembers": "viele"]) { $1 }
            let wrong = try await street.send("/groups", as: Street.fatima, fields)
            #expect(wrong.status == 422 && wrong.typed("step") == "talk" && wrong.typed("statedMembers") == "viele")
            let back = try await street.send("/groups", as: Street.fatima, fields.merging(["do": "back"]) { $1 })
            #expect(back.typed("step") == "where" && back.typed("statedMembers") == "viele")
            fields["statedMembers"] = "12"
            let last = try await street.send("/groups", as: Street.fatima, fields)
            #expect(last.typed("step") == "last" && last.text.contains("area-own"))
            fields.merge(["step": "last", "do": "propose"]) { $1 }
            let unread = try await street.send("/groups", as: Street.fatima, fields)
            #expect(unread.status == 422 && unread.typed("step") == "last" && unread.typed("name") == "Dorp <1>")
            #expect(last.typed("age") == "18" && unread.text.contains(#"id="isOfAge-error""#))
            fields.merge(["name": "Dorp", "agrees": "1", "isOfAge": "1", "age": "18"]) { $1 }
            let done = try await street.send("/groups", as: Street.fatima, fields)
            #expect(done.status == 303 && done.header("Location") == "/groups/dorp?done=proposed")
        }
    }

    @Test func whoWatchesThereAlreadyIsShownBeforeTheNextStep() async throws {
        try await APIStreet.run { street in
            let ring = Street.group.area.polygons[0][0].map { "[\($0.longitude),\($0.latitude)]" }
            let fields = [
                "do": "next", "step": "where", "name": "Nog een", "where": "drawn",
                "area": #"{"type":"Polygon","coordinates":[[\#(ring.joined(separator: ","))]]}"#,
            ]
            let first = try await street.send("/groups", as: Street.fatima, fields)
            #expect(first.status == 409 && first.typed("step") == "where" && first.text.contains(#"id="overlaps""#))
            let said = try await street.send("/groups", as: Street.fatima, fields.merging(["separate": "1"]) { $1 })
            #expect(said.status == 200 && said.typed("step") == "talk" && said.typed("separate") == "1")
        }
    }

    @Test func aFirstNameIsKeptWithTheGroupAndNotWithoutIt() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let letter = try await browser.askForLetter("nieuw@example.org")
            _ = try await browser.send("/sign-in/code", ["code": try letter.code])
            let ring = Street.group.area.polygons[0][0].map { "[\($0.longitude),\($0.latitude)]" }
            var fields = [
                "do": "propose", "step": "last", "name": "Nog een", "firstName": "Noor", "where": "drawn",
                "area": #"{"type":"Polygon","coordinates":[[\#(ring.joined(separator: ","))]]}"#, "agrees": "1",
                "isOfAge": "1",
            ]
            let refused = try await browser.send("/groups", fields)
            #expect(refused.status == 409 && refused.typed("firstName") == "Noor", "the form keeps it")
            #expect(try await browser.get("/me").typed("firstName") == "", "and the house does not")
            fields["separate"] = "1"
            let done = try await browser.send("/groups", fields)
            #expect(done.status == 303 && done.header("Location") == "/groups/nog-een?done=proposed")
            #expect(try await browser.get("/me").typed("firstName") == "Noor")
        }
    }

    @Test(arguments: [
        ("name", FoundingStep.name), ("firstName", .name), ("at", .where), ("neighbourhoods", .where),
        ("invitation", .talk), ("coCoordinator", .talk), ("agrees", .last), ("isOfAge", .last), ("else", .last),
    ])
    func whatIsToBeMendedIsShown(field: String, step: FoundingStep) {
        #expect(FoundingStep(mending: Refusal(.fieldInvalid, field: field)) == step)
        #expect(FoundingStep(mending: Refusal(.areaOverlaps)) == .where)
        // Nobody mends one thing after the other: what lies on several screens stands on one page.
        #expect(FoundingStep.all(mending: [Refusal(.fieldInvalid, field: field)]) == [step])
        let two = [Refusal(.nameMissing, field: "name"), Refusal(.rulesNotAccepted, field: "agrees")]
        #expect(FoundingStep.all(mending: two) == FoundingStep.allCases)
    }
}
