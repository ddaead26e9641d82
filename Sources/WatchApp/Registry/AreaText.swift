import Foundation
import Watch

/// An area as it stands in a field of a list: Well-Known Text (OGC 06-103r4), with the tags that PostGIS and QGIS add, or
/// GeoJSON (RFC 7946), longitude first.
enum AreaText {
    /// Why something is no area: said so that who keeps the list finds it.
    struct Fault: Error, Hashable {
        let reason: String
    }

    /// Reads either.
    static func area(_ text: String) throws(Fault) -> Area {
        if text.utf8.first == UInt8(ascii: "{") {
            guard let shape = try? JSONDecoder().decode(Shape.self, from: Data(text.utf8)) else { throw noArea }
            return try shape.area()
        }
        var reader = AreaTextReader(text)
        return try reader.shape().area()
    }

    /// As Well-Known Text, to the last digit.
    static func text(_ area: Area) -> String {
        let polygons = area.polygons.map { polygon in
            let rings = polygon.map { ring in
                "(\(ring.map { "\($0.longitude) \($0.latitude)" }.joined(separator: ", ")))"
            }
            return "(\(rings.joined(separator: ", ")))"
        }
        return polygons.count == 1
            ? "POLYGON \(polygons[0])" : "MULTIPOLYGON (\(polygons.joined(separator: ", ")))"
    }

    static let noArea = Fault(
        reason: "not an area: write POLYGON ((longitude latitude, …)) or MULTIPOLYGON, or GeoJSON")

    /// What was drawn, before it is known whether it lies on the earth: polygon → ring → point → numbers, east first.
    struct Shape: Decodable {
        let polygons: [[[[Double]]]]

        private enum CodingKeys: String, CodingKey { case type, coordinates, geometry }

        init(polygons: [[[[Double]]]]) { self.polygons = polygons }

        /// A Polygon, a MultiPolygon, or a Feature with one of them.
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            switch try container.decode(String.self, forKey: .type) {
            case "Polygon": polygons = [try container.decode([[[Double]]].self, forKey: .coordinates)]
            case "MultiPolygon": polygons = try container.decode([[[[Double]]]].self, forKey: .coordinates)
            case "Feature": polygons = try container.decode(Shape.self, forKey: .geometry).polygons
            default: throw DecodingError.dataCorruptedError(forKey: .type, in: container, debugDescription: "no area")
            }
        }

        /// The area; heights are of no use here.
        func area() throws(Fault) -> Area {
            let points = polygons.joined().joined()
            guard points.allSatisfy({ $0.count >= 2 }), !points.isEmpty else { throw noArea }
            guard points.count <= Area.mostPoints else {
                throw Fault(reason: "it has \(points.count) points, and \(Area.mostPoints) may be: draw it simpler")
            }
            if let point = points.first, let grid = SurveyGrid.around(point[0], point[1]) {
                throw Fault(reason: grid.reason)
            }
            var drawn: [[[Coordinate]]] = []
            for polygon in polygons {
                var rings: [[Coordinate]] = []
                for ring in polygon {
                    let points = ring.compactMap { Coordinate(latitude: $0[1], longitude: $0[0]) }
                    guard points.count == ring.count else {
                        throw Fault(reason: "a point is not on the earth: write degrees, longitude first")
                    }
                    guard points.first == points.last else {
                        throw Fault(reason: "a ring is not closed: its last point must be its first one again")
                    }
                    rings.append(points)
                }
                drawn.append(rings)
            }
            guard let area = Area(polygons: drawn) else {
                throw Fault(reason: "a ring needs four points at least, the first one again at its end")
            }
            return area
        }
    }
}

/// Reads Well-Known Text from left to right.
private struct AreaTextReader {
    private let text: [UInt8]
    private var at = 0

    /// WGS 84, and what differs from it by less than a metre in Europe: ETRS89, and WGS 84 with its axes named otherwise.
    private static let degrees: Set<String> = ["4326", "4258", "84"]

    init(_ text: String) { self.text = Array(text.utf8) }

    mutating func shape() throws(AreaText.Fault) -> AreaText.Shape {
        if let system = reference(), !AreaTextReader.degrees.contains(system) {
            throw AreaText.Fault(
                reason: "its coordinates are those of EPSG:\(system): write degrees (WGS 84, EPSG:4326)")
        }
        let kind = word()
        // `Z`, `M` and `ZM` say that heights or measures follow each point; some programs write them on to the word.
        let plain = ["ZM", "Z", "M"].first { kind.ends(with: $0) }.map { String(kind.dropLast($0.utf8.count)) } ?? kind
        if plain == kind, ["Z", "M", "ZM"].contains(ahead()) { _ = word() }
        var polygons: [[[[Double]]]]?
        switch plain {
        case "POLYGON": polygons = polygon().map { [$0] }
        case "MULTIPOLYGON": polygons = list { $0.polygon() }
        case "POINT", "LINESTRING", "MULTIPOINT", "MULTILINESTRING", "GEOMETRYCOLLECTION":
            throw AreaText.Fault(reason: "a \(plain) is no area: draw a POLYGON")
        default: throw AreaText.noArea
        }
        skipSpace()
        if at < text.count, text[at] == UInt8(ascii: ";") { at += 1 }
        guard at == text.count, let polygons else {
            throw AreaText.Fault(reason: "it breaks off, or holds what is no number, near its sign \(at + 1)")
        }
        return AreaText.Shape(polygons: polygons)
    }

    /// `SRID=4326;`, as PostGIS puts it before.
    private mutating func reference() -> String? {
        let start = at
        guard word() == "SRID", takes("=") else {
            at = start
            return nil
        }
        skipSpace()
        let first = at
        while at < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[at]) { at += 1 }
        let number = String(decoding: text[first..<at], as: UTF8.self)
        _ = takes(";")
        return number
    }

    private mutating func polygon() -> [[[Double]]]? { list { $0.list { $0.point() } } }

    private mutating func list<T>(_ item: (inout AreaTextReader) -> T?) -> [T]? {
        guard takes("(") else { return nil }
        var items: [T] = []
        repeat {
            guard let next = item(&self) else { return nil }
            items.append(next)
        } while takes(",")
        return takes(")") ? items : nil
    }

    /// Two numbers; up to two more may follow.
    private mutating func point() -> [Double]? {
        var numbers: [Double] = []
        while numbers.count < 4, let number = number() { numbers.append(number) }
        return numbers.count >= 2 ? numbers : nil
    }

    private mutating func number() -> Double? {
        skipSpace()
        let start = at
        while at < text.count, AreaTextReader.inNumbers.contains(text[at]) { at += 1 }
        guard let number = Double(String(decoding: text[start..<at], as: UTF8.self)), number.isFinite else {
            // `NaN` is how some programs write that a height is not known.
            at = start
            return word() == "NAN" ? 0 : nil
        }
        return number
    }

    private func ahead() -> String {
        var copy = self
        return copy.word()
    }

    private mutating func word() -> String {
        skipSpace()
        let start = at
        while at < text.count, text[at] | 0x20 >= UInt8(ascii: "a"), text[at] | 0x20 <= UInt8(ascii: "z") { at += 1 }
        return String(decoding: text[start..<at], as: UTF8.self).uppercased()
    }

    private mutating func takes(_ sign: Unicode.Scalar) -> Bool {
        skipSpace()
        guard at < text.count, text[at] == UInt8(ascii: sign) else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while at < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[at]) { at += 1 }
    }

    private static let inNumbers = Set("+-.0123456789eE".utf8)
}
