import Hummingbird
import Watch

/// A group, as a link names it.
private struct LinkEndJSON: Encodable {
    let id: GroupId
    let slug: String
    let name: String

    init(_ group: Group) {
        id = group.id
        slug = group.slug
        name = group.name
    }
}

/// A link, as one of its groups sees it.
private struct LinkJSON: Encodable {
    /// The group at the other end.
    let group: LinkEndJSON
    let state: Link.State
    /// The side that asked, declined or ended.
    let by: GroupId?
    /// Whether it is this group's turn to answer.
    let awaitsAnswer: Bool
    let proposedAt: Moment
    let changedAt: Moment

    init(_ linked: LinkedGroup, for group: GroupId) {
        self.group = LinkEndJSON(linked.group)
        state = linked.link.state
        by = linked.link.by
        awaitsAnswer = linked.link.awaits(group)
        proposedAt = linked.link.proposedAt
        changedAt = linked.link.changedAt
    }
}

/// A group's surroundings.
private struct LinksJSON: Encodable {
    let links: [LinkJSON]
    /// Groups near enough to be linked, with which there is nothing yet.
    let others: [LinkEndJSON]
}

/// Which group to be linked with, by id or slug.
private struct NewLinkJSON: Decodable, Sendable {
    let group: String?

    /// - Throws: `field-missing`, `field-invalid`.
    func name() throws(Refusal) -> GroupName {
        guard let group, !group.isEmpty else { throw Refusal(.fieldMissing, field: "group") }
        guard group.utf8.count <= 80 else { throw Refusal(.fieldInvalid, field: "group") }
        return GroupName(group)
    }
}

private struct LinkWishJSON: Decodable, Sendable {
    let state: Link.Wish
}

extension APICalls {
    func addLinks(to api: some RouterMethods<WebContext>) {
        api.get("/groups/{group}/links") { request, context in try await listLinks(request, context) }
        api.post("/groups/{group}/links") { request, context in try await propose(request, context) }
        api.patch("/groups/{group}/links/{other}") { request, context in try await changeLink(request, context) }
    }

    private func listLinks(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let group = try await group(context)
        let around = try await house.links.surrounding(of: group, for: person)
        _ = try QueryValues(request, known: [])
        return try json(
            LinksJSON(
                links: around.links.map { LinkJSON($0, for: group.id) }, others: around.others.map(LinkEndJSON.init)))
    }

    private func propose(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: NewLinkJSON.self)
        let group = try await group(context)
        let link = try await house.links.propose(
            group, with: try wish.body.name(), by: wish.person, request: wish.key)
        return try json(LinkJSON(link, for: group.id), status: .created)
    }

    private func changeLink(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: LinkWishJSON.self)
        let group = try await group(context)
        let link = try await house.links.change(
            group, with: try groupName(context, as: "other"), to: try wish.body.state, by: wish.person,
            request: wish.key)
        return try json(LinkJSON(link, for: group.id))
    }
}
