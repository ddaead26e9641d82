import Testing
import Watch
import WatchGEOS
import WatchTesting

/// What may be an area, and what it is made of what was drawn.
@Suite struct GEOSCheckTests {
    private let operations = GEOSOperations()

    @Test func whatIsRightStaysAsItIs() throws {
        let hole = Array(Plot.ring(100, 100, 200, 200).reversed())
        let area = Plot.area([[Plot.ring(0, 0, 400, 400), hole], [Plot.ring(500, 0, 600, 100)]])
        #expect(try operations.checked(area) == area)
    }

    @Test func ringsAreTurnedTheRightWayRound() throws {
        let outline = Plot.ring(0, 0, 400, 400)
        let hole = Plot.ring(100, 100, 200, 200)
        let right = Plot.area([[outline, [hole[0]] + hole.dropFirst().reversed()]])
        let wrong = Plot.area([[[outline[0]] + outline.dropFirst().reversed(), hole]])
        #expect(right != wrong)
        #expect(try operations.checked(wrong) == right)
        #expect(try operations.checked(right) == right)
    }

    @Test func pointsThatRepeatTheOneBeforeAreGone() throws {
        let stuttered: [(Double, Double)] = [
            (0, 0), (0, 0), (400, 0), (400, 0), (400, 0), (400, 400), (0, 400), (0, 0),
        ]
        #expect(try operations.checked(Plot.area([[stuttered]])) == Plot.box(0, 0, 400, 400))
    }

    @Test func aHoleThatIsNothingIsGone() throws {
        let area = Plot.area([[Plot.ring(0, 0, 400, 400), [(100, 100), (200, 100), (150, 100)]]])
        #expect(try operations.checked(area) == Plot.box(0, 0, 400, 400))
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let area: Area
        let code: Refusal.Code
        /// Metres east and north of the corner; nil where the refusal names no place.
        let place: Coordinate?
    }

    static let wrong = [
        Wrong(
            testDescription: "a bow tie", area: Plot.area([[[(0, 0), (400, 400), (400, 0), (0, 400)]]]),
            code: .areaCrossesItself, place: Plot.point(200, 200)),
        Wrong(
            testDescription: "an outline that touches itself in a point",
            area: Plot.area([[[(0, 0), (200, 200), (400, 0), (400, 400), (200, 200), (0, 400)]]]),
            code: .areaCrossesItself, place: Plot.point(200, 200)),
        Wrong(
            testDescription: "an outline with a spike",
            area: Plot.area([[[(0, 0), (400, 0), (600, 0), (400, 0), (400, 400), (0, 400)]]]),
            code: .areaCrossesItself, place: nil),
        Wrong(
            testDescription: "a hole outside",
            area: Plot.area([[Plot.ring(0, 0, 400, 400), Plot.ring(500, 0, 600, 100)]]), code: .areaHoleOutside,
            place: nil),
        Wrong(
            testDescription: "a hole across the outline",
            area: Plot.area([[Plot.ring(0, 0, 400, 400), Plot.ring(350, 100, 450, 200)]]), code: .areaCrossesItself,
            place: nil),
        Wrong(
            testDescription: "a hole in a hole",
            area: Plot.area([
                [Plot.ring(0, 0, 400, 400), Plot.ring(100, 100, 300, 300), Plot.ring(150, 150, 200, 200)]
            ]), code: .areaMalformed, place: nil),
        Wrong(
            testDescription: "a hole that cuts the area in two",
            area: Plot.area([[Plot.ring(0, 0, 400, 400), [(200, 0), (300, 200), (200, 400), (100, 200)]]]),
            code: .areaMalformed, place: nil),
        Wrong(
            testDescription: "a line there and back", area: Plot.area([[[(0, 0), (200, 0), (400, 0), (300, 0)]]]),
            code: .areaTooSmall, place: nil),
        Wrong(
            testDescription: "one right part and one bow tie",
            area: Plot.area([[Plot.ring(0, 0, 400, 400)], [[(500, 0), (900, 400), (900, 0), (500, 400)]]]),
            code: .areaCrossesItself, place: Plot.point(700, 200)),
    ]

