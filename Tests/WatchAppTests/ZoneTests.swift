import Foundation
import Testing
import Watch
import WatchApp
import WatchTesting

/// Police zones as an operator keeps them, over the gazetteer that comes along.
@Suite("Police zones by the command line")
struct ZoneTests {
    @Test("a list changes what stands in it, and nothing when a line is wrong")
    func imports() async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in
            let file = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString).csv")
            defer { try? FileManager.default.removeItem(at: file) }
            func take(_ text: String, isTrial: Bool = false) async throws -> Wiring.ImportedZones {
                try Data(text.utf8).write(to: file)
                return try await wiring.importZones(
                    from: file, country: "NL", isTrial: isTrial, line: ImportLine())
            }
            #expect(try await take("municipality,zone\n632,MN\n", isTrial: true).changed == 1)
            #expect(try await wiring.zones.zones().isEmpty)
            let first = try await take("country;municipality;zone\nNL;632;MN\nBE;Anvers;PZ\n")
            #expect(first.changed == 2 && first.faults.isEmpty)
            #expect(try await wiring.zones.zones() == ["0632": "MN", "11002": "PZ"])
            let bad = try await take("municipality,zone\n0344,UT\nNergenshuizen,UT\n")
            #expect(bad.faults.map(\.column) == ["municipality"] && bad.faults.map(\.place) == [.line(3)])
            #expect(try await wiring.zones.zones().count == 2, "all of it or nothing")
            #expect(try await take("municipality,zone\n0344,PZ\n").faults.first?.isFault == true, "of both countries")
            #expect(try await take("municipality,zone\n0344,UT\n").changed == 1)
            #expect(try await wiring.zones.zones() == ["0632": "MN", "11002": "PZ", "0344": "UT"])
        }
    }

    @Test("the demo has its zones, and what was said since stays")
    func demo() async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in
            _ = try await Demo(wiring).settle()
            #expect(try await wiring.zones.zones() == ["0632": "MN-woerden", "11022": "PZ-grens"])
            #expect(try await wiring.zoneWorklist().items.isEmpty)
            let groups = try await wiring.zonedMunicipalities()
            #expect(groups.map(\.groups) == [2, 1] && groups.map(\.officers) == [1, 1])
            _ = try await wiring.setZone(of: "Woerden", to: "MN-2")
            _ = try await Demo(wiring).settle()
            #expect(try await wiring.zones.zones()["0632"] == "MN-2")
        }
    }

    @Test("what goes into another municipality by a merger is read along with as before")
    func merger() async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in
            _ = try await Demo(wiring).settle()
            let founder = try #require(try await wiring.persons.officials().first?.person)
            let middle = try #require(Coordinate(latitude: 52.0907, longitude: 5.1214))
            let id: GroupId = Street.fixed("f1")
            try await wiring.groups.found(
                Group(
                    id: id, slug: "oude-laan", name: "Oude Laan", place: "Utrecht", jurisdiction: .netherlands,
                    municipality: "9999", area: wiring.areas.around(middle, metres: 150),
                    createdAt: ManualClock.friday), coordinator: founder.id)
            // From a time when the gazetteer knew it.
            try await wiring.zones.set(["9999": "MN-woerden"])
            #expect(try await wiring.groups.group(.id(id)).policeReads)
            #expect(try await wiring.importPlaces(from: wiring.shippedPlaces) { _ in }.followed == 1)
            let group = try await wiring.groups.group(.id(id))
            #expect(group.municipality == "0344" && group.zone == "MN-woerden" && group.policeReads)
            #expect(
                try await wiring.zoneWorklist().items == [.gone(municipality: "9999", zone: "MN-woerden")])
            #expect(try await wiring.setZone(of: "9999", to: nil).before == "MN-woerden")
            #expect(try await wiring.zoneWorklist().items.isEmpty)
        }
    }
}
