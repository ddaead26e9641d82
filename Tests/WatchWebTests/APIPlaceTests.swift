import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWeb

/// Places, as a program asks for them while somebody types.
@Suite struct APIPlaceTests {
    private let places = APIStreet.root + "/places"

    @Test func placesAreFoundByAnybody() async throws {
        try await APIStreet.run { street in
            let answer = try await street.ask(.get, "\(places)?q=Bergen")
            #expect(answer.status == 200)
            #expect(answer.count("places") == 2)
            #expect(answer["released"] == "2026-11-21")
            #expect(answer["places.0.kind"] == "municipality")
            #expect(answer["places.0.key"] == "BE/municipality/53053")
            #expect(answer["places.0.name"] == "Mons")
            #expect(answer["places.0.names.nl"] == "Bergen")
            #expect(answer["places.0.country"] == "BE")
            #expect(answer["places.0.region"] == "Waals Gewest")
            #expect(answer["places.0.province.name"] == "Hainaut")
            #expect(answer["places.0.municipality.code"] == "53053")
            #expect(answer["places.0.population"] == nil)
            #expect(answer["places.1.population"] == "13000")
            #expect(answer["places.1.location.longitude"] == "6.04")
            #expect(try await street.ask(.get, "\(places)?q=Bergen&limit=1").count("places") == 1)
            #expect(try await street.ask(.get, places).count("places") == 0)
            #expect(try await street.ask(.get, "\(places)?q=woreden")["places.0.name"] == "Woerden")
        }
    }

    @Test func postcodesAreFoundInBothCountries() async throws {
        try await APIStreet.run { street in
            let both = try await street.ask(.get, "\(places)?postcode=7000")
            #expect(both.count("places") == 2)
            let dutch = try await street.ask(.get, "\(places)?postcode=7000%20ab")
            #expect(dutch.count("places") == 1)
            #expect(dutch["places.0.postcode"] == "7000")
            #expect(dutch["places.0.municipality.name"] == "Woerden")
            #expect(try await street.ask(.get, "\(places)?postcode=9999").count("places") == 0)
        }
    }

    @Test func whatCannotBeMeantIsRefused() async throws {
        try await APIStreet.run { street in
            for (query, field) in [
                ("limit=0", "limit"), ("limit=51", "limit"), ("postcode=abc", "postcode"), ("q=a&q=b", "q"),
                ("q=a&postcode=7000", "postcode"), ("q=\(String(repeating: "a", count: 101))", "q"),
            ] {
                try await street.ask(.get, "\(places)?\(query)").expectProblem(400, "parameter-invalid", field: field)
            }
            try await street.ask(.get, "\(places)?near=52,4").expectProblem(400, "parameter-invalid")
        }
    }
}
