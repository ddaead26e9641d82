import Testing
import Watch
import WatchTesting

@Suite("The finder")
struct FinderTests {
    // MARK: a small country

    private static func place(
        _ kind: Place.Kind, _ country: String, _ code: String, _ name: String, in municipality: String?,
        province: String? = nil, at latitude: Double, _ longitude: Double
    ) throws -> Place {
        Place(
            kind, country: country, code: code, name: name, province: province, municipality: municipality,
            middle: try #require(Coordinate(latitude: latitude, longitude: longitude)))
    }

    private static func gazetteer() throws -> Gazetteer {
        Gazetteer(
            released: "2026-11-21",
            places: [
                try place(.province, "NL", "28", "Zuid-Holland", in: nil, province: "28", at: 52.0, 4.5),
                try place(
                    .municipality, "NL", "1901", "Bodegraven-Reeuwijk", in: "1901", province: "28", at: 52.08, 4.75),
                try place(.municipality, "NL", "0984", "Venray", in: "0984", at: 51.5, 5.97),
                try place(.municipality, "BE", "11022", "Kalmthout", in: "11022", at: 51.38, 4.47),
                try place(.town, "NL", "t1", "Bodegraven", in: "1901", province: "28", at: 52.0815, 4.75),
                try place(.town, "NL", "t2", "Heide", in: "0984", at: 51.5, 5.9),
                try place(.town, "BE", "t3", "Heide", in: "11022", at: 51.364, 4.457),
                try place(.postcode, "NL", "2411", "Bodegraven", in: "1901", province: "28", at: 52.0818, 4.75),
                try place(.postcode, "NL", "2920", "Elders", in: "0984", at: 51.5, 5.9),
                try place(.postcode, "BE", "2920", "Kalmthout", in: "11022", at: 51.364, 4.457),
                try place(.postcode, "NL", "9999", "Ver weg", in: nil, at: 53.4, 6.9),
            ], outlines: [:])
    }

    private static func listed(
        _ group: Group, standing: Registration.Standing = .listed, name: String? = nil
    ) -> ListedGroup {
        ListedGroup(
            id: group.id, slug: group.slug, name: name ?? group.name, place: group.place, country: "NL",
            municipality: group.municipality, area: group.area, standing: standing, channel: .saar, members: 90,
            foundedAt: group.createdAt, createdAt: group.createdAt, zone: group.zone)
    }

    private func finder(
        _ groups: [ListedGroup] = [listed(Street.group), listed(Street.nextGroup)]
    ) throws -> Finder {
        Finder(map: RegistryMap(groups, version: 1), gazetteer: try FinderTests.gazetteer())
    }

    private func slugs(_ groups: [ListedGroup]) -> [String] { groups.map(\.slug) }

    // MARK: what is understood

    @Test(
        "one box understands postcodes, places, municipalities and names",
        arguments: [
            ("2411", "NL/postcode/2411"), ("2411 AB", "NL/postcode/2411"), ("2411ab", "NL/postcode/2411"),
            ("2411 AB Bodegraven", "NL/postcode/2411"), ("Bodegraven", "NL/town/t1"), ("bodegravn", "NL/town/t1"),
            ("BODEGRAVEN-REEUWIJK", "NL/municipality/1901"), ("Heide, Kalmthout", "BE/town/t3"),
            ("Zuid-Holland", "NL/province/28"), ("B-2920", "BE/postcode/2920"), ("2920 XY", "NL/postcode/2920"),
        ])
    func understood(typed: String, key: String) throws {
        let finding = try finder().find(.words(typed))
        #expect(finding.place?.key == key)
        #expect(finding.isGuess == (typed == "bodegravn"))
    }

    @Test("what stands for two places is told as two")
    func twoReadings() throws {
        let heide = try finder().find(.words("Heide"))
        #expect(heide.place?.name == "Heide" && !heide.isGuess)
        #expect(heide.others.map(\.name) == ["Heide"])
        #expect(Set(([heide.place].compactMap { $0 } + heide.others).map(\.country)) == ["NL", "BE"])
        let digits = try finder().find(.words("2920"))
        #expect(
            ([digits.place].compactMap { $0 } + digits.others).map(\.key) == ["NL/postcode/2920", "BE/postcode/2920"])
        #expect(try finder().find(.place("BE/town/t3")).place?.country == "BE")
    }

    @Test("a group that is called so comes before a place that only begins so")
    func namesFirst() throws {
        let finding = try finder([FinderTests.listed(Street.group, name: "Bodegr West")]).find(.words("bodegr"))
        #expect(finding.subject == .words)
        #expect(slugs(finding.named) == ["kerkstraat"] && finding.namedCount == 1)
        #expect(finding.others.map(\.name).contains("Bodegraven"))
        #expect(slugs(try finder().find(.words("molen")).named) == ["molenweg"])
    }

    @Test("nothing typed asks nothing, and nonsense finds nothing", arguments: ["", "   ", "%", "🚨"])
    func nothing(typed: String) throws {
        let finding = try finder().find(.words(typed))
        #expect(finding.subject == .nothing && finding.groups.isEmpty)
    }

    // MARK: what is there

    @Test("in the area of a group, and the nearest others with metres")
    func around() throws {
        let finding = try finder().find(.words("2411 AB"))
        #expect(slugs(finding.covering) == ["kerkstraat"])
        #expect(finding.nearest.map(\.group.slug) == ["molenweg"])
        #expect(finding.nearest.map(\.distance) == [200], "to what is shown of it: it begins at 52.084")
        #expect(finding.count == 1)
        let here = try finder().find(.near(Street.point(metresNorth: 440)))
        #expect(here.covering.isEmpty && here.nearest.map(\.group.slug) == ["kerkstraat", "molenweg"])
        #expect(here.count == 0 && here.point == Coordinate(latitude: 52.084, longitude: 4.75))
        #expect(try finder().find(.near(Street.point(metresNorth: 440)), limit: 1).groups.count == 1)
        #expect(try finder().find(.words("9999")).groups.isEmpty)
    }

