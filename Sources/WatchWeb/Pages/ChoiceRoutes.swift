import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addChoices(to router: Router<WebContext>) {
        router.get("/me/choices", use: choicesPage)
        router.post("/me/choices/stop", use: stopHearing)
        router.get("/me/choices/stop") { _, _ in redirect(to: .choices) }
        router.get("/groups/:group/choices", use: groupChoicesPage)
        router.post("/groups/:group/choices", use: choose)
    }

    @Sendable private func choicesPage(_ request: Request, context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let setting = try await heard(setting(context, request: request), person)
        let members = try await house.members.places(of: person).filter { $0.standing == .approved }
        let groups = try await house.groups.groups(members.map(\.group))
        let places: [(member: Member, group: Group)] = members.compactMap { member in
            guard let group = groups[member.group], group.closedAt == nil else { return nil }
            return (member, group)
        }
        return templates.response(
            ChoicesModel(try await house.choices.choices(of: person), places: places, setting), words: setting.words)
    }

    /// One press stops all, and one brings it back.
    @Sendable private func stopHearing(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            let pause = try pause(form, flag: "stopped", in: .usual)
            try await house.choices.change(
                ChoicesWish(hearing: pause.map(ChoicesWish.Hearing.stops) ?? .goesOn), of: person)
            return redirect(to: .choices, done: pause == nil ? "heard" : "stopped")
        }
    }

    /// How long somebody wants to hear nothing; nil for who wants to hear again.
    ///
    /// - Parameter flag: the field that says `0` for who wants to hear again.
    /// - Throws: `field-invalid` for a length that is none.
    func pause(_ form: TypedForm, flag: String, in jurisdiction: Jurisdiction) throws(Refusal) -> Pause? {
        guard form[flag] != "0" else { return nil }
        // A form from before lengths has none: it lasts until they say otherwise, as it did.
        guard let typed = form.filled("for") else { return Pause() }
        guard let length = PauseLength(rawValue: typed) else { throw Refusal(.fieldInvalid, field: "for") }
        return house.choices.pause(length, in: jurisdiction)
    }

    // MARK: of one group

    /// For who is in; others come to the group, whatever they send.
    private func choosing(
        _ context: WebContext, work: (Group, Member) async throws -> Response
    ) async throws -> Response {
        let group = try await group(context)
        guard context.person != nil || context.isFormSent else { return signingIn(to: .groupChoices(.init(group))) }
        let person = try context.signedIn()
        guard let own = try await house.members.own(person, in: group.id), own.standing == .approved else {
            return redirect(to: .group(.init(group)))
        }
        return try await work(group, own)
    }

    @Sendable private func groupChoicesPage(_ request: Request, context: WebContext) async throws -> Response {
        try await choosing(context) { group, own in
            try await showChoices(of: group, own, setting(context, request: request))
        }
    }

    @Sendable private func choose(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { typed in
            try await choosing(context) { group, own in
                let form = ChoicesForm(typed)
                let choices = form.choices
                let refusals = ChoiceRules.refusals(of: choices)
                guard refusals.isEmpty else {
                    return try await showChoices(of: group, own, typed: form, refused: refusals, setting(context))
                }
                try await house.choices.change(
                    ChoicesWish(groups: [.init(group.id, choices: choices)]), of: own.person)
                return redirect(to: .groupChoices(.init(group)), done: "chosen")
            }
        }
    }

    private func showChoices(
        of group: Group, _ own: Member, typed: ChoicesForm? = nil, refused: [Refusal] = [], _ setting: PageSetting
    ) async throws -> Response {
        let model = GroupChoicesModel(
            group, try await house.choices.choices(of: own.person), mute: own.pause(at: setting.now), typed: typed,
            refusals: refused, setting)
        return templates.response(
            model, words: setting.words, status: refused.first.map(PageRoutes.status) ?? .ok)
    }
}
