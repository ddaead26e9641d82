import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Watch
import WatchWords

/// Stands where it is known who asks, and sends each request into its lane.
struct OpenLaneGuard: RouterMiddleware {
    typealias Context = WebContext

    let lanes: OpenLanes
    let full: FullLane

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let isSignedIn = context.person != nil
        guard let kind = OpenLanes.Kind(request.uri.path, isSignedIn: isSignedIn) else {
            return try await next(request, context)
        }
        var request = request
        // A body that drips in would hold a place. Of a stranger's the API reads none.
        if request.method != .get, request.method != .head, isSignedIn || !request.isForAPI {
            do {
                _ = try await request.collectBody(upTo: BoundedBody.limit)
            } catch is NIOTooManyBytesError {
                throw Refusal(.bodyTooLarge, ["limit": String(BoundedBody.limit)])
            }
        }
        let whole = request
        let response = try await lanes.pass(kind) { try await next(whole, context) }
        return response ?? full.answer(to: whole, context)
    }
}

/// What is told when a lane is full. Written down once: to turn people away costs next to nothing, or that would be the way.
final class FullLane: Sendable {
    /// Seconds after which to come again.
    static let comeBack = "2"

    private struct Key: Hashable {
        let language: Language
        let isSignedIn: Bool
        let isForPrograms: Bool
    }

    private struct Told {
        var answers: [Key: Response] = [:]
        /// Since the last line in the log.
        var turnedAway = 0
        var loggedAt: Moment?
    }

    private let pages: PageRoutes
    private let logger: Logger
    private let told = Mutex(Told())

    init(pages: PageRoutes, logger: Logger) {
        self.pages = pages
        self.logger = logger
    }

    func answer(to request: Request, _ context: WebContext) -> Response {
        let key = Key(
            language: context.language, isSignedIn: context.person != nil, isForPrograms: request.isForPrograms)
        let now = pages.house.surroundings.now()
        let (written, count) = told.withLock { told -> (Response?, Int?) in
            told.turnedAway += 1
            guard told.loggedAt.map({ now >= $0 + .minutes(1) || now < $0 }) ?? true else {
                return (told.answers[key], nil)
            }
            defer { told.turnedAway = 0 }
            told.loggedAt = now
            return (told.answers[key], told.turnedAway)
        }
        // One line a minute, where thousands may be turned away in a second.
        if let count { logger.warning("strangers are turned away: a lane is full", metadata: ["count": "\(count)"]) }
        let response = written ?? write(key)
        if written == nil { told.withLock { $0.answers[key] = response } }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func write(_ key: Key) -> Response {
        let refusal = Refusal(.unavailable)
        let words = pages.templates.words(key.language)
        var response: Response
        if key.isForPrograms {
            response = Problem(refusal, status: .serviceUnavailable, words: words.refusal(refusal)).response
        } else {
            // Without links to other languages: the page is the same at whatever address it is shown.
            let setting = PageSetting(
                words: words, now: pages.house.surroundings.now(), isSignedIn: key.isSignedIn, isAnswer: true,
                isDemo: pages.house.site.mailbox != nil)
            response = pages.templates.response(
                RefusalModel(refusal, keeping: TypedForm(), setting), words: words, status: .serviceUnavailable)
        }
        response.headers[.retryAfter] = FullLane.comeBack
        return response
    }
}
