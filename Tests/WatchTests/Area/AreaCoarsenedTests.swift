import Testing
import Watch

@Suite("An area as strangers are shown it")
struct AreaCoarsenedTests {
    private static func area(_ corners: [(Double, Double)]) -> Area? {
        let ring = (corners + corners.prefix(1)).compactMap { Coordinate(latitude: $0.1, longitude: $0.0) }
        return Area(polygons: [[ring]])
    }

    /// Longitude and latitude as drawn, and in thousandths of a degree as shown.
    static let table: [(drawn: [(Double, Double)], shown: [(Int, Int)])] = [
        // A block stays a block.
        (
            [(4.75012, 52.08012), (4.75512, 52.08012), (4.75512, 52.08312), (4.75012, 52.08312)],
            [(4_750, 52_080), (4_755, 52_080), (4_755, 52_083), (4_750, 52_083)]
        ),
        // A corner that is nothing any more goes.
        (
            [(4.75, 52.08), (4.7501, 52.0801), (4.755, 52.08), (4.755, 52.083)],
            [(4_750, 52_080), (4_755, 52_080), (4_755, 52_083)]
        ),
        // A garden, and a row of houses along a line, become a square.
        (
            [(4.75012, 52.08012), (4.75022, 52.08012), (4.75022, 52.08022)],
            [(4_750, 52_080), (4_751, 52_080), (4_751, 52_081), (4_750, 52_081)]
        ),
        (
            [(4.75, 52.0801), (4.755, 52.0801), (4.755, 52.0802), (4.75, 52.0802)],
            [(4_750, 52_080), (4_751, 52_080), (4_751, 52_081), (4_750, 52_081)]
        ),
        // Two blocks with a narrow way between them would touch: the hull.
        (
            [
                (4.75, 52.08), (4.76, 52.08), (4.76, 52.09), (4.7554, 52.09), (4.7554, 52.0804), (4.7546, 52.0804),
                (4.7546, 52.09), (4.75, 52.09),
            ],
            [(4_750, 52_080), (4_760, 52_080), (4_760, 52_090), (4_750, 52_090)]
        ),
    ]

    @Test("it is rounded, and stays an outline", arguments: table.indices)
    func rounding(_ index: Int) throws {
        let row = AreaCoarsenedTests.table[index]
        let shown = try #require(AreaCoarsenedTests.area(row.drawn)).coarsened
        let corners = shown.polygons[0][0].dropLast().map {
            [Int(($0.longitude * 1_000).rounded()), Int(($0.latitude * 1_000).rounded())]
        }
        #expect(corners == row.shown.map { [$0.0, $0.1] })
        #expect(shown.polygons[0][0].first == shown.polygons[0][0].last)
    }

    @Test("holes are left out")
    func holes() throws {
        func ring(_ low: Double, _ high: Double) -> [Coordinate] {
            [(low, low), (high, low), (high, high), (low, high), (low, low)].compactMap {
                Coordinate(latitude: 52 + $0.1, longitude: 4 + $0.0)
            }
        }
        let area = try #require(Area(polygons: [[ring(0, 0.01), ring(0.004, 0.006)]]))
        #expect(area.coarsened.polygons == [[ring(0, 0.01)]])
    }

    /// Each side of an outline would be held against each other one.
    @Test(
        "an outline with more corners than a map for strangers needs becomes its hull",
        arguments: [(50, false), (51, true)])
    func manyCorners(teeth: Int, isHull: Bool) throws {
        // A comb whose teeth are as wide as rounding can tell: four corners each.
        var corners: [(Double, Double)] = []
        for tooth in (0..<teeth).reversed() {
            let west = 4 + 0.004 * Double(tooth)
            corners += [(west + 0.003, 52.002), (west + 0.003, 52.01), (west + 0.001, 52.01), (west + 0.001, 52.002)]
        }
        corners[corners.count - 1] = (4.001, 52.0)
        corners[0] = (4 + 0.004 * Double(teeth) - 0.001, 52.0)
        let shown = try #require(AreaCoarsenedTests.area(corners)).coarsened
        #expect(shown.polygons[0][0].count == (isHull ? 5 : 4 * teeth + 1))
    }
}
