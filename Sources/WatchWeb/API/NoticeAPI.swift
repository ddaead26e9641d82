import Hummingbird
import Watch

extension APICalls {
    func addNotices(to api: some RouterMethods<WebContext>) {
        api.get("/me/channels") { request, context in try await showChannels(request, context) }
        api.put("/me/channels") { request, context in try await changeChannels(request, context) }
    }

    private func showChannels(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        _ = try QueryValues(request, known: [])
        return try json(ChannelsJSON(try await house.notices.ways(of: person)))
    }

    private func changeChannels(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: ChannelWishesJSON.self)
        try await house.notices.change(try wish.body.wishes(), of: wish.person)
        return try json(ChannelsJSON(try await house.notices.ways(of: wish.person)))
    }
}
