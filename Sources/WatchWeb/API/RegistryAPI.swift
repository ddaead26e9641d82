import Hummingbird
import Watch

extension APICalls {
    func addRegistry(to api: some RouterMethods<WebContext>) {
        api.post("/groups/{group}/renewal") { request, context in
            try await changeStanding(request, context) { try await house.registry.renew($0, by: $1, request: $2) }
        }
        api.post("/groups/{group}/closure") { request, context in
            try await changeStanding(request, context, isFinal: true) {
                try await house.registry.close($0, by: $1, request: $2)
            }
        }
        api.post("/groups/{group}/reopening") { request, context in
            try await changeStanding(request, context) { try await house.registry.reopen($0, by: $1, request: $2) }
        }
        api.post("/groups/{group}/handover") { request, context in try await handOver(request, context) }
        api.post("/groups/{group}/co-coordination") { request, context in try await answerAsked(request, context) }
        api.post("/groups/{group}/co-coordination/withdrawal") { request, context in
            try await withdrawAsked(request, context)
        }
        api.get("/registry/groups") { request, context in try await showOverseen(request, context) }
        api.get("/groups/{group}/audit") { request, context in try await showAudit(request, context) }
    }

    private func changeStanding(
        _ request: Request, _ context: WebContext, isFinal: Bool = false,
        work: (GroupId, PersonId, RequestKey?) async throws -> Void
    ) async throws -> Response {
        let wish = try await wish(request, context, as: NoBody.self)
        if isFinal { try context.byProgramOnly() }
        let group = try await group(context)
        try await work(group.id, wish.person, wish.key)
        return try json(RegistrationJSON(try await house.registry.registration(of: group.id), in: group.jurisdiction))
    }

    private func handOver(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await finalWish(request, context, as: HandOverJSON.self)
        let group = try await group(context)
        try await house.registry.handOver(group.id, to: try wish.body.memberId, by: wish.person, request: wish.key)
        return try json(RegistrationJSON(try await house.registry.registration(of: group.id), in: group.jurisdiction))
    }

    private func answerAsked(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: CoCoordinationJSON.self)
        try await house.coCoordinations.answer(
            try wish.body.accepts, in: try await groupId(context), by: wish.person, request: wish.key)
        return nothing()
    }

    private func withdrawAsked(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: NoBody.self)
        try await house.coCoordinations.withdraw(in: try await groupId(context), by: wish.person, request: wish.key)
        return nothing()
    }

    private func showOverseen(_ request: Request, _ context: WebContext) async throws -> Response {
        let offices = try await house.persons.offices(of: try context.signedIn())
        guard !offices.isEmpty else { throw Refusal(.notAllowed) }
        let values = try QueryValues(request, known: ["limit", "offset"])
        let skipping = try values.number("offset", to: 1_000_000).map(Int.init) ?? 0
        let limit = try values.limit(most: 500, usual: 200)
        let overseen = try await house.members.overseen(
            by: offices, on: house.registryMap(), skipping: skipping, limit: limit)
        return try json(OverseenGroupsJSON(overseen))
    }

    private func showAudit(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let view = try await house.registry.view(of: try await groupId(context), for: person)
        _ = try QueryValues(request, known: [])
        return try json(AuditJSON(entries: view.lines.map(AuditEntryJSON.init)))
    }
}

/// How a group stands in the registry.
struct RegistrationJSON: Encodable, Sendable {
    let group: GroupId
    let standing: Registration.Standing
    let confirmedAt: Moment
    /// When its coordinators are asked again.
    let renewalAt: Moment

    init(_ registration: Registration, in jurisdiction: Jurisdiction) {
        group = registration.group
        standing = registration.standing
        confirmedAt = registration.confirmedAt
        renewalAt = registration.renewal(in: jurisdiction)
    }
}

/// The groups that an office oversees.
struct OverseenGroupsJSON: Encodable, Sendable {
    let groups: [OverseenGroupJSON]
    /// How many there are on all pages.
    let found: Int
    /// When it was reckoned which of them would wake.
    let at: Moment

    init(_ overseen: OverseenGroups) {
        groups = overseen.groups.map(OverseenGroupJSON.init)
        found = overseen.found
        at = overseen.at
    }
}

/// One of them.
struct OverseenGroupJSON: Encodable, Sendable {
    let id: GroupId
    let slug: String
    let name: String
    let place: String
    let municipality: String?
    let standing: Registration.Standing
    /// For offices alone: whether it would wake.
    let ready: Bool

    init(_ overseen: OverseenGroup) {
        let group = overseen.group
        id = group.id
        slug = group.slug
        name = group.name
        place = group.place
        municipality = group.municipality
        standing = group.standing
        ready = overseen.isReady
    }
}

/// To whom a group is handed over.
struct HandOverJSON: Decodable, Sendable {
    let memberId: MemberId
}

/// What somebody answers who is asked to lead a group as well.
struct CoCoordinationJSON: Decodable, Sendable {
    let accepts: Bool
}

/// A group's audit log.
struct AuditJSON: Encodable, Sendable {
    let entries: [AuditEntryJSON]
}

/// A line of it.
struct AuditEntryJSON: Encodable, Sendable {
    let id: Id<AuditEntry>
    let at: Moment
    let kind: AuditEntry.Kind
    let capacity: RegistryRules.Capacity
    /// Of who did it; absent for the watch itself, and for who was erased since.
    let firstName: String?
    let details: [String: String]

    init(_ line: AuditLine) {
        id = line.entry.id
        at = line.entry.at
        kind = line.entry.kind
        capacity = line.entry.capacity
        firstName = line.firstName.isEmpty ? nil : line.firstName
        details = line.entry.details
    }
}
