import Testing
import Watch
import WatchGEOS
import WatchTesting

/// What is made of areas: joined, compared, divided, simplified.
@Suite struct GEOSShapeTests {
    private let operations = GEOSOperations()

    struct Pair: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let first: Area
        let second: Area
        let share: Double
    }

    static let block = Plot.box(0, 0, 400, 400)
    static let pairs = [
        Pair(testDescription: "the same", first: block, second: block, share: 1),
        Pair(testDescription: "half", first: block, second: Plot.box(200, 0, 600, 400), share: 0.5),
        Pair(testDescription: "a quarter", first: block, second: Plot.box(200, 200, 600, 600), share: 0.25),
        Pair(testDescription: "all of the smaller one", first: block, second: Plot.box(100, 100, 200, 200), share: 1),
        Pair(testDescription: "touching along a border", first: block, second: Plot.box(400, 0, 800, 400), share: 0),
        Pair(testDescription: "touching in the middle", first: block, second: Plot.box(400, 100, 500, 200), share: 0),
        Pair(testDescription: "touching in a corner", first: block, second: Plot.box(400, 400, 500, 500), share: 0),
        Pair(testDescription: "a millimetre over", first: block, second: Plot.box(399.999, 0, 800, 400), share: 0),
        Pair(testDescription: "apart", first: block, second: Plot.box(1_000, 0, 1_100, 100), share: 0),
        Pair(
            testDescription: "in the yard",
            first: Plot.area([[Plot.ring(0, 0, 400, 400), Plot.ring(100, 100, 300, 300)]]),
            second: Plot.box(100, 100, 300, 300), share: 0),
        Pair(
            testDescription: "half in the yard",
            first: Plot.area([[Plot.ring(0, 0, 400, 400), Plot.ring(100, 100, 300, 300)]]),
            second: Plot.box(0, 180, 200, 220), share: 0.5),
    ]

    @Test(arguments: pairs)
    func overlap(pair: Pair) {
        #expect(abs(operations.overlap(pair.first, pair.second) - pair.share) < 0.001)
        #expect(abs(operations.overlap(pair.second, pair.first) - pair.share) < 0.001)
        #expect((operations.overlap(pair.first, pair.second) == 0) == (pair.share == 0))
    }

    @Test func unionJoinsWhatTouches() throws {
        let row = (0..<5).map { Plot.box(Double($0) * 100, 0, Double($0 + 1) * 100, 100) }
        let union = try operations.union(row)
        #expect(union.polygons.count == 1)
        #expect(abs(union.surface - 50_000) < 10)
        #expect(union.wound == union)
        let apart = try operations.union([row[0], row[2], row[0]])
        #expect(apart.polygons.count == 2)
        #expect(abs(apart.surface - 20_000) < 10)
        #expect(try operations.union([row[0]]) == row[0])
        #expect(throws: AreaRules.invalid) { try operations.union([]) }
    }

    @Test func pointsOfAUnionAreTheOnesThatWereThere() throws {
        let parts = [Plot.box(0, 0, 100, 100), Plot.box(50, 50, 150, 150)]
        let corners = Set(parts.flatMap { $0.polygons[0][0] })
        let union = try operations.union(parts)
        // Six corners as they were, and two where borders cross.
        #expect(Set(union.polygons[0][0]).intersection(corners).count == 6)
        #expect(Set(union.polygons[0][0]).count == 8)
    }

    @Test func tooManyPointsAreRefused() throws {
        let parts = try (0..<100).map { number in
            try #require(Area(around: Plot.point(Double(number) * 1_000, 0), metres: 100))
        }
        #expect(throws: AreaRules.invalid) { try operations.union(parts) }
        #expect(try operations.union(Array(parts.prefix(60))).polygons.count == 60)
    }

    @Test func cellsDivideTheOutline() throws {
        let outline = Plot.area([[Plot.ring(0, 0, 4_000, 3_000), Plot.ring(1_900, 1_400, 2_100, 1_600)]])
        let randomness = SeededRandomness(seed: 3)
        func next() -> Double { randomness.bytes(3).reduce(0) { $0 * 256 + Double($1) } / 16_777_216 }
        let points = (0..<60).map { _ in Plot.point(4_000 * next(), 3_000 * next()) }
        let cells = operations.cells(around: points, within: outline)
        #expect(cells.count == 60)
        #expect(abs(cells.reduce(0) { $0 + ($1?.surface ?? 0) } - outline.surface) < outline.surface * 0.001)
        for (number, cell) in cells.enumerated() {
            let cell = try #require(cell)
            #expect(try operations.checked(cell) == cell)
            #expect(cell.distance(to: points[number]) < 200, "at most the yard lies between")
            for (other, neighbour) in cells.enumerated() where other != number {
                #expect(operations.overlap(cell, try #require(neighbour)) == 0)
            }
        }
        // Any spot lies in the cell of the point that is nearest.
        for _ in 0..<300 {
            let spot = Plot.point(4_000 * next(), 3_000 * next())
            guard outline.contains(spot) else { continue }
            let ways = points.map { Plot.plane.flat($0) }.map { point in
                let here = Plot.plane.flat(spot)
                return ((point.x - here.x) * (point.x - here.x) + (point.y - here.y) * (point.y - here.y)).squareRoot()
            }
            let least = ways.min() ?? 0
            let holders = cells.indices.filter { cells[$0]?.contains(spot) == true }
            #expect(!holders.isEmpty || cells.compactMap { $0?.distance(to: spot) }.min() ?? 1 < 0.1)
            for holder in holders { #expect(ways[holder] - least < 5) }
        }
    }

    @Test func cellsOfFewPoints() {
        let outline = Plot.box(0, 0, 400, 400)
        let middle = Plot.point(100, 200)
        #expect(operations.cells(around: [], within: outline).isEmpty)
        #expect(operations.cells(around: [middle], within: outline) == [outline])
        #expect(operations.cells(around: [middle, middle], within: outline) == [outline, nil])
        let two = operations.cells(around: [middle, Plot.point(300, 200)], within: outline)
        #expect(two.map { ($0?.surface ?? 0).rounded() }.allSatisfy { abs($0 - 80_000) < 50 })
        let row = operations.cells(around: (0..<4).map { Plot.point(Double($0) * 100 + 50, 50) }, within: outline)
        #expect(row.allSatisfy { abs(($0?.surface ?? 0) - 40_000) < 50 }, "all on one line")
        // Nobody's: another point is nearer to every spot of the outline.
        let far = operations.cells(around: [middle, Plot.point(9_000, 0), Plot.point(300, 200)], within: outline)
        #expect(far[1] == nil && far[0] != nil && far[2] != nil)
    }

    @Test func simplifiedKeepsItsBorders() throws {
        let circle = try #require(Area(around: Street.corner, metres: 1_000))
        let simple = operations.simplified(circle, metres: 30)
        #expect(simple.polygons[0][0].count < 20)
        #expect(simple.polygons[0][0].count >= 9)
        for corner in circle.polygons[0][0] {
            // Inside, or beside its border by no more than that.
            #expect(simple.distance(to: corner) <= 30.1)
        }
        #expect(try operations.checked(simple) == simple)
        #expect(operations.simplified(circle, metres: 0) == circle)
        #expect(operations.simplified(GEOSShapeTests.block, metres: 10) == GEOSShapeTests.block)
        #expect(operations.simplified(GEOSShapeTests.block, metres: 100_000).surface > 0, "something always stays")
    }

    @Test func manyAtOnce() async throws {
        let operations = operations
        let shares = try await withThrowingTaskGroup(of: Double.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let wish = Plot.box(Double(number), 0, Double(number) + 400, 400)
                    return operations.overlap(try operations.checked(wish), GEOSShapeTests.block)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(shares.count == 200)
        // 1, 399/400, 398/400 … 201/400
        let sum: Double = shares.reduce(0, +)
        #expect(abs(sum - 150.25) < 0.5)
    }
}
