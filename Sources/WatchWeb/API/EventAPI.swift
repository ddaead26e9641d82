import Hummingbird
import Watch

/// A piece of a group's history.
private struct EventsJSON: Encodable {
    let events: [SeenEvent]
    /// Of the group's newest event, whether it is among these or not.
    let lastSequence: Int64
    /// What to ask for as `after` next; missing at the end.
    let next: Int64?
}

extension APICalls {
    func addEvents(to api: some RouterMethods<WebContext>) {
        api.get("/groups/{group}/events") { request, context in try await history(request, context) }
        api.post("/events/{event}/receipts") { request, context in try await receive(request, context) }
    }

    private func history(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let group = try await group(context)
        let hearing = try await house.groups.heard(group, by: person)
        let query = try QueryValues(request, known: ["after", "limit"])
        let limit = try query.limit(most: 500, usual: 100)
        let after = try query.number("after") ?? 0
        let events = try await house.alerts.events(of: hearing, after: after, limit: limit)
        // More may have come between the two looks.
        let end = events.last?.event.sequence
        let last = max(group.lastSequence, end ?? 0)
        let isMore = events.count == limit && end.map { $0 < last } ?? false
        return try json(
            EventsJSON(
                events: events.compactMap { SeenEvent($0, for: hearing.audience) }, lastSequence: last,
                next: isMore ? end : nil))
    }

    private func receive(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: ReceiptJSON.self)
        let hearings = try await house.groups.hearings(of: wish.person)
        try await house.alerts.receive(
            try id("event", context, as: Event.self), by: wish.person, channel: try wish.body.channel ?? .live,
            hearings: hearings)
        return nothing()
    }
}
