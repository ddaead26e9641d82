#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the rules of links need of shapes: flat around a point, good for a few kilometres.
enum LinkGeometry {
    /// Whether a direction points at an area: some of it lies in the sector that opens from the place, no farther away
    /// than so many metres.
    static func points(
        from place: Coordinate, to direction: Compass, at area: Area, metres: Double, degrees: Double
    ) -> Bool {
        let half = degrees / 2 * .pi / 180
        let middle = direction.bearing * .pi / 180
        // Clockwise from north, as on a compass.
        let left = FlatPoint(x: sin(middle - half), y: cos(middle - half))
        let right = FlatPoint(x: sin(middle + half), y: cos(middle + half))
        return sides(of: area, around: place).contains { side in
            var from = 0.0
            var until = 1.0
            // Inside is right of the left edge and left of the right one.
            for (start, end) in [
                (-cross(left, side.0), -cross(left, side.1)), (cross(right, side.0), cross(right, side.1)),
            ] {
                if start < 0, end < 0 { return false }
                if start < 0 { from = max(from, start / (start - end)) }
                if end < 0 { until = min(until, start / (start - end)) }
            }
            guard from <= until else { return false }
            return distance(to: (point(side, from), point(side, until))) <= metres
        }
    }

    // MARK: flat

    private static func sides(of area: Area, around origin: Coordinate) -> [(FlatPoint, FlatPoint)] {
        let plane = LocalPlane(around: origin)
        return area.polygons.joined().flatMap { ring in
            let flat = ring.map(plane.flat)
            return Array(zip(flat, flat.dropFirst()))
        }
    }

    /// Metres from where one stands to the nearest point of a side.
    private static func distance(to side: (FlatPoint, FlatPoint)) -> Double {
        let along = FlatPoint(x: side.1.x - side.0.x, y: side.1.y - side.0.y)
        let length = along.x * along.x + along.y * along.y
        let share = length == 0 ? 0 : max(0, min(1, -(side.0.x * along.x + side.0.y * along.y) / length))
        let nearest = point(side, share)
        return (nearest.x * nearest.x + nearest.y * nearest.y).squareRoot()
    }

    private static func point(_ side: (FlatPoint, FlatPoint), _ share: Double) -> FlatPoint {
        FlatPoint(x: side.0.x + share * (side.1.x - side.0.x), y: side.0.y + share * (side.1.y - side.0.y))
    }

    private static func cross(_ one: FlatPoint, _ other: FlatPoint) -> Double { one.x * other.y - one.y * other.x }
}

extension Compass {
    /// Degrees clockwise from north.
    public var bearing: Double {
        switch self {
        case .north: 0
        case .northEast: 45
        case .east: 90
        case .southEast: 135
        case .south: 180
        case .southWest: 225
        case .west: 270
        case .northWest: 315
        }
    }
}
