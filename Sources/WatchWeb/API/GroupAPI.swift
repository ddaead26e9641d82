import HTTPTypes
import Hummingbird
import NIOCore
import Watch

extension APICalls {
    func addGroups(to api: some RouterMethods<WebContext>) {
        api.get("/groups") { request, context in try await findGroups(request, context) }
        api.get("/groups/{group}") { request, context in try await showGroup(request, context) }
        api.post("/groups") { request, context in try await foundGroup(request, context) }
        api.patch("/groups/{group}") { request, context in try await reviseGroup(request, context) }
        api.post("/groups/{group}/confirmation") { request, context in try await confirmGroup(request, context) }
        api.post("/groups/{group}/decline") { request, context in try await declineGroup(request, context) }
    }

    /// From what is held in memory: strangers are answered without the database.
    private func findGroups(_ request: Request, _ context: WebContext) async throws -> Response {
        let query = try QueryValues(
            request, known: ["q", "place", "postcode", "municipality", "near", "bbox", "limit"])
        let box = try query.box("bbox")
        let limit = try box == nil ? query.limit(most: 100, usual: 20) : query.limit(most: 500, usual: 500)
        let map = house.registryMap()
        var found: [FoundGroup]
        var about: Finding?
        var gazetteer = Gazetteer.empty
        switch (try query.question(), box) {
        case (.some, .some): throw Refusal(.parameterInvalid, field: "bbox")
        case (.some(let question), nil):
            if question.needsPlaces { gazetteer = try await house.gazetteer() }
            let finding = Finder(map: map, gazetteer: gazetteer).find(question, limit: limit)
            found = Array(finding.groups.prefix(limit))
            about = finding.subject == .nothing ? nil : finding
        case (nil, .some(let box)):
            found = map.groups(shownIn: box, limit: limit).map { FoundGroup(group: $0, distance: nil) }
        case (nil, nil): found = []
        }
        if about == nil, box == nil { found = map.first(limit).map { FoundGroup(group: $0, distance: nil) } }
        let isForMaps = request.headers[.accept]?.holds("application/geo+json") == true
        var body = ByteBuffer(
            string: isForMaps ? "{\"type\":\"FeatureCollection\",\"features\":[" : "{\"groups\":[")
        try await write(found, asFeatures: isForMaps, to: &body, context)
        body.writeString("]")
        let rest =
            isForMaps ? "}" : String(try WebJSON.line(FindingJSON(about, of: gazetteer)).unicodeScalars.dropFirst())
        body.writeString(rest == "}" ? "}" : ",\(rest)")
        return Response(
            status: .ok,
            headers: [.contentType: isForMaps ? "application/geo+json" : "application/json", .vary: "Accept"],
            body: ResponseBody(byteBuffer: body))
    }

    /// As this reader may see them: who hears a group sees it as it stands now, everybody else what is written already.
    private func write(
        _ found: [FoundGroup], asFeatures: Bool, to body: inout ByteBuffer, _ context: WebContext
    ) async throws {
        let hearings = try await hearings(context)
        let written = try written.written(found.map(\.group))
        for (number, (found, written)) in zip(found, written).enumerated() {
            if number > 0 { body.writeString(",") }
            if let hearing = hearings[found.group.id] {
                let group = GroupJSON(
                    try await house.groups.group(.id(found.group.id)), in: GroupJSON.Registry(found.group),
                    as: hearing, on: house.registryMap(), distance: found.distance)
                body.writeBytes(
                    try asFeatures ? WebJSON.data(GroupFeaturesJSON.Feature(group)) : WebJSON.data(group))
            } else if asFeatures {
                written.writeFeature(found.distance, to: &body)
            } else {
                written.write(found.distance, to: &body)
            }
        }
    }

    private func showGroup(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try QueryValues(request, known: [])
        return try await answer(try await group(context), context)
    }

    private func foundGroup(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: NewGroupJSON.self)
        let group = try await house.groups.found(
            try wish.body.plan(), by: wish.person, consent: try wish.body.consent, in: try await house.gazetteer(),
            request: wish.key)
        return try await answer(
            group, context, status: .created, headers: [.location: "\(APICalls.root)/groups/\(group.id)"])
    }

    private func reviseGroup(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: GroupRevisionJSON.self)
        let id = try await groupId(context)
        // Looked up for who draws something only.
        let isDrawn = (try? wish.said.get())?.area != nil
        let heard = isDrawn ? try await Set(house.groups.hearings(of: wish.person).map(\.group)) : []
        try await house.registry.revise(
            id, try wish.body.revision(), by: wish.person, on: house.registryMap(), heard: heard, areas: house.areas,
            in: try await house.gazetteer(), request: wish.key)
        return try await answer(try await house.groups.group(.id(id)), context)
    }

    private func confirmGroup(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await wish(request, context, as: NoBody.self)
        try await house.registry.confirm(try await groupId(context), by: wish.person, request: wish.key)
        return nothing()
    }

    private func declineGroup(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await finalWish(request, context, as: DeclineJSON.self)
        try await house.registry.decline(
            try await groupId(context), because: try wish.body.reason, by: wish.person, request: wish.key)
        return nothing()
    }

    private func answer(
        _ group: Group, _ context: WebContext, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) async throws -> Response {
        let map = house.registryMap()
        let registry = GroupJSON.Registry(
            try await house.registry.registration(of: group.id), members: map.group(group.id)?.members)
        guard let person = context.person else {
            return try json(GroupJSON(group, in: registry, as: nil, on: map), status: status, headers: headers)
        }
        let shown = GroupJSON(
            group, in: registry, as: try await house.groups.hearing(of: person, in: group.id), on: map,
            membership: try await house.members.own(person, in: group.id).map {
                MembershipJSON($0, at: house.surroundings.now())
            })
        return try json(shown, status: status, headers: headers)
    }

    /// By group.
    private func hearings(_ context: WebContext) async throws -> [GroupId: Hearing] {
        guard let person = context.person else { return [:] }
        return Dictionary(try await house.groups.hearings(of: person).map { ($0.group, $0) }) { first, _ in first }
    }
}
