/// Territories drawn small: their borders in whole units, with few points, so that a page that shows them weighs little.
///
/// A border between two of them is one line, thinned once and for both: nothing gapes between them and nothing overlaps.
public struct MapSketch: Sendable {
    /// A point of it: right and down from the upper left corner.
    public struct Point: Hashable, Sendable {
        public let x: Int32, y: Int32
    }

    public let width: Int, height: Int
    /// Code → its rings, each without its first point again at the end.
    public let rings: [String: [[Point]]]
    private let west: Double, north: Double, across: Double, down: Double

    /// - Parameters:
    ///   - side: units of the longer side.
    ///   - tolerance: how many units a border may move.
    public init(_ areas: [(code: String, area: Area)], side: Int, tolerance: Double = 1.0) {
        let boxes = areas.map(\.area.box)
        let north = boxes.map(\.north).max() ?? 1
        let south = boxes.map(\.south).min() ?? 0
        let west = boxes.map(\.west).min() ?? 0
        let east = boxes.map(\.east).max() ?? 1
        let middle = Coordinate(latitude: (north + south) / 2, longitude: (west + east) / 2)
        let plane = middle.map(LocalPlane.init(around:))
        // A degree to the east is shorter than one to the north.
        let squeeze = plane.map { $0.metresEast / $0.metresNorth } ?? 1
        let scale = Double(side) / max((east - west) * squeeze, north - south, 0.000_1)
        self.west = west
        self.north = north
        across = scale * squeeze
        down = scale
        width = Int(((east - west) * scale * squeeze).rounded(.up))
        height = Int(((north - south) * scale).rounded(.up))
        var drawn: [(code: String, rings: [[Point]])] = []
        for (code, area) in areas {
            let rings = area.polygons.joined().map { ring in
                MapSketch.withoutRepeats(
                    ring.map { MapSketch.point($0, west: west, north: north, across: scale * squeeze, down: scale) })
            }
            drawn.append((code, rings.filter { $0.count > 2 }))
        }
        rings = MapSketch.thinned(drawn, tolerance: tolerance)
    }

    /// Where a place lies on it.
    public func point(_ place: Coordinate) -> Point {
        MapSketch.point(place, west: west, north: north, across: across, down: down)
    }

    private static func point(
        _ place: Coordinate, west: Double, north: Double, across: Double, down: Double
    ) -> Point {
        Point(
            x: Int32(((place.longitude - west) * across).rounded()),
            y: Int32(((north - place.latitude) * down).rounded()))
    }

    private static func withoutRepeats(_ points: [Point]) -> [Point] {
        var kept: [Point] = []
        for point in points where kept.last != point { kept.append(point) }
        while kept.count > 1, kept.first == kept.last { kept.removeLast() }
        return kept
    }

    // MARK: thinning

    private static func thinned(_ drawn: [(code: String, rings: [[Point]])], tolerance: Double) -> [String: [[Point]]] {
        // Where more than two lines meet, or where one territory's border goes on alone, all must keep their point.
        var around: [Point: Set<Point>] = [:]
        for ring in drawn.map(\.rings).joined() {
            for (index, point) in ring.enumerated() {
                around[point, default: []].insert(ring[(index + 1) % ring.count])
                around[point, default: []].insert(ring[(index + ring.count - 1) % ring.count])
            }
        }
        var result: [String: [[Point]]] = [:]
        for (code, rings) in drawn {
            let few = rings.map { ring in
                thinned(ring, isFixed: { (around[$0]?.count ?? 0) != 2 }, tolerance: tolerance)
            }
            // An island smaller than a speck is left out, unless it is all there is.
            let kept = few.filter { $0.count > 2 }
            result[code] = kept.isEmpty ? Array(rings.prefix(1)) : kept
        }
        return result
    }

