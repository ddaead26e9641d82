import Testing
import Watch
import WatchTesting

@Suite struct AreaShapeTests {
    @Test(
        arguments: [
            ([[Plot.ring(0, 0, 200, 100)]], 20_000.0),
            ([[Plot.ring(0, 0, 200, 100).reversed()]], 20_000),
            ([[Plot.ring(0, 0, 200, 100), Plot.ring(50, 20, 60, 30)]], 19_900),
            ([[Plot.ring(0, 0, 200, 100), Plot.ring(50, 20, 60, 30).reversed()]], 19_900),
            ([[Plot.ring(0, 0, 200, 100)], [Plot.ring(1_000, 0, 1_010, 10)]], 20_100),
            ([[[(0, 0), (100, 0), (0, 100)]]], 5_000),
        ] as [([[[(Double, Double)]]], Double)])
    func surface(polygons: [[[(Double, Double)]]], squareMetres: Double) {
        #expect(abs(Plot.area(polygons).surface - squareMetres) < squareMetres * 0.001)
    }

    @Test func outlinesRunOneWayAndHolesTheOther() {
        let outline = Plot.ring(0, 0, 200, 100)
        let hole = Plot.ring(50, 20, 60, 30)
        let turned = { (ring: [(Double, Double)]) in [ring[0]] + ring.dropFirst().reversed() }
        let right = Plot.area([[outline, turned(hole)]])
        for (first, second) in [(outline, hole), (turned(outline), hole), (turned(outline), turned(hole))] {
            let drawn = Plot.area([[first, second]])
            #expect(drawn != right)
            #expect(drawn.wound == right)
            #expect(drawn.wound.polygons[0][0].first == drawn.polygons[0][0].first, "it begins where it began")
        }
        #expect(right.wound == right)
    }

    @Test(arguments: [1, 30, 500, 20_000.0], [Street.corner, Coordinate(latitude: -33.9, longitude: 18.4)])
    func aCircle(metres: Double, around point: Coordinate?) throws {
        let point = try #require(point)
        let circle = try #require(Area(around: point, metres: metres))
        let ring = circle.polygons[0][0]
        #expect(ring.count == 33)
        #expect(ring.first == ring.last)
        #expect(circle.wound == circle, "counter-clockwise")
        for corner in ring { #expect(abs(corner.distance(to: point) - metres) < 0.02 + metres * 0.005) }
        #expect(circle.contains(point))
        // A polygon of 32 corners lacks 0.64 % of the circle's surface.
        #expect(abs(circle.surface / (metres * metres * .pi) - 0.9936) < 0.02)
    }

    @Test(arguments: [(90.0, 0.0), (-90, 10), (52, 180), (52, -180), (0, 0)])
    func aCircleStaysOnTheEarth(latitude: Double, longitude: Double) throws {
        let point = try #require(Coordinate(latitude: latitude, longitude: longitude))
        #expect(Area(around: point, metres: .infinity) != nil)
        #expect(Area(around: point, metres: -1) != nil)
    }

    @Test func theBoxAroundIt() {
        let area = Plot.area([[Plot.ring(0, 0, 200, 100)], [Plot.ring(-50, 300, 10, 310)]])
        let corners = [Plot.point(-50, 0), Plot.point(200, 310)]
        #expect(
            area.box
                == Area.Box(
                    south: corners[0].latitude, north: corners[1].latitude, west: corners[0].longitude,
                    east: corners[1].longitude))
        #expect(area.box.contains(Plot.point(199, 309)))
        #expect(!area.box.contains(Plot.point(201, 100)))
        #expect(area.box.meets(Plot.box(200, 310, 300, 400).box), "in a corner")
        #expect(!area.box.meets(Plot.box(201, 0, 300, 400).box))
    }

    @Test(arguments: [(0.0, 4.0), (52, 4.75), (-52, -70), (69.9, 20), (85, 0)])
    func aBoxThatIsWidenedHoldsWhatIsNear(latitude: Double, longitude: Double) throws {
        let middle = try #require(Coordinate(latitude: latitude, longitude: longitude))
        let area = try #require(Area(around: middle, metres: 1_000))
        let circle = try #require(Area(around: middle, metres: 1_499)).polygons[0][0]
        let wide = area.box.widened(metres: 500)
        #expect(circle.allSatisfy(wide.contains))
        let far = try #require(Area(around: middle, metres: 1_550)).box
        #expect(!wide.contains(try #require(Coordinate(latitude: far.north, longitude: longitude))))
    }

    @Test func metresOnThePlaneAreThoseOfTheEarth() throws {
        // A degree at 52° north on WGS 84, from the tables of its ellipsoid.
        let plane = LocalPlane(around: try #require(Coordinate(latitude: 52, longitude: 5)))
        #expect(abs(plane.metresNorth - 111_267.0) < 1)
        #expect(abs(plane.metresEast - 68_677.6) < 1)
        let point = try #require(Coordinate(latitude: 52.1, longitude: 4.9))
        #expect(plane.coordinate(plane.flat(point)) == point)
    }
}
