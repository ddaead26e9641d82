import HTTPTypes
import Hummingbird
import NIOCore
import Watch

extension APICalls {
    func addFigures(to api: some RouterMethods<WebContext>) {
        api.get("/statistics") { request, _ in
            let query = try QueryValues(request, known: ["country"])
            let figures = try await house.figures()
            guard let country = figures.territory(query.text("country") ?? "NL"), country.kind == .country else {
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
        return try form.answer(figures, of: territory, at: house.surroundings.now(), headers: [.vary: "Accept"])
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

    func answer(
        _ figures: Figures, of territory: TerritoryFigures, at now: Moment, headers: HTTPFields = [:]
    ) throws -> Response {
        let body: ByteBuffer
        switch self {
        case .json: body = ByteBuffer(bytes: try WebJSON.data(FiguresJSON(figures, of: territory, at: now)))
        case .csv: body = ByteBuffer(string: FiguresTable(figures, of: territory).text)
        case .geojson: body = ByteBuffer(bytes: try WebJSON.data(FiguresFeaturesJSON(figures, of: territory)))
        }
        var headers = headers
        headers[.contentType] = self == .csv ? "text/csv; charset=utf-8; header=present" : type
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
