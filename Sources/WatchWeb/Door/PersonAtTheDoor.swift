import Foundation
import HTTPTypes
import Hummingbird
import Watch

/// Finds out who asks, by bearer token or by the session's cookie, and in which language to answer.
///
/// A token that is presented but not good is refused at the API, so that a program learns of it; a browser with an old
/// cookie simply sees the pages that anybody sees.
struct PersonAtTheDoor: RouterMiddleware {
    typealias Context = WebContext

    static let cookieName = "saar-session"

    let persons: PersonDesk

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let header = request.headers[.acceptLanguage], let language = Language(acceptLanguage: header) {
            context.language = language
        }
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer",
                let person = try await persons.holder(of: String(parts[1]), purpose: .bearer)
            else { throw Refusal(.signInNeeded) }
            context.person = person
            context.secret = String(parts[1])
        } else if let secret = request.cookies[PersonAtTheDoor.cookieName]?.value {
            context.cameByCookie = true
            if let person = try await persons.holder(of: secret, purpose: .session) {
                context.person = person
                context.secret = secret
            }
        }
        return try await next(request, context)
    }

    /// The cookie of a new session; it lives as long as the session does.
    static func cookie(session secret: String, isSecure: Bool) -> Cookie {
        Cookie(
            name: cookieName, value: secret,
            maxAge: Int(PersonDesk.lifetime(.session).milliseconds / 1_000), path: "/", secure: isSecure,
            httpOnly: true, sameSite: .lax)
    }

    /// The cookie that takes a session's place when it has ended.
    static func noCookie(isSecure: Bool) -> Cookie {
        Cookie(
            name: cookieName, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }
}
