import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addRegistry(to router: Router<WebContext>) {
        router.get("/registry/care", use: carePage)
        router.get("/registry/groups", use: overseenPage)
        router.get("/groups/:group/registry", use: registryPage)
        router.post("/groups/:group/renewal", use: renew)
        router.post("/groups/:group/handover", use: handOver)
        router.post("/groups/:group/closure", use: closeGroup)
        router.post("/groups/:group/reopening", use: reopenGroup)
        // Who reloads or shares the address of a form that was sent finds the page.
        for form in ["renewal", "handover", "closure", "reopening"] {
            router.get("/groups/:group/\(RouterPath(form))") { _, context in
                redirect(to: .registry(.init(try await group(context))))
            }
        }
    }

    @Sendable private func carePage(_ request: Request, context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let groups = try await house.registry.cared(by: try await house.persons.offices(of: person))
        let setting = try await heard(setting(context, request: request), person)
        return templates.response(CareModel(groups, setting), words: setting.words)
    }

    @Sendable private func overseenPage(_ request: Request, context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let offices = try await house.persons.offices(of: person)
        let number = part(request).number
        let overseen = try await house.members.overseen(
            by: offices, on: house.registryMap(), skipping: (number - 1) * OverseenModel.size, limit: OverseenModel.size
        )
        let setting = try await heard(setting(context, request: request), person)
        return templates.response(
            OverseenModel(overseen, for: offices, number: number, setting), words: setting.words)
    }

    @Sendable private func registryPage(_ request: Request, context: WebContext) async throws -> Response {
        let group = try await group(context)
        // Where the yearly letter leads: its readers come once a year, and are signed out.
        guard let person = context.person else { return signingIn(to: .registry(.init(group))) }
        // Others have nothing to find here, nor has who was coordinator a moment ago.
        do {
            return try await show(group, for: person, part(request), setting(context, request: request))
        } catch let refusal as Refusal where refusal.code == .notAllowed {
            return redirect(to: .group(.init(group)))
        }
    }

    @Sendable private func renew(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, done: "registry-renewed") { group, person, _ in
            try await house.registry.renew(group.id, by: person)
            return nil
        }
    }

    @Sendable private func handOver(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, done: "registry-handed-over", to: { .group(.init($0)) }) {
            group, person, form in
            // Who may not is told so by the desk, whomever they chose.
            if let member = try? PageRoutes.successor(form),
                !isCountersigned(.handOver(group.id, to: member), form, context)
            {
                return try ask(try await handingOver(group, to: member, by: person, part(request)), context)
            }
            try await house.registry.handOver(group.id, to: try PageRoutes.successor(form), by: person)
            return nil
        }
    }

    private static func successor(_ form: TypedForm) throws(Refusal) -> MemberId {
        guard let member = MemberId(form["memberId"]) else { throw Refusal(.fieldMissing, field: "memberId") }
        return member
    }

    @Sendable private func closeGroup(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, done: "registry-closed") { group, person, form in
            guard isCountersigned(.closure(group.id), form, context) else {
                return try ask(try await closing(group, by: person), context)
            }
            try await house.registry.close(group.id, by: person)
            return nil
        }
    }

    /// - Throws: what the closing itself would: who may not is not asked.
    private func closing(_ group: Group, by person: PersonId) async throws -> FinalStepModel.Question {
        let scene = try await house.registry.view(of: group.id, for: person).scene
        _ = try RegistryRules.closing(scene.capacities)
        try RegistryRules.open(scene)
        return FinalStepModel.Question(
            step: .closure(group.id), kind: .close, values: ["group": group.name],
            action: SiteURL.groupClosure(.init(group)).path, back: SiteURL.registry(.init(group)).path,
            jurisdiction: group.jurisdiction)
    }

    /// - Throws: what the hand-over itself would, and `not-found` for who cannot be chosen.
    private func handingOver(
        _ group: Group, to member: MemberId, by person: PersonId, _ part: MembersPart
    ) async throws -> FinalStepModel.Question {
        let view = try await house.registry.view(of: group.id, for: person, MemberSearch(limit: 0))
        let next = try await house.registry.successor(member, in: view.scene)
        let outcome = try HandOver.decide(
            to: next?.member, by: try await house.members.own(person, in: group.id), in: view.scene)
        return FinalStepModel.Question(
            step: .handOver(group.id, to: member),
            kind: outcome.capacity == .coordinator ? .handOver : .handOverByOffice,
            values: ["group": group.name, "name": next?.firstName ?? ""],
            action: SiteURL.handOver(.init(group)).path + part.query(),
            fields: [.init(name: "memberId", value: member.text)],
            back: SiteURL.registry(.init(group)).path + part.query() + "#hand-over",
            jurisdiction: group.jurisdiction)
    }

    @Sendable private func reopenGroup(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, done: "registry-reopened") { group, person, _ in
            try await house.registry.reopen(group.id, by: person)
            return nil
        }
    }

    /// Changes how a group stands; a refusal is said on the same page, to who may see it.
    ///
    /// - Parameter work: returns the page that asks first; nil once it is done.
    private func changing(
        _ request: Request, _ context: WebContext, done: String,
        to goal: @Sendable (Group) -> SiteURL = { .registry(.init($0)) },
        work: (Group, PersonId, TypedForm) async throws -> Response?
    ) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            let group = try await group(context)
            do {
                if let page = try await work(group, person, form) { return page }
                return redirect(to: goal(group), done: done)
            } catch let refusal as Refusal where refusal.code != .notAllowed {
                return try await show(group, for: person, part(request), refused: refusal, setting(context))
            }
        }
    }

    private func show(
        _ group: Group, for person: PersonId, _ part: MembersPart, refused refusal: Refusal? = nil,
        _ setting: PageSetting
    ) async throws -> Response {
        let view = try await house.registry.view(of: group.id, for: person, part.search)
        return templates.response(
            RegistryModel(
                view, part: part, refusals: refusal.map { [$0] } ?? [], try await heard(setting, person)),
            words: setting.words,
            status: refusal.map(PageRoutes.status) ?? .ok)
    }
}
