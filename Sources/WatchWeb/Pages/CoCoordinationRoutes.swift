import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addCoCoordination(to router: Router<WebContext>) {
        router.get("/groups/:group/co-coordination", use: askedPage)
        router.post("/groups/:group/co-coordination", use: answerAsked)
        router.get("/groups/:group/co-coordination/withdrawal", use: askedPage)
        router.post("/groups/:group/co-coordination/withdrawal", use: withdrawAsked)
    }

    /// Where the letter leads: to the group, and before that to signing in, since the address shows who is asked. Until then
    /// they see nothing that somebody else has called it.
    @Sendable private func askedPage(_ request: Request, context: WebContext) async throws -> Response {
        let group = try await group(context)
        return context.person == nil
            ? signingIn(to: .coCoordination(.init(group.id))) : redirect(to: .group(.init(group)))
    }

    @Sendable private func withdrawAsked(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { _ in
            let person = try context.signedIn()
            let group = try await group(context)
            do {
                try await house.coCoordinations.withdraw(in: group.id, by: person)
                return redirect(to: .group(.init(group)), done: "co-coordination-withdrawn")
            } catch let refusal as Refusal where refusal.code == .notFound {
                // Answered or taken back before: the group's page says how it stands.
                return redirect(to: .group(.init(group)))
            }
        }
    }

    @Sendable private func answerAsked(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            let group = try await group(context)
            do {
                let accepts = form["accepts"] == "1"
                // A name is kept of who is asked, and of nobody else.
                if accepts, case .asks = try await house.coCoordinations.view(of: group.id, for: person),
                    let profile = try await profile(form, of: person, context)
                {
                    try await house.persons.change(person, to: profile)
                }
                try await house.coCoordinations.answer(
                    try PageRoutes.accepts(form), in: group.id, by: person)
                return redirect(
                    to: .group(.init(group)), done: accepts ? "co-coordinating" : "co-coordination-declined")
            } catch let refusal as Refusal where refusal.code == .notFound {
                // Answered before, or too late: the group's page has nothing to answer any more.
                return redirect(to: .group(.init(group)))
            } catch let refusal as Refusal {
                return try await show(group, setting(context), context, typed: form, refused: refusal)
            }
        }
    }

    private static func accepts(_ form: TypedForm) throws(Refusal) -> Bool {
        guard let accepts = ["1": true, "0": false][form["accepts"]] else {
            throw Refusal(.fieldMissing, field: "accepts")
        }
        return accepts
    }
}
