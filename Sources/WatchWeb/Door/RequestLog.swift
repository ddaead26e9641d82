import HTTPTypes
import Hummingbird
import Logging

/// One line a request: method, route, status, time. Never the address itself, which may hold a sign-in link's secret;
/// never a body, a person or where somebody came from.
struct RequestLog: RouterMiddleware {
    typealias Context = WebContext

    let logger: Logger

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        let response = try await next(request, context)
        // Thousands of good answers a second are worth a line to nobody but somebody who looks for something.
        // Nor are those who find a lane full, of whom one line a minute tells.
        let isTurnedAway = response.headers[.retryAfter] == FullLane.comeBack
        let level: Logger.Level =
            isTurnedAway
            ? .debug : response.status.code >= 500 ? .warning : response.status.code >= 400 ? .info : .debug
        logger.log(
            level: level, "request",
            metadata: [
                "method": "\(RequestLog.known(request.method))", "route": "\(context.endpointPath ?? "none")",
                "status": "\(response.status.code)", "duration": "\(clock.now - start)",
            ])
        return response
    }

    /// A method may be any word that somebody sends; only those that we know get into the log.
    private static func known(_ method: HTTPRequest.Method) -> String {
        [.get, .head, .post, .patch, .put, .delete, .options].contains(method) ? method.rawValue : "other"
    }
}
