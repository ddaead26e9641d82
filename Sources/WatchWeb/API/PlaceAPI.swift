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
        guard let asked = try query.box("bbox") else { throw Refusal(.parameterInvalid, field: "bbox") }
        let metres = OutlinesJSON.step(Int(try query.number("metres", to: 10_000) ?? 0))
        guard let kind = Place.Kind(rawValue: query.text("kind") ?? Place.Kind.municipality.rawValue),
            kind == .municipality || kind == .province
        else { throw Refusal(.parameterInvalid, field: "kind") }
        let box = OutlinesJSON.widened(asked)
        let gazetteer = try await house.gazetteer()
        let name = "outlines \(kind) \(box.west),\(box.south),\(box.east),\(box.north) \(metres)"
        return try await house.open(
            name, .init(places: gazetteer.released), type: "application/geo+json", cache: "public, max-age=3600"
        ) {
            let places = kind == .municipality ? gazetteer.municipalities() : gazetteer.provinces()
            let outlines = places.lazy.compactMap { place -> (Place, Area)? in
                guard let outline = gazetteer.outline(of: place.code), outline.box.meets(box) else { return nil }
                let thinned = house.shapes.shapes(.thinned(place.code, metres: metres), of: gazetteer.released) {
                    [metres == 0 ? outline : house.areas.simplified(outline, metres: Double(metres))]
                }
                return thinned[0].map { (place, $0) }
            }
            return try OutlinesJSON.bytes(outlines.prefix(OutlinesJSON.most))
        }.answer(to: request)
    }
}
