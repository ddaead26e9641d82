import Hummingbird
import Watch

extension APICalls {
    func addMessages(to api: some RouterMethods<WebContext>) {
        api.post("/alerts/{alert}/reactions") { request, context in try await react(request, context) }
        api.post("/alerts/{alert}/corrections") { request, context in try await correct(request, context) }
        api.post("/messages/{message}/retraction") { request, context in try await retract(request, context) }
        api.post("/messages/{message}/flags") { request, context in try await flag(request, context) }
    }

    private func react(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: ReactionJSON.self)
        let outcome = try await house.alerts.react(
            try wish.body.words(), to: try id("alert", context, as: Alert.self), by: wish.person, request: wish.key)
        return try await said(outcome, for: wish.person)
    }

    private func correct(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: CorrectionJSON.self)
        let outcome = try await house.alerts.correct(
            try wish.body.text, of: try id("alert", context, as: Alert.self), asPolice: try wish.body.as == .police,
            by: wish.person, request: wish.key)
        return try await said(outcome, for: wish.person)
    }

    /// Answers with the alert, which may itself be what was taken back.
    private func retract(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await finalWish(request, context, as: NoBody.self)
        let outcome = try await house.alerts.retract(
            try id("message", context, as: Message.self), by: wish.person, request: wish.key)
        return try await asItIs(outcome, for: wish.person)
    }

    /// Answers with nothing: how often something was flagged is not for everybody to know.
    private func flag(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: NoBody.self)
        _ = try await house.alerts.flag(
            try id("message", context, as: Message.self), by: wish.person, request: wish.key)
        return nothing()
    }

    /// The message that was added, as its author sees it.
    private func said(_ outcome: AlertOutcome, for person: PersonId) async throws -> Response {
        let file = try await house.alerts.file(outcome.alert, for: person)
        guard let message = file.messages.first(where: { $0.id == outcome.message }) else { throw Refusal(.notFound) }
        let shown = MessageView(
            message, for: file.hearing.audience, isOwn: message.author == person, about: file.alert.kind,
            flags: file.flags[message.id])
        return try json(shown, status: .created, headers: replayed(outcome))
    }
}
