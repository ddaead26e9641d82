#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the rules of links need of shapes: flat around a point, good for a few kilometres.
enum LinkGeometry {
    typealias Flat = (x: Double, y: Double)

    /// Whether two areas touch, or lie within so many metres of each other.
    static func isGap(between one: Area, _ other: Area, within metres: Double) -> Bool {
        guard boxes(one, other, within: metres) else { return false }
        if one.polygons.contains(where: { other.contains($0[0][0]) }) { return true }
        if other.polygons.contains(where: { one.contains($0[0][0]) }) { return true }
        let origin = one.middle
        let sides = Self.sides(of: one, around: origin)
        let others = Self.sides(of: other, around: origin)
        return sides.contains { side in others.contains { gap(side, $0) <= metres } }
    }

    /// Whether a direction points at an area: some of it lies in the sector that opens from the place, no farther away
    /// than so many metres.
    static func points(
        from place: Coordinate, to direction: Compass, at area: Area, metres: Double, degrees: Double
    ) -> Bool {
        let half = degrees / 2 * .pi / 180
        let middle = direction.bearing * .pi / 180
        // Clockwise from north, as on a compass.
        let left: Flat = (sin(middle - half), cos(middle - half))
        let right: Flat = (sin(middle + half), cos(middle + half))
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
            return distance((0, 0), (point(side, from), point(side, until))) <= metres
        }
    }

    // MARK: flat

    private static func sides(of area: Area, around origin: Coordinate) -> [(Flat, Flat)] {
        let metres = Coordinate.earthRadius * .pi / 180
        let shrink = cos(origin.latitude * .pi / 180)
        return area.polygons.joined().flatMap { ring in
            let flat = ring.map { point -> Flat in
                ((point.longitude - origin.longitude) * metres * shrink, (point.latitude - origin.latitude) * metres)
            }
            return Array(zip(flat, flat.dropFirst()))
        }
    }

    private static func boxes(_ one: Area, _ other: Area, within metres: Double) -> Bool {
        let first = one.box
        let second = other.box
        let latitude = metres / Coordinate.earthRadius * 180 / .pi
        let longitude = latitude / max(0.01, cos(one.middle.latitude * .pi / 180)) * 1.01
        return first.south <= second.north + latitude && second.south <= first.north + latitude
            && first.west <= second.east + longitude && second.west <= first.east + longitude
    }

    /// Metres between two straight sides; 0 where they cross.
    private static func gap(_ one: (Flat, Flat), _ other: (Flat, Flat)) -> Double {
        func side(_ point: Flat, of line: (Flat, Flat)) -> Double {
            cross((line.1.x - line.0.x, line.1.y - line.0.y), (point.x - line.0.x, point.y - line.0.y))
        }
        if side(other.0, of: one) * side(other.1, of: one) < 0, side(one.0, of: other) * side(one.1, of: other) < 0 {
            return 0
        }
        return min(
            distance(one.0, other), distance(one.1, other), distance(other.0, one), distance(other.1, one))
    }

    private static func distance(_ point: Flat, _ side: (Flat, Flat)) -> Double {
        let along: Flat = (side.1.x - side.0.x, side.1.y - side.0.y)
        let length = along.x * along.x + along.y * along.y
        let toStart: Flat = (point.x - side.0.x, point.y - side.0.y)
        let share = length == 0 ? 0 : max(0, min(1, (toStart.x * along.x + toStart.y * along.y) / length))
        let nearest = Self.point(side, share)
        let x = point.x - nearest.x
        let y = point.y - nearest.y
        return sqrt(x * x + y * y)
    }

    private static func point(_ side: (Flat, Flat), _ share: Double) -> Flat {
        (side.0.x + share * (side.1.x - side.0.x), side.0.y + share * (side.1.y - side.0.y))
    }

    private static func cross(_ one: Flat, _ other: Flat) -> Double { one.x * other.y - one.y * other.x }
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
