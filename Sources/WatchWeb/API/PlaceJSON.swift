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
