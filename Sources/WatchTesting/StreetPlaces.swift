import Watch

/// A few places to look for: with names that repeat, two languages, and a number that is a postcode in both countries.
public enum StreetPlaces {
    public static let gazetteer = Gazetteer(released: "2026-11-21", places: places, outlines: outlines)

    private static let places: [Place] = [
        Place(.province, country: "NL", code: "26", name: "Utrecht", province: "26", middle: at(52.09, 5.12)),
        Place(
            .province, country: "NL", code: "31", name: "Limburg", otherNames: ["LB"], province: "31",
            middle: at(51.2, 5.9)),
        Place(
            .province, country: "BE", code: "50000", name: "Hainaut", names: [.nl: "Henegouwen"],
            region: "Waals Gewest", province: "50000", middle: at(50.4, 4.0)),
        municipality("0632", "Woerden", in: "26", at(52.085, 4.885), 53_000),
        municipality("0344", "Utrecht", in: "26", at(52.09, 5.12), 370_000),
        municipality("0893", "Bergen (L)", others: ["Bergen"], in: "31", at(51.6, 6.04), 13_000),
        municipality("0994", "'s-Gravenvoeren", in: "31", at(50.76, 5.76), 2_000),
        Place(
            .municipality, country: "BE", code: "53053", name: "Mons", names: [.nl: "Bergen"], otherNames: ["Bèrgen"],
            region: "Waals Gewest", province: "50000", municipality: "53053", middle: at(50.454, 3.952)),
        town("0632", "Woerden", in: "26", at(52.085, 4.885), 39_000),
        town("0632", "Harmelen", in: "26", at(52.093, 4.962), 8_000),
        town("0893", "Heide", in: "31", at(51.59, 6.0), 200),
        town("0344", "Heide", in: "26", at(52.1, 5.1), 900),
        // By the sea, where no municipality's border is drawn.
        town("0575", "Zeedorp", in: "28", at(52.13, 4.13), 900),
        town("0575", "Duindorp", in: "28", at(52.0, 4.2), 900),
        town("0575", "Lekdorp", in: "28", at(52.0, 5.0), 900),
        town("0575", "Veendorp", in: "28", at(52.0, 4.7), 900),
        town("0344", "Sint-Maarten aan den IJssel", in: "26", at(52.11, 5.11), 40),
        Place(
            .neighbourhood, country: "NL", code: "BU06320602", name: "Harmelen", province: "26", municipality: "0632",
            middle: at(52.09, 4.96), population: 4_000),
        Place(
            .neighbourhood, country: "NL", code: "BU06320101", name: "Schilderskwartier", province: "26",
            municipality: "0632", middle: at(52.08, 4.88), population: 5_000),
        Place(
            .postcode, country: "NL", code: "7000", name: "Woerden", province: "26", municipality: "0632",
            postcode: "7000", middle: at(52.08, 4.88)),
        Place(
            .postcode, country: "BE", code: "7000", name: "Mons", region: "Waals Gewest", province: "50000",
            municipality: "53053", postcode: "7000", middle: at(50.454, 3.952)),
    ]

    /// Woerden is a square with a hole; in it lies Utrecht, as enclaves do.
    private static let outlines: [String: Area] = {
        var outlines: [String: Area] = [:]
        let hole = square(52.10, 4.90, 0.01)
        outlines["0632"] = Area(polygons: [[square(52.05, 4.80, 0.2), hole]])
        outlines["0344"] = Area(polygons: [[hole]])
        return outlines
    }()

    private static func square(_ south: Double, _ west: Double, _ side: Double) -> [Coordinate] {
        [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)].map { at(south + $0.0 * side, west + $0.1 * side) }
    }

    private static func municipality(
        _ code: String, _ name: String, others: [String] = [], in province: String, _ middle: Coordinate, _ people: Int
    ) -> Place {
        Place(
            .municipality, country: "NL", code: code, name: name, otherNames: others, province: province,
            municipality: code, middle: middle, population: people)
    }

    private static func town(
        _ municipality: String, _ name: String, in province: String, _ middle: Coordinate, _ people: Int
    ) -> Place {
        Place(
            .town, country: "NL", code: "\(municipality)/\(PlaceName.folded(name))", name: name, province: province,
            municipality: municipality, middle: middle, population: people)
    }

    private static func at(_ latitude: Double, _ longitude: Double) -> Coordinate {
        // These lie on the earth, so that the other point is never taken.
        Coordinate(latitude: latitude, longitude: longitude) ?? Street.group.area.middle
    }
}
