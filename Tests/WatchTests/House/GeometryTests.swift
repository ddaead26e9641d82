import Testing
import Watch
import WatchTesting

@Suite struct CoordinateTests {
    @Test(arguments: [
        (90.0, 180.0, true), (-90, -180, true), (0, 0, true), (90.000_001, 0, false), (0, 180.000_001, false),
        (-91, 0, false), (.nan, 0, false), (0, .infinity, false), (0, -.infinity, false),
    ])
    func whatIsOnTheEarth(latitude: Double, longitude: Double, isOnIt: Bool) {
        #expect((Coordinate(latitude: latitude, longitude: longitude) != nil) == isOnIt)
    }

    @Test(
        arguments: [
            // Known great circles, good to half a per cent.
            ((52.3731, 4.8922), (50.8467, 4.3525), 173_600.0),  // Amsterdam – Brussels
            ((52.08, 4.75), (52.08, 4.75), 0), ((0, 0), (0, 1), 111_195), ((0, 179.5), (0, -179.5), 111_195),
            ((90, 0), (-90, 0), 20_015_115), ((52.08, 4.75), (52.08, 4.754_388), 299.9),
        ] as [((Double, Double), (Double, Double), Double)])
    func distance(from: (Double, Double), to: (Double, Double), metres: Double) throws {
        let here = try #require(Coordinate(latitude: from.0, longitude: from.1))
        let there = try #require(Coordinate(latitude: to.0, longitude: to.1))
        #expect(abs(here.distance(to: there) - metres) <= metres * 0.005)
        #expect(here.distance(to: there) == there.distance(to: here))
    }

    @Test(arguments: [0.0, 45, 90, 135, 180, 225, 270, 315])
    func theBoxHoldsWhatIsNear(degrees: Double) throws {
        let box = Street.corner.box(metres: 300)
        // 299 m from the corner, in eight directions.
        let north = [1, 0.7071, 0, -0.7071, -1, -0.7071, 0, 0.7071][Int(degrees / 45)] * 299 / 111_195
        let east = [0, 0.7071, 1, 0.7071, 0, -0.7071, -1, -0.7071][Int(degrees / 45)] * 299 / 111_195 / 0.6146
        let point = try #require(Coordinate(latitude: 52.08 + north, longitude: 4.75 + east))
        #expect(abs(point.distance(to: Street.corner) - 299) < 2)
        #expect((box.south...box.north).contains(point.latitude))
        #expect((box.west...box.east).contains(point.longitude))
    }
}

