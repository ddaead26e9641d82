import Testing
import Watch
import WatchTesting

/// Numbers that look random and are the same in every run.
private struct Dice {
    private let randomness = SeededRandomness(seed: 8)

    func next(_ range: ClosedRange<Double>) -> Double {
        let share = Double(randomness.bytes(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) / 4_294_967_296
        return range.lowerBound + share * (range.upperBound - range.lowerBound)
    }
}

/// What the index finds is what asking every single area finds.
@Suite struct AreaIndexTests {
    /// Neighbourhoods of every size, some of two parts, over a province; and two areas larger than all of them.
    private static let areas: [Area] = {
        let dice = Dice()
        var areas = (0..<400).map { number in
            let west = dice.next(-20_000...20_000)
            let south = dice.next(-20_000...20_000)
            let width = dice.next(20...2_000)
            let height = dice.next(20...2_000)
            let slant = dice.next(0...300)
            let ring = [
                (west, south), (west + width, south + slant), (west + width + slant, south + height),
                (west, south + height),
            ]
            return number % 10 == 0
                ? Plot.area([[ring], [Plot.ring(west - 3_000, south, west - 2_900, south + 100)]])
                : Plot.area([[ring]])
        }
        areas.append(Plot.box(-30_000, -30_000, 30_000, 30_000))
        areas.append(Plot.box(-15_000, 2_000, 9_000, 12_000))
        return areas
    }()

    private static let index = AreaIndex(areas.enumerated().map { (key: $0.offset, area: $0.element) })

    private static let points: [Coordinate] = {
        let dice = Dice()
        return (0..<300).map { _ in Plot.point(dice.next(-35_000...35_000), dice.next(-35_000...35_000)) }
    }()

    @Test func coveringIsWhatEveryAreaSays() {
        var found = 0
        for point in AreaIndexTests.points + AreaIndexTests.areas.map({ $0.polygons[0][0][0] }) {
            let keys = AreaIndexTests.index.covering(point)
            #expect(keys == AreaIndexTests.areas.indices.filter { AreaIndexTests.areas[$0].contains(point) })
            found += keys.count
        }
        #expect(found > 500)
    }

    @Test(arguments: [1, 5, 40], [0, 300, 2_500, 100_000.0])
    func nearestIsWhatEveryAreaSays(limit: Int, metres: Double) {
        for point in AreaIndexTests.points.prefix(60) {
            let found = AreaIndexTests.index.nearest(to: point, limit: limit, within: metres)
            let all = AreaIndexTests.areas.enumerated().map { (key: $0.offset, metres: $0.element.distance(to: point)) }
                .filter { $0.metres <= metres }.sorted { ($0.metres, $0.key) < ($1.metres, $1.key) }.prefix(limit)
            #expect(found.map(\.key) == all.map(\.key))
            #expect(found.map(\.metres) == all.map(\.metres))
        }
    }

    @Test(arguments: [0, 500.0])
    func touchingIsWhatEveryAreaSays(metres: Double) {
        for area in AreaIndexTests.areas.prefix(80) {
            let all = AreaIndexTests.areas.indices.filter { AreaIndexTests.areas[$0].gap(to: area) <= metres }
            #expect(AreaIndexTests.index.touching(area, within: metres) == all)
        }
    }

    @Test func nothingIsFoundInNothing() {
        let index = AreaIndex<Int>([])
        #expect(index.count == 0)
        #expect(index.covering(Street.corner).isEmpty)
        #expect(index.nearest(to: Street.corner, limit: 5, within: .infinity).isEmpty)
        #expect(index.touching(Plot.box(0, 0, 10, 10), within: 1_000).isEmpty)
    }

    @Test(arguments: [(90.0, 180.0), (-90, -180), (90, -180), (0, 0), (-89.99, 179.99)])
    func theEdgesOfTheEarth(latitude: Double, longitude: Double) throws {
        let point = try #require(Coordinate(latitude: latitude, longitude: longitude))
        let area = try #require(Area(around: point, metres: 100))
        let index = AreaIndex([(key: "there", area: area), (key: "here", area: Plot.box(0, 0, 100, 100))])
        #expect(index.covering(point) == ["there"])
        #expect(index.nearest(to: point, limit: 1, within: .infinity).map(\.key) == ["there"])
        #expect(index.nearest(to: point, limit: 0, within: .infinity).isEmpty)
        #expect(index.nearest(to: point, limit: 2, within: .infinity).count == 2, "however far the other one is")
    }

    @Test func aPointOnTheLineIsInBoth() {
        let index = AreaIndex([
            (key: "west", area: Plot.box(-100, 0, 0, 100)), (key: "east", area: Plot.box(0, 0, 100, 100)),
        ])
        #expect(index.covering(Plot.point(0, 50)) == ["west", "east"])
        #expect(index.nearest(to: Plot.point(0, 50), limit: 2, within: 10).map(\.metres) == [0, 0])
    }
}

/// What the index costs; `script/test rules -c release --filter AreaIndexCost` says it for a whole country.
@Suite struct AreaIndexCostTests {
    /// Not optimised, a tenth is plenty.
    private static var counts: [Int] {
        var isDebug = false
        assert(
            {
                isDebug = true
                return true
            }())
        return isDebug ? [900, 9_000] : [9_000, 90_000]
    }

    @Test(arguments: counts)
    func building(count: Int) {
        let dice = Dice()
        let entries = (0..<count).map { key in
            // About as dense as a country of 200 by 200 km in which groups stand everywhere.
            let west = dice.next(-100_000...100_000)
            let south = dice.next(-100_000...100_000)
            let middle = Plot.point(west, south)
            // A round neighbourhood of 32 corners.
            return (key: key, area: Area(around: middle, metres: dice.next(150...900)) ?? Plot.box(0, 0, 1, 1))
        }
        let points = (0..<4_000).map { _ in
            Plot.point(dice.next(-100_000...100_000), dice.next(-100_000...100_000))
        }
        let clock = ContinuousClock()
        var index = AreaIndex<Int>([])
        let building = clock.measure { index = AreaIndex(entries) }
        var found = 0
        func times(_ ask: (Coordinate) -> Int) -> (middle: Duration, slow: Duration) {
            let times = points.map { point in clock.measure { found += ask(point) } }.sorted()
            return (times[times.count / 2], times[times.count * 99 / 100])
        }
        let covering = times { index.covering($0).count }
        let nearest = times { index.nearest(to: $0, limit: 20, within: 10_000).count }
        let touching = times { _ in index.touching(entries[found % count].area, within: 500).count }
        print(
            "\(count) areas laid out in \(building); half of all questions, and all but 1 %, are answered within: "
                + "covering \(covering), nearest \(nearest), touching \(touching)")
        #expect(found > 0)
        // Far from what it takes, for machines that are busy; asking every area would take longer.
        #expect(building < .seconds(20))
        #expect(covering.middle < .milliseconds(2))
    }
}
