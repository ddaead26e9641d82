import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addConfirmation(to router: Router<WebContext>) {
        router.get("/registry") { request, context in
            try await showWaiting(try context.signedIn(), setting(context, request: request))
        }
        router.post("/groups/:group/confirmation", use: confirm)
        router.post("/groups/:group/decline", use: decline)
        for form in ["confirmation", "decline"] {
            router.get("/groups/:group/\(RouterPath(form))") { _, _ in redirect(to: .waitingGroups) }
        }
    }

    @Sendable private func confirm(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { _ in
            let person = try context.signedIn()
            let group = try await group(context)
            do {
                try await house.registry.confirm(group.id, by: person)
                return redirect(to: .waitingGroups, done: "confirmed")
            } catch let refusal as Refusal where refusal.code == .registrationNotProposed {
                return try await showWaiting(person, setting(context), refusals: [refusal])
            }
        }
    }

    @Sendable private func decline(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            let group = try await group(context)
            let reason = form["reason-\(group.id)"]
            do {
                guard isCountersigned(.decline(group.id), form, context) else {
                    return try ask(try await declining(group, because: reason, by: person), context)
                }
                try await house.registry.decline(group.id, because: reason, by: person)
                return redirect(to: .waitingGroups, done: "declined")
            } catch let refusal as Refusal where refusal.field != nil || refusal.code == .registrationNotProposed {
                return try await showWaiting(
                    person, setting(context), refused: (group.id, reason), refusals: [refusal])
            }
        }
    }

    /// - Throws: what declining itself would: who may not, or gave no reason, is not asked.
    private func declining(
        _ group: Group, because typed: String, by person: PersonId
    ) async throws -> FinalStepModel.Question {
        let scene = try await house.registry.view(of: group.id, for: person).scene
        _ = try RegistryRules.office(scene.capacities)
        let reason = try RegistryRules.reason(typed)
        var tried = scene.registration
        try tried.decline()
        return FinalStepModel.Question(
            step: .decline(group.id), kind: .declineGroup, values: ["group": group.name], quote: reason,
            action: SiteURL.decline(.init(group)).path, fields: [.init(name: "reason-\(group.id)", value: typed)],
            back: SiteURL.waitingGroups.path + "#group-\(group.id)", jurisdiction: group.jurisdiction)
    }

    /// For who holds an office that confirms groups.
    ///
    /// - Throws: `not-allowed` for anybody else.
    func showWaiting(
        _ person: PersonId, _ setting: PageSetting, refused: (group: GroupId, typed: String)? = nil,
        refusals: [Refusal] = []
    ) async throws -> Response {
        let offices = try await house.persons.offices(of: person).filter { $0.kind != .police }
        guard !offices.isEmpty else { throw Refusal(.notAllowed) }
        let map = house.registryMap()
        var waiting: [WaitingModel.Known] = []
        for group in try await house.registry.waiting(for: offices, on: map) {
            let whole = try await house.groups.group(.id(group.id))
            let near = map.groups(shownAround: group.area, within: 300).filter { $0.id != group.id }
            // Who looks after a group knows its area; of the others they see what anybody sees.
            let known = Set(near.filter { RegistryRules.lookAfter($0, offices) }.map(\.id))
            waiting.append(
                WaitingModel.Known(
                    group: group, coordinators: try await house.members.coordinators(of: whole, for: person),
                    overlaps: FoundingRules.overlaps(
                        of: group.area, on: map, known: known, except: group.id, in: house.areas),
                    neighbours: near.map { known.contains($0.id) ? $0.area : $0.coarseArea }))
        }
        return templates.response(
            WaitingModel(waiting, refused: refused, refusals: refusals, try await heard(setting, person)),
            words: setting.words,
            status: refusals.first.map(PageRoutes.status) ?? .ok)
    }
}
