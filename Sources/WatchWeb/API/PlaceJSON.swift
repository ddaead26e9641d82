import Watch

/// A place as the API writes it.
struct PlaceJSON: Encodable, Sendable {
    /// A place around it.
    struct Around: Encodable, Sendable {
        let code: String
        let name: String
    }

    struct Location: Encodable, Sendable {
        let latitude: Double
        let longitude: Double
    }

    let kind: Place.Kind
    let key: String
    let name: String
    /// In other languages, where it has another name there.
    let names: [String: String]
    /// ISO 3166-1.
    let country: String
    let region: String?
    let province: Around?
    let municipality: Around?
    let postcode: String?
    let location: Location
    let population: Int?

    init(_ place: Place, of gazetteer: Gazetteer) {
        kind = place.kind
        key = place.key
        name = place.name
        names = Dictionary(uniqueKeysWithValues: place.names.map { ($0.key.rawValue, $0.value) })
        country = place.country
        region = place.region
        province = place.province.flatMap(gazetteer.province).map { Around(code: $0.code, name: $0.name) }
        municipality = place.municipality.flatMap(gazetteer.municipality).map { Around(code: $0.code, name: $0.name) }
        postcode = place.postcode
        location = Location(latitude: place.middle.latitude, longitude: place.middle.longitude)
        population = place.population
    }
}

/// Places that were found.
struct PlacesJSON: Encodable, Sendable {
    /// The date of the gazetteer; empty where there is none.
    let released: String
    let places: [PlaceJSON]
}

/// Borders of places, for maps.
enum OutlinesJSON {
    private struct Properties: Encodable {
        let kind: Place.Kind
        let code: String
        let name: String
        let country: String
    }

    /// Told at a time: a map that shows more is too small for them to be seen.
    static let most = 300

    /// By how much a border may be off in metres, as it is reckoned with: at the scales of a map of tiles, so that borders
    /// are thinned once for all who look, and none is off by more than was asked for.
    static func step(_ metres: Int) -> Int { steps.last { $0 <= metres } ?? 0 }

    private static let steps = [0, 1, 2, 5, 11, 22, 45, 90, 180, 360, 720, 1_440, 2_880, 5_760]

    /// The box as it is answered: up to an eighth wider on each side, to lines that all boxes of its size share, so that
    /// those who look at about the same get the same answer.
    static func widened(_ box: Area.Box) -> Area.Box {
        var cell = 1.0 / 256
        while cell * 8 < max(box.east - box.west, box.north - box.south) { cell *= 2 }
        func down(_ degrees: Double, least: Double) -> Double { max(least, (degrees / cell).rounded(.down) * cell) }
        func up(_ degrees: Double, most: Double) -> Double { min(most, (degrees / cell).rounded(.up) * cell) }
        return Area.Box(
            south: down(box.south, least: -90), north: up(box.north, most: 90), west: down(box.west, least: -180),
            east: up(box.east, most: 180))
    }

    /// A FeatureCollection, written directly: an encoder takes many times as long over so many numbers.
    static func bytes(_ outlines: some Sequence<(Place, Area)>) throws -> [UInt8] {
        var text = "{\"type\":\"FeatureCollection\",\"features\":["
        for (number, (place, outline)) in outlines.enumerated() {
            if number > 0 { text += "," }
            let properties = Properties(kind: place.kind, code: place.code, name: place.name, country: place.country)
            text += "{\"type\":\"Feature\",\"id\":\(try WebJSON.line(place.key)),\"geometry\":"
            text += GeoJSONArea(outline).text
            text += ",\"properties\":\(try WebJSON.line(properties))}"
        }
        return Array((text + "]}").utf8)
    }
}
