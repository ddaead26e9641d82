import Hummingbird
import Watch

extension APICalls {
    func addMembers(to api: some RouterMethods<WebContext>) {
        api.post("/groups/{group}/members") { request, context in try await join(request, context) }
        api.get("/groups/{group}/members") { request, context in try await listMembers(request, context) }
        api.patch("/groups/{group}/members/{member}") { request, context in
            try await changeMember(request, context)
        }
        api.get("/groups/{group}/readiness") { request, context in try await showReadiness(request, context) }
        api.get("/me") { request, context in try await showMe(request, context) }
    }

    private func join(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: ApplicationJSON.self)
        let group = try await group(context)
        var proof: Member.Proof?
        // A code is tried for who may ask to join; everybody else is told why not, whatever it is.
        if let typed = (try? wish.said.get())?.householdCode,
            try await house.members.whyNotApply(wish.person, to: group) == nil
        {
            proof = try await house.households.proof(typed, in: group.id, by: wish.person)
        }
        let member = try await house.members.apply(
            to: group.id, by: wish.person, consent: try wish.body.consent, note: try wish.body.note, proof: proof,
            request: wish.key)
        return try json(MembershipJSON(member, at: house.surroundings.now()), status: .created)
    }

    private func listMembers(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let page = try await house.members.members(
            of: try await group(context), for: person, try APICalls.search(request))
        return try json(MembersJSON(members: page.members.map(MemberJSON.init), found: page.found))
    }

    private static func search(_ request: Request) throws(Refusal) -> MemberSearch {
        let values = try QueryValues(request, known: ["limit", "offset", "name"])
        return MemberSearch(
            name: try values.words("name"), skipping: try values.number("offset", to: 1_000_000).map(Int.init) ?? 0,
            limit: try values.limit(most: 500, usual: 500))
    }

    private func showReadiness(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let readiness = try await house.members.readiness(of: try await group(context), for: person)
        _ = try QueryValues(request, known: [])
        return try json(GroupReadinessJSON(readiness))
    }

    private func changeMember(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: MemberWishJSON.self)
        let member = try id("member", context, as: Member.self)
        if let change = try? wish.body.wish(), change.isFinal { try context.byProgramOnly() }
        let group = try await group(context)
        let saved = try await house.members.change(
            .id(member), in: group.id, to: try wish.body.wish(), by: wish.person, request: wish.key)
        return try json(MembershipJSON(saved, at: house.surroundings.now()))
    }

    private func showMe(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try context.signedIn()
        _ = try QueryValues(request, known: [])
        guard let person = try await house.persons.person(id) else { throw Refusal(.signInNeeded) }
        let hearings = try await house.groups.hearings(of: id)
        var memberships: [Member] = []
        for hearing in hearings where hearing.audience != .police {
            if let member = try await house.members.own(id, in: hearing.group) { memberships.append(member) }
        }
        return try json(
            MeJSON(
                person, offices: try await house.persons.offices(of: id), memberships: memberships,
                hearings: hearings, at: house.surroundings.now()))
    }
}