@Suite struct AreaTests {
    private static func ring(_ points: [(Double, Double)]) -> [Coordinate] {
        points.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }
    }

    /// A square of 0.02 degrees with a hole of 0.01 in its middle, and a small square to the east.
    private static let outline = [(52.00, 4.00), (52.00, 4.02), (52.02, 4.02), (52.02, 4.00), (52.00, 4.00)]
    private static let hole = [(52.005, 4.005), (52.005, 4.015), (52.015, 4.015), (52.015, 4.005), (52.005, 4.005)]
    private static let east = [(52.00, 4.03), (52.00, 4.04), (52.01, 4.04), (52.01, 4.03), (52.00, 4.03)]

    struct Spot: Sendable, CustomStringConvertible {
        let description: String
        let latitude: Double
        let longitude: Double
        let isInside: Bool
        let metres: Double
    }

    static let spots = [
        Spot(description: "in the square", latitude: 52.002, longitude: 4.002, isInside: true, metres: 0),
        Spot(description: "in the hole's middle", latitude: 52.01, longitude: 4.01, isInside: false, metres: 342.3),
        Spot(description: "in the hole's rim", latitude: 52.0051, longitude: 4.01, isInside: false, metres: 11.1),
        Spot(description: "in the second square", latitude: 52.005, longitude: 4.035, isInside: true, metres: 0),
        Spot(description: "between both", latitude: 52.005, longitude: 4.025, isInside: false, metres: 342.3),
        Spot(description: "north", latitude: 52.03, longitude: 4.01, isInside: false, metres: 1_112),
        Spot(description: "off the corner", latitude: 51.99, longitude: 3.99, isInside: false, metres: 1_306),
    ]

    @Test(arguments: spots, [false, true])
    func insideWhicheverWayTheRingsRun(spot: Spot, isClockwise: Bool) throws {
        let rings = [AreaTests.outline, AreaTests.hole, AreaTests.east].map { points in
            AreaTests.ring(isClockwise ? points.reversed() : points)
        }
        let area = try #require(Area(polygons: [[rings[0], rings[1]], [rings[2]]]))
        let point = try #require(Coordinate(latitude: spot.latitude, longitude: spot.longitude))
        #expect(area.contains(point) == spot.isInside)
        #expect(abs(area.distance(to: point) - spot.metres) <= max(0.1, spot.metres * 0.005))
    }

    static let lines = [
        Spot(description: "a corner", latitude: 52.00, longitude: 4.00, isInside: true, metres: 0),
        Spot(description: "a side", latitude: 52.01, longitude: 4.00, isInside: true, metres: 0),
        Spot(description: "the other side", latitude: 52.01, longitude: 4.02, isInside: true, metres: 0),
        Spot(description: "below", latitude: 52.00, longitude: 4.01, isInside: true, metres: 0),
        Spot(description: "above", latitude: 52.02, longitude: 4.01, isInside: true, metres: 0),
        Spot(description: "a corner of the hole", latitude: 52.005, longitude: 4.015, isInside: true, metres: 0),
        Spot(description: "a side of the hole", latitude: 52.005, longitude: 4.01, isInside: true, metres: 0),
        Spot(description: "a millimetre outside", latitude: 52.020_000_009, longitude: 4.01, isInside: true, metres: 0),
        Spot(
            description: "two centimetres outside", latitude: 52.020_000_2, longitude: 4.01, isInside: false, metres: 0),
        Spot(description: "in line with a side", latitude: 52.00, longitude: 4.025, isInside: false, metres: 0),
        Spot(
            description: "two centimetres within the hole", latitude: 52.005_000_2, longitude: 4.01, isInside: false,
            metres: 0),
    ]

    @Test(arguments: lines, [false, true])
    func aPointOnTheLineIsInside(spot: Spot, isClockwise: Bool) throws {
        let rings = [AreaTests.outline, AreaTests.hole].map { points in
            AreaTests.ring(isClockwise ? points.reversed() : points)
        }
        let area = try #require(Area(polygons: [rings]))
        let point = try #require(Coordinate(latitude: spot.latitude, longitude: spot.longitude))
        #expect(area.contains(point) == spot.isInside)
        #expect((area.distance(to: point) == 0) == spot.isInside)
    }

    @Test func aPointOnASlantingLineIsInside() throws {
        let corners = [(52.001, 4.003), (52.017, 4.029), (52.013, 4.001), (52.001, 4.003)]
        let area = try #require(Area(polygons: [[AreaTests.ring(corners)]]))
        for (from, to) in zip(corners, corners.dropFirst()) {
            for share in [0, 0.1, 0.333, 0.5, 0.77, 1] {
                let latitude = from.0 + share * (to.0 - from.0)
                let longitude = from.1 + share * (to.1 - from.1)
                let point = try #require(Coordinate(latitude: latitude, longitude: longitude))
                #expect(area.contains(point))
            }
        }
    }

    @Test func aHoleMayRunEitherWayUnderItsOutline() throws {
        let rings = [AreaTests.ring(AreaTests.outline), AreaTests.ring(AreaTests.hole.reversed())]
        let area = try #require(Area(polygons: [rings]))
        let middle = try #require(Coordinate(latitude: 52.01, longitude: 4.01))
        #expect(!area.contains(middle))
    }

    @Test func whatIsNoArea() {
        let square = AreaTests.ring(AreaTests.outline)
        #expect(Area(polygons: []) == nil)
        #expect(Area(polygons: [[]]) == nil)
        #expect(Area(polygons: [[Array(square.dropLast())]]) == nil, "not closed")
        #expect(Area(polygons: [[[square[0], square[1], square[0]]]]) == nil, "too few points")
        #expect(Area(polygons: [[square], []]) == nil)
        let long = Array(repeating: square[0], count: Area.mostPoints + 1)
        #expect(Area(polygons: [[long]]) == nil)
        #expect(Area(polygons: [[Array(long.dropLast())]]) != nil)
        #expect(Area(polygons: [[Array(long.dropLast())], [square]]) == nil, "counted over all rings")
    }

    @Test func middleAndCoarsened() throws {
        let area = try #require(
            Area(polygons: [[AreaTests.ring(AreaTests.outline)], [AreaTests.ring(AreaTests.east)]]))
        #expect(area.middle.distance(to: try #require(Coordinate(latitude: 52.01, longitude: 4.02))) < 1)
        let fine = AreaTests.ring([(52.00012, 4.00049), (52.0, 4.0213), (52.02, 4.02), (52.00012, 4.00049)])
        let coarse = try #require(Area(polygons: [[fine]])).coarsened
        #expect(coarse.polygons[0][0] == AreaTests.ring([(52, 4), (52, 4.021), (52.02, 4.02), (52, 4)]))
        // What rounding leaves nothing of is still an area, and tells no more than where it is to a hundred metres.
        let small = AreaTests.ring([(52.0001, 4.0001), (52.0001, 4.0003), (52.0003, 4.0003), (52.0001, 4.0001)])
        let cell = try #require(Area(polygons: [[small]])).coarsened
        #expect(
            cell.polygons[0][0] == AreaTests.ring([(52, 4), (52, 4.001), (52.001, 4.001), (52.001, 4), (52, 4)]))
        #expect(try #require(Area(polygons: [[fine, small]])).coarsened.polygons[0].count == 1)
    }
}
