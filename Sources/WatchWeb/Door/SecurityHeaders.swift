import HTTPTypes
import Hummingbird
import Watch

/// What every answer says to a browser: nothing from elsewhere, no frames, no guessing of types, no addresses told to
/// other sites. Answers made for one person are never kept by anybody in between, and neither is anything that sets a
/// cookie, whatever else it says of itself.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = WebContext

    /// - Parameter pictures: from where else a page may take pictures: an origin, or nothing.
    private static func policy(pictures: String? = nil) -> String {
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:"
            + (pictures.map { " \($0)" } ?? "") + "; connect-src 'self'; "
            + "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    }

    private static let fixed: HTTPFields = {
        var fields = HTTPFields()
        for (name, value) in [
            ("Content-Security-Policy", policy()), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"),
        ] {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }()

    /// What a page with a map says: it may show the tiles of this server, which hears from which site they are asked
    /// for, as such servers demand, and nothing of the page's own address.
    static func withMap(_ tiles: MapTiles) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in [
            ("Content-Security-Policy", policy(pictures: tiles.origin)),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ] {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }

    /// What a page says that other sites may show in a frame: it runs no script, and sends its form to us only.
    static let forFrames: HTTPFields = {
        var fields = HTTPFields()
        for (name, value) in [
            (
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
                    + "frame-ancestors *"
            ),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
        ] {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }()

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // A page that says more strictly what holds for it is left so.
        for field in SecurityHeaders.fixed where response.headers[field.name] == nil { response.headers.append(field) }
        if request.isEmbedded, response.status == .ok, let name = HTTPField.Name("X-Frame-Options") {
            response.headers[name] = nil
        }
        if response.isForOnePerson || response.headers.contains(.setCookie) {
            response.headers[.cacheControl] = "no-store"
        }
        return response
    }
}

extension Response {
    /// Whether nobody in between may keep it: so it is with everything that does not say otherwise.
    var isForOnePerson: Bool {
        let said = headers[values: .cacheControl]
        return said.isEmpty || said == ["no-store"]
    }

    /// The same page, which shows a map; a browser may then take tiles from the server of this site, if it has one.
    func showingMap(_ tiles: MapTiles?) -> Response {
        guard let tiles else { return self }
        var response = self
        for field in SecurityHeaders.withMap(tiles) { response.headers[field.name] = field.value }
        return response
    }

    /// The same page, which other sites may show in a frame.
    func forFrames() -> Response {
        var response = self
        for field in SecurityHeaders.forFrames { response.headers[field.name] = field.value }
        return response
    }
}

extension Request {
    /// Whether it is for a frame on another site, in which nobody is known.
    var isEmbedded: Bool { uri.path.begins(with: "/embed/") }
}
