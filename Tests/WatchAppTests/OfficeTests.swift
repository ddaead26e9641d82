import Testing
import Watch
import WatchApp
import WatchTesting

/// Offices as an operator gives them, over the gazetteer that comes along.
@Suite("Offices by the command line")
struct OfficeTests {
    @Test("a territory is said by its code or its whole name")
    func territories() async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in
            let cases: [(Office.Kind, String, String?)] = [
                (.municipality, "0632", "0632"), (.municipality, " woerden ", "0632"),
                (.municipality, "11002", "11002"),
                (.municipality, "Anvers", "11002"), (.municipality, "Den Haag", "0518"), (.municipality, "Woerd", nil),
                (.municipality, "NL", nil), (.municipality, "", nil), (.foundation, "NL", "NL"),
                (.foundation, "be", "BE"), (.foundation, "FR", nil), (.foundation, "0632", nil),
                (.police, "PZ-grens", "PZ-grens"), (.police, "  ", nil),
            ]
            for (kind, typed, territory) in cases {
                if let territory {
                    let named = try await wiring.office(kind, over: typed)
                    #expect(named.office == Office(kind: kind, territory: territory), "\(kind) \(typed)")
                } else {
                    await #expect(throws: TerritoryFault.self, "\(kind) \(typed)") {
                        try await wiring.office(kind, over: typed)
                    }
                }
            }
            #expect(try await wiring.office(.municipality, over: "woerden").name == "Woerden (0632)")
        }
    }

    @Test("what the gazetteer no longer knows can still be taken")
    func gone() async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in
            let email = try #require(EmailAddress("nora@example.org"))
            let old = Office(kind: .municipality, territory: "9999")
            #expect(try await wiring.persons.grant(old, to: email, language: .nl))
            #expect(try await wiring.name(of: old) == "9999")
            #expect(try await wiring.revoke(.municipality, over: "9999", from: email)?.office == old)
            #expect(try await wiring.revoke(.municipality, over: "Woerden", from: email) == nil)
            await #expect(throws: TerritoryFault.self) {
                try await wiring.revoke(.municipality, over: "9999", from: email)
            }
        }
    }

    @Test("an official confirms a group that waits, and no more once the office is taken")
    func confirms() async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in
            _ = try await Demo(wiring).settle()
            let founder = try #require(try await wiring.persons.officials().first { $0.office.kind == .police }?.person)
            let email = try #require(EmailAddress("nora@example.org"))
            let office = try await wiring.office(.municipality, over: "Woerden").office
            func found(_ name: String, _ east: Double) async throws -> GroupId {
                let middle = try #require(Coordinate(latitude: 52.1, longitude: east))
                let plan = GroupPlan(
                    name: name, place: nil, country: "NL", municipality: office.territory,
                    area: wiring.areas.around(middle, metres: 150), isSeparate: true)
                return try await wiring.groups.found(
                    plan, by: founder.id, in: try await wiring.places.gazetteer(), request: nil
                ).id
            }
            #expect(try await wiring.persons.grant(office, to: email, language: .nl))
            let nora = try #require(
                try await wiring.persons.officials().first { $0.person.email == email.text }?.person.id)
            let group = try await found("Zonnebaan", 4.9)
            await #expect(throws: Refusal(.notAllowed)) { try await wiring.registry.confirm(group, by: founder.id) }
            try await wiring.registry.confirm(group, by: nora)
            #expect(try await wiring.registry.registration(of: group).standing == .listed)
            let other = try await found("Maanlaan", 4.92)
            #expect(try await wiring.persons.revoke(office, from: email))
            await #expect(throws: Refusal(.notAllowed)) { try await wiring.registry.confirm(other, by: nora) }
        }
    }
}
