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
}
