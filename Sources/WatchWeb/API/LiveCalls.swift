import HTTPTypes
import Hummingbird
import NIOCore
import Watch

/// The live stream of all of a person's groups.
extension APICalls {
    func addLive(to api: RouterGroup<WebContext>) {
        api.get("live") { request, context in
            let person = try context.signedIn()
            let cursor = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
            return try await house.live.stream(for: person, cursor: cursor, on: context.channel)
        }
    }
}
