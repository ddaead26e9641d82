import Watch

/// An area as GeoJSON writes it (RFC 7946): a Polygon or MultiPolygon, points as `[longitude, latitude]`.
struct GeoJSONArea: Codable, Sendable {
    private let area: Area?

    /// Wound as RFC 7946 §3.1.6 says, wherever the area is from.
    init(_ area: Area) { self.area = area.wound }

    /// The area.
    ///
    /// - Throws: `area-invalid` for anything but closed rings of at least four points on the earth, at most
    ///   `Area.mostPoints` in all.
    func checked() throws(Refusal) -> Area {
        guard let area else { throw Refusal(.areaInvalid, field: "area", ["limit": String(Area.mostPoints)]) }
        return area
    }

    private enum Name: CodingKey { case type, coordinates }

    /// Anything that is no area is kept as none, so that there is one refusal for it.
    init(from decoder: any Decoder) {
        guard let container = try? decoder.container(keyedBy: Name.self) else {
            area = nil
            return
        }
        let polygons: [[[[Double]]]]? =
            switch try? container.decode(String.self, forKey: .type) {
            case "Polygon": (try? container.decode([[[Double]]].self, forKey: .coordinates)).map { [$0] }
            case "MultiPolygon": try? container.decode([[[[Double]]]].self, forKey: .coordinates)
            default: nil
            }
        area = polygons.flatMap(GeoJSONArea.area)
    }

    func encode(to encoder: any Encoder) throws {
        guard let area else { return }
        var container = encoder.container(keyedBy: Name.self)
        let polygons = area.polygons.map { polygon in
            polygon.map { ring in ring.map { [$0.longitude, $0.latitude] } }
        }
        if polygons.count == 1 {
            try container.encode("Polygon", forKey: .type)
            try container.encode(polygons[0], forKey: .coordinates)
        } else {
            try container.encode("MultiPolygon", forKey: .type)
            try container.encode(polygons, forKey: .coordinates)
        }
    }

    /// What `encode` says, written directly: an encoder takes many times as long over so many numbers.
    var text: String {
        guard let area else { return "{}" }
        let isOne = area.polygons.count == 1
        var text = "{\"type\":\"\(isOne ? "Polygon" : "MultiPolygon")\",\"coordinates\":\(isOne ? "" : "[")"
        GeoJSONArea.write(area.polygons, to: &text) { polygon, text in
            text += "["
            GeoJSONArea.write(polygon, to: &text) { ring, text in
                text += "["
                GeoJSONArea.write(ring, to: &text) { point, text in
                    text += "[\(point.longitude),\(point.latitude)]"
                }
                text += "]"
            }
            text += "]"
        }
        return text + (isOne ? "}" : "]}")
    }

    private static func write<Part>(_ parts: [Part], to text: inout String, each: (Part, inout String) -> Void) {
        for (number, part) in parts.enumerated() {
            if number > 0 { text += "," }
            each(part, &text)
        }
    }

    /// A position may have a height, which is of no use here.
    private static func area(_ polygons: [[[[Double]]]]) -> Area? {
        var kept: [[[Coordinate]]] = []
        for polygon in polygons {
            var rings: [[Coordinate]] = []
            for ring in polygon {
                var points: [Coordinate] = []
                for position in ring {
                    guard (2...3).contains(position.count),
                        let point = Coordinate(latitude: position[1], longitude: position[0])
                    else { return nil }
                    points.append(point)
                }
                rings.append(points)
            }
            kept.append(rings)
        }
        return Area(polygons: kept)
    }
}
