import Testing
import Watch

@Suite("A map drawn small") struct MapSketchTests {
    /// Two neighbours whose common border runs in a fine saw.
    private static var saw: [(code: String, area: Area)] {
        let teeth = (0...200).map { ($0.isMultiple(of: 2) ? 5.1 : 5.1004, 52.0 + Double($0) * 0.001) }
        func area(_ points: [(Double, Double)]) -> Area {
            let ring = points.compactMap { Coordinate(latitude: $0.1, longitude: $0.0) }
            guard let area = Area(polygons: [[ring + [ring[0]]]]) else { preconditionFailure("a ring") }
            return area
        }
        return [
            ("west", area([(5.0, 52.0)] + teeth + [(5.0, 52.2)])),
            ("east", area([(5.3, 52.2)] + teeth.reversed() + [(5.3, 52.0)])),
        ]
    }

    @Test func aCommonBorderStaysOneLine() throws {
        let sketch = MapSketch(MapSketchTests.saw, side: 600)
        let west = try #require(sketch.rings["west"]?.first)
        let east = try #require(sketch.rings["east"]?.first)
        #expect(west.count < 12 && east.count < 12)
        let common = Set(west).intersection(east)
        #expect(common.count >= 2)
        // No hole and no overlap: both together are as large as the box around them.
        #expect(abs(MapSketchTests.surface(west) + MapSketchTests.surface(east) - sketch.width * sketch.height) < 700)
        // Whatever is on the border of one is on that of the other.
        let edge = west.map(\.x).max() ?? 0
        #expect(west.filter { $0.x >= edge - 3 }.allSatisfy(common.contains))
    }

    @Test func islandsAndEnclavesKeepTheirShape() throws {
        let hole = SmallCountry.area(5.08, 52.08, 0.04)
        let around = SmallCountry.area(5.0, 52.0, 0.2)
        let holed = try #require(Area(polygons: [[around.polygons[0][0], hole.polygons[0][0].reversed()]]))
        let sketch = MapSketch([("around", holed), ("enclave", hole)], side: 300)
        #expect(sketch.rings["around"]?.count == 2)
        #expect(sketch.rings["around"].map { Set($0[1]) } == sketch.rings["enclave"].map { Set($0[0]) })
        #expect(sketch.rings["enclave"]?.first?.count == 4)
    }

    @Test func whatIsTooSmallIsStillSomething() {
        let sketch = MapSketch(
            [("large", SmallCountry.area(5, 52, 2)), ("speck", SmallCountry.area(4, 52, 0.02))], side: 300)
        #expect(sketch.rings["speck"]?.isEmpty == false)
        #expect(MapSketch([], side: 300).rings.isEmpty)
    }

    @Test func theMapsOfTheSmallCountryAreThere() {
        let maps = FigureMaps(SmallCountry.places)
        #expect(maps.municipalities(of: "NL")?.rings.keys.sorted() == ["0589", "0632", "1901"])
        #expect(maps.municipalities(of: "26")?.rings.keys.sorted() == ["0589", "0632"])
        #expect(maps.provinces(of: "NL")?.rings.keys.sorted() == ["26", "28"])
    }

    private static func surface(_ ring: [MapSketch.Point]) -> Int {
        var twice = 0
        for (index, point) in ring.enumerated() {
            let next = ring[(index + 1) % ring.count]
            twice += Int(point.x) * Int(next.y) - Int(next.x) * Int(point.y)
        }
        return abs(twice) / 2
    }
}
