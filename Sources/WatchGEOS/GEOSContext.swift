import CGEOS
import Watch

/// A sheet of GEOS with everything that is drawn on it: one context, for one call on one thread. What was drawn goes
/// when the sheet goes.
final class GEOSContext {
    private let context: GEOSContextHandle_t
    private var drawn: [OpaquePointer] = []

    /// Nil only for want of memory.
    init?() {
        guard let context = GEOS_init_r() else { return nil }
        self.context = context
    }

    deinit {
        for shape in drawn { GEOSGeom_destroy_r(context, shape) }
        GEOS_finish_r(context)
    }

    /// A shape on its sheet.
    struct Shape {
        fileprivate let pointer: OpaquePointer
    }

    // MARK: drawing

    /// Polygons, each an outline with its holes; the rings must be closed.
    func draw(_ polygons: [[[FlatPoint]]]) -> Shape? {
        var parts: [OpaquePointer?] = []
        for polygon in polygons {
            guard let part = self.polygon(polygon) else {
                for part in parts { GEOSGeom_destroy_r(context, part) }
                return nil
            }
            parts.append(part)
        }
        if parts.count == 1 { return keep(parts[0]) }
        // The collection owns its parts from here on, also when it cannot be made.
        return keep(GEOSGeom_createCollection_r(context, CInt(GEOS_MULTIPOLYGON.rawValue), &parts, UInt32(parts.count)))
    }

    func draw(_ points: [FlatPoint]) -> Shape? {
        keep(sequence(points).flatMap { GEOSGeom_createLineString_r(context, $0) })
    }

    private func polygon(_ rings: [[FlatPoint]]) -> OpaquePointer? {
        var made: [OpaquePointer?] = []
        for ring in rings {
            guard let line = sequence(ring).flatMap({ GEOSGeom_createLinearRing_r(context, $0) }) else {
                for line in made { GEOSGeom_destroy_r(context, line) }
                return nil
            }
            made.append(line)
        }
        var holes = Array(made.dropFirst())
        // The polygon owns its rings from here on, also when it cannot be made.
        return GEOSGeom_createPolygon_r(context, made[0], &holes, UInt32(holes.count))
    }

    /// Owned by the shape that is made of it.
    private func sequence(_ points: [FlatPoint]) -> OpaquePointer? {
        let numbers = points.flatMap { [$0.x, $0.y] }
        return GEOSCoordSeq_copyFromBuffer_r(context, numbers, UInt32(points.count), 0, 0)
    }

    private func keep(_ shape: OpaquePointer?) -> Shape? {
        guard let shape else { return nil }
        drawn.append(shape)
        return Shape(pointer: shape)
    }

    // MARK: reckoning

    /// Why a shape is none, in GEOS's words, and where; nil for one that is whole.
    func flaw(of shape: Shape) -> (reason: String, place: FlatPoint?)? {
        var reason: UnsafeMutablePointer<CChar>?
        var location: OpaquePointer?
        let verdict = GEOSisValidDetail_r(context, shape.pointer, 0, &reason, &location)
        defer {
            GEOSFree_r(context, reason)
            GEOSGeom_destroy_r(context, location)
        }
        guard verdict != 1 else { return nil }
        var place: FlatPoint?
        if let location {
            var x = 0.0
            var y = 0.0
            if GEOSGeomGetX_r(context, location, &x) == 1, GEOSGeomGetY_r(context, location, &y) == 1 {
                place = FlatPoint(x: x, y: y)
            }
        }
        return (reason.map { String(cString: $0) } ?? "", place)
    }

    /// Everything that lies in any part of the shape, as one.
    func union(_ shape: Shape) -> Shape? { keep(GEOSUnaryUnion_r(context, shape.pointer)) }

    func intersection(_ a: Shape, _ b: Shape) -> Shape? {
        keep(GEOSIntersection_r(context, a.pointer, b.pointer))
    }

    /// The smallest bulging outline around it.
    func hull(_ shape: Shape) -> Shape? { keep(GEOSConvexHull_r(context, shape.pointer)) }

    func simplified(_ shape: Shape, by length: Double) -> Shape? {
        keep(GEOSTopologyPreserveSimplify_r(context, shape.pointer, length))
    }

    /// One cell for each of the points, in no order; together they hold the frame.
    func cells(around points: Shape, frame: Shape) -> Shape? {
        keep(GEOSVoronoiDiagram_r(context, points.pointer, frame.pointer, 0, 0))
    }

    func surface(_ shape: Shape) -> Double {
        var surface = 0.0
        return GEOSArea_r(context, shape.pointer, &surface) == 1 ? surface : 0
    }

    // MARK: reading

    /// The polygons of a shape; points and lines in it are left out.
    func polygons(of shape: Shape) -> [[[FlatPoint]]] { polygons(of: shape.pointer) }

    private func polygons(of shape: OpaquePointer) -> [[[FlatPoint]]] {
        switch GEOSGeomTypes(rawValue: UInt32(GEOSGeomTypeId_r(context, shape))) {
        case GEOS_POLYGON:
            guard GEOSisEmpty_r(context, shape) == 0, let outline = GEOSGetExteriorRing_r(context, shape) else {
                return []
            }
            let holes = (0..<max(0, GEOSGetNumInteriorRings_r(context, shape))).compactMap { number in
                GEOSGetInteriorRingN_r(context, shape, number)
            }
            return [([outline] + holes).map(points)]
        case GEOS_MULTIPOLYGON, GEOS_GEOMETRYCOLLECTION:
            return (0..<max(0, GEOSGetNumGeometries_r(context, shape))).flatMap { number in
                GEOSGetGeometryN_r(context, shape, number).map { polygons(of: $0) } ?? []
            }
        default: return []
        }
    }

    private func points(of line: OpaquePointer) -> [FlatPoint] {
        guard let sequence = GEOSGeom_getCoordSeq_r(context, line) else { return [] }
        var count: UInt32 = 0
        guard GEOSCoordSeq_getSize_r(context, sequence, &count) == 1 else { return [] }
        var numbers = [Double](repeating: 0, count: Int(count) * 2)
        guard GEOSCoordSeq_copyToBuffer_r(context, sequence, &numbers, 0, 0) == 1 else { return [] }
        return (0..<Int(count)).map { FlatPoint(x: numbers[2 * $0], y: numbers[2 * $0 + 1]) }
    }
}
