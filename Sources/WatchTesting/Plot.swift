import Watch

/// Areas drawn in metres east and north of the corner of the Kerkstraat.
public enum Plot {
    /// On which they are drawn.
    public static let plane = LocalPlane(around: Street.corner)

    /// A point so many metres from the corner.
    public static func point(_ east: Double, _ north: Double) -> Coordinate {
        plane.coordinate(FlatPoint(x: east, y: north))
    }

    /// Polygons, each an outline with its holes. Rings are closed here.
    public static func area(_ polygons: [[[(Double, Double)]]]) -> Area {
        let drawn = polygons.map { $0.map { ring in (ring + ring.prefix(1)).map { point($0.0, $0.1) } } }
        guard let area = Area(polygons: drawn) else { preconditionFailure("what a test draws is an area") }
        return area
    }

    /// A box by its south-west and north-east corner, counter-clockwise.
    public static func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> Area {
        area([[ring(west, south, east, north)]])
    }

    /// The same as a ring, not closed.
    public static func ring(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> [(Double, Double)] {
        [(west, south), (east, south), (east, north), (west, north)]
    }

    /// A back with so many teeth to the north, or to the east where it is turned, 4,000 m long and wide: as pointed as an
    /// area can be.
    public static func comb(_ teeth: Int, turned: Bool = false) -> Area {
        let wide = 4_000 / Double(teeth)
        var ring = [(0.0, -10.0), (4_000, -10)]
        for tooth in (0..<teeth).reversed() {
            let west = Double(tooth) * wide
            ring += [(west + wide * 0.9, 0), (west + wide / 2, 4_000), (west + wide * 0.1, 0)]
        }
        return area([[turned ? ring.map { ($0.1, 4_000 - $0.0) } : ring]])
    }

    /// So many thin triangles beside each other from west to east, and as many from south to north over them.
    public static func triangles(_ count: Int) -> Area {
        let wide = 4_000 / Double(count)
        let upward = (0..<count).map { number in
            let west = Double(number) * wide
            return [(west, 0.0), (west + wide / 2, 0.0), (west + wide / 4, 4_000.0)]
        }
        return area((upward + upward.map { $0.map { ($0.1, $0.0) } }).map { [$0] })
    }
}
