import HTTPTypes
import Hummingbird
import Watch

/// Gives each request its turn when it comes: it keeps it wherever it has to wait on its way.
struct TurnGiver: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let turn = Turn(since: .now, isUrgent: request.bringsWordsOfAnAlert)
        return try await Turn.$current.withValue(turn) { try await next(request, context) }
    }
}

extension Request {
    /// Whether somebody reports, reacts, corrects or closes: what nobody who only reads may keep waiting.
    fileprivate var bringsWordsOfAnAlert: Bool {
        method == .post && uri.path.split(scalar: "/").contains { $0 == "alerts" }
    }
}
