#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A point on the earth in WGS 84 degrees.
public struct Coordinate: Hashable, Codable, Sendable {
    /// −90 to 90, north positive.
    public let latitude: Double
    /// −180 to 180, east positive.
    public let longitude: Double

    /// Nil when a number is not finite or outside its range.
    public init?(latitude: Double, longitude: Double) {
        guard latitude.isFinite, longitude.isFinite, abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Metres to another point: great circle on a sphere of 6,371,008.8 m, good to half a per cent.
    public func distance(to other: Coordinate) -> Double {
        let phi1 = latitude * .pi / 180
        let phi2 = other.latitude * .pi / 180
        let dPhi = phi2 - phi1
        let dLambda = (other.longitude - longitude) * .pi / 180
        let half = sin(dPhi / 2) * sin(dPhi / 2) + cos(phi1) * cos(phi2) * sin(dLambda / 2) * sin(dLambda / 2)
        return 2 * Coordinate.earthRadius * asin(min(1, sqrt(half)))
    }

    /// The box that holds every point within so many metres, for a quick look in the store.
    public func box(metres: Double) -> (south: Double, north: Double, west: Double, east: Double) {
        let dLatitude = metres / Coordinate.earthRadius * 180 / .pi
        let dLongitude = dLatitude / max(0.01, cos(latitude * .pi / 180))
        return (latitude - dLatitude, latitude + dLatitude, longitude - dLongitude, longitude + dLongitude)
    }

    static let earthRadius = 6_371_008.8
}

extension Coordinate {
    /// What is read must be on the earth, too.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let latitude = try container.decode(Double.self, forKey: .latitude)
        let longitude = try container.decode(Double.self, forKey: .longitude)
        guard let point = Coordinate(latitude: latitude, longitude: longitude) else {
            throw DecodingError.dataCorruptedError(
                forKey: .latitude, in: container, debugDescription: "not on the earth")
        }
        self = point
    }
}

/// A neighbourhood's outline: polygons, each an outer ring with holes (GeoJSON MultiPolygon, RFC 7946 §3.1.7).
public struct Area: Hashable, Codable, Sendable {
    /// Polygon → ring → point; the first ring of a polygon is its outline, the others are holes; rings are closed.
    public let polygons: [[[Coordinate]]]

    /// Nil when there is no polygon, a ring is not closed or has fewer than four points, or there are more than
    /// `mostPoints` in all.
    public init?(polygons: [[[Coordinate]]]) {
        guard !polygons.isEmpty, polygons.reduce(0, { $0 + $1.reduce(0) { $0 + $1.count } }) <= Area.mostPoints else {
            return nil
        }
        for polygon in polygons {
            guard !polygon.isEmpty, polygon.allSatisfy({ $0.count >= 4 && $0.first == $0.last }) else { return nil }
        }
        self.polygons = polygons
    }

    /// What is read must be an area, too.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // Decoded arrays have room for more; these are held for every group of the country, and never grow.
        let polygons = try container.decode([[[Coordinate]]].self, forKey: .polygons).map { $0.map { $0.map { $0 } } }
        guard let area = Area(polygons: polygons) else {
            throw DecodingError.dataCorruptedError(
                forKey: .polygons, in: container, debugDescription: "not an area")
        }
        self = area
    }

    /// A bound on what comes from outside.
    public static let mostPoints = 2_000

    /// Whether the point lies inside, by counting crossings. A border belongs to the area, that of a hole, too: a point
    /// on it, or not further from it than about a millimetre, is inside, so that a house on the line between two
    /// areas is in both.
    public func contains(_ point: Coordinate) -> Bool {
        polygons.contains { polygon in
            switch Area.side(point, polygon[0]) {
            case .border: true
            case .outside: false
            case .inside: !polygon.dropFirst().contains { Area.side(point, $0) == .inside }
            }
        }
    }

    /// Metres from the point to the nearest border, 0 inside and on it (flat around the point: good for a few kilometres).
    public func distance(to point: Coordinate) -> Double {
        guard !contains(point) else { return 0 }
        let plane = LocalPlane(around: point)
        var least = Double.infinity
        for ring in polygons.joined() {
            var start = plane.flat(ring[0])
            for corner in ring.dropFirst() {
                let end = plane.flat(corner)
                least = min(least, Area.squaredDistance(start, end))
                start = end
            }
        }
        return least.squareRoot()
    }

    /// The middle of the box around it, as a point to fly a map to.
    public var middle: Coordinate { box.middle }

    private enum Side { case inside, outside, border }

    private static func side(_ point: Coordinate, _ ring: [Coordinate]) -> Side {
        var isInside = false
        var a = ring[0]
        for b in ring.dropFirst() {
            defer { a = b }
            guard min(a.latitude, b.latitude) - lineWidth <= point.latitude,
                max(a.latitude, b.latitude) + lineWidth >= point.latitude
            else { continue }
            if isOnLine(point, a, b) { return .border }
            guard (a.latitude > point.latitude) != (b.latitude > point.latitude) else { continue }
            let share = (point.latitude - a.latitude) / (b.latitude - a.latitude)
            if point.longitude < a.longitude + share * (b.longitude - a.longitude) { isInside.toggle() }
        }
        return isInside ? .inside : .outside
    }

    /// Degrees, a millimetre: how far beside a line a point still lies on it.
    private static let lineWidth = 0.000_000_01

    private static func isOnLine(_ point: Coordinate, _ a: Coordinate, _ b: Coordinate) -> Bool {
        guard min(a.longitude, b.longitude) - lineWidth <= point.longitude,
            max(a.longitude, b.longitude) + lineWidth >= point.longitude
        else { return false }
        let start = FlatPoint(x: a.longitude - point.longitude, y: a.latitude - point.latitude)
        let end = FlatPoint(x: b.longitude - point.longitude, y: b.latitude - point.latitude)
        return squaredDistance(start, end) <= lineWidth * lineWidth
    }

    /// The square of the distance from the middle of the plane to a line on it.
    private static func squaredDistance(_ start: FlatPoint, _ end: FlatPoint) -> Double {
        let along = FlatPoint(x: end.x - start.x, y: end.y - start.y)
        let length = along.x * along.x + along.y * along.y
        let share = length == 0 ? 0 : max(0, min(1, -(start.x * along.x + start.y * along.y) / length))
        let nearest = FlatPoint(x: start.x + share * along.x, y: start.y + share * along.y)
        return nearest.x * nearest.x + nearest.y * nearest.y
    }
}
