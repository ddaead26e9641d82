import Testing
import Watch
import WatchTesting

/// How near two areas are to each other. What shapely says about many more is in WatchGEOSTests.
@Suite struct AreaGapTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let other: Area
        let metres: Double
    }

    /// A block of 400 by 400 m with a yard of 200 by 200 m in its middle.
    static let block = Plot.area([[Plot.ring(0, 0, 400, 400), Plot.ring(100, 100, 300, 300)]])

    static let pairs = [
        Pair(testDescription: "itself", other: block, metres: 0),
        Pair(testDescription: "contained", other: Plot.box(20, 20, 80, 380), metres: 0),
        Pair(testDescription: "containing", other: Plot.box(-100, -100, 500, 500), metres: 0),
        Pair(testDescription: "overlapping", other: Plot.box(350, 350, 500, 500), metres: 0),
        Pair(testDescription: "crossing without a corner inside", other: Plot.box(-50, 20, 450, 60), metres: 0),
        Pair(testDescription: "touching along a border", other: Plot.box(400, 0, 500, 400), metres: 0),
        Pair(testDescription: "touching in a corner", other: Plot.box(400, 400, 500, 500), metres: 0),
        Pair(testDescription: "touching a border in its middle", other: Plot.box(400, 150, 500, 250), metres: 0),
        Pair(testDescription: "in the yard", other: Plot.box(150, 180, 250, 220), metres: 50),
        Pair(testDescription: "filling the yard", other: Plot.box(100, 100, 300, 300), metres: 0),
        Pair(testDescription: "499 m east", other: Plot.box(899, 0, 1_000, 100), metres: 499),
        Pair(testDescription: "501 m east", other: Plot.box(901, 0, 1_000, 100), metres: 501),
        Pair(testDescription: "499 m north", other: Plot.box(0, 899, 100, 1_000), metres: 499),
        Pair(testDescription: "501 m south", other: Plot.box(0, -600, 100, -501), metres: 501),
        Pair(testDescription: "off the corner", other: Plot.box(700, 800, 900, 900), metres: 500),
        Pair(
            testDescription: "its second part is nearer",
            other: Plot.area([[Plot.ring(5_000, 0, 5_100, 100)], [Plot.ring(0, 420, 50, 500)]]), metres: 20),
        Pair(
            testDescription: "a corner before a slanting border",
            other: Plot.area([[[(500, 200), (700, 0), (700, 400)]]]), metres: 100),
    ]

    @Test(arguments: pairs)
    func gap(pair: Pair) {
        let gap = AreaGapTests.block.gap(to: pair.other)
        #expect(abs(gap - pair.metres) < 0.5, "\(gap)")
        #expect((gap == 0) == (pair.metres == 0))
        #expect(abs(pair.other.gap(to: AreaGapTests.block) - gap) < 0.001, "the other way round it is the same")
        for limit in [0, 500.0] {
            #expect(AreaGapTests.block.isWithin(metres: limit, of: pair.other) == (pair.metres <= limit))
            #expect(pair.other.isWithin(metres: limit, of: AreaGapTests.block) == (pair.metres <= limit))
        }
    }

    @Test func theGapIsTheOneThatAPointMeasures() {
        // The other area shrunk to a metre: as far as the distance to that point.
        for (east, north) in [(900.0, 200.0), (-300, -300), (200, 200), (1_000, 1_200)] {
            let dot = Plot.box(east - 0.5, north - 0.5, east + 0.5, north + 0.5)
            let distance = AreaGapTests.block.distance(to: Plot.point(east, north))
            #expect(abs(AreaGapTests.block.gap(to: dot) - distance) < 1)
        }
    }
}
