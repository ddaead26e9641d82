#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Area {
    /// Metres between two areas where they are nearest to each other; 0 when they touch, overlap, or one lies in the
    /// other. Good to a metre at 500 m between neighbourhoods.
    public func gap(to other: Area) -> Double {
        gap(to: other, within: .infinity)
    }

    /// Whether the other area is so near, in metres. Quicker than to reckon how near.
    public func isWithin(metres: Double, of other: Area) -> Bool {
        guard box.widened(metres: metres).meets(other.box) else { return false }
        return gap(to: other, within: metres) <= metres
    }

    /// What is further than `within` may come out as any length beyond it.
    private func gap(to other: Area, within metres: Double) -> Double {
        let isInside =
            polygons.contains { other.contains($0[0][0]) } || other.polygons.contains { contains($0[0][0]) }
        guard !isInside else { return 0 }
        let plane = LocalPlane(around: box.joined(other.box).middle)
        let ours = FlatSegment.all(of: self, on: plane)
        let theirs = FlatRow(FlatSegment.all(of: other, on: plane))
        let frame = FlatSegment.frame(of: theirs.segments)
        // Squares, so that no root is taken but where it gets less. A little more, so that what lies exactly there is found.
        var least = metres * metres * 1.000_001 + 0.000_001
        var reach = sqrt(least)
        var isFound = false
        for own in ours where own.squaredBoxGap(frame) <= least {
            for their in theirs.near(own, reach: reach) where own.squaredBoxGap(their) <= least {
                let square = own.squaredGap(their)
                guard square <= least else { continue }
                least = square
                reach = sqrt(least)
                isFound = true
                if least == 0 { return 0 }
            }
        }
        guard isFound else { return .infinity }
        // Nearer than a millimetre is touching, as for a point on a border.
        return least < 0.000_001 ? 0 : sqrt(least)
    }
}

/// Pieces of a border in a row, from west to east or from south to north: so that those near to another piece are found
/// without looking at all of them. Along the way on which they are the shortest, since long pieces lie beside everything.
private struct FlatRow {
    let segments: [FlatSegment]
    private let isEastward: Bool
    private let longest: Double

    init(_ all: [FlatSegment]) {
        let aside = all.reduce(0) { $0 + $1.east - $1.west }
        let up = all.reduce(0) { $0 + $1.north - $1.south }
        let isEastward = aside <= up
        self.isEastward = isEastward
        segments = all.sorted { isEastward ? $0.west < $1.west : $0.south < $1.south }
        longest = all.reduce(0) { max($0, isEastward ? $1.east - $1.west : $1.north - $1.south) }
    }

    /// Every piece that lies within reach of this one, and some more.
    func near(_ piece: FlatSegment, reach: Double) -> ArraySlice<FlatSegment> {
        let first = (isEastward ? piece.west : piece.south) - reach - longest
        let last = (isEastward ? piece.east : piece.north) + reach
        let from = position { $0 < first }
        return segments[from..<max(from, position { $0 <= last })]
    }

    /// How many begin before.
    private func position(_ isBefore: (Double) -> Bool) -> Int {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(isEastward ? segments[middle].west : segments[middle].south) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

/// A straight piece of a border on a plane.
private struct FlatSegment {
    let start: FlatPoint
    let end: FlatPoint
    let west: Double, east: Double, south: Double, north: Double

    init(_ start: FlatPoint, _ end: FlatPoint) {
        self.start = start
        self.end = end
        west = min(start.x, end.x)
        east = max(start.x, end.x)
        south = min(start.y, end.y)
        north = max(start.y, end.y)
    }

    static func all(of area: Area, on plane: LocalPlane) -> [FlatSegment] {
        var segments: [FlatSegment] = []
        for ring in area.polygons.joined() {
            var before = plane.flat(ring[0])
            for point in ring.dropFirst() {
                let here = plane.flat(point)
                segments.append(FlatSegment(before, here))
                before = here
            }
        }
        return segments
    }

    /// The diagonal of the box around all of them.
    static func frame(of segments: [FlatSegment]) -> FlatSegment {
        var (west, east, south, north) = (Double.infinity, -Double.infinity, Double.infinity, -Double.infinity)
        for segment in segments {
            west = min(west, segment.west)
            east = max(east, segment.east)
            south = min(south, segment.south)
            north = max(north, segment.north)
        }
        return FlatSegment(FlatPoint(x: west, y: south), FlatPoint(x: east, y: north))
    }

    /// The square of the length between both boxes: never more than that between the segments.
    func squaredBoxGap(_ other: FlatSegment) -> Double {
        let aside = max(0, other.west - east, west - other.east)
        let up = max(0, other.south - north, south - other.north)
        return aside * aside + up * up
    }

    /// The square of the length between the nearest points of both.
    func squaredGap(_ other: FlatSegment) -> Double {
        if crosses(other) { return 0 }
        return min(
            squaredLength(from: other.start), squaredLength(from: other.end), other.squaredLength(from: start),
            other.squaredLength(from: end))
    }

    private func crosses(_ other: FlatSegment) -> Bool {
        let first = side(of: other.start)
        let second = side(of: other.end)
        guard (first > 0 && second < 0) || (first < 0 && second > 0) else { return false }
        let third = other.side(of: start)
        let fourth = other.side(of: end)
        return (third > 0 && fourth < 0) || (third < 0 && fourth > 0)
    }

    /// Positive on the left, negative on the right.
    private func side(of point: FlatPoint) -> Double {
        (end.x - start.x) * (point.y - start.y) - (end.y - start.y) * (point.x - start.x)
    }

    private func squaredLength(from point: FlatPoint) -> Double {
        let along = FlatPoint(x: end.x - start.x, y: end.y - start.y)
        let length = along.x * along.x + along.y * along.y
        let reach = (point.x - start.x) * along.x + (point.y - start.y) * along.y
        let share = length == 0 ? 0 : max(0, min(1, reach / length))
        let aside = start.x + share * along.x - point.x
        let up = start.y + share * along.y - point.y
        return aside * aside + up * up
    }
}
