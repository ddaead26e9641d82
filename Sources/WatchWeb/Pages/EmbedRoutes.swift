import HTTPTypes
import Hummingbird
import NIOCore
import Watch

extension PageRoutes {
    func addEmbed(to router: Router<WebContext>) {
        router.get("/embed", use: embed)
        router.get("/embed/finder", use: embeddedFinder)
        router.get("/embed/finder.css", use: embeddedStyles)
    }

    @Sendable private func embed(_ request: Request, context: WebContext) async throws -> Response {
        let setting = setting(context)
        let (municipality, typed) = try await municipality(request)
        let model = EmbedModel(
            municipality, typed: typed, colour: PageRoutes.colour(request), site: house.site.url, setting)
        return templates.response(model, words: setting.words)
    }

    /// For a frame on another site: nobody is known in it, and nothing is kept.
    @Sendable private func embeddedFinder(_ request: Request, context: WebContext) async throws -> Response {
        let setting = setting(context)
        let (municipality, _) = try await municipality(request)
        let count = municipality.map { house.registryMap().groups(in: $0.code).count } ?? 0
        let model = EmbeddedFinderModel(
            municipality, count: count, colour: PageRoutes.colour(request), site: house.site.url, setting)
        var response = templates.response(model, words: setting.words)
        response.headers[.cacheControl] = "public, max-age=300"
        response.headers[.vary] = "Accept-Language"
        return response.forFrames()
    }

    @Sendable private func embeddedStyles(_ request: Request, context: WebContext) async throws -> Response {
        let response = Response(
            status: .ok, headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=3600"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: PageRoutes.colour(request).styles)))
        return response.forFrames()
    }

    /// The municipality that is named by code or by name, and what was typed.
    private func municipality(_ request: Request) async throws -> (Place?, typed: String) {
        let typed = Words.trimmed(
            (request.uri.queryParameters["municipality"] ?? "").beginning(100).exchanging("+", for: " "))
        guard !typed.isEmpty else { return (nil, "") }
        let gazetteer = try await house.gazetteer()
        let found = gazetteer.municipality(typed) ?? gazetteer.search(typed, limit: 1, kinds: [.municipality]).first
        return (found, typed)
    }

    private static func colour(_ request: Request) -> EmbedColour {
        request.uri.queryParameters["colour"].flatMap { EmbedColour(String($0)) } ?? .own
    }
}
