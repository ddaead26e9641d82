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
struct OutlinesJSON: Encodable, Sendable {
    struct Feature: Encodable, Sendable {
        struct Properties: Encodable, Sendable {
            let kind: Place.Kind
            let code: String
            let name: String
            let country: String
        }

        let type = "Feature"
        let id: String
        let geometry: GeoJSONArea
        let properties: Properties

        init(_ place: Place, _ outline: Area) {
            id = place.key
            geometry = GeoJSONArea(outline)
            properties = Properties(kind: place.kind, code: place.code, name: place.name, country: place.country)
        }
    }

    /// Told at a time: a map that shows more is too small for them to be seen.
    static let most = 200

    /// By how much a border may be off in metres, as it is reckoned with: at the scales of a map of tiles, so that borders
    /// are thinned once for all who look, and none is off by more than was asked for.
    static func step(_ metres: Int) -> Int { steps.last { $0 <= metres } ?? 0 }

    private static let steps = [0, 1, 2, 5, 11, 22, 45, 90, 180, 360, 720, 1_440, 2_880, 5_760]

    let type = "FeatureCollection"
    let features: [Feature]
}
