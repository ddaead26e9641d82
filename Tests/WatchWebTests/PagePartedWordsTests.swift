import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// What the check of words and the police part do to what is said in an alert, on the page and in the API.
@Suite("Words for neighbours and words for the police") struct PagePartedWordsTests {
    private static let plate = "Rijdt weg in GH-482-X"
    private static let question = #"<section class="panel ask" aria-labelledby="question""#

    // MARK: the check of words asks once

    @Test(arguments: [
        ("reactions", ["kind": "sighting", "text": plate], Street.bram, "reaction"),
        ("reactions", ["kind": "information", "text": "Dat is meneer Jansen"], Street.bram, "reaction"),
        ("corrections", ["correction": plate], Street.anna, "correction"),
        ("closure", ["outcome": "gone", "closing": plate], Street.carla, "closure"),
    ])
    func itAsksOnceAndSendsNothing(
        form: String, fields: [String: String], writer: Street.Neighbour, id: String
    ) async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let text = try #require(fields.values.first { $0.contains(" ") })
            let asked = try await street.send("\(alert)/\(form)", as: writer, fields)
            #expect(asked.status == 200 && asked.text.contains(Self.question))
            #expect(asked.text.contains(text) && asked.text.contains(#"form="\#(id)-form""#))
            #expect(asked.text.contains(#"<input type="hidden" name="asked" value="1">"#))
            #expect(!(try await street.ask(.get, alert, as: Street.deWit).text.contains(text)), "nothing was sent")
            let sent = try await street.send("\(alert)/\(form)", as: writer, fields.merging(["asked": "1"]) { $1 })
            #expect(sent.status == 303)
            #expect(try await street.ask(.get, alert, as: Street.deWit).text.contains(text))
        }
    }

    @Test func whoMayNotIsToldSoAndAskedNothing() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let answer = try await street.send("\(alert)/corrections", as: Street.bram, ["correction": Self.plate])
            #expect(answer.status == 403 && !answer.text.contains(Self.question))
            let calm = try await street.send(
                "\(alert)/reactions", as: Street.bram, ["kind": "sighting", "text": "Naar het park"])
            #expect(calm.status == 303)
        }
    }

    @Test func aProgramIsToldWhatTheCheckSays() async throws {
        try await APIStreet.run { street in
            let id = try await street.shared().split(separator: "/").last.map(String.init) ?? ""
            let said = try await street.ask(
                .post, "\(APIStreet.root)/alerts/\(id)/reactions", as: Street.bram,
                body: #"{"kind": "sighting", "text": "\#(Self.plate)"}"#)
            #expect(said.status == 201 && said["advice.0"] == "licence-plate")
            let anna = try await street.ask(.get, "\(APIStreet.root)/alerts/\(id)", as: Street.anna)
            #expect(anna["reactions.0.text"] == Self.plate && anna["reactions.0.advice.0"] == nil)
        }
    }

    // MARK: the police part of a reaction

    @Test func whatIsForThePoliceStaysWithThem() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared(["licencePlate": "", "policeText": ""])
            let fields = [
                "kind": "sighting", "text": "Rijdt weg", "licencePlate": "12-ABC-3", "policeText": "De neef van X",
            ]
            #expect(try await street.send("\(alert)/reactions", as: Street.bram, fields).status == 303)
            for (reader, sees) in [
                (Street.anna, false), (Street.bram, false), (Street.carla, false), (Street.deWit, true),
            ] {
                let page = try await street.ask(.get, alert, as: reader).text
                #expect(page.contains("Rijdt weg"))
                #expect(page.contains("12-ABC-3") == sees && page.contains("De neef van X") == sees)
                let api = try await street.ask(.get, "\(APIStreet.root)\(alert)", as: reader)
                #expect(api["reactions.0.policeOnly.licencePlate"] == (sees ? "12-ABC-3" : nil))
            }
            let record = try await street.ask(.get, "/me/data", as: Street.bram).text
            #expect(record.contains("12-ABC-3"))
        }
    }

    @Test func aReportThatIsAddedKeepsItsPlateAndAllItsWords() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared(["licencePlate": "", "policeText": ""])
            let behaviour = String(repeating: "Klimt over de muur. ", count: 45)
            let report = street.fullForm.merging(
                ["behaviour": behaviour, "appearance": String(repeating: "pet ", count: 100), "asked": "1"]
            ) { $1 }
            let offered = try await street.send("/groups/kerkstraat/alerts", as: Street.bram, report)
            #expect(offered.status == 409)
            let fields = [
                "kind": "sighting", "text": try #require(offered.typed("text")), "asked": "1",
                "licencePlate": try #require(offered.typed("licencePlate")), "wasReport": "1",
            ]
            let short = try await street.send(
                "\(alert)/reactions", as: Street.bram, fields.merging(["wasReport": ""]) { $1 })
            #expect(short.status == 422)
            let added = try await street.send("\(alert)/reactions", as: Street.bram, fields)
            #expect(added.status == 303, "\(added.text)")
            let api = try await street.ask(.get, "\(APIStreet.root)\(alert)", as: Street.deWit)
            #expect(api["reactions.0.policeOnly.licencePlate"] == "GH-482-X")
            #expect(api["reactions.0.text"]?.hasSuffix("Kerkstraat 15, at the back") == true)
            #expect(api["reactions.0.text"]?.contains(Words.trimmed(behaviour)) == true)
        }
    }

    @Test func whatCameTooLateKeepsItsPolicePart() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            _ = try await street.send("\(alert)/closure", as: Street.carla, ["outcome": "gone"])
            let late = try await street.send(
                "\(alert)/reactions", as: Street.carla,
                ["kind": "sighting", "text": "Toch weer", "licencePlate": "12-ABC-3"])
            #expect(late.status == 409 && late.text.contains("Toch weer\n12-ABC-3"))
            let again = ["kind": "sighting", "text": "Toch weer", "licencePlate": "12-ABC-3", "requestKey": "k"]
            #expect(try await street.send("\(alert)/reopening", as: Street.carla, again).status == 303)
            let api = try await street.ask(.get, "\(APIStreet.root)\(alert)", as: Street.deWit)
            #expect(api["reactions.0.policeOnly.licencePlate"] == "12-ABC-3")
        }
    }

    // MARK: where neighbours may not be told it

    @Test(arguments: Language.allCases)
    func whatWasMovedIsSaidToItsWriter(language: Language) async throws {
        let home = Group(
            id: Street.group.id, slug: "kerkstraat", name: "Kerkstraat", place: "Brugge", jurisdiction: .belgium,
            zone: Street.zone, municipality: "31005", area: Street.group.area, createdAt: Street.founded)
        let street = LivingStreet(groups: [home])
        let report = Report(
            kind: .suspiciousVehicle, observation: Observation(behaviour: "Rijdt rondjes in 1-ABC-234"),
            location: Location(coordinate: Street.corner, description: nil), call: Street.called("101"))
        let alert = try await street.desk.share(report, in: home.id, by: Street.anna.id).alert
        _ = try await street.desk.react(
            .init(kind: .sighting, text: "Meneer Jansen zit erin"), to: alert, by: Street.bram.id)
        let moved = try PageStreet.words(language).text("police.moved")
        func page(_ reader: Street.Neighbour, _ done: String) async throws -> AlertModel {
            AlertModel(
                try await street.desk.file(alert, for: reader.id), reach: nil, site: "https://saar.test",
                try PageStreet.setting(done: done, in: language))
        }
        let anna = try await page(Street.anna, "shared")
        #expect(anna.frame.notice?.hasSuffix(moved) == true)
        let bram = try await page(Street.bram, "reacted")
        #expect(bram.frame.notice?.hasSuffix(moved) == true && bram.policePart == nil)
        #expect(bram.said.first?.moved == moved && bram.said.first?.forPolice == nil)
        let carla = try await page(Street.carla, "reacted")
        #expect(carla.frame.notice?.contains(moved) == false && carla.said.first?.forPolice == nil)
        for model in [anna, bram, carla] {
            let html = try PageStreet.html(model, in: language)
            #expect(!html.contains("1-ABC-234") && !html.contains("Jansen"))
        }
        let police = try PageStreet.html(try await page(Street.deWit, ""), in: language)
        #expect(police.contains("1-ABC-234") && police.contains("Jansen"))
    }

    // MARK: an officer in their own street

    @Test func anOfficerAtHomeSaysAsWhatTheySpeak() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            #expect(try await !street.ask(.get, alert, as: Street.deWit).text.contains(#"id="asPolice""#))
            let asked = try await street.house.members.apply(
                to: Street.group.id, by: Street.deWit.id, consent: .init(acceptsRules: true, isOfAge: true))
            _ = try await street.ask(
                .patch, "\(APIStreet.group)/members/\(asked.id)", as: Street.carla, body: #"{"standing": "approved"}"#)
            let page = try await street.ask(.get, alert, as: Street.deWit).text
            #expect(page.contains(#"id="asPolice""#) && page.contains("I see police"))
            #expect(
                try await street.ask(.get, "/groups/kerkstraat/report", as: Street.deWit).text.contains(
                    #"id="asPolice""#))
            for fields in [["kind": "police-on-scene"], ["kind": "police-on-scene", "asPolice": "1"]] {
                #expect(try await street.send("\(alert)/reactions", as: Street.deWit, fields).status == 303)
            }
            let reactions = "\(APIStreet.root)\(alert)/reactions"
            let own = try await street.ask(
                .post, reactions, as: Street.deWit, body: #"{"kind": "police-on-scene", "as": "police"}"#)
            #expect(own["author.capacity"] == "police")
            let api = try await street.ask(.get, "\(APIStreet.root)\(alert)", as: Street.bram)
            #expect(api["reactions.0.author.capacity"] == "neighbour" && api["reactions.1.author.capacity"] == "police")
            #expect(api["reactions.0.author.firstName"] == "Jeroen")
            try await street.ask(
                .post, reactions, as: Street.bram, body: #"{"kind": "police-on-scene", "as": "police"}"#
            ).expectProblem(403, "not-allowed", field: "as")
            try await street.ask(
                .post, reactions, as: Street.bram, body: #"{"kind": "police-on-scene", "as": "mayor"}"#
            ).expectProblem(422, "field-invalid", field: "as")
        }
    }
}
