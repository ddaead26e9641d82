import Testing
import Watch
import WatchGEOS
import WatchStore
import WatchTesting

/// A group whose coordinator moves its border, on every database: who confirmed it is asked again when it goes elsewhere.
@Suite("A group that moves")
struct GroupMoveTests {
    private static func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> Area {
        let corners = [(south, west), (south, east), (north, east), (north, west), (south, west)]
        guard let area = Area(polygons: [[corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }]]) else {
            preconditionFailure("a box is an area")
        }
        return area
    }

    /// Woerden with the street in it, Oudewater to the north, and a Belgian municipality to the south.
    private static let places: Gazetteer = {
        let grounds = [
            ("NL", "0632", "Woerden", box(4.8, 52.0, 5.0, 52.1)),
            ("NL", "0589", "Oudewater", box(4.8, 52.1, 5.0, 52.2)),
            ("BE", "11002", "Antwerpen", box(4.8, 51.9, 5.0, 52.0)),
        ]
        return Gazetteer(
            released: "2026-11-21",
            places: grounds.map { country, code, name, area in
                Place(
                    .municipality, country: country, code: code, name: name, municipality: code, middle: area.middle)
            }, outlines: Dictionary(uniqueKeysWithValues: grounds.map { ($0.1, $0.3) }))
    }()

    /// The street is 0.01 degrees wide and high, from 4.87, 52.08. Where it is drawn anew, how it stands then, and in which
    /// municipality.
    static let table: [(what: String, area: Area, standing: Registration.Standing, municipality: String)] = [
        ("the same", StoreStreet.area(), .listed, "0632"),
        ("a little further", StoreStreet.area(52.083), .listed, "0632"),
        ("for more than half elsewhere", StoreStreet.area(52.0855), .proposed, "0632"),
        ("smaller, within", box(4.871, 52.081, 4.873, 52.083), .listed, "0632"),
        ("not twice as large", box(4.87, 52.08, 4.889, 52.09), .listed, "0632"),
        ("three times as large", box(4.87, 52.08, 4.9, 52.09), .proposed, "0632"),
        ("at the other end of the town", StoreStreet.area(52.02), .proposed, "0632"),
        ("for the most part across the border", box(4.87, 52.086, 4.88, 52.12), .proposed, "0589"),
    ]

    @Test(
        "it moves neither abroad nor out to sea",
        arguments: DatabaseUnderTest.allCases, [StoreStreet.area(51.95), StoreStreet.area(53.5)])
    func abroad(_ kind: DatabaseUnderTest, _ area: Area) async throws {
        try await withStreet(kind) { street in
            let desk = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            let before = try await street.groups.group(.id(street.street))
            let refusal = await Refusal.of {
                try await desk.revise(
                    street.street, GroupRevision(area: area), by: street.carla, on: .empty, areas: GEOSOperations(),
                    in: GroupMoveTests.places)
            }
            #expect(refusal == Refusal(.areaElsewhere, field: "area", ["country": "NL"]))
            #expect(try await street.groups.group(.id(street.street)) == before)
        }
    }

    @Test("it waits again when it goes elsewhere", arguments: DatabaseUnderTest.allCases, table.indices)
    func moving(_ kind: DatabaseUnderTest, _ index: Int) async throws {
        let row = GroupMoveTests.table[index]
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desk = RegistryDesk(store: store, surroundings: street.surroundings)
            let before = try await desk.registration(of: street.street)
            street.clock.advance(by: .days(3))
            let after = try await desk.revise(
                street.street, GroupRevision(area: row.area), by: street.carla, on: .empty, areas: GEOSOperations(),
                in: GroupMoveTests.places)
            #expect(after.standing == row.standing, "\(row.what)")
            #expect(after.listedAt == before.listedAt && after.confirmedAt == before.confirmedAt)
            #expect(try await desk.registration(of: street.street) == after)
            let group = try await street.groups.group(.id(street.street))
            #expect(group.municipality == row.municipality, "\(row.what)")
            #expect(group.jurisdiction.code == "NL")
            let line = try await store.audit(of: street.street, limit: 9).first { $0.kind == .changed }
            #expect(line?.details["standing"] == (row.standing == .proposed ? "listed → proposed" : nil))
        }
    }

    @Test("the office of where it is now hears of it, and confirms it", arguments: DatabaseUnderTest.allCases)
    func confirming(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let desk = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            let shelf = RegistryShelf(store: SQLRegistryStore(database: street.database))
            let oudewater = Office(kind: .municipality, territory: "0589")
            let official: PersonId = StoreStreet.id(61)
            try await street.persons.keep(
                Person(
                    id: official, firstName: "Marieke", lastName: "", email: nil, language: .nl,
                    createdAt: street.clock.now()), offices: [oudewater])
            _ = try await desk.revise(
                street.street, GroupRevision(area: StoreStreet.area(52.15)), by: street.carla, on: .empty,
                areas: GEOSOperations(), in: GroupMoveTests.places)
            try await shelf.refresh()
            #expect(try await desk.waiting(for: [oudewater], on: shelf.current).map(\.id) == [street.street])
            // Its members are warned as ever.
            _ = try await street.share()
            let since = try await desk.registration(of: street.street).listedAt
            street.clock.advance(by: .days(5))
            try await desk.confirm(street.street, by: official)
            let after = try await desk.registration(of: street.street)
            #expect(after.standing == .listed && after.listedAt == since && after.confirmedAt == street.clock.now())
        }
    }
}
