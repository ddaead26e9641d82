import Foundation
import HTTPTypes
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchWeb

/// Pages of a municipality with its own way, and of a country with two numbers for danger.
@Suite("A municipality's own way on its pages") struct PageJurisdictionTests {
    private static let harmelen = [
        "name": "Dorp", "at": "Harmelen", "where": "radius", "radius": "300", "channel": "saar", "agrees": "1",
    ]

    /// Founded by the API, in a municipality of Belgium, as far as the founder says: the places of the street know none.
    private func ghent(_ street: APIStreet) async throws -> String {
        let body = APIFoundingTests.group("Gent", west: 3.72, south: 51.05)
            .replacingOccurrences(
                of: #""country": "NL", "municipality": "1901""#, with: #""country": "BE", "municipality": "44021""#)
        let answer = try await street.ask(.post, "\(APIStreet.root)/groups", as: Street.fatima, body: body)
        #expect(answer.status == 201, "\(answer.text)")
        try await street.shelf.refresh()
        return "/groups/gent"
    }

    // MARK: how old

    @Test(
        arguments: [
            // As the form said it; from which age on one may found a group there; what comes of it.
            (["isOfAge": "1", "age": "18"], nil, 303), (["isOfAge": "1"], nil, 303), ([:], nil, 422),
            (["age": "18"], nil, 422), (["isOfAge": "1", "age": "17"], nil, 422),
            (["isOfAge": "1", "age": "x"], nil, 422),
            (["isOfAge": "1", "age": "18"], 16, 303), (["isOfAge": "1", "age": "16"], 16, 303),
            // It was drawn elsewhere, or set otherwise, after the box had been ticked.
            (["isOfAge": "1", "age": "18"], 21, 422), (["isOfAge": "1", "age": "21"], 21, 303),
        ] as [([String: String], Int?, Int)])
    func whoFoundsIsAskedTheirAge(said: [String: String], own: Int?, status: Int) async throws {
        try await APIStreet.run { street in
            if let own {
                try await street.policies.put(
                    MunicipalPolicy(minimumAge: own, policeNumber: nil), for: "0632", at: street.clock.now())
            }
            let form = Self.harmelen.merging(said) { $1 }.merging(["do": "propose"]) { $1 }
            let answer = try await street.send("/groups", as: Street.fatima, form)
            #expect(answer.status == status, "\(answer.text)")
            guard status == 422 else { return }
            let age = own ?? 18
            #expect(answer.text.contains("I am \(age) or older.") && answer.typed("age") == String(age))
            #expect(answer.text.contains("You can join from the age of \(age)."))
            #expect(answer.text.contains(##"href="#isOfAge""##) && answer.typed("name") == "Dorp")
            #expect(!answer.text.contains(#"id="isOfAge" name="isOfAge" value="1" checked"#))
        }
    }

    @Test func aProgramSaysItByCallingOrIsRefused() async throws {
        try await APIStreet.run { street in
            for (said, code) in [("isOfAge", "too-young"), ("acceptsRules", "rules-not-accepted")] {
                let body = APIFoundingTests.group("Oost", extra: #", "\#(said)": false"#)
                try await street.ask(.post, "\(APIStreet.root)/groups", as: Street.fatima, body: body)
                    .expectProblem(422, code, field: said)
            }
            #expect(try await street.ask(.get, "/groups/oost").status == 404, "nothing of it was kept")
        }
    }

    @Test func whoJoinsIsAskedByTheirMunicipality() async throws {
        try await APIStreet.run(gazetteer: .empty) { street in
            let path = try await ghent(street)
            func asked() async throws -> String { try await street.ask(.get, "\(path)/join", as: Street.gijs).text }
            #expect(try await asked().contains("I am 18 or older."))
            try await street.policies.put(
                MunicipalPolicy(minimumAge: 16, policeNumber: nil), for: "44021", at: street.clock.now())
            #expect(try await asked().contains("I am 16 or older."))
            let young = try await street.ask(
                .post, "\(APIStreet.root)\(path)/members", as: Street.gijs, body: #"{"isOfAge": false}"#)
            young.expectProblem(422, "too-young", field: "isOfAge")
            #expect(young["age"] == "16")
        }
    }

    // MARK: what to call

    @Test func whatIsRefusedAboutABelgianGroupOffersBothNumbers() async throws {
        try await APIStreet.run(gazetteer: .empty) { street in
            let path = try await ghent(street)
            let both = ["tel:101", "tel:112"]
            for (asked, person, numbers) in [
                // Not a member of it.
                ("\(path)/report", Street.bram, both),
                ("\(path)/nothing", Street.bram, both), ("/groups/kerkstraat/links", Street.fatima, ["tel:112"]),
                ("/groups/nowhere", Street.fatima, ["tel:112"]),
                // Whether there is such an alert nobody is told: it goes by where who asks watches.
                ("/alerts/\(AlertId.some)", Street.fatima, both), ("/alerts/\(AlertId.some)", Street.anna, ["tel:112"]),
                ("/messages/\(MessageId.some)/retraction", Street.fatima, both),
                ("/nothing", Street.fatima, ["tel:112"]),
            ] {
                let page = try await street.ask(.get, asked, as: person)
                #expect(page.status >= 400, "\(asked)")
                let urgent = try #require(page.text.components(separatedBy: #"<div class="panel urgent">"#).last)
                let links = urgent.components(separatedBy: #"<a class="call" href=""#).dropFirst()
                    .compactMap { $0.split(separator: "\"").first.map(String.init) }
                #expect(links == numbers, "\(asked): \(links)")
                #expect(page.text.contains(#"<a class="call small" href="\#(numbers[0])""#), "\(asked)")
            }
        }
    }

    @Test func aNumberOfThePoliceOfThePlaceCounts() async throws {
        try await APIStreet.run(gazetteer: .empty) { street in
            let path = "\(APIStreet.root)\(try await ghent(street))/alerts"
            func share(_ number: String) async throws -> Answer {
                let call =
                    #""emergencyCall": {"number": "\#(number)", "calledAt": "\#(street.clock.now())", "by": "self"}"#
                return try await street.ask(
                    .post, path, as: Street.fatima, body: street.report(call: call, extra: #", "separate": true"#))
            }
            try await share("09 266 61 11").expectProblem(
                422, "emergency-number-unknown", field: "emergencyCall.number")
            let unnamed = try await share("local-police")
            #expect(unnamed.status == 201 && unnamed["emergencyCall.number"] == "local-police", "\(unnamed.text)")
            try await street.policies.put(
                MunicipalPolicy(minimumAge: nil, policeNumber: "09 266 61 11"), for: "44021", at: street.clock.now())
            for typed in ["092666111", "local-police"] {
                let named = try await share(typed)
                #expect(named.status == 201 && named["emergencyCall.number"] == "09 266 61 11", "\(named.text)")
                let page = try await street.ask(.get, "/alerts/\(try #require(named["id"]))", as: Street.fatima).text
                #expect(page.contains("The reporter called 09 266 61 11"))
                for link in ["tel:101", "tel:112", "tel:092666111"] {
                    #expect(page.contains(#"<a class="call" href="\#(link)""#), "\(link)")
                }
            }
        }
    }
}