    @Test(arguments: wrong)
    func whatIsNoArea(wrong: Wrong) throws {
        let refusal = try #require(throws: Refusal.self) { try operations.checked(wrong.area) }
        #expect(refusal.code == wrong.code)
        #expect(refusal.field == "area")
        guard wrong.code != .areaTooSmall else { return }
        let latitude = try #require(refusal.parameters["latitude"].flatMap(Double.init))
        let longitude = try #require(refusal.parameters["longitude"].flatMap(Double.init))
        let named = try #require(Coordinate(latitude: latitude, longitude: longitude))
        // Four decimals: 11 m north, 7 m east.
        if let place = wrong.place { #expect(named.distance(to: place) < 10) }
        #expect(named.distance(to: Street.corner) < 1_000)
    }

    @Test func whatGoesAroundTheBackOfTheEarth() throws {
        let points = [(-17.0, 179.9), (-17, -179.9), (-17.1, -179.9), (-17.1, 179.9), (-17, 179.9)]
        let area = try #require(
            Area(polygons: [[points.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }]]))
        #expect(throws: Refusal(.areaCrossesAntimeridian, field: "area")) { try operations.checked(area) }
    }

    struct Joined: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let area: Area
        let parts: Int
        let holes: Int
        let surface: Double
    }

    static let joined = [
        Joined(
            testDescription: "blocks that share a border",
            area: Plot.area([[Plot.ring(0, 0, 100, 100)], [Plot.ring(100, 0, 200, 100)]]), parts: 1, holes: 0,
            surface: 20_000),
        Joined(
            testDescription: "blocks that touch in a corner",
            area: Plot.area([[Plot.ring(0, 0, 100, 100)], [Plot.ring(100, 100, 200, 200)]]), parts: 2, holes: 0,
            surface: 20_000),
        Joined(
            testDescription: "blocks that overlap",
            area: Plot.area([[Plot.ring(0, 0, 100, 100)], [Plot.ring(50, 0, 150, 100)]]), parts: 1, holes: 0,
            surface: 15_000),
        Joined(
            testDescription: "a block in a block",
            area: Plot.area([[Plot.ring(0, 0, 100, 100)], [Plot.ring(20, 20, 50, 50)]]), parts: 1, holes: 0,
            surface: 10_000),
        Joined(
            testDescription: "a block in the hole of another",
            area: Plot.area([[Plot.ring(0, 0, 100, 100), Plot.ring(20, 20, 80, 80)], [Plot.ring(40, 40, 60, 60)]]),
            parts: 2, holes: 1, surface: 6_800),
        Joined(
            testDescription: "a ring of four blocks around a yard",
            area: Plot.area([
                [Plot.ring(0, 0, 100, 30)], [Plot.ring(70, 0, 100, 100)], [Plot.ring(0, 70, 100, 100)],
                [Plot.ring(0, 0, 30, 100)],
            ]), parts: 1, holes: 1, surface: 8_400),
    ]

    @Test(arguments: joined)
    func partsThatMeetBecomeOne(joined: Joined) throws {
        let area = try operations.checked(joined.area)
        #expect(area.polygons.count == joined.parts)
        #expect(area.polygons.reduce(0) { $0 + $1.count - 1 } == joined.holes)
        #expect(abs(area.surface - joined.surface) < joined.surface * 0.001)
        #expect(try operations.checked(area) == area, "what was checked is right")
    }

    @Test func howLargeADrawnAreaMayBe() throws {
        for (side, code) in [(19.9, Refusal.Code.areaTooSmall), (10_010, .areaTooLarge)] {
            let refusal = try #require(throws: Refusal.self) {
                try AreaRules.drawn(Plot.box(0, 0, side, side), in: operations)
            }
            #expect(refusal.code == code)
            #expect(refusal.parameters["limit"] == (code == .areaTooSmall ? "400" : "100"))
            // The operations itself takes any size: a municipality is an area, too.
            #expect(try operations.checked(Plot.box(0, 0, side, side)).surface > 0)
        }
        for side in [20.1, 400, 9_990] {
            #expect(try AreaRules.drawn(Plot.box(0, 0, side, side), in: operations) == Plot.box(0, 0, side, side))
        }
    }

    /// Two specks of 40 metres, so far apart to the east and to the north; and a dike.
    @Test(
        arguments: [
            (24_900, 0, true), (25_100, 0, false), (0, 24_900, true), (0, 25_100, false), (-24_500, -24_500, true),
            (200_000, 200_000, false),
        ] as [(Double, Double, Bool)])
    func howFarADrawnAreaMayReach(east: Double, north: Double, isTaken: Bool) throws {
        let specks = Plot.area([[Plot.ring(0, 0, 40, 40)], [Plot.ring(east, north, east + 40, north + 40)]])
        if isTaken {
            #expect(try AreaRules.drawn(specks, in: operations).polygons.count == 2)
        } else {
            #expect(throws: Refusal(.areaTooWide, field: "area", ["limit": "25"])) {
                try AreaRules.drawn(specks, in: operations)
            }
        }
        #expect(try AreaRules.drawn(Plot.box(0, 0, 24_900, 40), in: operations).polygons.count == 1)
    }
}
