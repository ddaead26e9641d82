/// Many areas, so laid out that those at a place are found without looking at the others. It never changes: whoever
/// has new areas makes a new one.
///
/// Boxes lie in grids of squares, each grid twice as coarse as the one before; an area lies in the grid whose squares
/// are just larger than itself, and so in four squares at most. Nothing is found across the 180th meridian.
public struct AreaIndex<Key: Sendable>: Sendable {
    private let keys: [Key]
    private let areas: [Area]
    private let boxes: [Area.Box]
    /// Square and entry in one number each, in ascending order: all entries of a square, and all squares of a row, lie
    /// next to each other.
    private let places: [UInt64]
    /// The grids in which anything lies.
    private let levels: [Int]

    /// Lays them out. What is asked for comes in this order where nothing else is said.
    public init(_ entries: [(key: Key, area: Area)]) {
        keys = entries.map(\.key)
        areas = entries.map(\.area)
        boxes = areas.map(\.box)
        var places: [UInt64] = []
        var levels: Set<Int> = []
        for (entry, box) in boxes.enumerated() {
            let level = AreaIndex.level(of: box)
            levels.insert(level)
            let squares = Squares(box, level: level)
            for row in squares.rows {
                for column in squares.columns {
                    places.append(AreaIndex.square(level, row, column) << AreaIndex.entryBits | UInt64(entry))
                }
            }
        }
        places.sort()
        self.places = places
        self.levels = levels.sorted()
    }

    /// How many areas there are.
    public var count: Int { keys.count }

    /// Which areas the point lies in, or on the border of.
    public func covering(_ point: Coordinate) -> [Key] {
        let box = Area.Box(south: point.latitude, north: point.latitude, west: point.longitude, east: point.longitude)
        return entries(meeting: box).filter { areas[$0].contains(point) }.map { keys[$0] }
    }

    /// The nearest areas to a point with their distance in metres, 0 for those it lies in; the nearest first, and at most
    /// `limit` of them.
    public func nearest(to point: Coordinate, limit: Int, within metres: Double) -> [(key: Key, metres: Double)] {
        guard limit > 0, !keys.isEmpty, metres >= 0 else { return [] }
        // Half around the earth there is nothing further away.
        let most = min(metres, 20_100_000)
        var radius = min(most, 500)
        while true {
            let found = nearest(to: point, limit: limit, radius: radius)
            guard found.count < limit, radius < most else {
                return found.map { (key: keys[$0.entry], metres: $0.metres) }
            }
            radius = min(most, radius * 2)
        }
    }

    /// Which areas have a gap of at most so many metres to this one; 0 for those that touch or overlap it.
    public func touching(_ area: Area, within metres: Double) -> [Key] {
        entries(meeting: area.box.widened(metres: metres))
            .filter { area.isWithin(metres: metres, of: areas[$0]) }
            .map { keys[$0] }
    }

    /// Which areas have a box in common with this one, in the order in which they were laid out: at most `limit`.
    public func meeting(_ box: Area.Box, limit: Int) -> [Key] { entries(meeting: box).prefix(limit).map { keys[$0] } }

    // MARK: looking

    private func nearest(
        to point: Coordinate, limit: Int, radius: Double
    ) -> [(entry: Int, metres: Double)] {
        let dot = Area.Box(south: point.latitude, north: point.latitude, west: point.longitude, east: point.longitude)
        let plane = LocalPlane(around: point)
        let candidates = entries(meeting: dot.widened(metres: radius))
            .map { (entry: $0, atLeast: boxes[$0].distance(to: point, on: plane)) }
            .filter { $0.atLeast <= radius }
            .sorted { ($0.atLeast, $0.entry) < ($1.atLeast, $1.entry) }
        var found: [(entry: Int, metres: Double)] = []
        for candidate in candidates {
            // All that follow are no nearer than their boxes.
            if found.count == limit, candidate.atLeast > found[limit - 1].metres { break }
            let metres = areas[candidate.entry].distance(to: point)
            guard metres <= radius else { continue }
            let place = found.firstIndex { ($0.metres, $0.entry) > (metres, candidate.entry) } ?? found.count
            found.insert((entry: candidate.entry, metres: metres), at: place)
            if found.count > limit { found.removeLast() }
        }
        return found
    }

    /// Every entry whose box has a point in common with this one, in ascending order.
    private func entries(meeting box: Area.Box) -> [Int] {
        var found: [Int] = []
        for level in levels {
            let squares = Squares(box, level: level)
            for row in squares.rows {
                let first = AreaIndex.square(level, row, squares.columns.lowerBound) << AreaIndex.entryBits
                let end = (AreaIndex.square(level, row, squares.columns.upperBound) + 1) << AreaIndex.entryBits
                var place = position(of: first)
                while place < places.count, places[place] < end {
                    let entry = Int(places[place] & (1 << AreaIndex.entryBits - 1))
                    if boxes[entry].meets(box) { found.append(entry) }
                    place += 1
                }
            }
        }
        guard found.count > 1 else { return found }
        // An area that lies in several squares was met several times.
        found.sort()
        var kept: [Int] = []
        for entry in found where entry != kept.last { kept.append(entry) }
        return kept
    }

    /// Where the first number lies that is not below this one.
    private func position(of number: UInt64) -> Int {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    // MARK: squares

    /// The rows and columns of a grid that a box lies in.
    private struct Squares {
        let rows: ClosedRange<Int>
        let columns: ClosedRange<Int>

        init(_ box: Area.Box, level: Int) {
            let size = AreaIndex.size(of: level)
            func number(_ degrees: Double, most: Double) -> Int {
                Int((max(0, min(most, degrees)) / size).rounded(.down))
            }
            rows = number(box.south + 90, most: 180)...number(box.north + 90, most: 180)
            columns = number(box.west + 180, most: 360)...number(box.east + 180, most: 360)
        }
    }

    /// Degrees of a square's side: 0.004° is 450 m from south to north.
    private static func size(of level: Int) -> Double { 0.004 * Double(1 << level) }

    /// The finest grid whose squares are no smaller than the box.
    private static func level(of box: Area.Box) -> Int {
        let side = max(box.north - box.south, box.east - box.west)
        var level = 0
        while size(of: level) < side { level += 1 }
        return level
    }

    /// At the finest, 90,001 columns: 17 bits; 17 levels: 5 bits.
    private static func square(_ level: Int, _ row: Int, _ column: Int) -> UInt64 {
        UInt64(level) << 34 | UInt64(row) << 17 | UInt64(column)
    }

    /// What remains of 64 bits beside the square's 39: more than 33 million areas.
    private static var entryBits: UInt64 { 25 }
}

extension Area.Box {
    /// Metres from a point to the box, 0 inside, on the plane around the point.
    func distance(to point: Coordinate, on plane: LocalPlane) -> Double {
        let aside = max(0, west - point.longitude, point.longitude - east) * plane.metresEast
        let up = max(0, south - point.latitude, point.latitude - north) * plane.metresNorth
        return (aside * aside + up * up).squareRoot()
    }
}
