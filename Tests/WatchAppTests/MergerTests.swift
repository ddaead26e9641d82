import Testing
import Watch
import WatchApp
import WatchTesting

/// Groups whose municipality the gazetteer does not know, when an operator brings in places.
@Suite("A merger of municipalities by the command line")
struct PlaceMergerTests {
    @Test("they belong where they lie, also when the places were there already")
    func follows() async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in
            _ = try await Demo(wiring).settle()
            let founder = try #require(try await wiring.persons.officials().first?.person)
            let middle = try #require(Coordinate(latitude: 52.0907, longitude: 4.8767))
            let id: GroupId = Street.fixed("f1")
            try await wiring.groups.found(
                Group(
                    id: id, slug: "oude-laan", name: "Oude Laan", place: "Woerden", jurisdiction: .netherlands,
                    zone: "NL", municipality: "9999", area: wiring.areas.around(middle, metres: 150),
                    createdAt: ManualClock.friday), coordinator: founder.id)
            for followed in [1, 0] {
                let imported = try await wiring.importPlaces(from: wiring.shippedPlaces) { _ in }
                #expect(!imported.isNew && imported.followed == followed)
                #expect(try await wiring.groups.group(.id(id)).municipality == "0632")
            }
        }
    }
}
