import Watch

/// Checks, joins, cuts and compares areas with GEOS.
///
/// What lies in what, and what crosses what, is the same in degrees as in metres, so that is reckoned in degrees, and
/// points that stay are the very same as before. Only what depends on lengths is reckoned on a plane.
public struct GEOSOperations: AreaOperations {
    public init() {}

    // MARK: checking

    public func checked(_ area: Area) throws(Refusal) -> Area {
        let area = try AreaRules.tidied(area)
        let sheet = try sheet()
        for polygon in area.polygons {
            guard let shape = sheet.draw([GEOSOperations.degrees(polygon)]) else { throw AreaRules.invalid }
            if let flaw = sheet.flaw(of: shape) { throw GEOSOperations.refusal(flaw, of: polygon) }
        }
        guard area.polygons.count > 1 else { return area.wound }
        guard let whole = sheet.draw(area.polygons.map(GEOSOperations.degrees)) else { throw AreaRules.invalid }
        guard sheet.flaw(of: whole) != nil else { return area.wound }
        // Each part is right by itself: they touch or overlap.
        return try joined(whole, on: sheet)
    }

    public func union(_ areas: [Area]) throws(Refusal) -> Area {
        var parts: [[[Coordinate]]] = []
        for area in areas { parts += try checked(area).polygons }
        let sheet = try sheet()
        guard !parts.isEmpty, let whole = sheet.draw(parts.map(GEOSOperations.degrees)) else { throw AreaRules.invalid }
        return try joined(whole, on: sheet)
    }

    private func joined(_ shape: GEOSContext.Shape, on sheet: GEOSContext) throws(Refusal) -> Area {
        guard let union = sheet.union(shape),
            let area = Area(polygons: GEOSOperations.coordinates(sheet.polygons(of: union)))
        else { throw AreaRules.invalid }
        return area.wound
    }

    /// GEOS's words for it are those of OGC 06-103r4; they have not changed in twenty years, and what is new among them
    /// is malformed.
    private static func refusal(_ flaw: (reason: String, place: FlatPoint?), of polygon: [[Coordinate]]) -> Refusal {
        let place = flaw.place.flatMap { Coordinate(latitude: $0.y, longitude: $0.x) }
        let parameters = AreaRules.place(place ?? polygon[0][0])
        return switch flaw.reason {
        case "Self-intersection", "Ring Self-intersection":
            Refusal(.areaCrossesItself, field: "area", parameters)
        case "Hole lies outside shell": Refusal(.areaHoleOutside, field: "area", parameters)
        default: Refusal(.areaMalformed, field: "area", parameters)
        }
    }

    // MARK: comparing

    public func overlap(_ a: Area, _ b: Area) -> Double {
        guard a.box.meets(b.box), let sheet = GEOSContext() else { return 0 }
        let plane = LocalPlane(around: a.box.joined(b.box).middle)
        // Metres to begin with, so that a square metre is one.
        guard var first = sheet.draw(GEOSOperations.flat(a, on: plane)),
            var second = sheet.draw(GEOSOperations.flat(b, on: plane))
        else { return 0 }
        if AreaIntricacy.isIntricate(a, b) {
            guard let firstHull = sheet.hull(first), let secondHull = sheet.hull(second) else { return 0 }
            (first, second) = (firstHull, secondHull)
        }
        guard let shared = sheet.intersection(first, second).map(sheet.surface), shared >= 1 else { return 0 }
        let smaller = min(sheet.surface(first), sheet.surface(second))
        return smaller > 0 ? min(1, shared / smaller) : 0
    }

    // MARK: shaping

