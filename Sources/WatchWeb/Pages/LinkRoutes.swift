import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addLinks(to router: Router<WebContext>) {
        router.get("/groups/:group/links", use: linksPage)
        router.post("/groups/:group/links", use: propose)
        router.post("/groups/:group/links/:other", use: changeLink)
        router.get("/groups/:group/links/:other") { _, context in
            redirect(to: .links(.init(try await group(context))))
        }
    }

    @Sendable private func linksPage(_ request: Request, context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let group = try await group(context)
        return try await showLinks(of: group, to: person, setting(context, request: request), context)
    }

    @Sendable private func propose(_ request: Request, context: WebContext) async throws -> Response {
        try await changingLink(request, context) { group, person, form in
            try await house.links.propose(group, with: try PageRoutes.other(form), by: person)
        }
    }

    @Sendable private func changeLink(_ request: Request, context: WebContext) async throws -> Response {
        let other = GroupName(context.parameters.get("other") ?? "")
        return try await changingLink(request, context) { group, person, form in
            guard form["state"] != Link.State.proposed.rawValue else {
                return try await house.links.propose(group, with: other, by: person)
            }
            return try await house.links.change(group, with: other, to: try PageRoutes.linkWish(form), by: person)
        }
    }

    private static func other(_ form: TypedForm) throws(Refusal) -> GroupName {
        guard let other = form.filled("group") else { throw Refusal(.fieldMissing, field: "group") }
        return GroupName(other)
    }

    private static func linkWish(_ form: TypedForm) throws(Refusal) -> Link.Wish {
        guard let wish = Link.Wish(rawValue: form["state"]) else { throw Refusal(.fieldInvalid, field: "state") }
        return wish
    }

    /// Changes a link; a refusal is said on the page of the links.
    private func changingLink(
        _ request: Request, _ context: WebContext,
        work: (Group, PersonId, TypedForm) async throws -> LinkedGroup
    ) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            let group = try await group(context)
            do {
                let linked = try await work(group, person, form)
                return redirect(to: .links(.init(group)), done: "link-changed", at: "link-\(linked.group.id)")
            } catch let refusal as Refusal {
                do {
                    return try await showLinks(of: group, to: person, refused: refusal, setting(context), context)
                } catch is Refusal {
                    throw refusal
                }
            }
        }
    }

    private func showLinks(
        of group: Group, to person: PersonId, refused refusal: Refusal? = nil, _ setting: PageSetting,
        _ context: WebContext
    ) async throws -> Response {
        let around = try await house.links.surrounding(of: group, for: person)
        let (heard, map) = (try await heard(context), house.registryMap())
        let model = LinksModel(
            group, around, refusals: refusal.map { [$0] } ?? [],
            shown: { heard.contains($0.id) ? $0.area : map.coarseArea(of: $0) }, setting)
        return templates.response(model, words: setting.words, status: refusal.map(PageRoutes.status) ?? .ok)
    }
}
