import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addGroupCare(to router: Router<WebContext>) {
        router.get("/groups/:group/settings") { request, context in
            try await caring(context, at: SiteURL.settings) { group, _ in
                try await showSettings(
                    group, TypedForm(), heard: try await heard(context), setting(context, request: request))
            }
        }
        router.post("/groups/:group/settings", use: revise)
        router.get("/groups/:group/sheet", use: sheetPage)
        router.post("/groups/:group/sheet", use: sheetPage)
        router.get("/groups/:group/codes") { request, context in
            try await caring(context, at: SiteURL.codes) { group, _ in
                try await showCodes(group, TypedForm(), setting(context, request: request))
            }
        }
        router.post("/groups/:group/codes", use: makeCodes)
    }

    func addJoinCodes(to router: Router<WebContext>) {
        router.get("/j", use: joinCode)
        router.get("/j/:code", use: joinCode)
    }

    /// For the group's coordinators; others come to the group, and who is signed out to signing in.
    ///
    /// - Throws: `sign-in-needed` for a form that was sent, so that what was typed is not lost.
    private func caring(
        _ context: WebContext, at page: (Group.Address) -> SiteURL,
        work: (Group, PersonId) async throws -> Response
    ) async throws -> Response {
        let group = try await group(context)
        guard context.person != nil || context.isFormSent else { return signingIn(to: page(.init(group))) }
        let person = try context.signedIn()
        return try await caring(group, person) { try await work($0, person) }
    }

    /// For who leads the group; others come to the group.
    func caring(
        _ group: Group, _ person: PersonId, work: (Group) async throws -> Response
    ) async throws -> Response {
        guard let own = try await house.members.own(person, in: group.id), own.standing == .approved,
            own.role == .coordinator
        else { return redirect(to: .group(.init(group))) }
        return try await work(group)
    }

    // MARK: settings

    @Sendable private func revise(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { typed in
            try await caring(context, at: SiteURL.settings) { group, person in
                let (setting, heard) = (setting(context), try await heard(context))
                guard typed["do"] != "look" else {
                    return try await showSettings(group, typed, heard: heard, setting)
                }
                do {
                    let gazetteer = try await house.gazetteer()
                    let before = try await house.registry.registration(of: group.id)
                    let after = try await house.registry.revise(
                        group.id, try revision(typed, in: gazetteer), by: person, on: house.registryMap(),
                        heard: heard, areas: house.areas, in: gazetteer)
                    let waits = before.counts && after.standing == .proposed
                    return redirect(to: .settings(.init(group)), done: waits ? "moved" : "revised")
                } catch let refusal as Refusal {
                    let others = GroupBoxes.refusals(
                        typed, insteadOf: group.name, in: try await house.gazetteer(), house: house)
                    return try await showSettings(
                        group, typed, heard: heard, setting, refused: refusal.among(others))
                }
            }
        }
    }

    private func revision(_ typed: TypedForm, in gazetteer: Gazetteer) throws(Refusal) -> GroupRevision {
        GroupRevision(
            name: typed["name"], area: try WhereForm(typed: typed).area(in: gazetteer, house: house),
            channel: Registration.Channel(rawValue: typed["channel"]) ?? .saar,
            invitation: typed["invitation"], statedMembers: try GroupBoxes.members(typed),
            asksForProof: typed["asksForProof"] == "1", isSeparate: typed["separate"] == "1")
    }

    func showSettings(
        _ group: Group, _ form: TypedForm, heard: Set<GroupId>, _ setting: PageSetting,
        refused: [Refusal] = []
    ) async throws -> Response {
        let registration = try await house.registry.registration(of: group.id)
        var typed = form
        if form.fields.isEmpty {
            typed = TypedForm([
                "name": group.name, "where": WhereForm.Way.same.rawValue, "channel": registration.channel.rawValue,
                "invitation": try await house.registry.invitation(of: group.id) ?? "",
                "statedMembers": registration.statedMembers == 0 ? "" : String(registration.statedMembers),
                "asksForProof": registration.asksForProof ? "1" : "",
            ])
        }
        let gazetteer = try await house.gazetteer()
        var refusals = refused
        let found = look(
            WhereForm(typed: typed), heard: heard, in: gazetteer, except: group.id, refusals: &refusals)
        let part = WherePart(
            WhereForm(typed: typed),
            ways: [.same] + WhereForm.Way.all(in: house),
            area: found.area ?? group.area, overlaps: found.overlaps, heard: heard, refusals: refusals,
            gazetteer: gazetteer, house: house, setting)
        let model = SettingsModel(group, typed, place: part, refusals: refusals, setting)
        return templates.response(
            model, words: setting.words, status: refusals.first.map(PageRoutes.status) ?? .ok
        ).showingMap(house.site.map)
    }

    // MARK: the sheet

    /// For everybody in the group: any neighbour can put it into letterboxes. A word of their own stands on it once, and
    /// is kept nowhere.
    @Sendable private func sheetPage(_ request: Request, context: WebContext) async throws -> Response {
        let group = try await group(context)
        guard context.person != nil || context.isFormSent else { return signingIn(to: .sheet(.init(group))) }
        let usual = setting(context, request: request)
        let wanted = request.uri.queryParameters["language"].flatMap { Language(rawValue: String($0)) }
        guard context.isFormSent else {
            return try await showSheet(group, TypedForm(), context.signedIn(), usual, in: wanted)
        }
        return try await handle(request, context) { typed in
            try await showSheet(group, typed, context.signedIn(), usual, in: wanted)
        }
    }

    func showSheet(
        _ group: Group, _ typed: TypedForm, _ person: PersonId, _ usual: PageSetting, in wanted: Language? = nil
    ) async throws -> Response {
        guard try await house.members.own(person, in: group.id)?.standing == .approved else {
            return redirect(to: .group(.init(group)))
        }
        return try await sheet(group, typed["note"], usual, in: Language(rawValue: typed["language"]) ?? wanted)
    }

    private func sheet(
        _ group: Group, _ typed: String, _ usual: PageSetting, in language: Language?
    ) async throws -> Response {
        let setting = PageSetting(
            words: language.map(templates.words) ?? usual.words, now: usual.now, isSignedIn: usual.isSignedIn,
            done: usual.done, path: usual.path, isAnswer: usual.isAnswer, isDemo: usual.isDemo, at: usual.at)
        var refusals: [Refusal] = []
        var line: String?
        do throws(Refusal) {
            line = try Words.kept(typed, field: "note", limit: SheetModel.longest)
        } catch {
            refusals = [error]
        }
        let code = try await house.registry.registration(of: group.id).joinCode
        let model = SheetModel(
            group, code: code, qr: try house.codes.code(house.site.url + SiteURL.joinCode(code.text).path),
            site: house.site.url, line: line, typed: typed, refusals: refusals, setting)
        return templates.response(
            model, words: setting.words, status: refusals.first.map(PageRoutes.status) ?? .ok)
    }

    // MARK: codes for letterboxes

    @Sendable private func makeCodes(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { typed in
            try await caring(context, at: SiteURL.codes) { group, person in
                let setting = setting(context)
                do {
                    let replaces = typed["replaces"] == "1"
                    if replaces, !isCountersigned(.codes(group.id), typed, context),
                        try await house.households.count(in: group.id) > 0
                    {
                        return try ask(
                            .init(
                                step: .codes(group.id), kind: .codes, action: SiteURL.codes(.init(group)).path,
                                fields: ["count", "replaces"].map { .init(name: $0, value: typed[$0]) },
                                back: SiteURL.codes(.init(group)).path, jurisdiction: group.jurisdiction), context)
                    }
                    let codes = try await house.households.make(
                        Int(Words.trimmed(typed["count"])) ?? 0, in: group.id, by: person, replaces: replaces)
                    return try await showCodes(group, TypedForm(), codes: codes, setting)
                } catch let refusal as Refusal {
                    return try await showCodes(group, typed, refused: refusal, setting)
                }
            }
        }
    }

    func showCodes(
        _ group: Group, _ typed: TypedForm, codes: [HouseholdCode] = [], refused refusal: Refusal? = nil,
        _ setting: PageSetting
    ) async throws -> Response {
        let model = CodesModel(
            group, registration: try await house.registry.registration(of: group.id),
            kept: try await house.households.count(in: group.id), codes: codes, site: house.site.url, typed: typed,
            refusals: refusal.map { [$0] } ?? [], setting)
        return templates.response(model, words: setting.words, status: refusal.map(PageRoutes.status) ?? .ok)
    }

    // MARK: where a sheet leads

    @Sendable private func joinCode(_ request: Request, context: WebContext) async throws -> Response {
        let typed = context.parameters.get("code") ?? request.uri.queryParameters["code"].map(String.init) ?? ""
        var group: Group?
        do {
            if !typed.isEmpty {
                group = try await house.groups.group(.id(try await house.registry.group(joinCode: typed)))
            }
        } catch let refusal as Refusal where refusal.code == .notFound {
            group = nil
        }
        if let group, context.person != nil { return redirect(to: .join(.init(group))) }
        let setting = setting(context, request: request)
        return templates.response(
            JoinCodeModel(group, typed: typed.beginning(20), setting), words: setting.words,
            status: group == nil && !typed.isEmpty ? .notFound : .ok)
    }
}
