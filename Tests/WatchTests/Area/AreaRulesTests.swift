import Testing
import Watch
import WatchTesting

/// What is asked of a drawn area before any operations looks at it.
@Suite struct AreaRulesTests {
    @Test func repeatedPointsAndHolesThatAreNothingGo() throws {
        let drawn = Plot.area([
            [[(0, 0), (0, 0), (200, 0), (200, 0), (200, 100), (0, 100), (0, 100)], [(50, 50), (50, 50), (60, 50)]]
        ])
        #expect(try AreaRules.tidied(drawn) == Plot.box(0, 0, 200, 100))
    }

    @Test(
        arguments: [
            [(0, 0), (200, 0), (100, 0)], [(0, 0), (0, 0), (0, 0)], [(0, 0), (200, 100), (100, 50), (50, 25)],
            [(0, 0), (200, 0.05), (100, 0)], [(0, 0), (0.05, 0), (0.05, 0.05), (0, 0.05)],
        ] as [[(Double, Double)]])
    func aLineIsNoArea(ring: [(Double, Double)]) {
        #expect(throws: AreaRules.tooSmall) { try AreaRules.tidied(Plot.area([[ring]])) }
    }

    @Test func aStripIsOne() throws {
        #expect(try AreaRules.tidied(Plot.box(0, 0, 500, 1)) == Plot.box(0, 0, 500, 1))
    }

    @Test(arguments: [(179.9, -179.9, true), (179.8, 179.9, false), (-179.9, -179.8, false), (-90, 90, false)])
    func theDateLineIsNotCrossed(west: Double, east: Double, isRefused: Bool) throws {
        let corners = [(10.0, west), (10, east), (11, east), (11, west), (10, west)]
        let ring = corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }
        let area = try #require(Area(polygons: [[ring]]))
        if isRefused {
            #expect(throws: Refusal(.areaCrossesAntimeridian, field: "area")) { try AreaRules.tidied(area) }
        } else {
            #expect(try AreaRules.tidied(area) == area)
        }
    }

    @Test(arguments: [
        (52.080_349, 4.75, "52.0803", "4.7500"), (-33.918_86, -18.423_22, "-33.9189", "-18.4232"),
        (0, -0.000_01, "0.0000", "0.0000"), (90, -180, "90.0000", "-180.0000"),
        (0.000_05, 9.999_96, "0.0001", "10.0000"),
    ])
    func placesHaveFourDecimals(latitude: Double, longitude: Double, first: String, second: String) throws {
        let point = try #require(Coordinate(latitude: latitude, longitude: longitude))
        #expect(AreaRules.place(point) == ["latitude": first, "longitude": second])
    }

    /// South, west and a third of a kilometre on, in a country: what comes of it.
    @Test(
        "An area lies in its country",
        arguments: [
            (52.08, 4.88, "NL", nil), (51.05, 3.72, "BE", nil), (52.08, 4.88, "BE", .areaElsewhere),
            (4.88, 52.08, "NL", .areaSwapped), (3.72, 51.05, "NL", .areaSwapped), (0, 0, "NL", .areaElsewhere),
            (-52.08, 4.88, "NL", .areaElsewhere), (53.597, 4.88, "NL", nil), (53.599, 4.88, "NL", .areaElsewhere),
            (48.85, 2.35, "BE", .areaElsewhere), (50.94, 6.96, "NL", nil),
        ] as [(Double, Double, String, Refusal.Code?)])
    func liesInItsCountry(south: Double, west: Double, country: String, refused: Refusal.Code?) throws {
        let corners = [(0.0, 0.0), (0, 0.003), (0.002, 0.003), (0, 0)]
        let ring = corners.compactMap { Coordinate(latitude: south + $0.0, longitude: west + $0.1) }
        let area = try #require(Area(polygons: [[ring]]))
        do {
            try AreaRules.check(area, liesIn: .of(country))
            #expect(refused == nil)
        } catch {
            #expect(error.code == refused && error.field == "area")
            #expect(error.parameters["country"] == (refused == .areaElsewhere ? country : nil))
        }
    }

    @Test("Its middle lies in a municipality of its country, where municipalities are known")
    func liesInAMunicipality() throws {
        let gazetteer = StreetPlaces.gazetteer
        let here = Plot.box(0, 0, 300, 200)
        try AreaRules.check(here, liesIn: .netherlands, of: gazetteer)
        func square(_ south: Double, _ west: Double) throws -> Area {
            let corners = [(0.0, 0.0), (0, 0.003), (0.002, 0.003), (0, 0)]
            let ring = corners.compactMap { Coordinate(latitude: south + $0.0, longitude: west + $0.1) }
            return try #require(Area(polygons: [[ring]]))
        }
        // In no municipality, but off a town; and far from all.
        let marina = try square(52.09, 5.2)
        #expect(gazetteer.municipality(at: marina.middle) == nil)
        try AreaRules.check(marina, liesIn: .netherlands, of: gazetteer)
        let nowhere = try square(52.3, 5.5)
        try AreaRules.check(nowhere, liesIn: .netherlands)
        #expect(throws: Refusal(.areaElsewhere, field: "area", ["country": "NL"])) {
            try AreaRules.check(nowhere, liesIn: .netherlands, of: gazetteer)
        }
    }
}
