import Hummingbird
import Watch

extension APICalls {
    func addChoices(to api: some RouterMethods<WebContext>) {
        api.get("/me/choices") { request, context in try await showChoices(request, context) }
        api.put("/me/choices") { request, context in try await changeChoices(request, context) }
    }

    private func showChoices(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        _ = try QueryValues(request, known: [])
        return try await choices(of: person)
    }

    private func changeChoices(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: ChoiceWishesJSON.self)
        try await house.choices.change(try wish.body.wish(), of: wish.person)
        return try await choices(of: wish.person)
    }

    private func choices(of person: PersonId) async throws -> Response {
        let places = try await house.members.places(of: person).filter { $0.standing == .approved }
        return try json(
            ChoicesJSON(try await house.choices.choices(of: person), places: places, at: house.surroundings.now()))
    }
}
