import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addReports(to router: Router<WebContext>) {
        router.get("/groups/:group/report", use: reportPage)
        router.post("/groups/:group/alerts", use: share)
        router.get("/groups/:group/alerts") { _, context in
            redirect(to: .report(.init(try await group(context))))
        }
    }

    @Sendable private func reportPage(_ request: Request, context: WebContext) async throws -> Response {
        let group = try await group(context)
        let setting = setting(context)
        let form = ReportForm(at: setting.now, setting.clock(in: group.jurisdiction), in: group.jurisdiction)
        // Where nobody is warned any more, nobody types in vain.
        guard group.closedAt == nil else { throw RegistryRules.closed(group) }
        // Who cannot share here learns it before they type; who is not signed in may begin, and signs in on the way.
        return try await show(
            form, in: group, setting, context, open: try await openAlerts(around: group, context))
    }

    /// The report that waited while somebody signed in, every word still in it.
    func reportPage(draft: String, in group: Group, _ context: WebContext) async throws -> Response {
        let typed = TypedForm(try BoundedBody(bytes: Array(draft.utf8)).form())
        do {
            _ = try context.signedIn()
            guard group.closedAt == nil else { throw RegistryRules.closed(group) }
            let open = try await openAlerts(around: group, context)
            return try await show(ReportForm(typed), in: group, setting(context), context, open: open)
        } catch let refusal as Refusal {
            return await refusalPage(
                refusal, status: PageRoutes.status(refusal), keeping: typed, in: group.jurisdiction, context: context)
        }
    }

    /// What is open for who may report in a group; nothing for who is not signed in.
    ///
    /// - Throws: why somebody may not report here.
    private func openAlerts(around group: Group, _ context: WebContext) async throws -> [Alert] {
        guard let person = context.person else { return [] }
        let hearing = try await house.groups.heard(group, by: person)
        return try await house.alerts.openAlerts(around: hearing, for: person)
    }

    @Sendable private func share(_ request: Request, context: WebContext) async throws -> Response {
        let body = try await BoundedBody.read(request)
        return try await handle(body, context) { typed in
            let group = try await group(context)
            let setting = setting(context)
            let clock = setting.clock(in: group.jurisdiction)
            let form = ReportForm(typed)
            do {
                let person = try context.signedIn()
                let refusals = form.refusals(at: setting.now, clock, in: group.jurisdiction)
                // What is amiss is said to who may share here; everybody else is told that they may not.
                guard refusals.isEmpty else {
                    _ = try await house.groups.heard(group, by: person)
                    return try await show(form, in: group, setting, context, refusals: refusals)
                }
                let report = try form.report(clock, in: group.jurisdiction)
                let asks =
                    form.wasAsked
                    ? []
                    : AlertRules.questions(
                        AlertRules.advice(
                            report.observation, at: report.location?.description, about: report.kind),
                        about: report.kind, in: group.jurisdiction)
                guard asks.isEmpty else {
                    _ = try await house.groups.heard(group, by: person)
                    return try await show(form, in: group, setting, context, asks: asks)
                }
                let outcome = try await house.alerts.share(
                    report, in: group.id, by: person, request: requestKey(typed, body, request))
                if outcome.isSaidBefore {
                    let first = try await house.alerts.file(outcome.alert, for: person)
                    return try await show(form, in: group, setting, context, offered: first.alert)
                }
                return redirect(to: .alert(outcome.alert), done: "shared")
            } catch let refusal as Refusal where refusal.code == .signInNeeded {
                // The report goes along, whole, and waits for them behind the code.
                let errand = SignInErrand(
                    next: LocalPath(SiteURL.report(.init(group)).path),
                    draft: String(decoding: body.bytes, as: UTF8.self))
                return signInPage(errand, refused: refusal, setting)
            } catch let refusal as Refusal {
                return try await show(
                    form, in: group, setting, context, refusals: [refusal], offered: try await offered(refusal, context)
                )
            }
        }
    }

    /// The alert that a report seems to be about; nil where another thing was refused.
    private func offered(_ refusal: Refusal, _ context: WebContext) async throws -> Alert? {
        guard refusal.code == .incidentAlreadyOpen, let person = context.person,
            let alert = refusal.parameters["alertId"].flatMap({ AlertId($0) })
        else { return nil }
        return try await house.alerts.file(alert, for: person).alert
    }

    /// A form that is sent twice, by a double tap or on a bad line, is one report. What is no key counts as none: a form
    /// is not turned down for it.
    func requestKey(_ form: TypedForm, _ body: BoundedBody, _ request: Request) -> RequestKey? {
        guard let key = form.filled("requestKey"), RequestKey.isKey(key) else { return nil }
        return RequestKey(route: "POST \(request.uri.path)", key: key, bodyHash: house.digest(body.bytes))
    }

    private func show(
        _ form: ReportForm, in group: Group, _ setting: PageSetting, _ context: WebContext, refusals: [Refusal] = [],
        asks: [AlertAdvice] = [], open: [Alert] = [], offered: Alert? = nil
    ) async throws -> Response {
        var isAtHome = false
        if let person = context.person {
            isAtHome = try await house.groups.hearing(of: person, in: group.id)?.asMember != nil
        }
        let model = ReportModel(
            form, in: group, refusals: refusals, asks: asks, open: open, offered: offered,
            requestKey: Hex.text(house.surroundings.randomness.bytes(16)),
            map: PointMap(house.site, around: group.area), isAtHome: isAtHome, setting)
        return templates.response(
            model, words: setting.words, status: refusals.first.map(PageRoutes.status) ?? .ok
        ).showingMap(model.map == nil ? nil : house.site.map)
    }
}
