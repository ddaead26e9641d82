import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addMembers(to router: Router<WebContext>) {
        router.get("/groups/:group/join", use: joinPage)
        router.get("/groups/:group/members", use: membersPage)
        router.post("/groups/:group/members", use: apply)
        router.post("/groups/:group/members/:member", use: changeMember)
        router.get("/groups/:group/members/:member") { _, context in
            redirect(to: .members(.init(try await group(context))))
        }
    }

    // MARK: asking to join

    @Sendable private func joinPage(_ request: Request, context: WebContext) async throws -> Response {
        let group = try await group(context)
        let setting = setting(context)
        guard let id = context.person, let person = try await house.persons.person(id) else {
            return signInPage(
                SignInErrand(next: LocalPath(SiteURL.join(.init(group)).path)), refused: Refusal(.signInNeeded),
                setting)
        }
        return try await showJoining(group, person.id, TypedForm(), setting)
    }

    func showJoining(
        _ group: Group, _ id: PersonId, _ typed: TypedForm, _ setting: PageSetting
    ) async throws -> Response {
        guard let person = try await house.persons.person(id) else { throw Refusal(.signInNeeded) }
        let own = try await house.members.own(id, in: group.id)
        if let own, own.standing != .left { return redirect(to: .group(.init(group))) }
        return templates.response(
            JoinModel(
                group, firstName: person.firstName,
                asksForProof: try await house.registry.registration(of: group.id).asksForProof, typed: typed, setting),
            words: setting.words)
    }

    @Sendable private func apply(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let id = try context.signedIn()
            let group = try await group(context)
            guard let person = try await house.persons.person(id) else { throw Refusal(.signInNeeded) }
            do {
                if let refusal = try await house.members.whyNotApply(id, to: group) { throw refusal }
                // Said first, so that who must be told nothing else is told all at once.
                let consent = JoinModel.consent(form)
                try consent.check(in: group.jurisdiction)
                if person.firstName.isEmpty {
                    try await house.persons.change(
                        id,
                        to: try PersonProfile(person, firstName: form["firstName"], language: context.language))
                }
                var proof: Member.Proof?
                if let typed = form.filled("householdCode") {
                    proof = try await house.households.proof(typed, in: group.id, by: id)
                }
                _ = try await house.members.apply(
                    to: group.id, by: id, consent: consent, note: form.filled("note"), proof: proof)
                return redirect(to: .group(.init(group)), done: "applied")
            } catch let refusal as Refusal where refusal.field != nil {
                let setting = setting(context)
                let asksForProof = try await house.registry.registration(of: group.id).asksForProof
                let model = JoinModel(
                    group, firstName: person.firstName, asksForProof: asksForProof, typed: form,
                    refusals: refusal.among(
                        JoinModel.refusals(
                            form, asksForName: person.firstName.isEmpty, asksForProof: asksForProof,
                            in: group.jurisdiction)), setting)
                return templates.response(model, words: setting.words, status: PageRoutes.status(refusal))
            }
        }
    }

    // MARK: the coordinator's page

    @Sendable private func membersPage(_ request: Request, context: WebContext) async throws -> Response {
        let group = try await group(context)
        guard let person = context.person else { return signingIn(to: .members(.init(group))) }
        // Who is no coordinator has nothing to find here: who reloads a form that was sent comes back to the group.
        guard let own = try await house.members.own(person, in: group.id), own.standing == .approved,
            own.role == .coordinator
        else { return redirect(to: .group(.init(group))) }
        return try await showMembers(of: group, to: own, part(request), setting(context, request: request))
    }

    @Sendable private func changeMember(_ request: Request, context: WebContext) async throws -> Response {
        let member: MemberId = try id("member", context)
        return try await handle(request, context) { form in
            let person = try context.signedIn()
            let group = try await group(context)
            let setting = setting(context)
            do {
                let clock = setting.clock(in: group.jurisdiction)
                let wanted = Result { () throws(Refusal) in try wish(form, member, clock) }
                // Who changes nobody but themselves is told so by the desk, whatever they wish.
                if let wish = try? wanted.get(), wish.isFinal, !isCountersigned(.member(member, wish), form, context),
                    let own = try await house.members.own(person, in: group.id),
                    own.id == member || (own.standing == .approved && own.role == .coordinator)
                {
                    return try ask(
                        try await question(wish, form, about: member, in: group, for: person, part(request), setting),
                        context)
                }
                _ = try await house.members.change(.id(member), in: group.id, to: try wanted.get(), by: person)
                // Back to the same part of them, wherever they stand on it now.
                let query = part(request).query()
                return .redirect(
                    to: SiteURL.members(.init(group)).path + query + (query.isEmpty ? "?" : "&")
                        + "done=member-changed#member-\(member)")
            } catch let refusal as Refusal {
                guard let own = try await house.members.own(person, in: group.id), own.standing == .approved,
                    own.role == .coordinator
                else { throw refusal }
                return try await showMembers(
                    of: group, to: own, part(request), refused: (member, form), refusals: [refusal], setting)
            }
        }
    }

    private func wish(_ form: TypedForm, _ member: MemberId, _ clock: WallClock) throws(Refusal) -> Member.Wish {
        if form["role"] == "stand-in" {
            guard let until = clock.endOfDay(form["until-\(member)"]) else {
                throw Refusal(.fieldInvalid, field: "until")
            }
            return Member.Wish(role: .coordinator, until: until)
        }
        if let role = form.filled("role") {
            guard let role = Member.Role(rawValue: role) else { throw Refusal(.fieldInvalid, field: "role") }
            return Member.Wish(role: role)
        }
        guard let standing = Member.Standing(rawValue: form["standing"]) else {
            throw Refusal(.fieldInvalid, field: "standing")
        }
        return Member.Wish(standing: standing)
    }

    /// What is asked before somebody is declined, removed, appointed or dismissed.
    ///
    /// - Throws: what `Member.change` throws: who cannot do it hears that first, and is not asked.
    private func question(
        _ wish: Member.Wish, _ form: TypedForm, about id: MemberId, in group: Group, for person: PersonId,
        _ part: MembersPart, _ setting: PageSetting
    ) async throws -> FinalStepModel.Question {
        let named = try await house.members.member(id, of: group, for: person)
        let own = try await house.members.own(person, in: group.id)
        let isLast = try await house.members.leadsAlone(named.member.person, group.id)
        var tried = named.member
        _ = try tried.change(
            wish, by: Actor(person: person, capacity: .coordinator), standsIn: own?.standsIn == true,
            coordinators: isLast ? 1 : 2, sequence: group.lastSequence, at: setting.now, in: group.jurisdiction)
        let kind: FinalStepModel.Kind =
            switch (wish.standing, wish.role) {
            case (.left, _): named.member.standing == .applied ? .decline : .remove
            case (_, .coordinator): wish.until == nil ? .appoint : .standIn
            default: .dismiss
            }
        let clock = setting.clock(in: group.jurisdiction)
        let sent = ["standing", "role", "until-\(id)"]
        return FinalStepModel.Question(
            step: .member(id, wish), kind: kind,
            values: [
                "name": named.firstName, "group": group.name, "date": wish.until.map { clock.date($0) } ?? "",
            ],
            action: SiteURL.member(.init(group), id).path + part.query(),
            fields: sent.compactMap { name in form.filled(name).map { FinalStepModel.Field(name: name, value: $0) } },
            back: SiteURL.members(.init(group)).path + part.query() + "#member-\(id)",
            jurisdiction: group.jurisdiction)
    }

    /// Which part of the members somebody looks at, or was looking at when they pressed a button.
    func part(_ request: Request) -> MembersPart {
        let values = request.uri.queryParameters
        return MembersPart(
            name: values["name"].map { $0.exchanging("+", for: " ") },
            number: values["page"].flatMap { Int($0) } ?? 1)
    }

    func showMembers(
        of group: Group, to own: Member, _ part: MembersPart, refused: (member: MemberId, form: TypedForm)? = nil,
        refusals: [Refusal] = [], _ setting: PageSetting
    ) async throws -> Response {
        var typed = refused
        if let refused {
            let until = refused.form["until-\(refused.member)"]
            typed = (refused.member, TypedForm(["until": until]))
        }
        let members = try await house.members.members(of: group, for: own.person, part.search)
        let readiness = part.isFirst ? try await house.members.readiness(of: group, for: own.person) : nil
        let tests = part.isFirst ? try await house.testAlarms.standing(in: group, for: own.person) : nil
        let model = MembersModel(
            members, in: group, reader: own, part: part, readiness: readiness, testAlarm: tests, refused: typed,
            refusals: refusals, setting)
        return templates.response(
            model, words: setting.words, status: refusals.first.map(PageRoutes.status) ?? .ok)
    }
}