    public func cells(around points: [Coordinate], within outline: Area) -> [Area?] {
        let plane = LocalPlane(around: outline.box.middle)
        let middles = points.map(plane.flat)
        let none = [Area?](repeating: nil, count: points.count)
        // Of points at the same place the first one has the cell.
        var first: [FlatPoint: Int] = [:]
        for (number, point) in middles.enumerated() where first[point] == nil { first[point] = number }
        guard let sheet = GEOSContext(), let frame = sheet.draw(GEOSOperations.flat(outline, on: plane)) else {
            return none
        }
        // One point has no neighbours to be divided from.
        guard first.count > 1 else {
            return points.indices.map { $0 == 0 ? outline.wound : nil }
        }
        guard let dots = sheet.draw(middles), let diagram = sheet.cells(around: dots, frame: frame) else {
            return none
        }
        let sites = first.map { (point: $0.key, number: $0.value) }
            .sorted { ($0.point.x, $0.number) < ($1.point.x, $1.number) }
        var cells = none
        for cell in sheet.polygons(of: diagram) {
            guard let owner = GEOSOperations.owner(of: cell[0], among: sites),
                let shape = sheet.draw([cell]), let cut = sheet.intersection(shape, frame)
            else { continue }
            let parts = sheet.polygons(of: cut).map { $0.map { $0.map(plane.coordinate) } }
            cells[owner] = GEOSOperations.sound(parts)
        }
        return cells
    }

    public func simplified(_ area: Area, metres: Double) -> Area {
        let plane = LocalPlane(around: area.box.middle)
        guard metres > 0, let sheet = GEOSContext(), let shape = sheet.draw(GEOSOperations.flat(area, on: plane)),
            let simple = sheet.simplified(shape, by: metres)
        else { return area }
        let parts = sheet.polygons(of: simple).map { $0.map { $0.map(plane.coordinate) } }
        return GEOSOperations.sound(parts) ?? area
    }

    /// Parts whose points were rounded to a centimetre, as an area; nil when nothing is left of them.
    private static func sound(_ parts: [[[Coordinate]]]) -> Area? {
        let whole = parts.compactMap { part in
            Area(polygons: [part]).flatMap { try? AreaRules.tidied($0) }?.polygons[0]
        }
        return Area(polygons: whole)?.wound
    }

    /// Which point a cell is drawn around. Cells are convex, and every one holds exactly one point.
    ///
    /// - Parameter sites: from west to east.
    private static func owner(of cell: [FlatPoint], among sites: [(point: FlatPoint, number: Int)]) -> Int? {
        let (west, east) = (cell.map(\.x).min() ?? 0, cell.map(\.x).max() ?? 0)
        let (south, north) = (cell.map(\.y).min() ?? 0, cell.map(\.y).max() ?? 0)
        var low = 0
        var high = sites.count
        while low < high {
            let middle = (low + high) / 2
            if sites[middle].point.x < west { low = middle + 1 } else { high = middle }
        }
        return sites[low...].prefix { $0.point.x <= east }.first { point, _ in
            guard point.y >= south, point.y <= north else { return false }
            var (isLeft, isRight) = (false, false)
            for (start, end) in zip(cell, cell.dropFirst()) {
                let side = (end.x - start.x) * (point.y - start.y) - (end.y - start.y) * (point.x - start.x)
                isLeft = isLeft || side > 0
                isRight = isRight || side < 0
            }
            return !(isLeft && isRight)
        }?.number
    }

    // MARK: from one to the other

    private func sheet() throws(Refusal) -> GEOSContext {
        guard let sheet = GEOSContext() else { throw Refusal(.unavailable) }
        return sheet
    }

    private static func degrees(_ polygon: [[Coordinate]]) -> [[FlatPoint]] {
        polygon.map { $0.map { FlatPoint(x: $0.longitude, y: $0.latitude) } }
    }

    private static func coordinates(_ polygons: [[[FlatPoint]]]) -> [[[Coordinate]]] {
        polygons.map { $0.map { $0.compactMap { Coordinate(latitude: $0.y, longitude: $0.x) } } }
    }

    private static func flat(_ area: Area, on plane: LocalPlane) -> [[[FlatPoint]]] {
        area.polygons.map { $0.map { $0.map(plane.flat) } }
    }
}
