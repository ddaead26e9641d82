import HTTPTypes
import Hummingbird
import Watch

extension PageRoutes {
    func addFigures(to router: Router<WebContext>) {
        router.get("/statistics", use: countryFigures)
        router.get("/statistics/:territory", use: territoryFigures)
        for form in FiguresForm.allCases {
            router.get("/statistics.\(form.rawValue)") { request, _ in
                let figures = try await house.figures()
                return try await form.file(figures, of: try country(request, figures), in: house).answer(to: request)
            }
        }
    }

    @Sendable private func countryFigures(_ request: Request, context: WebContext) async throws -> Response {
        let figures = try await house.figures()
        return try await show(figures, try country(request, figures), request, context)
    }

    /// A territory's page, or its data where the address ends like a file's name.
    @Sendable private func territoryFigures(_ request: Request, context: WebContext) async throws -> Response {
        let parts = (context.parameters.get("territory") ?? "").split(scalar: ".", omittingEmptySubsequences: false)
        let figures = try await house.figures()
        guard let territory = figures.territory(String(parts[0])), territory.kind != .country, parts.count <= 2 else {
            throw Refusal(.notFound)
        }
        guard parts.count == 2 else { return try await show(figures, territory, request, context) }
        guard let form = FiguresForm(rawValue: String(parts[1])) else { throw Refusal(.notFound) }
        return try await form.file(figures, of: territory, in: house).answer(to: request)
    }

    /// The country that the address names, the Netherlands where it names none.
    private func country(_ request: Request, _ figures: Figures) throws(Refusal) -> TerritoryFigures {
        let code = request.uri.queryParameters["country"].map(String.init) ?? Jurisdiction.usual.country
        guard let country = figures.territory(code), country.kind == .country else { throw Refusal(.notFound) }
        return country
    }

    private func show(
        _ figures: Figures, _ territory: TerritoryFigures, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let setting = setting(context, request: request)
        let sort = request.uri.queryParameters["sort"].flatMap { Ranking.Measure(rawValue: String($0)) } ?? .groups
        let now = house.surroundings.now()
        let name = "\(territory.code) \(sort) \(setting.showsAll)"
        return try await openPage(name, .init(figures, at: now), setting, request, context) {
            FiguresModel(figures, of: territory, sort: sort, setting)
        }
    }
}
