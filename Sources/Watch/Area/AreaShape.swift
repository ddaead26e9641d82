#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Area {
    /// Square metres, holes taken off. Good to a per mille for a neighbourhood and to a per cent for a province; parts
    /// that lie over each other count twice.
    public var surface: Double {
        let plane = LocalPlane(around: box.middle)
        return polygons.reduce(0) { sum, polygon in
            let holes = polygon.dropFirst().reduce(0) { $0 + abs(Area.turn($1, on: plane)) }
            return sum + max(0, abs(Area.turn(polygon[0], on: plane)) - holes)
        }
    }

    /// The same area as RFC 7946 §3.1.6 wants it: outlines run counter-clockwise, holes clockwise. Every ring begins
    /// where it began.
    public var wound: Area {
        let plane = LocalPlane(around: box.middle)
        let wound = polygons.map { polygon in
            polygon.enumerated().map { index, ring in
                (Area.turn(ring, on: plane) >= 0) == (index == 0) ? ring : ring.reversed()
            }
        }
        return Area(polygons: wound) ?? self
    }

    /// A circle of so many metres (1 to 100,000) as a polygon of 32 corners, every one of them that far away.
    public init?(around point: Coordinate, metres: Double) {
        let plane = LocalPlane(around: point)
        let radius = max(1, min(100_000, metres))
        let corners = (0..<32).map { corner in
            let angle = Double(corner) / 32 * 2 * .pi
            return plane.coordinate(FlatPoint(x: radius * cos(angle), y: radius * sin(angle)))
        }
        self.init(polygons: [[corners + corners.prefix(1)]])
    }

    /// The surface that a ring goes around; negative when it runs clockwise.
    private static func turn(_ ring: [Coordinate], on plane: LocalPlane) -> Double {
        let start = plane.flat(ring[0])
        var twice = 0.0
        var before = FlatPoint(x: 0, y: 0)
        for point in ring.dropFirst() {
            // Reckoned from the ring's first point: far from the middle, little would be left of small differences.
            let flat = plane.flat(point)
            let here = FlatPoint(x: flat.x - start.x, y: flat.y - start.y)
            twice += before.x * here.y - here.x * before.y
            before = here
        }
        return twice / 2
    }
}
