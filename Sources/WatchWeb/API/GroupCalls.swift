import HTTPTypes
import Hummingbird
import Watch

extension APICalls {
    func addGroups(to api: some RouterMethods<WebContext>) {
        api.get("/groups") { request, context in try await findGroups(request, context) }
        api.get("/groups/{group}") { request, context in try await showGroup(request, context) }
        api.post("/groups") { request, context in try await foundGroup(request, context) }
    }

    /// Until the national registry is there, a postcode and a municipality are words like any other.
    private func findGroups(_ request: Request, _ context: WebContext) async throws -> Response {
        let query = try QueryValues(request, known: ["q", "place", "postcode", "municipality", "near", "limit"])
        var words: [String] = []
        for name in ["q", "place", "postcode", "municipality"] {
            if let typed = try query.words(name) { words.append(typed) }
        }
        let search = GroupSearch(
            words: words.isEmpty ? nil : words.joined(separator: " "), near: try query.point("near"))
        let found = try await house.groups.groups(search, limit: try query.limit(most: 100, usual: 20))
        let hearings = try await hearings(context)
        let groups = found.map { found in
            GroupJSON(found.group, as: hearings[found.group.id], distance: found.distance)
        }
        let isForMaps = request.headers[.accept]?.contains("application/geo+json") == true
        return isForMaps
            ? try json(GroupFeaturesJSON(groups), type: "application/geo+json", headers: [.vary: "Accept"])
            : try json(GroupsJSON(groups: groups), headers: [.vary: "Accept"])
    }

    private func showGroup(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try QueryValues(request, known: [])
        return try await answer(try await group(context), context)
    }

    private func foundGroup(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: NewGroupJSON.self)
        let group = try await house.groups.found(try wish.body.plan(), by: wish.person, request: wish.key)
        return try await answer(
            group, context, status: .created, headers: [.location: "\(APICalls.root)/groups/\(group.id)"])
    }

    private func answer(
        _ group: Group, _ context: WebContext, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) async throws -> Response {
        guard let person = context.person else {
            return try json(GroupJSON(group, as: nil), status: status, headers: headers)
        }
        let shown = GroupJSON(
            group, as: try await house.groups.hearing(of: person, in: group.id),
            membership: try await house.members.own(person, in: group.id))
        return try json(shown, status: status, headers: headers)
    }

    private func hearings(_ context: WebContext) async throws -> [GroupId: Hearing] {
        guard let person = context.person else { return [:] }
        return Dictionary(try await house.groups.hearings(of: person).map { ($0.group, $0) }) { first, _ in first }
    }
}
