#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a drawn area must be before neighbours are warned by it.
public enum AreaRules {
    /// Square metres. A house with its garden is more: what is smaller was drawn by a slip of the finger.
    public static let smallest = 400.0
    /// Square metres: 100 km², a village with all its farms. Who is further away than that cannot look out of a window for
    /// anybody; a whole municipality is called by a vigilance call.
    public static let largest = 100_000_000.0

    /// Metres from west to east, and from south to north: 25 km. The longest village along a dike is shorter; and two specks at
    /// both ends of a country are nobody's street: they would cover postcodes far apart, and be compared with every group
    /// between them.
    public static let widest = 25_000.0

    /// The area as a group keeps it.
    ///
    /// - Throws: what `AreaOperations.checked` throws, `area-too-small`, `area-too-large`, `area-too-wide`,
    ///   `area-too-intricate`.
    public static func drawn(_ area: Area, in operations: any AreaOperations) throws(Refusal) -> Area {
        guard try !AreaIntricacy.isIntricate(tidied(area)) else { throw tooIntricate }
        let area = try operations.checked(area)
        let surface = area.surface
        guard surface >= smallest else { throw tooSmall }
        guard surface <= largest else {
            throw Refusal(.areaTooLarge, field: "area", ["limit": String(Int(largest / 1_000_000))])
        }
        let (width, height) = area.box.metres
        guard max(width, height) <= widest else {
            throw Refusal(.areaTooWide, field: "area", ["limit": String(Int(widest / 1_000))])
        }
        return area
    }

    /// Metres from a town of its country within which the middle of an area may lie in no municipality, since their borders are
    /// drawn coarsely and leave out large waters: harbours, dikes, a marina.
    static let offshore = 10_000.0

    /// Holds an area to the country whose policy is to hold in it: all of it within the country's bounds, and its middle in one
    /// of its municipalities, or near enough to one. Numbers that stand in each other's place are told from a wrong place, since that is mended
    /// otherwise.
    ///
    /// - Parameter gazetteer: says in which municipality a point lies; an empty one is not asked.
    /// - Throws: `area-swapped`, `area-elsewhere` with the country.
    public static func check(
        _ area: Area, liesIn jurisdiction: Jurisdiction, of gazetteer: Gazetteer = .empty
    ) throws(Refusal) {
        let elsewhere = Refusal(.areaElsewhere, field: "area", ["country": jurisdiction.country])
        let box = area.box
        guard jurisdiction.bounds.holds(box) else {
            let swapped = Area.Box(south: box.west, north: box.east, west: box.south, east: box.north)
            guard Jurisdiction.all.contains(where: { $0.bounds.holds(swapped) }) else { throw elsewhere }
            throw Refusal(.areaSwapped, field: "area")
        }
        guard !gazetteer.isEmpty else { return }
        if let municipality = gazetteer.municipality(at: area.middle) {
            guard municipality.country == jurisdiction.country else { throw elsewhere }
        } else if !gazetteer.hasTown(of: jurisdiction.country, within: offshore, of: area.middle) {
            throw elsewhere
        }
    }

    /// What every operations asks first: points that repeat the one before are gone, holes that are nothing, too, and no
    /// ring goes around the back of the earth.
    ///
    /// - Throws: `area-crosses-antimeridian`, `area-too-small` for an outline that is a mere line.
    public static func tidied(_ area: Area) throws(Refusal) -> Area {
        var polygons: [[[Coordinate]]] = []
        for polygon in area.polygons {
            for ring in polygon { try checkMeridian(ring) }
            let rings = polygon.map(withoutRepeats)
            guard !isLine(rings[0]) else { throw tooSmall }
            polygons.append(rings.prefix(1) + rings.dropFirst().filter { !isLine($0) })
        }
        guard let tidied = Area(polygons: polygons) else { throw invalid }
        return tidied
    }

    /// Where it is wrong, for people to look there: about 10 m fine.
    public static func place(_ point: Coordinate) -> [String: String] {
        ["latitude": decimals(point.latitude), "longitude": decimals(point.longitude)]
    }

    public static let tooSmall = Refusal(.areaTooSmall, field: "area", ["limit": String(Int(smallest))])
    public static let invalid = Refusal(.areaInvalid, field: "area", ["limit": String(Area.mostPoints)])
    public static let tooIntricate = Refusal(
        .areaTooIntricate, field: "area", ["limit": String(AreaIntricacy.mostParts)])

    private static func checkMeridian(_ ring: [Coordinate]) throws(Refusal) {
        let longitudes = ring.map(\.longitude)
        // The 180th meridian is crossed where a ring seems to go around the earth the long way.
        guard (longitudes.max() ?? 0) - (longitudes.min() ?? 0) <= 180 else {
            throw Refusal(.areaCrossesAntimeridian, field: "area")
        }
    }

    private static func withoutRepeats(_ ring: [Coordinate]) -> [Coordinate] {
        var kept: [Coordinate] = []
        for point in ring where point != kept.last { kept.append(point) }
        return kept
    }

    /// Whether no point lies more than a decimetre beside the line through the first one and the one furthest from it.
    private static func isLine(_ ring: [Coordinate]) -> Bool {
        guard ring.count >= 4 else { return true }
        let plane = LocalPlane(around: ring[0])
        let points = ring.map(plane.flat)
        let furthest = points.max { $0.x * $0.x + $0.y * $0.y < $1.x * $1.x + $1.y * $1.y } ?? points[0]
        let length = sqrt(furthest.x * furthest.x + furthest.y * furthest.y)
        return points.allSatisfy { abs($0.x * furthest.y - $0.y * furthest.x) <= 0.1 * length }
    }

    /// Four decimals, as in `52.0803`.
    private static func decimals(_ degrees: Double) -> String {
        let whole = Int((abs(degrees) * 10_000).rounded())
        let fraction = String(whole % 10_000)
        let sign = degrees < 0 && whole > 0 ? "-" : ""
        return "\(sign)\(whole / 10_000).\(String(repeating: "0", count: 4 - fraction.count))\(fraction)"
    }
}
