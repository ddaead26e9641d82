import Hummingbird
import Watch

extension APICalls {
    func addPlaces(to api: some RouterMethods<WebContext>) {
        api.get("/places") { request, _ in try await findPlaces(request) }
        api.get("/outlines") { request, _ in try await findOutlines(request) }
    }

    /// For anybody: where places lie is no secret.
    private func findPlaces(_ request: Request) async throws -> Response {
        let query = try QueryValues(request, known: ["q", "postcode", "limit"])
        let words = try query.words("q")
        let typed = try query.words("postcode")
        let limit = try query.limit(most: 50, usual: 10)
        guard typed == nil || words == nil else { throw Refusal(.parameterInvalid, field: "postcode") }
        let gazetteer = try await house.gazetteer()
        let places: [Place]
        if let typed {
            guard let postcode = Postcode(typed) else { throw Refusal(.parameterInvalid, field: "postcode") }
            places = Array(gazetteer.postcodes(postcode).prefix(limit))
        } else {
            places = words.map { gazetteer.search($0, limit: limit) } ?? []
        }
        return try json(
            PlacesJSON(released: gazetteer.released, places: places.map { PlaceJSON($0, of: gazetteer) }))
    }

    /// Borders for a map of ours, so that it means something without any pictures under it. They never change while a
    /// release is in use, and a browser may keep them for an hour.
    private func findOutlines(_ request: Request) async throws -> Response {
        let query = try QueryValues(request, known: ["kind", "bbox", "metres"])
        guard let box = try query.box("bbox") else { throw Refusal(.parameterInvalid, field: "bbox") }
        let metres = OutlinesJSON.step(Int(try query.number("metres", to: 10_000) ?? 0))
        let gazetteer = try await house.gazetteer()
        let places: [Place]
        switch query.text("kind") ?? Place.Kind.municipality.rawValue {
        case Place.Kind.municipality.rawValue: places = gazetteer.municipalities()
        case Place.Kind.province.rawValue: places = gazetteer.provinces()
        default: throw Refusal(.parameterInvalid, field: "kind")
        }
        let outlines = places.lazy.compactMap { place -> OutlinesJSON.Feature? in
            gazetteer.outline(of: place.code).flatMap { outline -> OutlinesJSON.Feature? in
                guard outline.box.meets(box) else { return nil }
                let thinned = house.shapes.shapes(.thinned(place.code, metres: metres), of: gazetteer.released) {
                    [metres == 0 ? outline : house.areas.simplified(outline, metres: Double(metres))]
                }
                return thinned[0].map { OutlinesJSON.Feature(place, $0) }
            }
        }
        return try packed(
            OutlinesJSON(features: Array(outlines.prefix(OutlinesJSON.most))), type: "application/geo+json",
            headers: [.cacheControl: "public, max-age=3600"], for: request)
    }
}
