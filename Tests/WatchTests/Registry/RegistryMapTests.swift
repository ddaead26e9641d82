import Testing
import Watch
import WatchTesting

@Suite("The registry held ready")
struct RegistryMapTests {
    private static func listed(
        _ group: Group, standing: Registration.Standing = .listed, members: Int = 90
    ) -> ListedGroup {
        ListedGroup(
            id: group.id, slug: group.slug, name: group.name, place: group.place, country: "NL",
            municipality: group.municipality, area: group.area, standing: standing, channel: .saar, members: members,
            foundedAt: group.createdAt, createdAt: group.createdAt)
    }

    private let map = RegistryMap([listed(Street.group), listed(Street.nextGroup)], version: 7)

    @Test("a group is found by id and by its address")
    func byName() {
        #expect(map.group(.id(Street.group.id))?.slug == "kerkstraat")
        #expect(map.group(.slug("molenweg"))?.id == Street.nextGroup.id)
        #expect(map.group(.slug("elders")) == nil)
        #expect(map.groups.count == 2)
    }

    @Test("a point is in the area of a group, or so many metres from the nearest")
    func byPoint() throws {
        #expect(map.covering(Street.point(metresNorth: 100)).map(\.slug) == ["kerkstraat"])
        let between = Street.point(metresNorth: 440)
        #expect(map.covering(between).isEmpty)
        let near = map.nearest(to: between, limit: 5)
        #expect(near.map(\.group.slug) == ["kerkstraat", "molenweg"])
        // To what strangers are shown: the Kerkstraat is shown to end at 52.084, the Molenweg to begin there.
        #expect(try #require(near.first).distance == Street.group.area.coarsened.distance(to: between))
        #expect(map.nearest(to: between, limit: 1).count == 1)
        #expect(map.nearest(to: between, limit: 5, within: 3).count == 1)
    }

    @Test("on a map groups come by name, in whichever order they became known", arguments: 0..<8)
    func byBox(turn: Int) {
        let names = ["Berk", "Eik", "Beuk", "Linde", "Els", "Iep", "Wilg", "Es"]
        let groups = (0..<8).map { index -> ListedGroup in
            let (number, group) = ((index + turn) % 8, Street.group)
            return Self.listed(
                Group(
                    id: Street.fixed("a\(number)"), slug: "a\(number)", name: names[number], place: group.place,
                    jurisdiction: group.jurisdiction, zone: group.zone, municipality: nil, area: group.area,
                    createdAt: group.createdAt))
        }
        let map = RegistryMap.empty.applying(groups, version: 1)
        #expect(map.groups(shownIn: Street.group.area.box, limit: 9).map(\.name) == names.sorted())
        #expect(map.groups(shownIn: Street.group.area.box, limit: 2).map(\.name) == ["Berk", "Beuk"])
    }

    @Test("every word typed must begin a word of its name or place")
    func byWords() {
        #expect(map.groups(named: "kerk", limit: 9).map(\.slug) == ["kerkstraat"])
        #expect(map.groups(named: "Bodegraven", limit: 9).map(\.slug) == ["kerkstraat", "molenweg"])
        #expect(map.groups(named: "bode mol", limit: 9).map(\.slug) == ["molenweg"])
        #expect(map.groups(named: "straat", limit: 9).isEmpty)
        #expect(map.groups(named: "", limit: 9).isEmpty)
        #expect(map.groups(named: "bodegraven", limit: 1).count == 1)
        #expect(map.groups(in: "1901").map(\.slug) == ["kerkstraat", "molenweg"])
    }

    @Test("what was closed is known by its address, and found by nothing else")
    func closed() {
        let next = map.applying([RegistryMapTests.listed(Street.group, standing: .closed)], version: 8)
        #expect(next.version == 8)
        #expect(next.group(.slug("kerkstraat"))?.standing == .closed)
        #expect(next.covering(Street.point(metresNorth: 100)).isEmpty)
        #expect(next.groups(named: "kerk", limit: 9).isEmpty)
        #expect(next.groups(in: "1901").map(\.slug) == ["molenweg"])
        #expect(next.touching(Street.group.area, within: 200).map(\.slug) == ["molenweg"])
        #expect(next.touching(Street.group.area, within: 50).isEmpty)
    }

    @Test("members are counted anew without a new version")
    func counted() {
        let next = map.counted([Street.group.id: 91, Street.fixed("ff"): 5])
        #expect(next.version == 7)
        #expect(next.group(.slug("kerkstraat"))?.members == 91)
        #expect(next.group(.slug("molenweg"))?.members == 90)
        #expect(next.covering(Street.point(metresNorth: 100)).map(\.members) == [91])
    }
}
