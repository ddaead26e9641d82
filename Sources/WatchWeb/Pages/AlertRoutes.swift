import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addAlerts(to router: Router<WebContext>) {
        router.get("/alerts/:alert", use: alertPage)
        router.post("/alerts/:alert/reactions", use: react)
        router.post("/alerts/:alert/corrections", use: correct)
        router.post("/alerts/:alert/closure", use: close)
        router.post("/alerts/:alert/reopening", use: reopen)
        router.post("/alerts/:alert/hold", use: hold)
        router.post("/alerts/:alert/forwards", use: sendOn)
        // Who reloads or shares the address of a form that was sent finds the alert.
        for form in ["reactions", "corrections", "closure", "reopening", "hold", "forwards"] {
            router.get("/alerts/:alert/\(form)") { _, context in redirect(to: .alert(try id("alert", context))) }
        }
    }

    func addMessages(to router: Router<WebContext>) {
        router.get("/messages/:message/retraction", use: retract)
        router.post("/messages/:message/retraction", use: retract)
        router.post("/messages/:message/flags", use: flag)
    }

    @Sendable private func alertPage(_ request: Request, context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let alert: AlertId = try id("alert", context)
        var setting = setting(context, request: request)
        setting.by = NoticeChannel(rawValue: request.uri.queryParameters["by"].map(String.init) ?? "")
        if let channel = setting.by, request.isLookedAt { try await receive(alert, by: channel, person) }
        return try await show(alert, to: person, setting)
    }

    /// Who came from what a channel brought has seen that, and whatever else of the alert is news by now, also where no
    /// script says so.
    private func receive(_ alert: AlertId, by channel: NoticeChannel, _ person: PersonId) async throws {
        guard channel != .live else { return }
        try await house.alerts.receive(newsOf: alert, by: person, channel: channel)
    }

    @Sendable private func react(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, form: "reaction", done: "reacted") { alert, person, form, key in
            try await house.alerts.react(try PageRoutes.reaction(form), to: alert, by: person, request: key).message
        }
    }

    @Sendable private func correct(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, form: "correction", done: "corrected") { alert, person, form, key in
            _ = try await house.alerts.correct(form["correction"], of: alert, by: person, request: key)
            return nil
        }
    }

    @Sendable private func close(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, form: "closure", done: "closed") { alert, person, form, key in
            _ = try await house.alerts.close(
                alert, try PageRoutes.outcome(form), text: form["closing"], by: person, request: key)
            return nil
        }
    }

    /// Reopens; what came too late to be placed goes in right after. The words of an end wait in their form, open.
    @Sendable private func reopen(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, form: nil, done: "reopened") { alert, person, form, key in
            let belated = PageRoutes.belated(form)
            do {
                _ = try await house.alerts.reopen(alert, by: person, request: key)
            } catch let refusal as Refusal where refusal.code == .alertOpen && belated != nil {
                // Somebody else was faster: then the words have their place.
            }
            let next = key.map { RequestKey(route: $0.route + " words", key: $0.key, bodyHash: $0.bodyHash) }
            switch belated {
            case "reaction":
                return try await house.alerts.react(
                    try PageRoutes.reaction(form), to: alert, by: person, request: next
                ).message
            case "correction":
                _ = try await house.alerts.correct(form["correction"], of: alert, by: person, request: next)
            default: break
            }
            return nil
        }
    }

    /// Which form the words came from that a reopening brings along; nil when it brings none.
    private static func belated(_ form: TypedForm) -> String? {
        [("kind", "reaction"), ("correction", "correction"), ("closing", "closure")]
            .first { form.filled($0.0) != nil }?.1
    }

    @Sendable private func hold(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, form: "hold", done: "held") { alert, person, _, key in
            _ = try await house.alerts.hold(alert, by: person, request: key)
            return nil
        }
    }

    @Sendable private func sendOn(_ request: Request, context: WebContext) async throws -> Response {
        try await changing(request, context, form: "forwards", done: "sent-on") { alert, person, form, key in
            _ = try await house.alerts.sendOn(alert, to: try PageRoutes.wanted(form), by: person, request: key)
            return nil
        }
    }

    @Sendable private func retract(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            let message: MessageId = try id("message", context)
            guard isCountersigned(.retraction(message), form, context) else {
                let found = try await house.alerts.retractable(message, by: person)
                return try ask(
                    .init(
                        step: .retraction(message), kind: .retract, quote: found.message.text,
                        action: SiteURL.retraction(message).path, back: SiteURL.alert(found.file.alert.id).path,
                        jurisdiction: found.file.group.jurisdiction), context)
            }
            let outcome = try await house.alerts.retract(message, by: person)
            return redirect(to: .alert(outcome.alert), done: "retracted")
        }
    }

    @Sendable private func flag(_ request: Request, context: WebContext) async throws -> Response {
        let outcome = try await house.alerts.flag(try id("message", context), by: try context.signedIn())
        return redirect(to: .alert(outcome.alert), done: "flagged")
    }

    /// Changes an alert; a refusal is said on the alert's own page, in the form it is about.
    ///
    /// - Parameters:
    ///   - name: the form; nil for the one that opens again, which brings along what another form held.
    ///   - work: gives what was said, where one wants to see it stand.
    private func changing(
        _ request: Request, _ context: WebContext, form name: String?, done: String,
        work: (AlertId, PersonId, TypedForm, RequestKey?) async throws -> MessageId?
    ) async throws -> Response {
        let body = try await BoundedBody.read(request)
        return try await handle(body, context) { form in
            let person = try context.signedIn()
            let alert: AlertId = try id("alert", context)
            let origin = name ?? PageRoutes.belated(form) ?? ""
            let typed = TypedForm(form.fields.merging(["form": origin]) { $1 })
            do {
                let asks = try await questions(name, form, in: alert, person)
                guard asks.isEmpty else {
                    return try await show(alert, to: person, setting(context), typed: typed, asks: asks)
                }
                let said = try await work(alert, person, form, pageKey(form, body, request))
                if name == nil, origin == "closure" {
                    return try await show(alert, to: person, setting(context, done: done), typed: typed)
                }
                return redirect(to: .alert(alert), done: done, at: said.map(AlertModel.anchor))
            } catch let refusal as Refusal {
                do {
                    return try await show(
                        alert, to: person, setting(context), typed: typed,
                        refused: refusal.among(PageRoutes.refusals(origin, form)))
                } catch is Refusal {
                    // Who may no longer see the alert is told the first reason, and keeps the words all the same.
                    throw refusal
                }
            }
        }
    }

    /// What the check of words asks about a form before it is sent on, once; of who may send it.
    ///
    /// - Throws: `not-found` for who may not see the alert.
    private func questions(
        _ name: String?, _ form: TypedForm, in alert: AlertId, _ person: PersonId
    ) async throws -> [AlertAdvice] {
        let boxes = ["reaction": "text", "correction": "correction", "closure": "closing"]
        // Hardly anybody is asked anything: the alert is looked up for those alone.
        guard let name, let box = boxes[name], form["asked"] != "1",
            !AlertRules.advice(saying: form[box], about: .other).isEmpty, PageRoutes.refusals(name, form).isEmpty
        else { return [] }
        let file = try await house.alerts.file(alert, for: person)
        let power: AlertPower =
            switch name {
            case "reaction": .react
            case "closure": .close
            default: .correct
            }
        guard file.powers(at: house.surroundings.now()).contains(power) else { return [] }
        let kind = file.alert.kind
        return AlertRules.questions(
            AlertRules.advice(saying: form[box], about: kind), about: kind, in: file.group.jurisdiction)
    }

    /// A form of this page that is sent twice, by a double tap or on a bad line, counts once. One that the browser still
    /// holds and that says something else now is another one: at night nobody is refused for going back a page.
    private func pageKey(_ form: TypedForm, _ body: BoundedBody, _ request: Request) -> RequestKey? {
        requestKey(form, body, request).map {
            RequestKey(route: $0.route, key: $0.key.prefix(64) + "." + Hex.text($0.bodyHash), bodyHash: $0.bodyHash)
        }
    }

    func show(
        _ alert: AlertId, to person: PersonId, _ setting: PageSetting, typed: TypedForm = TypedForm(),
        refused: [Refusal] = [], asks: [AlertAdvice] = []
    ) async throws -> Response {
        let file = try await house.alerts.file(alert, for: person)
        let mayReach = file.powers(at: setting.now).contains(.seeReach)
        let reach = mayReach ? try await house.alerts.reach(of: alert, for: person) : nil
        let model = AlertModel(
            file, reach: reach, site: house.site.url, typed: typed, refusals: refused, asks: asks,
            requestKey: Hex.text(house.surroundings.randomness.bytes(16)), setting)
        return templates.response(
            model, words: setting.words, status: refused.first.map(PageRoutes.status) ?? .ok)
    }

    /// Everything that is amiss with a form of the alert's page, in its order.
    private static func refusals(_ name: String, _ form: TypedForm) -> [Refusal] {
        var found = Refusals()
        switch name {
        case "closure":
            found.check { () throws(Refusal) in try outcome(form) }
            found.check { () throws(Refusal) in try AlertRules.text(form["closing"]) }
        case "reaction":
            found.check { () throws(Refusal) in
                try AlertRules.text(form["text"], wasReport: form["wasReport"] == "1")
            }
            found.check { () throws(Refusal) in try AlertRules.policeOnly(policeOnly(form)) }
            found.check { () throws(Refusal) in try reaction(form) }
        default: break
        }
        return found.all
    }

    /// How it ended, as the form of an end says it.
    private static func outcome(_ form: TypedForm) throws(Refusal) -> Alert.Outcome {
        guard let chosen = form.filled("outcome") else { throw Refusal(.fieldMissing, field: "outcome") }
        guard let outcome = Alert.Outcome(rawValue: chosen) else { throw Refusal(.fieldInvalid, field: "outcome") }
        return outcome
    }

    /// The group to which an alert is to be sent on; nil for every linked one.
    private static func wanted(_ form: TypedForm) throws(Refusal) -> [GroupId]? {
        guard let chosen = form.filled("group") else { return nil }
        guard let group = GroupId(chosen) else { throw Refusal(.fieldInvalid, field: "group") }
        return [group]
    }

    /// The words of a reaction, as its form brings them.
    private static func reaction(_ form: TypedForm) throws(Refusal) -> AlertDesk.Words {
        guard let kind = Message.Kind(rawValue: form["kind"]) else { throw Refusal(.fieldInvalid, field: "kind") }
        var coordinate: Coordinate?
        if let latitude = Double(form["latitude"]), let longitude = Double(form["longitude"]) {
            coordinate = Coordinate(latitude: latitude, longitude: longitude)
        }
        let location = coordinate.map {
            Location(coordinate: $0, description: nil, isOwnPosition: form["pointed"] != "1")
        }
        return AlertDesk.Words(
            kind: kind, text: form["text"], location: location, policeOnly: policeOnly(form),
            wasReport: form["wasReport"] == "1", asPolice: form["asPolice"] == "1")
    }

    private static func policeOnly(_ form: TypedForm) -> PoliceOnly {
        PoliceOnly(licencePlate: form.filled("licencePlate"), text: form.filled("policeText"))
    }
}

extension Request {
    /// Whether somebody looks at the answer: a browser that fetches in advance says so (W3C, `Sec-Purpose`), and a HEAD shows
    /// nothing. What a script fetches is no page that was opened (W3C, `Sec-Fetch-Dest`): the script says itself when somebody
    /// looks.
    var isLookedAt: Bool {
        let destination = HTTPField.Name("Sec-Fetch-Dest").flatMap { headers[$0] } ?? "document"
        guard method == .get, destination == "document" else { return false }
        let said = ["Sec-Purpose", "Purpose"].compactMap { HTTPField.Name($0) }.compactMap { headers[$0] }
        return !said.contains { $0.holds("prefetch") }
    }
}
