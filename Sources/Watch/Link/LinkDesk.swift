/// Where groups beside each other agree to hear each other's alerts.
public struct LinkDesk: Sendable {
    private let store: any LinkStore
    private let groups: any GroupStore
    private let members: any MemberStore
    private let surroundings: Surroundings

    public init(
        store: any LinkStore, groups: any GroupStore, members: any MemberStore, surroundings: Surroundings
    ) {
        self.store = store
        self.groups = groups
        self.members = members
        self.surroundings = surroundings
    }

    /// A group's surroundings, as its coordinators see them.
    public struct Surrounding: Hashable, Sendable {
        /// The links of the group however they stand, by the other group's name.
        public let links: [LinkedGroup]
        /// Groups near enough to be linked, with which there is nothing yet.
        public let others: [Group]
        /// Which of these groups are linked with each other: over those an alert goes on.
        public let network: Set<Link.Pair>
        /// Whether the reader decides about links: coordinators for good do.
        public let mayDecide: Bool

        public init(links: [LinkedGroup], others: [Group], network: Set<Link.Pair> = [], mayDecide: Bool) {
            self.links = links
            self.others = others
            self.network = network
            self.mayDecide = mayDecide
        }
    }

    /// What lies around a group, for its coordinators and the police of its zone.
    ///
    /// - Throws: `not-allowed` for anybody else.
    public func surrounding(of group: Group, for person: PersonId) async throws -> Surrounding {
        let place = try await members.place(of: person, in: group.id)
        let leads = place.member.map(LinkDesk.leads) ?? false
        let actor = try HearingRules.actor(person, member: place.member, offices: place.offices, group: group)
        guard leads || actor.capacity == .police else { throw Refusal(.notAllowed) }
        // With a group that is closed there is nothing to agree on any more; what was linked can be ended.
        let links = try await store.links(of: group.id)
            .filter { $0.group.closedAt == nil || $0.link.state == .linked }
        let known = Set(links.map(\.group.id))
        // The boxes of what is shown reach further than the areas.
        let reach = group.jurisdiction.travelMetres + 2 * Area.coarseReach
        let others = try await store.groups(near: group, metres: reach, limit: 200)
            .filter { !known.contains($0.id) && LinkRules.mayLink(group, $0) }
        let shown = known.union(others.map(\.id))
        let between = try await store.links(of: shown.sorted()).filter {
            $0.state == .linked && shown.contains($0.pair.low) && shown.contains($0.pair.high)
        }
        return Surrounding(
            links: links, others: others, network: Set(between.map(\.pair)),
            mayDecide: leads && place.member?.standsIn == false)
    }

    /// How many neighbours wait for this group's answer.
    public func waiting(for group: GroupId) async throws -> Int {
        try await store.links(of: group).count { $0.link.awaits(group) && $0.group.closedAt == nil }
    }

    /// A coordinator wants to be linked with another group: agrees when that has asked already.
    ///
    /// - Throws: `not-allowed` unless they are coordinator for good, `not-found`, `field-invalid` for the group itself,
    ///   `link-too-far`, `group-closed` where either group is.
    public func propose(
        _ group: Group, with other: @autoclosure @Sendable () throws(Refusal) -> GroupName, by person: PersonId,
        request: RequestKey? = nil
    ) async throws -> LinkedGroup {
        try await LinkDesk.check(members.place(of: person, in: group.id).member)
        guard let other = try await groups.group(try other()) else { throw Refusal(.notFound) }
        guard let pair = Link.Pair(group.id, other.id) else { throw Refusal(.fieldInvalid, field: "group") }
        let now = surroundings.now()
        let link = try await store.change(pair, in: group.id, by: person, request: request) {
            scene throws(Refusal) in
            try LinkDesk.check(scene.member)
            try LinkDesk.open(scene)
            guard scene.link != nil || LinkRules.mayLink(scene.low, scene.high) else {
                let metres = Int(group.jurisdiction.travelMetres)
                throw Refusal(.linkTooFar, field: "group", ["metres": String(metres)])
            }
            return Link.asked(pair, before: scene.link, by: group.id, at: now)
        }
        guard let link else { throw Refusal(.notFound) }
        return LinkedGroup(link: link, group: other)
    }

    /// Agrees to a link, declines it, or ends it. See `Link.change`.
    ///
    /// - Throws: `not-allowed` unless they are coordinator for good, `not-found` where there is no link,
    ///   `link-unreachable`, `group-closed` for agreeing where either group is: a no, and an end, are always taken.
    public func change(
        _ group: Group, with other: @autoclosure @Sendable () throws(Refusal) -> GroupName,
        to wish: @autoclosure @Sendable () throws(Refusal) -> Link.Wish, by person: PersonId,
        request: RequestKey? = nil
    ) async throws -> LinkedGroup {
        try await LinkDesk.check(members.place(of: person, in: group.id).member)
        let wish = try wish()
        guard let other = try await groups.group(try other()), let pair = Link.Pair(group.id, other.id) else {
            throw Refusal(.notFound)
        }
        let now = surroundings.now()
        let link = try await store.change(pair, in: group.id, by: person, request: request) {
            scene throws(Refusal) in
            try LinkDesk.check(scene.member)
            if wish == .accepted { try LinkDesk.open(scene) }
            guard var link = scene.link else { throw Refusal(.notFound) }
            try link.change(to: wish, by: group.id, at: now)
            return link
        }
        guard let link else { throw Refusal(.notFound) }
        return LinkedGroup(link: link, group: other)
    }

    /// Looks around groups that are new, and around every other once a day, and proposes links between neighbours.
    ///
    /// - Parameter map: the registry, asked for once it is known which groups are looked around: with all of them on it.
    /// - Returns: how many groups were looked around; call again at once when it is `limit`.
    public func proposeNeighbours(
        limit: Int = 200, on map: @Sendable () async throws -> RegistryMap
    ) async throws -> Int {
        let now = surroundings.now()
        let claimed = try await store.claimUnseen(since: now - .days(1), at: now, limit: limit)
        guard !claimed.isEmpty else { return 0 }
        let map = try await map()
        let known = Dictionary(
            try await store.links(of: claimed).map { ($0.pair, $0) }, uniquingKeysWith: { first, _ in first })
        var fresh: Set<Link.Pair> = []
        for group in claimed.compactMap(map.group) {
            for pair in LinkRules.proposals(for: group, on: map) {
                guard let link = known[pair] else {
                    fresh.insert(pair)
                    continue
                }
                guard Link.proposed(pair, before: link, at: now, in: group.jurisdiction) != nil else { continue }
                _ = try await store.change(pair, in: nil, by: nil, request: nil) { scene throws(Refusal) in
                    Link.proposed(pair, before: scene.link, at: now, in: scene.low.jurisdiction)
                }
            }
        }
        try await store.propose(fresh, at: now)
        return claimed.count
    }

    /// A link outlasts holidays: who is coordinator for a time neither makes nor ends one.
    ///
    /// - Parameter member: the place of who asks in the group in whose name they do.
    /// - Throws: `not-allowed`.
    private static func check(_ member: Member?) throws(Refusal) {
        guard let member, leads(member), !member.standsIn else { throw Refusal(.notAllowed) }
    }

    private static func open(_ scene: LinkScene) throws(Refusal) {
        for group in [scene.low, scene.high] where group.closedAt != nil { throw RegistryRules.closed(group) }
    }

    private static func leads(_ member: Member) -> Bool {
        member.standing == .approved && member.role == .coordinator
    }
}
