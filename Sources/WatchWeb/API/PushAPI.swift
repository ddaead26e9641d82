import HTTPTypes
import Hummingbird
import Watch

/// Browsers that may be woken: what they subscribe with, one's own, and what they say that they have shown.
extension APICalls {
    func addPush(to api: some RouterMethods<WebContext>) {
        api.get("/push-key") { request, _ in
            _ = try QueryValues(request, known: [])
            return try json(PushKeyJSON(publicKey: try push().publicKey))
        }
        api.get("/me/subscriptions") { request, context in try await showSubscriptions(request, context) }
        api.post("/me/subscriptions") { request, context in try await subscribe(request, context) }
        api.delete("/me/subscriptions/{subscription}") { request, context in
            try await endSubscription(request, context)
        }
        api.post("/me/subscriptions/{subscription}/test") { request, context in
            try await testSubscription(request, context)
        }
        api.post("/receipts/{capability}") { request, context in try await receivePush(request, context) }
    }

    /// - Throws: `push-unavailable` where this house has no key for it.
    private func push() throws(Refusal) -> PushDesk {
        guard let push = house.push else { throw Refusal(.pushUnavailable) }
        return push
    }

    private func showSubscriptions(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        _ = try QueryValues(request, known: [])
        return try json(PushDevicesJSON(try await push().devices(of: person), this: context.token))
    }

    private func subscribe(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: PushSubscriptionJSON.self)
        let said = try wish.body
        let device = try await push().subscribe(
            try said.subscription(), of: wish.person, by: context.token, name: try said.name() ?? context.device)
        return try json(PushDeviceJSON(device, this: context.token), status: .created)
    }

    private func endSubscription(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        _ = try QueryValues(request, known: [])
        try await push().end(try id("subscription", context, as: PushDevice.self), of: person)
        return nothing()
    }

    private func testSubscription(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: NoBody.self)
        try await push().test(
            try id("subscription", context, as: PushDevice.self), of: wish.person, in: context.language)
        return Response(status: .accepted)
    }

    /// Nobody need be signed in: what a push holds is all that it takes. Of the body nothing is read.
    private func receivePush(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try QueryValues(request, known: [])
        try await push().shown(context.parameters.get("capability") ?? "")
        return nothing()
    }
}
