import Foundation
import Watch

/// An area as it stands in a field of a list: Well-Known Text (OGC 06-103r4) or GeoJSON (RFC 7946), longitude first.
enum AreaText {
    /// Reads either; nil for what is neither, or no polygon.
    static func area(_ text: String) -> Area? {
        if text.hasPrefix("{") { return json(text) }
        var reader = Reader(text: Array(text.utf8))
        return reader.area()
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

    private struct Geometry: Decodable {
        let polygons: [[[[Double]]]]

        enum CodingKeys: String, CodingKey { case type, coordinates }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            polygons =
                try container.decode(String.self, forKey: .type) == "Polygon"
                ? [try container.decode([[[Double]]].self, forKey: .coordinates)]
                : try container.decode([[[[Double]]]].self, forKey: .coordinates)
        }
    }

    private static func json(_ text: String) -> Area? {
        guard let geometry = try? JSONDecoder().decode(Geometry.self, from: Data(text.utf8)) else { return nil }
        var polygons: [[[Coordinate]]] = []
        for polygon in geometry.polygons {
            var rings: [[Coordinate]] = []
            for ring in polygon {
                let points = ring.compactMap { $0.count >= 2 ? Coordinate(latitude: $0[1], longitude: $0[0]) : nil }
                guard points.count == ring.count else { return nil }
                rings.append(points)
            }
            polygons.append(rings)
        }
        return Area(polygons: polygons)
    }

    /// Reads Well-Known Text from left to right.
    private struct Reader {
        let text: [UInt8]
        var at = 0

        mutating func area() -> Area? {
            var polygons: [[[Coordinate]]]?
            switch word() {
            case "POLYGON": polygons = polygon().map { [$0] }
            case "MULTIPOLYGON": polygons = list { $0.polygon() }
            default: return nil
            }
            skipSpace()
            guard at == text.count, let polygons else { return nil }
            return Area(polygons: polygons)
        }

        private mutating func polygon() -> [[Coordinate]]? { list { $0.list { $0.point() } } }

        private mutating func list<T>(_ item: (inout Reader) -> T?) -> [T]? {
            guard takes("(") else { return nil }
            var items: [T] = []
            repeat {
                guard let next = item(&self) else { return nil }
                items.append(next)
            } while takes(",")
            return takes(")") ? items : nil
        }

        private mutating func point() -> Coordinate? {
            guard let longitude = number(), let latitude = number() else { return nil }
            // A height may follow, which is of no use here.
            _ = number()
            return Coordinate(latitude: latitude, longitude: longitude)
        }

        private mutating func number() -> Double? {
            skipSpace()
            let start = at
            while at < text.count, Reader.inNumbers.contains(text[at]) { at += 1 }
            return start < at ? Double(String(decoding: text[start..<at], as: UTF8.self)) : nil
        }

        private mutating func word() -> String {
            skipSpace()
            let start = at
            while at < text.count, text[at] | 0x20 >= UInt8(ascii: "a"), text[at] | 0x20 <= UInt8(ascii: "z") {
                at += 1
            }
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
}
