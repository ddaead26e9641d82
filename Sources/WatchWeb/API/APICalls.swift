import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Watch

/// The API's calls (`/api/v1`), each of which decodes, calls a desk, and encodes. A room's calls stand in a file of
/// their own, as an extension.
struct APICalls: Sendable {
    /// The whole version; its first number stands in the address.
    static let version = "1.0.0"
    static let root = "/api/v1"

    let house: House
    /// Groups as strangers see them, ready for answers.
    let written = WrittenGroups()
    /// `openapi.json` as it lies in the share folder.
    private let text: String

    /// Reads the description.
    init(house: House) throws {
        self.house = house
        text = try String(contentsOf: house.site.share.appendingPathComponent("openapi.json"), encoding: .utf8)
    }

    /// The description as it is served, with the address of this site.
    func description() async throws -> StaticFile {
        let url = house.site.url
        return try await house.open("openapi.json", .init(places: url), type: "application/json", isFixed: true) {
            Array(text.exchanging("https://saar.example.org", for: url).utf8)
        }
    }

    func add(to router: Router<WebContext>) {
        let api = router.group("/api/v1")
        addGroups(to: api)
        addPlaces(to: api)
        addRegistry(to: api)
        addFigures(to: api)
        addMembers(to: api)
        addTestAlarms(to: api)
        addLinks(to: api)
        addAlerts(to: api)
        addMessages(to: api)
        addEvents(to: api)
        addNotices(to: api)
        addPush(to: api)
        addChoices(to: api)
        addLive(to: api)
        addHealth(to: api)
        addHealth(to: router)
    }

    // MARK: what a call asks

    /// A change that somebody signed in asks for.
    ///
    /// What is wrong with a field is not said before it is known that they may ask at all: it is held back until a desk
    /// asks for it. So desks are given `try wish.body…`, and never a body that was looked at before.
    struct Wish<Body: Decodable & Sendable>: Sendable {
        let person: PersonId
        let said: Result<Body, Refusal>
        let key: RequestKey?

        /// - Throws: `field-missing`, `field-invalid`.
        var body: Body { get throws(Refusal) { try said.get() } }
    }

    /// Reads a change.
    ///
    /// - Throws: `sign-in-needed`; and for what cannot be read, whoever asks and whatever it is about, `parameter-invalid`,
    ///   `body-too-large`, `unsupported-media-type`, `idempotency-key-invalid`, `body-unreadable`.
    func wish<Body: Decodable & Sendable>(
        _ request: Request, _ context: WebContext, as type: Body.Type
    ) async throws -> Wish<Body> {
        let person = try context.signedIn()
        _ = try QueryValues(request, known: [])
        let body = try await BoundedBody.read(request)
        // A form without fields has an empty body as well, and needs no script: who comes by a browser's cookie says in so
        // many words that it is JSON, which no form can.
        let needsNoType = body.bytes.isEmpty && !context.cameByCookie
        guard needsNoType || APICalls.isJSON(request.headers[.contentType]) else {
            throw Refusal(.unsupportedMediaType, ["accepted": "application/json"])
        }
        let key = try body.requestKey(request, digest: house.digest)
        let said = Result { () throws(Refusal) in try body.json(as: type) }
        if case .failure(let refusal) = said, refusal.code == .bodyUnreadable { throw refusal }
        return Wish(person: person, said: said, key: key)
    }

    /// Reads a change that a page asks about once more: see `FinalStep`. Programs mean what they send.
    ///
    /// - Throws: `page-needed` for a browser, and what `wish` throws.
    func finalWish<Body: Decodable & Sendable>(
        _ request: Request, _ context: WebContext, as type: Body.Type
    ) async throws -> Wish<Body> {
        let wish = try await wish(request, context, as: type)
        try context.byProgramOnly()
        return wish
    }

    /// Nothing to say: for calls whose address says it all.
    struct NoBody: Decodable, Sendable {}

    private static func isJSON(_ type: String?) -> Bool {
        guard let bare = type?.split(scalar: ";").first else { return false }
        return bare.keeping { $0 != " " }.lowercased() == "application/json"
    }

    /// The id in the address.
    ///
    /// - Throws: `not-found` for what can be no id, since nothing has it.
    func id<Kind>(_ name: String, _ context: WebContext, as type: Kind.Type) throws -> Id<Kind> {
        guard let text = context.parameters.get(name), let id = Id<Kind>(text) else { throw Refusal(.notFound) }
        return id
    }

    /// The group in the address, by id or slug.
    ///
    /// - Throws: `not-found`.
    func group(_ context: WebContext) async throws -> Group {
        try await house.groups.group(try groupName(context))
    }

    /// The id of the group that the address names: looked up only where it is a slug, since the desk that gets it looks
    /// as well.
    ///
    /// - Throws: `not-found`.
    func groupId(_ context: WebContext) async throws -> GroupId {
        switch try groupName(context) {
        case .id(let id): id
        case .slug(let slug): try await house.groups.group(.slug(slug)).id
        }
    }

    /// How the address names a group.
    ///
    /// - Throws: `not-found` for what can name none.
    func groupName(_ context: WebContext, as parameter: String = "group") throws(Refusal) -> GroupName {
        let text = context.parameters.get(parameter) ?? ""
        // A slug has only these letters, so nothing else needs to be looked up.
        guard text.utf8.count <= 80, text.unicodeScalars.allSatisfy({ $0.isPlainLetterOrDigit || $0 == "-" }) else {
            throw Refusal(.notFound)
        }
        return GroupName(text)
    }

    // MARK: what a call answers

    func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json",
        headers: HTTPFields = [:]
    ) throws -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: try WebJSON.data(value)))
        )
    }

    /// Done, and there is nothing to tell.
    func nothing() -> Response {
        var response = Response(status: .noContent)
        response.headers[.contentLength] = nil
        return response
    }

    /// Says that an answer was given before; programs that repeat themselves need not do the rest again.
    func replayed(_ outcome: AlertOutcome) -> HTTPFields {
        guard outcome.isReplay, let name = HTTPField.Name("Idempotent-Replayed") else { return [:] }
        return [name: "true"]
    }
}

/// Puts the API's version on each of its answers, refusals too (NL API Design Rules, API-57).
struct APIVersion: RouterMiddleware {
    typealias Context = WebContext

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        if request.isForAPI, let name = HTTPField.Name("API-Version") { response.headers[name] = APICalls.version }
        return response
    }
}