    private static func thinned(_ ring: [Point], isFixed: (Point) -> Bool, tolerance: Double) -> [Point] {
        var fixed = ring.indices.filter { isFixed(ring[$0]) }
        // A ring that meets no other line is held at the same two points wherever it occurs: an enclave and its hole.
        if fixed.count < 2 {
            let first = fixed.first ?? ring.indices.min { isBefore(ring[$0], ring[$1]) } ?? 0
            let far = ring.indices.max {
                let (a, b) = (squared(ring[$0], ring[first]), squared(ring[$1], ring[first]))
                return a == b ? isBefore(ring[$0], ring[$1]) : a < b
            }
            fixed = [first, far ?? 0].sorted()
        }
        guard fixed.count > 1, fixed[0] != fixed[1] else { return [] }
        var points: [Point] = []
        for (place, start) in fixed.enumerated() {
            let end = place + 1 < fixed.count ? fixed[place + 1] : fixed[0] + ring.count
            let arc = (start...end).map { ring[$0 % ring.count] }
            points += arcThinned(arc, tolerance: tolerance).dropLast()
        }
        return withoutRepeats(points)
    }

    /// The same points whichever way round the line is given.
    private static func arcThinned(_ arc: [Point], tolerance: Double) -> [Point] {
        guard let first = arc.first, let last = arc.last, arc.count > 2 else { return arc }
        let isReversed =
            first == last ? isBefore(arc[arc.count - 2], arc[1]) : isBefore(last, first)
        let line = isReversed ? arc.reversed() : arc
        var isKept = [Bool](repeating: false, count: line.count)
        isKept[0] = true
        isKept[line.count - 1] = true
        var spans = [(0, line.count - 1)]
        while let (from, to) = spans.popLast() {
            guard to - from > 1 else { continue }
            var furthest = from
            var distance = tolerance * tolerance
            for index in (from + 1)..<to {
                let off = squared(line[index], from: line[from], to: line[to])
                if off > distance { (furthest, distance) = (index, off) }
            }
            guard furthest > from else { continue }
            isKept[furthest] = true
            spans += [(from, furthest), (furthest, to)]
        }
        let kept = line.indices.filter { isKept[$0] }.map { line[$0] }
        return isReversed ? kept.reversed() : kept
    }

    private static func isBefore(_ a: Point, _ b: Point) -> Bool { (a.x, a.y) < (b.x, b.y) }

    private static func squared(_ a: Point, _ b: Point) -> Double {
        let (x, y) = (Double(a.x - b.x), Double(a.y - b.y))
        return x * x + y * y
    }

    /// The square of a point's distance to a line's piece.
    private static func squared(_ point: Point, from: Point, to: Point) -> Double {
        let (x, y) = (Double(to.x - from.x), Double(to.y - from.y))
        let length = x * x + y * y
        guard length > 0 else { return squared(point, from) }
        let (px, py) = (Double(point.x - from.x), Double(point.y - from.y))
        let share = max(0.0, min(1.0, (px * x + py * y) / length))
        let (dx, dy) = (px - share * x, py - share * y)
        return dx * dx + dy * dy
    }
}

/// The maps for all figures: made once for a release of the gazetteer.
public struct FigureMaps: Sendable {
    public let released: String
    /// By country and by province: the municipalities in it.
    private let sketches: [String: MapSketch]
    /// By country: its provinces.
    private let provinces: [String: MapSketch]

    public init(_ places: Gazetteer) {
        released = places.released
        var sketches: [String: MapSketch] = [:]
        func outlined(_ places: [Place], _ gazetteer: Gazetteer) -> [(code: String, area: Area)] {
            places.sorted { $0.code < $1.code }.compactMap { place in
                gazetteer.outline(of: place.code).map { (code: place.code, area: $0) }
            }
        }
        var provinces: [String: MapSketch] = [:]
        for country in Figures.countries {
            let all = places.municipalities().filter { $0.country == country }
            sketches[country] = MapSketch(outlined(all, places), side: 520, tolerance: 2.0)
            for province in places.provinces(in: country) {
                let inside = all.filter { $0.province == province.code }
                sketches[province.code] = MapSketch(outlined(inside, places), side: 560)
            }
            provinces[country] = MapSketch(outlined(places.provinces(in: country), places), side: 520, tolerance: 2.0)
        }
        self.sketches = sketches
        self.provinces = provinces
    }

    /// The municipalities of a country or a province, drawn.
    public func municipalities(of code: String) -> MapSketch? { sketches[code] }

    /// The provinces of a country, drawn.
    public func provinces(of country: String) -> MapSketch? { provinces[country] }
}
