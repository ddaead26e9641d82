import Hummingbird
import Watch

extension APICalls {
    func addPlaces(to api: some RouterMethods<WebContext>) {
        api.get("/places") { request, _ in try await findPlaces(request) }
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
}
