import HTTPTypes
import Hummingbird
import NIOCore
import Watch

/// The live stream of all of a person's groups.
extension APICalls {
    func addLive(to api: RouterGroup<WebContext>) {
        api.get("/live") { request, context in
            let person = try context.signedIn()
            guard let key = context.token else { throw Refusal(.signInNeeded) }
            return try await house.live.stream(
                for: person, key: key, cursor: try cursor(request), on: context.channel)
        }
    }

    /// A browser sends what it saw last by itself when it comes back; who has none yet, a page that shows how things
    /// stood a moment ago, says it in the address. What a browser sends is newer.
    private func cursor(_ request: Request) throws(Refusal) -> String? {
        let asked = try QueryValues(request, known: ["cursor"]).text("cursor")
        if let asked, LiveCursor(asked) == nil { throw Refusal(.parameterInvalid, field: "cursor") }
        return HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] } ?? asked
    }
}
