import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWeb

/// The description holds what the server does. Schemathesis holds every answer against it; here is what can be seen
/// without asking a thousand times.
@Suite struct APIDescriptionTests {
    @Test func itIsServedWithThisSitesAddress() async throws {
        try await APIStreet.run { street in
            for path in ["/openapi.json", "\(APIStreet.root)/openapi.json"] {
                let answer = try await street.ask(.get, path)
                #expect(answer.status == 200)
                #expect(answer["openapi"]?.hasPrefix("3.1") == true)
                #expect(answer["servers.0.url"] == "https://saar.test/api/v1")
                #expect(answer["info.contact.email"] != nil)
                #expect(answer.header("Access-Control-Allow-Origin") == "*")
            }
        }
    }

    @Test func everyCallInItIsThere() async throws {
        let calls = try APIDescription.read().calls
        #expect(calls.count > 20)
        try await APIStreet.run { street in
            for call in calls {
                let path = call.path.replacing("{group}", with: "kerkstraat").replacing("{territory}", with: "NL")
                    .replacing("{capability}", with: String(repeating: "ab", count: 32))
                    .replacing(/\{\w+\}/, with: Street.bramMember.id.text)
                // Nobody asks: so a call that is there says that one must sign in, before it looks for anything.
                let answer = try await street.ask(call.method, APIStreet.root + path, body: call.hasBody ? "{}" : nil)
                #expect(answer.status != 404 && answer.status != 405 && answer.status < 500, "\(call) \(answer.text)")
                #expect(call.answers.contains(String(answer.status)), "\(call) \(answer.status)")
            }
        }
    }

    @Test func everyRefusalIsInIt() throws {
        let described = try APIDescription.read().codes
        #expect(described == Set(Refusal.Code.allCases.map(\.rawValue) + ["unexpected"]))
    }

    @Test func everyValueIsInIt() throws {
        let description = try APIDescription.read()
        #expect(description.values("Report", "kind") == Alert.Kind.allCases.map(\.rawValue))
        #expect(description.values("Reaction", "kind") == Message.Kind.reactions.map(\.rawValue))
        #expect(description.values("Message", "kind") == Message.Kind.allCases.map(\.rawValue))
        #expect(description.values("Closure", "outcome") == Alert.Outcome.allCases.map(\.rawValue))
        #expect(description.values("Event", "event") == AlertNews.Kind.allCases.map(\.rawValue) + [TestAlarmNews.kind])
        #expect(description.values("Observation", "direction") == Compass.allCases.map(\.rawValue))
        #expect(description.values("Member", "standing") == Member.Standing.allCases.map(\.rawValue))
        #expect(description.values("Receipt", "channel") == NoticeChannel.allCases.map(\.rawValue))
        #expect(description.values("Me", "language") == Language.allCases.map(\.rawValue))
    }
}

/// What a test wants to know of `openapi.json`.
struct APIDescription {
    struct Call: CustomStringConvertible, Sendable {
        let method: HTTPRequest.Method
        let path: String
        let hasBody: Bool
        let answers: Set<String>
        /// Whether nobody need be signed in.
        let isOpen: Bool

        var description: String { "\(method) \(path)" }
    }

    private let whole: [String: Any]

    static func read() throws -> APIDescription {
        let data = try Data(contentsOf: APIStreet.share.appending(path: "openapi.json"))
        return APIDescription(whole: try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]))
    }

    var calls: [Call] {
        let paths = whole["paths"] as? [String: [String: [String: Any]]] ?? [:]
        return paths.flatMap { path, methods in
            methods.compactMap { method, call in
                HTTPRequest.Method(method.uppercased()).map {
                    Call(
                        method: $0, path: path, hasBody: call["requestBody"] != nil,
                        answers: Set((call["responses"] as? [String: Any] ?? [:]).keys),
                        isOpen: (call["security"] as? [[String: Any]])?.contains { $0.isEmpty } == true)
                }
            }
        }
    }

    var codes: Set<String> { Set(values("Problem", "code")) }

    /// The values of a schema's property, by way of a reference where it is one.
    func values(_ schema: String, _ property: String) -> [String] {
        let schemas = (whole["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]] ?? [:]
        let properties = schemas[schema]?["properties"] as? [String: [String: Any]] ?? [:]
        var found = properties[property]
        if let name = (found?["$ref"] as? String)?.split(separator: "/").last { found = schemas[String(name)] }
        return (found?["enum"] as? [Any] ?? []).compactMap { $0 as? String }
    }
}
