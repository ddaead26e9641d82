import Hummingbird
import Watch

extension APICalls {
    func addFigures(to api: some RouterMethods<WebContext>) {
        api.get("/statistics") { request, _ in
            let query = try QueryValues(request, known: ["country"])
            let figures = try await house.figures()
            guard let country = figures.territory(query.text("country") ?? Jurisdiction.usual.country),
                country.kind == .country
            else {
                throw Refusal(.parameterInvalid, field: "country")
            }
            return try await answer(figures, of: country, request)
        }
        api.get("/statistics/{territory}") { request, context in
            _ = try QueryValues(request, known: [])
            let figures = try await house.figures()
            guard let territory = figures.territory(context.parameters.get("territory") ?? "") else {
                throw Refusal(.notFound)
            }
            return try await answer(figures, of: territory, request)
        }
    }

    private func answer(
        _ figures: Figures, of territory: TerritoryFigures, _ request: Request
    ) async throws -> Response {
        let form = FiguresForm(accepted: request.headers[.accept] ?? "")
        return try await form.file(figures, of: territory, in: house, vary: "Accept").answer(to: request)
    }
}

/// In which form figures are handed out.
enum FiguresForm: String, CaseIterable, Sendable {
    case json, csv, geojson

    var type: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv"
        case .geojson: "application/geo+json"
        }
    }

    /// The one that is liked best (RFC 9110 §12.5.1), JSON in doubt: who accepts none of them gets it all the same.
    init(accepted: String) {
        var best = (form: FiguresForm.json, weight: 0.0)
        for range in accepted.lowercased().split(scalar: ",") {
            let parts = range.keeping { $0 != " " }.split(scalar: ";")
            guard let name = parts.first else { continue }
            let weight =
                parts.dropFirst().first { $0.begins(with: "q=") }.map { Double($0.dropFirst("q=".count)) ?? 0 } ?? 1
            let form =
                name == "*/*" || name == "application/*"
                ? FiguresForm.json : FiguresForm.allCases.first { $0.type == name }
            if let form, weight > best.weight { best = (form, weight) }
        }
        self = best.form
    }

    /// Written once for what the figures are, and for the month in which growth is told.
    ///
    /// - Parameter vary: by which headers of a request this form was chosen.
    func file(
        _ figures: Figures, of territory: TerritoryFigures, in house: House, vary: String? = nil
    ) async throws -> StaticFile {
        let now = house.surroundings.now()
        // A file that is chosen by a header says so, and is another one.
        let name = "figures \(territory.code) \(rawValue) \(vary ?? "")"
        return try await house.open(
            name, .init(figures, at: now), type: self == .csv ? "text/csv; charset=utf-8; header=present" : type,
            cache: "public, max-age=60", vary: vary
        ) {
            switch self {
            case .json: Array(try WebJSON.data(FiguresJSON(figures, of: territory, at: now)))
            case .csv: Array(FiguresTable(figures, of: territory).text.utf8)
            case .geojson: Array(try WebJSON.data(FiguresFeaturesJSON(figures, of: territory)))
            }
        }
    }
}

extension OpenCache.State {
    /// Of what is told about figures.
    init(_ figures: Figures, at now: Moment) {
        self.init(version: Int64(figures.mark), places: "\(figures.released) \(Month(now))")
    }
}
