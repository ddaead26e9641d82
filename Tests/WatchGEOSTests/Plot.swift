import Watch
import WatchTesting

/// Areas drawn in metres east and north of the corner of the Kerkstraat.
enum Plot {
    static let plane = LocalPlane(around: Street.corner)

    static func point(_ east: Double, _ north: Double) -> Coordinate { plane.coordinate(FlatPoint(x: east, y: north)) }

    /// Rings are closed here.
    static func area(_ polygons: [[[(Double, Double)]]]) -> Area {
        let drawn = polygons.map { $0.map { ring in (ring + ring.prefix(1)).map { point($0.0, $0.1) } } }
        guard let area = Area(polygons: drawn) else { preconditionFailure("what a test draws is an area") }
        return area
    }

    /// A box by its south-west and north-east corner, counter-clockwise.
    static func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> Area {
        area([[ring(west, south, east, north)]])
    }

    static func ring(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> [(Double, Double)] {
        [(west, south), (east, south), (east, north), (west, north)]
    }
}
