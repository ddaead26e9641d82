import Testing
import Watch
import WatchGEOS
import WatchStore
import WatchTesting

/// In which police zone a municipality lies, and who reads along by it, on every database.
@Suite("The police zone follows the ground")
struct ZoneStoreTests {
    private static let zone = Office(kind: .police, territory: "zone-1")

    /// What a change of the table comes to for the street, which lies in 0632, and for its officer.
    static let table: [(what: String, changes: [ZoneChange], zone: String?, reads: Bool)] = [
        ("nothing", [], "zone-1", true),
        ("another municipality", [ZoneChange(municipality: "0344", zone: "zone-2")], "zone-1", true),
        ("another zone", [ZoneChange(municipality: "0632", zone: "zone-2")], "zone-2", false),
        ("none", [ZoneChange(municipality: "0632", zone: nil)], nil, false),
        (
            "there and back",
            [ZoneChange(municipality: "0632", zone: "zone-2"), ZoneChange(municipality: "0632", zone: "zone-1")],
            "zone-1", true
        ),
    ]

    @Test("who reads along follows the table at once", arguments: DatabaseUnderTest.allCases)
    func follows(_ kind: DatabaseUnderTest) async throws {
        for row in ZoneStoreTests.table {
            try await withStreet(kind) { street in
                let zones = SQLZoneStore(database: street.database)
                let shelf = RegistryShelf(store: SQLRegistryStore(database: street.database))
                for change in row.changes { try await zones.keep([change]) }
                let group = try await street.groups.group(.id(street.street))
                #expect(group.zone == row.zone && group.policeReads == row.reads, "\(row.what)")
                let hearing = try await street.groups.hearing(of: street.officer, in: street.street)
                #expect((hearing?.audience == .police) == row.reads, "\(row.what)")
                #expect(
                    (try await street.groupStore.hearers(of: street.street)[street.officer] != nil) == row.reads,
                    "\(row.what)")
                try await shelf.refresh()
                #expect(shelf.current.group(.id(street.street))?.zone == row.zone, "\(row.what)")
            }
        }
    }

    @Test("every server, and every stream of who is concerned, looks anew", arguments: DatabaseUnderTest.allCases)
    func told(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let zones = SQLZoneStore(database: street.database)
            let shelf = RegistryShelf(store: SQLRegistryStore(database: street.database))
            try await shelf.refresh()
            func version(_ person: PersonId) async throws -> Int64 {
                try await street.database.read {
                    try $0.first("SELECT hearing_version FROM persons WHERE id = \(person)")?
                        .integer("hearing_version") ?? -1
                }
            }
            let (officer, anna) = (try await version(street.officer), try await version(street.anna))
            try await zones.keep([ZoneChange(municipality: "0632", zone: "zone-2")])
            try await shelf.refresh()
            #expect(shelf.current.group(.id(street.street))?.zone == "zone-2")
            let after = (try await version(street.officer), try await version(street.anna))
            #expect(after == (officer + 1, anna))
            let before = shelf.current.version
            try await zones.keep([ZoneChange(municipality: "9999", zone: "zone-3")])
            try await shelf.refresh()
            #expect(shelf.current.version == before, "where no group lies, nobody need look")
        }
    }

    @Test("an office that is given or taken is what is read by", arguments: DatabaseUnderTest.allCases)
    func offices(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            func reads() async throws -> Bool { try await street.groups.group(.id(street.street)).policeReads }
            #expect(try await reads())
            try await street.erase(street.officer)
            #expect(try await reads() == false, "who is erased reads nothing")
            #expect(try await street.persons.grant(ZoneStoreTests.zone, to: street.stranger))
            #expect(try await reads())
            let elsewhere = Office(kind: .municipality, territory: "zone-1")
            try await SQLZoneStore(database: street.database).keep([ZoneChange(municipality: "0632", zone: "zone-2")])
            #expect(try await street.persons.grant(elsewhere, to: street.bram))
            #expect(try await reads() == false, "another office of that name is none of the police")
        }
    }

    @Test("a group that is founded or moves has the zone of its ground", arguments: DatabaseUnderTest.allCases)
    func ground(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let zones = SQLZoneStore(database: street.database)
            try await zones.keep([ZoneChange(municipality: "0589", zone: "zone-2")])
            let plan = GroupPlan(
                name: "Nieuw", place: "Woerden", country: "NL", municipality: "0632", area: StoreStreet.area(52.3))
            let founded = try await street.groups.found(plan, by: street.stranger)
            #expect(founded.zone == "zone-1" && founded.policeReads)
            #expect(try await street.groups.hearing(of: street.officer, in: founded.id)?.audience == .police)

            let desk = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            try await desk.revise(
                street.street, GroupRevision(area: StoreStreet.area(52.12)), by: street.carla, on: .empty,
                areas: GEOSOperations(),
                in: ZoneStoreTests.places)
            let moved = try await street.groups.group(.id(street.street))
            #expect(moved.municipality == "0589" && moved.zone == "zone-2" && !moved.policeReads)
            #expect(try await street.groups.hearing(of: street.officer, in: street.street) == nil)
            await #expect(throws: Refusal(.notAMember)) {
                try await street.groups.heard(moved, by: street.officer)
            }
        }
    }

    @Test("many are kept some at a time, each time whole, and what is asked again changes nothing")
    func portions() async throws {
        try await withStreet(.sqlite) { street in
            let desk = ZoneDesk(store: SQLZoneStore(database: street.database))
            let wanted = Dictionary(uniqueKeysWithValues: (1_000..<1_130).map { ("\($0)", "zone-\($0 % 7)") })
            let asked: [String: String?] = wanted.mapValues { $0 }
            let told = Told()
            #expect(try await desk.set(asked) { told.steps.append([$0, $1]) }.count == 130)
            #expect(told.steps == [[50, 130], [100, 130], [130, 130]])
            #expect(try await desk.zones() == wanted.merging(["0632": "zone-1"]) { first, _ in first })
            #expect(try await desk.set(asked).isEmpty)
            let cleared = try await desk.set(["1000": nil, "0632": nil, "0001": nil])
            #expect(cleared.map(\.municipality) == ["0632", "1000"])
        }
    }

    private final class Told { var steps: [[Int]] = [] }

    private static let places: Gazetteer = {
        func ground(_ south: Double, _ north: Double) -> Area {
            let corners = [(south, 4.8), (south, 5.0), (north, 5.0), (north, 4.8), (south, 4.8)]
            let ring = corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }
            guard let area = Area(polygons: [[ring]]) else { preconditionFailure("a box is an area") }
            return area
        }
        let grounds = [("0632", "Woerden", ground(52.0, 52.1)), ("0589", "Oudewater", ground(52.1, 52.2))]
        return Gazetteer(
            released: "2026-11-21",
            places: grounds.map { code, name, area in
                Place(.municipality, country: "NL", code: code, name: name, municipality: code, middle: area.middle)
            }, outlines: Dictionary(uniqueKeysWithValues: grounds.map { ($0.0, $0.2) }))
    }()
}
