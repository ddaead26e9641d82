import Testing
import Watch
import WatchTesting

/// What is asked of a drawn area before any workshop looks at it.
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
}
