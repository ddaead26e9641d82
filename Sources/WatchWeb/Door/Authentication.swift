import Foundation
import HTTPTypes
import Hummingbird
import Watch

/// Finds out who asks, by bearer token or by the session's cookie, and in which language to answer.
///
/// A token that is presented but not good is refused at the API, so that a program learns of it; a browser with an old
/// cookie simply sees the pages that anybody sees.
///
/// A session's year begins anew with an answer that is for one person alone. What may be kept on the way by somebody else
/// carries no cookie, and uses up no renewal: the next page has it.
struct Authentication: RouterMiddleware {
    typealias Context = WebContext

    static let languageCookie = "saar-language"

    let persons: PersonDesk
    let cookie: SessionCookie
    let now: @Sendable () -> Moment

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
        if let language = Authentication.language(request) { context.language = language }
        var session: (brought: SessionCookie.Brought, holder: PersonDesk.Holder)?
        if let header = request.headers[.authorization] {
            let parts = header.split(scalar: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer",
                let holder = try await persons.holder(of: String(parts[1]), purpose: .bearer)
            else { throw Refusal(.signInNeeded) }
            context.person = holder.person
            context.token = holder.token
            context.secret = String(parts[1])
        } else if let brought = cookie.brought(by: request, at: now()) {
            context.cameByCookie = true
            if let holder = try await persons.holder(of: brought.secret, purpose: .session) {
                context.person = holder.person
                context.token = holder.token
                context.signedInAt = holder.signedInAt
                context.secret = brought.secret
                session = (brought, holder)
            }
        }
        var response = try await next(request, context)
        if let session, response.isForOnePerson, !cookie.isSet(by: response),
            session.holder.isDue || session.brought.isUnderOldName, await isRenewed(session.holder)
        {
            response.setCookie(cookie.holding(session.brought.secret))
        }
        return response
    }

    /// Renews a session, if that is due. What was asked for is done by now: a database that is away meanwhile changes
    /// nothing about the answer, and the next page tries again.
    private func isRenewed(_ holder: PersonDesk.Holder) async -> Bool {
        do {
            try await persons.renew(holder)
            return true
        } catch {
            return false
        }
    }

    /// As chosen on a page, or what the browser asks for; nil when neither names one of ours.
    static func language(_ request: Request) -> Language? {
        if let chosen = request.cookie(languageCookie), let language = Language(rawValue: chosen) {
            return language
        }
        return request.headers[.acceptLanguage].flatMap { Language(acceptLanguage: $0) }
    }
}
