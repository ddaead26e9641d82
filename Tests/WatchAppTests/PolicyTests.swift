import Testing
import Watch
import WatchApp
import WatchTesting

/// What a municipality does its own way, as an operator says it.
@Suite("Jurisdictions by the command line")
struct PolicyTests {
    @Test("it is set in parts, shown by its name, and taken away in parts")
    func parts() async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in
            #expect(try await wiring.municipalPolicies() == [])
            let set = try await wiring.setPolicy(of: " gent ", minimumAge: 16, policeNumber: nil)
            #expect(set.name == "Gent (44021)" && set.own == MunicipalPolicy(minimumAge: 16, policeNumber: nil))
            let both = try await wiring.setPolicy(of: "44021", minimumAge: nil, policeNumber: " 09 266 61 11 ")
            #expect(both.own == MunicipalPolicy(minimumAge: 16, policeNumber: "09 266 61 11"))
            #expect(try await wiring.municipalPolicies() == [both])
            let less = try await wiring.unsetPolicy(of: "Gand", minimumAge: true, policeNumber: false)
            #expect(less?.own == MunicipalPolicy(minimumAge: nil, policeNumber: "09 266 61 11"))
            let none = try #require(try await wiring.unsetPolicy(of: "44021", minimumAge: true, policeNumber: true))
            #expect(none.own == nil)
            #expect(try await wiring.unsetPolicy(of: "44021", minimumAge: true, policeNumber: true) == nil)
            #expect(try await wiring.municipalPolicies() == [])
        }
    }

    @Test(
        "what is out of bounds changes nothing",
        arguments: [
            ("Gent", Int?.some(15), String?.none), ("Gent", 22, nil), ("Gent", nil, "101"),
            ("Gent", nil, "+32 9 266 61 11"),
            ("Gent", 16, "the desk"), ("Gent", nil, ""), ("Woerden", nil, "0900 8844"),
        ])
    func bounds(municipality: String, age: Int?, number: String?) async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in
            await #expect(throws: TerritoryFault.self) {
                try await wiring.setPolicy(of: municipality, minimumAge: age, policeNumber: number)
            }
            await #expect(throws: TerritoryFault.self) {
                try await wiring.setPolicy(of: "Nergenshuizen", minimumAge: 16, policeNumber: nil)
            }
            let left = try await wiring.municipalPolicies()
            #expect(left == [])
        }
    }
}
