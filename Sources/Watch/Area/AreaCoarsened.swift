extension Coordinate {
    /// The point to a thousandth of a degree, about a hundred metres: what is asked from there keeps nobody's home.
    public var coarsened: Coordinate {
        Coordinate(
            latitude: (latitude * 1_000).rounded() / 1_000, longitude: (longitude * 1_000).rounded() / 1_000) ?? self
    }
}

extension Area {
    /// The area as strangers are shown it: no point of its border nearer to the truth than about 100 m allows, so that no
    /// house can be told by it. Holes are left out. Where rounding makes an outline cross itself, or leaves it more than
    /// 200 corners, it becomes the hull around it, and what is too small to be anything becomes a square of a thousandth
    /// of a degree.
    public var coarsened: Area {
        let outlines = polygons.map { polygon in [Area.coarse(polygon[0])] }
        return Area(polygons: outlines) ?? self
    }

    /// Metres: no point of the area as strangers are shown it lies further than that outside the box around it.
    public static let coarseReach = 200.0

    /// More corners than that, 100 m apart, go around a whole municipality: for a stranger the hull around it will do.
    private static let mostCorners = 200

    /// Whole thousandths of a degree, so that comparing and turning is exact.
    private struct Mesh: Hashable, Comparable {
        let x: Int
        let y: Int

        static func < (left: Mesh, right: Mesh) -> Bool { (left.x, left.y) < (right.x, right.y) }
    }

    private static func coarse(_ ring: [Coordinate]) -> [Coordinate] {
        var corners: [Mesh] = []
        for point in ring.dropLast() {
            let corner = Mesh(
                x: Int((point.longitude * 1_000).rounded()), y: Int((point.latitude * 1_000).rounded()))
            if corners.last != corner { corners.append(corner) }
        }
        while corners.count > 1, corners.first == corners.last { corners.removeLast() }
        // Looking whether an outline crosses itself compares each side with each other one.
        if corners.count > mostCorners || !isSimple(corners) { corners = hull(corners) }
        if corners.count < 3, let corner = corners.min() {
            corners = [
                corner, Mesh(x: corner.x + 1, y: corner.y), Mesh(x: corner.x + 1, y: corner.y + 1),
                Mesh(x: corner.x, y: corner.y + 1),
            ]
        }
        var points: [Coordinate] = []
        // Held in memory for every group of the country: no larger than it is.
        points.reserveCapacity(corners.count + 1)
        for corner in corners + corners.prefix(1) {
            if let point = Coordinate(latitude: Double(corner.y) / 1_000, longitude: Double(corner.x) / 1_000) {
                points.append(point)
            }
        }
        return points.count > 3 ? points : ring
    }

    /// Whether no corner is met twice and no two sides that are not neighbours meet.
    private static func isSimple(_ corners: [Mesh]) -> Bool {
        guard corners.count >= 3, Set(corners).count == corners.count else { return false }
        let count = corners.count
        for first in 0..<count {
            let (a, b) = (corners[first], corners[(first + 1) % count])
            // The next side shares a corner: it may only not run back along this one.
            let next = corners[(first + 2) % count]
            if turn(a, b, next) == 0, (b.x - a.x) * (next.x - b.x) + (b.y - a.y) * (next.y - b.y) < 0 { return false }
            let others = (first + 2)..<max(first + 2, first == 0 ? count - 1 : count)
            if others.contains(where: { meet(a, b, corners[$0], corners[($0 + 1) % count]) }) { return false }
        }
        return true
    }

    private static func turn(_ a: Mesh, _ b: Mesh, _ c: Mesh) -> Int {
        ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)).signum()
    }

    private static func meet(_ a: Mesh, _ b: Mesh, _ c: Mesh, _ d: Mesh) -> Bool {
        func lies(_ point: Mesh, _ from: Mesh, _ to: Mesh) -> Bool {
            turn(from, to, point) == 0
                && (min(from.x, to.x)...max(from.x, to.x)).contains(point.x)
                && (min(from.y, to.y)...max(from.y, to.y)).contains(point.y)
        }
        return (turn(a, b, c) != turn(a, b, d) && turn(c, d, a) != turn(c, d, b))
            || lies(c, a, b) || lies(d, a, b) || lies(a, c, d) || lies(b, c, d)
    }

    /// The smallest bulging outline around all of them, counter-clockwise (Andrew's monotone chain); fewer than three
    /// corners for what lies on a line.
    private static func hull(_ corners: [Mesh]) -> [Mesh] {
        let sorted = Set(corners).sorted()
        guard sorted.count > 2 else { return sorted }
        func chain(_ points: some Sequence<Mesh>) -> [Mesh] {
            var chain: [Mesh] = []
            for point in points {
                while chain.count > 1, turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
                    chain.removeLast()
                }
                chain.append(point)
            }
            return chain.dropLast()
        }
        let around = chain(sorted) + chain(sorted.reversed())
        return around.count > 2 ? around : [sorted[0]]
    }
}
