import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addGroups(to router: Router<WebContext>) {
        router.get("/groups/:group", use: groupPage)
        router.post("/groups/:group/leave", use: leave)
        router.post("/groups/:group/mute", use: mute)
        // Who reloads or shares the address of a form that was sent finds the group.
        for form in ["leave", "mute"] {
            router.get("/groups/:group/\(RouterPath(form))", use: backToGroup)
        }
    }

    @Sendable private func groupPage(_ request: Request, context: WebContext) async throws -> Response {
        let group = try await group(context)
        if let typed = request.uri.queryParameters["near"].map(String.init), let point = PageRoutes.point(typed) {
            let rounded = GroupSearchModel.rounded(point)
            // As where groups are looked for: an address keeps nobody's home.
            guard typed == rounded else { return .redirect(to: "\(SiteURL.group(.init(group)).path)?near=\(rounded)") }
        }
        var setting = setting(context, request: request)
        setting.by = NoticeChannel(rawValue: request.uri.queryParameters["by"].map(String.init) ?? "")
        if let channel = setting.by, request.isLookedAt { try await receiveTest(in: group, by: channel, context) }
        return try await show(group, setting, context, asked: PageRoutes.question(request))
    }

    /// Who came from what a channel brought has seen that, also where no script says so.
    private func receiveTest(in group: Group, by channel: NoticeChannel, _ context: WebContext) async throws {
        guard channel != .live, let person = context.person,
            let hearing = try await house.groups.hearing(of: person, in: group.id),
            let test = try await house.testAlarms.mentioned(in: hearing)
        else { return }
        try await house.alerts.receive(test.event, by: person, channel: channel, hearings: [hearing])
    }

    @Sendable private func backToGroup(_ request: Request, context: WebContext) async throws -> Response {
        redirect(to: .group(.init(try await group(context))))
    }

    /// A refusal is said on the group's own page.
    @Sendable private func leave(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            let group = try await group(context)
            do {
                guard isCountersigned(.leaving(group.id), form, context) else {
                    return try ask(try await leaving(group, person, setting(context)), context)
                }
                _ = try await house.members.change(
                    .person(person), in: group.id, to: .init(standing: .left), by: person)
                return redirect(to: .group(.init(group)), done: "left")
            } catch let refusal as Refusal {
                return try await show(group, setting(context), context, refused: refusal)
            }
        }
    }

    /// - Throws: `not-found` for who has no place there, and what `Member.change` throws: who cannot is not asked.
    private func leaving(
        _ group: Group, _ person: PersonId, _ setting: PageSetting
    ) async throws -> FinalStepModel.Question {
        guard let own = try await house.members.own(person, in: group.id), own.standing != .left else {
            throw Refusal(.notFound)
        }
        let isLast = try await house.members.leadsAlone(person, group.id)
        var tried = own
        _ = try tried.change(
            .init(standing: .left), by: nil, coordinators: isLast ? 1 : 2, sequence: group.lastSequence,
            at: setting.now, in: group.jurisdiction)
        return FinalStepModel.Question(
            step: .leaving(group.id), kind: own.standing == .applied ? .withdraw : .leave,
            values: ["group": group.name], action: SiteURL.leave(.init(group)).path,
            back: SiteURL.group(.init(group)).path, jurisdiction: group.jurisdiction)
    }

    @Sendable private func mute(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            let group = try await group(context)
            // Who has no place there is told so, whatever their form holds.
            let saved = try await house.members.change(
                .person(person), in: group.id, to: try muting(form, group), by: person)
            let done = saved.mutedUntil == nil ? "muted" : "muted-until"
            return redirect(to: .group(.init(group)), done: saved.isMuted ? done : "unmuted")
        }
    }

    private func muting(_ form: TypedForm, _ group: Group) throws(Refusal) -> Member.Wish {
        let pause = try pause(form, flag: "muted", in: group.jurisdiction)
        return Member.Wish(isMuted: pause != nil, mutedUntil: pause?.until)
    }

    func show(
        _ group: Group, _ setting: PageSetting, _ context: WebContext, typed: TypedForm = TypedForm(),
        refused refusal: Refusal? = nil, asked question: GroupQuestion = .words("")
    ) async throws -> Response {
        let model = try await model(
            group, for: context.person, asked: question, typed: typed, refusals: refusal.map { [$0] } ?? [], setting)
        return templates.response(
            model, words: setting.words, status: refusal.map(PageRoutes.status) ?? .ok)
    }

    private func model(
        _ group: Group, for person: PersonId?, asked question: GroupQuestion, typed: TypedForm, refusals: [Refusal],
        _ setting: PageSetting
    ) async throws -> GroupModel {
        let listed = house.registryMap().group(group.id)
        guard let person else {
            return GroupModel(
                group, as: .stranger, refusals: refusals, listed: listed,
                outside: try await outside(listed, asked: question, setting), site: house.site.url, setting)
        }
        let own = try await house.members.own(person, in: group.id)
        let asked = try await house.coCoordinations.view(of: group.id, for: person)
        guard let hearing = try await house.groups.hearing(of: person, in: group.id) else {
            let offices = try await house.persons.offices(of: person)
            let isOffice = !RegistryRules.capacities(of: nil, offices: offices, for: group).isEmpty
            let place: GroupModel.Place =
                switch own?.standing {
                case .applied: .waiting
                case .suspended: .suspended
                case .approved, .left, nil: isOffice ? .office : .visitor
                }
            return GroupModel(
                group, as: place, coCoordination: asked, typed: typed, refusals: refusals, listed: listed,
                outside: try await outside(listed, asked: question, setting), loss: own?.loss(at: setting.now),
                site: house.site.url,
                try await heard(setting, person))
        }
        let alerts = try await house.alerts.alerts(of: hearing)
        let registration = try await house.registry.registration(of: group.id)
        let hasChat = own?.standing == .approved && registration.channel == .whatsapp
        let leads = own?.standing == .approved && own?.role == .coordinator
        return GroupModel(
            group, as: .inside(hearing, own: own), alerts: alerts,
            flagged: try await house.alerts.flagged(in: [hearing], for: person)[group.id] ?? [],
            figures: try await house.alerts.figures(of: hearing, since: setting.now - .days(366)),
            members: leads ? try await house.members.counts(of: group, for: person) : nil,
            registration: registration,
            waiting: leads || hearing.audience == .police ? try await house.links.waiting(for: group.id) : nil,
            invitation: hasChat ? try await house.registry.invitation(for: own) : nil,
            coCoordination: asked, typed: typed, refusals: refusals, loss: own?.loss(at: setting.now),
            ways: own?.standing == .approved ? try await house.notices.ways(of: person) : [],
            stop: own?.standing == .approved ? try await house.choices.choices(of: person).stop : nil,
            testAlarm: try await house.testAlarms.mentioned(in: hearing), setting)
    }

    /// What those outside are told of its area: nothing of a group that the registry does not show.
    private func outside(
        _ group: ListedGroup?, asked question: GroupQuestion, _ setting: PageSetting
    ) async throws -> GroupOutside? {
        guard let group else { return nil }
        let (map, gazetteer) = (house.registryMap(), try await house.gazetteer())
        return GroupOutside(
            group,
            beside: map.groups(shownAround: group.coarseArea, within: 300).filter { $0.id != group.id }
                .map(\.coarseArea),
            belonging: Finder(map: map, gazetteer: gazetteer).belonging(question, to: group.id),
            typed: PageRoutes.typed(question, of: gazetteer, setting.words), setting.words)
    }
}
