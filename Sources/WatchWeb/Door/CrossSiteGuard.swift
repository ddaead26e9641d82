import Foundation
import HTTPTypes
import Hummingbird
import Watch

/// Refuses changes that another site makes a browser send. Pages need carry no token for it: browsers say themselves
/// where a request comes from (`Sec-Fetch-Site`, W3C Fetch Metadata; `Origin`, RFC 6454 §7).
///
/// What one press in a letter does comes from elsewhere, as it must: a mail program sends it (RFC 8058 §3.2), from its own
/// page as well, and what it may is in its address alone.
struct CrossSiteGuard: RouterMiddleware {
    typealias Context = WebContext

    let site: House.Site

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let isSafe = request.method == .get || request.method == .head || request.method == .options
        let usesBearer = request.headers[.authorization] != nil
        if !isSafe, !usesBearer, !request.isOnePress, isForeign(request) { throw Refusal(.crossSite) }
        return try await next(request, context)
    }

    private func isForeign(_ request: Request) -> Bool {
        if let name = HTTPField.Name("Sec-Fetch-Site"), let from = request.headers[name] {
            return from != "same-origin" && from != "none"
        }
        guard let origin = request.headers[.origin] else { return false }
        return origin != site.url && origin != "http://\(request.head.authority ?? "")"
            && origin != "https://\(request.head.authority ?? "")"
    }
}

extension Request {
    /// Whether it is for what stands at the foot of a letter, where nobody needs to be known.
    var isOnePress: Bool { uri.path.begins(with: "/u/") }
}