    @Test(
        "two doors on both sides of a border get one answer, in whole hundreds of metres",
        arguments: [300.0, 395, 399, 401, 405, 440, 700, 1_950])
    func bothSides(north: Double) throws {
        let finder = try finder()
        for (here, there) in [(-4.0, 4.0), (-1, 1)] {
            let (one, other) = (Street.point(metresNorth: north + here), Street.point(metresNorth: north + there))
            guard one.coarsened == other.coarsened else { continue }
            let found = finder.find(.near(one))
            #expect(found == finder.find(.near(other)))
            for group in found.groups { #expect(try #require(group.distance).remainder(dividingBy: 100) == 0) }
        }
    }

    @Test("whether a point is inside is told of the area, how far it is of what strangers are shown")
    func toldCoarsely() throws {
        // 52.0797 to 52.0832, shown as 52.080 to 52.083.
        func group(_ area: Area) -> Group {
            Group(
                id: Street.group.id, slug: "hof", name: "Hof", place: "", jurisdiction: Street.jurisdiction,
                zone: Street.zone, municipality: nil, area: area, createdAt: Street.founded)
        }
        let corners = [(52.0797, 4.7475), (52.0797, 4.7525), (52.0832, 4.7525), (52.0832, 4.7475), (52.0797, 4.7475)]
        let area = try #require(
            Area(polygons: [[corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }]]))
        let map = RegistryMap([FinderTests.listed(group(area))], version: 1)
        func distances(_ latitude: Double) throws -> [Double?] {
            let point = try #require(Coordinate(latitude: latitude, longitude: 4.75))
            return Finder(map: map, gazetteer: .empty).find(.near(point)).groups.map(\.distance)
        }
        #expect(try distances(52.0834) == [0], "52.083 is inside")
        #expect(try distances(52.0836) == [100], "52.084 is not, and 111 m from 52.083")
        #expect(try distances(52.0886) == [700])
        #expect(map.coarseArea(of: group(area)) == area.coarsened)
        let moved = Street.nextGroup.area
        #expect(map.coarseArea(of: group(moved)) == moved.coarsened, "the map is a moment old")
    }

    @Test("a municipality has its groups, by code and by name, and a province has them all")
    func municipality() throws {
        for typed in ["1901", "Bodegraven-Reeuwijk"] {
            let finding = try finder().find(.municipality(typed))
            #expect(slugs(finding.inside) == ["kerkstraat", "molenweg"] && finding.insideCount == 2)
            #expect(finding.place?.code == "1901" && finding.nearest.isEmpty)
        }
        #expect(slugs(try finder().find(.words("Zuid-Holland")).inside) == ["kerkstraat", "molenweg"])
        let few = try finder().find(.municipality("1901"), limit: 1)
        #expect(few.inside.count == 1 && few.insideCount == 2)
        let none = try finder().find(.municipality("Venray"))
        #expect(none.inside.isEmpty && none.groups.isEmpty)
        // Without a gazetteer its code still says which are its groups.
        let bare = Finder(map: RegistryMap([FinderTests.listed(Street.group)], version: 1), gazetteer: .empty)
        #expect(slugs(bare.find(.municipality("1901")).inside) == ["kerkstraat"])
        #expect(slugs(bare.find(.place("Bodegraven")).named) == ["kerkstraat"])
    }

    @Test("each group is told once")
    func once() throws {
        let finding = try finder().find(.words("Bodegraven"))
        #expect(finding.groups.map(\.group.slug) == ["kerkstraat", "molenweg"])
        #expect(finding.named.isEmpty)
        let whole = try finder().find(.words("Bodegraven-Reeuwijk"))
        #expect(whole.groups.count == 2)
    }

    @Test(
        "closed ones are never found; those that wait and those that are silent are",
        arguments: [
            (Registration.Standing.closed, false), (.proposed, true), (.silent, true), (.listed, true),
        ])
    func standings(standing: Registration.Standing, isFound: Bool) throws {
        let finder = try finder([FinderTests.listed(Street.group, standing: standing)])
        for question in [
            GroupQuestion.words("2411"), .words("Kerkstraat"), .municipality("1901"), .place("Bodegraven"),
            .near(Street.point(metresNorth: 100)),
        ] {
            #expect(finder.find(question).groups.isEmpty == !isFound, "\(question)")
        }
    }

    @Test("a map of a box shows what may be seen in it, and not more than it can")
    func box() throws {
        let map = RegistryMap([FinderTests.listed(Street.group), FinderTests.listed(Street.nextGroup)], version: 1)
        let all = Area.Box(south: 52, north: 53, west: 4, east: 5)
        #expect(Set(slugs(map.groups(shownIn: all, limit: 9))) == ["kerkstraat", "molenweg"])
        #expect(map.groups(shownIn: all, limit: 1).count == 1)
        let south = Area.Box(south: 52, north: 52.081, west: 4, east: 5)
        #expect(slugs(map.groups(shownIn: south, limit: 9)) == ["kerkstraat"])
        // Its border lies at 4.7525 and is shown at 4.753: no smaller box says where.
        for (west, isShown) in [(4.7524, true), (4.7526, true), (4.7529, true), (4.7531, false)] {
            let box = Area.Box(south: 52, north: 52.081, west: west, east: 5)
            #expect(map.groups(shownIn: box, limit: 9).isEmpty != isShown, "\(west)")
        }
    }
}
