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
    static let languageCookie = "saar-language"

    let persons: PersonDesk
    let isSecure: Bool

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.path = request.uri.path
        context.isFormSent = request.method == .post
        context.userAgent = request.headers[.userAgent]
        if request.isEmbedded {
            // In a frame on another site nobody is known, and no cookie is looked at.
            context.language = request.headers[.acceptLanguage].flatMap { Language(acceptLanguage: $0) } ?? .nl
            return try await next(request, context)
        }
        if let language = PersonAtTheDoor.language(request) { context.language = language }
        var renewed: String?
        if let header = request.headers[.authorization] {
            let parts = header.split(scalar: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer",
                let holder = try await persons.holder(of: String(parts[1]), purpose: .bearer)
            else { throw Refusal(.signInNeeded) }
            context.person = holder.person
            context.token = holder.token
            context.secret = String(parts[1])
        } else if let secret = request.cookies[PersonAtTheDoor.cookieName]?.value {
            context.cameByCookie = true
            if let holder = try await persons.holder(of: secret, purpose: .session) {
                context.person = holder.person
                context.token = holder.token
                context.signedInAt = holder.signedInAt
                context.secret = secret
                if holder.isRenewed { renewed = secret }
            }
        }
        var response = try await next(request, context)
        // The cookie's year begins anew with the session's, unless the answer has something else to say about it.
        if let renewed, !response.headers[values: .setCookie].contains(where: { $0.begins(with: Self.cookieName) }) {
            response.setCookie(Self.cookie(session: renewed, isSecure: isSecure))
        }
        return response
    }

    /// As chosen on a page, or what the browser asks for; nil when neither names one of ours.
    static func language(_ request: Request) -> Language? {
        if let chosen = request.cookies[languageCookie]?.value, let language = Language(rawValue: chosen) {
            return language
        }
        return request.headers[.acceptLanguage].flatMap { Language(acceptLanguage: $0) }
    }

    /// The cookie of a new session; it lives as long as the session does.
    static func cookie(session secret: String, isSecure: Bool) -> Cookie {
        Cookie(
            name: cookieName, value: secret,
            maxAge: Int(Token.lifetime(.session).milliseconds / 1_000), path: "/", secure: isSecure,
            httpOnly: true, sameSite: .lax)
    }

    /// The cookie that takes a session's place when it has ended.
    static func noCookie(isSecure: Bool) -> Cookie {
        Cookie(
            name: cookieName, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }
}
