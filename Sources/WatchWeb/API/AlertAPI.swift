import HTTPTypes
import Hummingbird
import Watch

extension APICalls {
    func addAlerts(to api: some RouterMethods<WebContext>) {
        api.post("/groups/{group}/alerts") { request, context in try await share(request, context) }
        api.get("/groups/{group}/alerts") { request, context in try await listAlerts(request, context) }
        api.get("/alerts/{alert}") { request, context in try await showAlert(request, context) }
        api.post("/alerts/{alert}/closure") { request, context in try await close(request, context) }
        api.post("/alerts/{alert}/reopening") { request, context in try await reopen(request, context) }
        api.post("/alerts/{alert}/hold") { request, context in try await hold(request, context) }
        api.post("/alerts/{alert}/forwards") { request, context in try await sendOn(request, context) }
        api.get("/alerts/{alert}/reach") { request, context in try await showReach(request, context) }
    }

    private func share(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: ReportJSON.self)
        let outcome = try await house.alerts.share(
            try wish.body.report(), in: try await groupId(context), by: wish.person, request: wish.key)
        var headers = replayed(outcome)
        headers[.location] = "\(APICalls.root)/alerts/\(outcome.alert)"
        if outcome.isSaidBefore {
            let first = try await house.alerts.file(outcome.alert, for: wish.person)
            return try json(AlertView(first), headers: headers)
        }
        if let shared = outcome.shared {
            return try json(
                AlertView(shared.alert, for: shared.audience, reader: wish.person), status: .created, headers: headers)
        }
        let file = try await house.alerts.file(outcome.alert, for: wish.person)
        return try json(AlertView(file), status: .created, headers: headers)
    }

    private func listAlerts(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let hearing = try await house.groups.heard(try await group(context), by: person)
        let limit = try QueryValues(request, known: ["limit"]).limit(most: 100, usual: 50)
        let alerts = try await house.alerts.alerts(of: hearing, limit: limit)
        return try json(AlertsJSON(alerts: alerts.map { AlertView($0, for: hearing.audience(of: $0)) }))
    }

    private func showAlert(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let file = try await house.alerts.file(try id("alert", context, as: Alert.self), for: person)
        _ = try QueryValues(request, known: [])
        return try json(AlertView(file))
    }

    private func close(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: ClosureJSON.self)
        let outcome = try await house.alerts.close(
            try id("alert", context, as: Alert.self), try wish.body.outcome, text: try wish.body.text,
            asPolice: try wish.body.as == .police, by: wish.person, request: wish.key)
        return try await asItIs(outcome, for: wish.person)
    }

    private func reopen(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: NoBody.self)
        let outcome = try await house.alerts.reopen(
            try id("alert", context, as: Alert.self), by: wish.person, request: wish.key)
        return try await asItIs(outcome, for: wish.person)
    }

    private func hold(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: NoBody.self)
        let outcome = try await house.alerts.hold(
            try id("alert", context, as: Alert.self), by: wish.person, request: wish.key)
        return try await asItIs(outcome, for: wish.person)
    }

    private func sendOn(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: ForwardsJSON.self)
        let outcome = try await house.alerts.sendOn(
            try id("alert", context, as: Alert.self), to: try wish.body.wanted(), by: wish.person, request: wish.key)
        return try await asItIs(outcome, for: wish.person)
    }

    private func showReach(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let reach = try await house.alerts.reach(of: try id("alert", context, as: Alert.self), for: person)
        _ = try QueryValues(request, known: [])
        return try json(reach)
    }

    /// The alert as it now is.
    func asItIs(_ outcome: AlertOutcome, for person: PersonId) async throws -> Response {
        let file = try await house.alerts.file(outcome.alert, for: person)
        return try json(AlertView(file), headers: replayed(outcome))
    }
}
