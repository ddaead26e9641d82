import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Watch
import WatchWords

/// The one mapping of what went wrong to an HTTP answer: a problem (RFC 9457) for programs, a page for people.
///
/// It stands in the chain twice. Inside the person's door it knows who asks, so that a page can say so; outside it, it
/// answers what the door itself refuses: strangers all, whose pages are written in their lane.
struct ErrorAnswer: RouterMiddleware {
    typealias Context = WebContext

    let catalogues: Catalogues
    let known: KnownPaths
    let pages: PageRoutes
    let randomness: any Randomness
    let logger: Logger
    /// Where it stands outside the door: the lanes, and what is told when they are full.
    var lanes: (OpenLanes, FullLane)?

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            var known = context
            known.path = request.uri.path
            if let language = Authentication.language(request) { known.language = language }
            let context = known
            guard let (lanes, full) = lanes, !request.isForPrograms else {
                return await answer(to: error, request, context)
            }
            let written = try await lanes.pass(.looking) { await answer(to: error, request, context) }
            return written ?? full.answer(to: request, context)
        }
    }

    // MARK: what it was

    private func answer(to error: any Error, _ request: Request, _ context: WebContext) async -> Response {
        let response = await written(for: error, request, context)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func written(for error: any Error, _ request: Request, _ context: WebContext) async -> Response {
        guard let refusal = refusal(for: error, request) else { return await unexpected(error, request, context) }
        let status = ErrorAnswer.status(refusal)
        let words = catalogues.of(context.language).refusal(refusal)
        var response: Response
        if request.isForPrograms {
            response = Problem(refusal, status: status, words: words).response
        } else {
            response = await pages.refusalPage(refusal, status: status, context: context)
        }
        response.headers.append(contentsOf: ErrorAnswer.headers(refusal))
        // Where such a request ends nobody can say: nothing that comes after it is read.
        if error is HTTPParserError { response.headers[.connection] = "close" }
        return response
    }

    /// Nil for what nobody foresaw.
    private func refusal(for error: any Error, _ request: Request) -> Refusal? {
        switch error {
        case let refusal as Refusal: refusal
        case is CancellationError: Refusal(.unavailable)
        // Its chunks were broken, or it was cut off.
        case is HTTPParserError: Refusal(.bodyUnreadable)
        case let error as any HTTPResponseError: refusal(for: error.status, request)
        default: nil
        }
    }

    /// What Hummingbird itself refuses.
    private func refusal(for status: HTTPResponse.Status, _ request: Request) -> Refusal? {
        switch status {
        case .notFound:
            let methods = known.methods(at: request.uri.path)
            return methods.isEmpty || methods.contains(request.method.rawValue)
                ? Refusal(.notFound) : Refusal(.methodNotAllowed, ["allow": methods.joined(separator: ", ")])
        case .contentTooLarge: return Refusal(.bodyTooLarge, ["limit": String(BoundedBody.limit)])
        case .unsupportedMediaType: return Refusal(.unsupportedMediaType)
        case .badRequest: return Refusal(.bodyUnreadable)
        default: return nil
        }
    }

    /// Nothing of it goes outside but a number by which it is found in the log; and nothing goes into the log by which
    /// a person could be known: the error's type and case, never what it carries.
    private func unexpected(_ error: any Error, _ request: Request, _ context: WebContext) async -> Response {
        let reference = Hex.text(randomness.bytes(6))
        logger.error(
            "unexpected",
            metadata: [
                "reference": "\(reference)", "error": "\(String(reflecting: Swift.type(of: error)))",
                "code": "\((error as NSError).code)", "route": "\(context.endpointPath ?? "none")",
            ])
        guard request.isForPrograms else {
            let refusal = Refusal(.unavailable, ["reference": reference])
            return await pages.refusalPage(refusal, status: .internalServerError, context: context)
        }
        let words = catalogues.of(context.language).text("refusal.unexpected", ["reference": reference])
        return Problem(
            code: "unexpected", status: .internalServerError, words: words, parameters: ["reference": reference]
        ).response
    }

    // MARK: what it is in HTTP

    /// The status that a refusal has, for problems and pages alike.
    static func status(_ refusal: Refusal) -> HTTPResponse.Status {
        switch refusal.code {
        case .unsupportedMediaType: return .unsupportedMediaType
        case .methodNotAllowed: return .methodNotAllowed
        default: break
        }
        return switch refusal.code.nature {
        case .unreadable: .badRequest
        case .unknownPerson: .unauthorized
        case .forbidden: .forbidden
        case .absent: .notFound
        case .gone: .gone
        case .conflict: .conflict
        case .unacceptable: .unprocessableContent
        case .tooOften: .tooManyRequests
        case .tooLarge: .contentTooLarge
        case .unavailable: .serviceUnavailable
        }
    }

    private static func headers(_ refusal: Refusal) -> HTTPFields {
        switch (refusal.code, refusal.code.nature) {
        case (.methodNotAllowed, _): return [.allow: refusal.parameters["allow"] ?? ""]
        case (_, .unknownPerson): return [.wwwAuthenticate: "Bearer realm=\"saar\""]
        // Seconds. What is too often is counted by the minute; what is unavailable is mostly back at once.
        case (_, .tooOften): return [.retryAfter: "60"]
        case (_, .unavailable): return [.retryAfter: "5"]
        default: return [:]
        }
    }
}

/// An `application/problem+json` (RFC 9457).
struct Problem: Encodable {
    private let code: String
    private let field: String?
    private let status: HTTPResponse.Status
    private let words: String
    private let parameters: [String: String]

    /// Parameters that are numbers to programs, not words.
    private static let counts: Set<String> = ["limit", "length"]

    init(
        code: String, field: String? = nil, status: HTTPResponse.Status, words: String, parameters: [String: String]
    ) {
        self.code = code
        self.field = field
        self.status = status
        self.words = words
        self.parameters = parameters
    }

    init(_ refusal: Refusal, status: HTTPResponse.Status, words: String) {
        self.init(
            code: refusal.code.rawValue, field: refusal.field, status: status, words: words,
            parameters: refusal.parameters)
    }

    var response: Response {
        let bytes = (try? WebJSON.data(self)) ?? Data("{}".utf8)
        return Response(
            status: status, headers: [.contentType: "application/problem+json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// The parameters first, so that none can ever take the place of a member that the standard names.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for (name, value) in parameters {
            if Problem.counts.contains(name), let count = Int(value) {
                try container.encode(count, forKey: Name(stringValue: name))
            } else {
                try container.encode(value, forKey: Name(stringValue: name))
            }
        }
        try container.encode("/problems/\(code)", forKey: Name(stringValue: "type"))
        try container.encode(words, forKey: Name(stringValue: "title"))
        try container.encode(Int(status.code), forKey: Name(stringValue: "status"))
        try container.encode(field.map { "\(words) (\($0))" } ?? words, forKey: Name(stringValue: "detail"))
        try container.encode(code, forKey: Name(stringValue: "code"))
        try container.encodeIfPresent(field, forKey: Name(stringValue: "field"))
    }
}

extension Request {
    /// Whether a program asks: then what goes wrong is told as a problem, otherwise as a page.
    var isForPrograms: Bool {
        guard let first = uri.path.split(scalar: "/").first else { return false }
        return ["api", "openapi.json", "healthz", "readyz", "metrics", "hooks"].contains(first)
    }

    /// Whether it is the API that is asked.
    var isForAPI: Bool { uri.path.split(scalar: "/").first == "api" }
}
