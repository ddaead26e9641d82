import Synchronization
import Testing
import Watch
import WatchGEOS
import WatchStore
import WatchTesting

/// A group whose area cannot be read, on every database: nobody finds it, and everything else goes on, in it as well.
@Suite("A group whose area cannot be read")
struct UnreadableAreaTests {
    /// What no program of ours wrote.
    static let broken = ["", "{", "null", #"{"polygons":[]}"#, #"{"polygons":[[[{"latitude":91,"longitude":4}]]]}"#]

    private static func spoil(_ group: Group, as text: String = "{", _ database: any Database) async throws {
        // As when it changed: every server looks at it again.
        try await database.write { connection in
            try connection.run("UPDATE groups SET area = \(text) WHERE id = \(group.id)")
            try connection.run("UPDATE registry_head SET version = version + 1")
            try connection.run(
                """
                UPDATE registrations SET version = (SELECT version FROM registry_head WHERE id = 1)
                WHERE group_id = \(group.id)
                """)
        }
    }

    private static func stored(_ group: Group, _ database: any Database) async throws -> String? {
        try await database.read { try $0.first("SELECT area FROM groups WHERE id = \(group.id)")?.text("area") }
    }

    @Test(
        "the registry is taken in without it, and it is told which", arguments: DatabaseUnderTest.allCases,
        UnreadableAreaTests.broken)
    func registry(_ kind: DatabaseUnderTest, _ text: String) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 3)
            let left = LeftOut()
            let store = SQLRegistryStore(database: street.database)
            let old = RegistryShelf(store: store) { left.add($0) }
            try await old.refresh()
            #expect(old.current.groups.count == 3 && left.groups.isEmpty)
            try await UnreadableAreaTests.spoil(row.groups[1], as: text, street.database)
            // One that knew it, and one that starts.
            for shelf in [old, RegistryShelf(store: store) { left.add($0) }] {
                try await shelf.refresh()
                #expect(Set(shelf.current.groups.map(\.id)) == [row.groups[0].id, row.groups[2].id])
                try await shelf.recount()
                try await shelf.refresh()
            }
            #expect(left.groups == [row.groups[1].id, row.groups[1].id], "once for each")
            // In slices, too.
            var seen: [GroupId] = []
            var at: Int64 = 0
            while true {
                let news = try await store.changes(after: at, limit: 1)
                guard news.version > at else { break }
                seen += news.groups.map(\.id) + news.unreadable
                at = news.version
            }
            #expect(Set(seen) == Set(row.groups.map(\.id)))
        }
    }

    @Test("alerts are shared in it, go out from it and come to it", arguments: DatabaseUnderTest.allCases)
    func alerts(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 3)
            for index in 0..<2 { try await row.link(index, index + 1) }
            try await UnreadableAreaTests.spoil(row.groups[1], street.database)
            let known = try await street.groups.group(.id(row.groups[1].id))
            #expect(known.area.box == row.groups[1].area.box)
            let here = try await row.share(in: 1, by: row.coordinators[1], latitude: 52.0905)
            #expect(here.events.map(\.group) == [row.groups[1].id, row.groups[0].id])
            #expect(try await street.alerts.file(here.alert, for: street.bram).provenance?.hops == 1)
            let there = try await row.share(in: 0, by: street.anna, latitude: 52.0895)
            #expect(there.events.map(\.group) == [row.groups[0].id, row.groups[1].id])
            // Without a point its own area is the place.
            let report = Report(
                kind: .theft, observation: Observation(behaviour: "Tilt een fiets in een bus"),
                location: Location(coordinate: nil, description: "bij de school"),
                call: Report.Call(number: "112", calledAt: street.clock.now(), by: .me))
            let anywhere = try await street.alerts.share(report, in: row.groups[1].id, by: row.coordinators[1])
            #expect(anywhere.events.count == 3)
            // Who is beside it sees their own surroundings.
            let seen = try await row.links.surrounding(of: row.groups[2], for: row.coordinators[2])
            #expect(seen.links.map(\.group.id) == [row.groups[1].id])
        }
    }

    @Test(
        "nothing is compared with it; a new name leaves what is kept, a new drawing mends it",
        arguments: DatabaseUnderTest.allCases)
    func revision(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desk = RegistryDesk(store: store, surroundings: street.surroundings)
            let group = try await street.groups.group(.id(street.street))
            try await UnreadableAreaTests.spoil(group, street.database)
            #expect(try await street.groupStore.groups(meeting: group.area.box).groups.isEmpty)
            let listed = try await store.keptGroups(country: nil, municipality: nil, after: nil, limit: 9)
            #expect(listed.map(\.group.id) == [group.id] && listed.map(\.area) == [nil])
            func revise(_ wish: GroupRevision) async throws {
                try await desk.revise(
                    group.id, wish, by: street.carla, on: .empty, areas: GEOSOperations(), in: .empty)
            }
            try await revise(GroupRevision(name: "De Nieuwe Straat"))
            #expect(try await street.groups.group(.id(group.id)).name == "De Nieuwe Straat")
            #expect(try await UnreadableAreaTests.stored(group, street.database) == "{")
            let drawn = try #require(Area(around: group.area.middle, metres: 400))
            try await revise(GroupRevision(area: drawn))
            let shelf = RegistryShelf(store: store)
            try await shelf.refresh()
            #expect(shelf.current.groups.map(\.name) == ["De Nieuwe Straat"])
            #expect(shelf.current.covering(group.area.middle).map(\.id) == [group.id])
        }
    }
}

/// What a shelf told that it left out.
private final class LeftOut: Sendable {
    private let kept = Mutex<[GroupId]>([])

    var groups: [GroupId] { kept.withLock { $0 } }

    func add(_ groups: [GroupId]) { kept.withLock { $0 += groups } }
}
