/// Where something happens, and where it goes: all that decides to which neighbours it travels.
public struct Travel: Hashable, Sendable {
    public let place: Coordinate?
    public let direction: Compass?

    public init(place: Coordinate?, direction: Compass?) {
        self.place = place
        self.direction = direction
    }

    /// As an alert has it.
    public init(_ alert: Alert) {
        self.init(place: alert.location?.coordinate, direction: alert.observation.direction)
    }

    /// As it came in.
    public init(_ report: Report) {
        self.init(place: report.location?.coordinate, direction: report.observation.direction)
    }

    /// How far away somebody could be reached at most, whichever policy holds there: from the point, or from the area of the
    /// group where there is none.
    public var farthest: Double {
        Jurisdiction.all.map { direction == nil ? $0.linkMetres : max($0.linkMetres, $0.travelMetres) }.max() ?? 0
    }
}

/// Groups and the links between them that are in force, as a decision sees them: none to or from a group that is closed,
/// for it shares nothing new and nobody is warned there.
public struct LinkNetwork: Hashable, Sendable {
    public let groups: [GroupId: Group]
    public let links: Set<Link.Pair>

    public init(groups: [Group] = [], links: Set<Link.Pair> = []) {
        self.groups = Dictionary(groups.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let closed = Set(groups.filter { $0.closedAt != nil }.map(\.id))
        self.links = links.filter { !closed.contains($0.low) && !closed.contains($0.high) }
    }

    /// The groups linked with this one, in ascending order.
    public func linked(with group: GroupId) -> [Group] {
        links.filter { $0.contains(group) }.compactMap { groups[$0.other(than: group)] }.sorted { $0.id < $1.id }
    }

    public func areLinked(_ one: GroupId, _ other: GroupId) -> Bool {
        Link.Pair(one, other).map(links.contains) ?? false
    }
}

/// One step of an alert's way: to which group, from which, and over how many links in all.
public struct Forward: Hashable, Sendable {
    public let group: GroupId
    public let name: String
    public let provenance: Provenance

    public init(group: GroupId, name: String, provenance: Provenance) {
        self.group = group
        self.name = name
        self.provenance = provenance
    }
}

/// A group that an alert has reached.
public struct Reached: Hashable, Sendable {
    public let group: GroupId
    public let via: GroupId?
    public let hops: Int

    public init(group: GroupId, via: GroupId?, hops: Int) {
        self.group = group
        self.via = via
        self.hops = hops
    }
}

/// What stands at an end of a link: a group, as it is kept or as the registry lists it.
public protocol LinkEnd {
    var id: GroupId { get }
    var area: Area { get }
    /// As strangers are shown it.
    var coarseArea: Area { get }
    var jurisdiction: Jurisdiction { get }
}

extension Group: LinkEnd {
    public var coarseArea: Area { area.coarsened }
}

extension ListedGroup: LinkEnd {}

/// Which groups are neighbours, and how alerts travel between those that are linked.
public enum LinkRules {
    /// Whether two groups are neighbours: their areas touch, or lie within the link distance. Reckoned by the areas that
    /// strangers are shown, so that nobody finds the border of a group by moving their own.
    public static func areNeighbours(_ one: some LinkEnd, _ other: some LinkEnd) -> Bool {
        let most = min(one.jurisdiction.linkMetres, other.jurisdiction.linkMetres)
        return one.id != other.id && one.coarseArea.isWithin(metres: most, of: other.coarseArea)
    }

    /// Whether their coordinators may link two groups: neighbours, and those so near that somebody on the run from one
    /// would soon be in the other.
    public static func mayLink(_ one: Group, _ other: Group) -> Bool {
        let most = min(one.jurisdiction.travelMetres, other.jurisdiction.travelMetres)
        return one.id != other.id && one.coarseArea.isWithin(metres: most, of: other.coarseArea)
    }

    /// Whether a group that moves leaves another behind: they were neighbours and are no longer, or are too far from each
    /// other for any link. Those whose coordinators linked them from farther away stay so within that distance.
    public static func part(_ group: Group, from other: Group, by revised: Group) -> Bool {
        guard group.area != revised.area else { return false }
        return !mayLink(revised, other) || areNeighbours(group, other) && !areNeighbours(revised, other)
    }

    /// Whether an alert concerns a linked group: its place lies within the link distance of their area, or the direction
    /// of travel points there. Without a point on the map it can be anywhere in the group in which it was reported, and
    /// that group's own area is its place.
    public static func concerns(_ travel: Travel, from home: Group, _ group: Group) -> Bool {
        let policy = group.jurisdiction
        let isNear =
            travel.place.map { group.area.distance(to: $0) <= policy.linkMetres }
            ?? home.area.isWithin(metres: policy.linkMetres, of: group.area)
        if isNear { return true }
        guard let direction = travel.direction else { return false }
        // From the middle of an area it is as far again to its border.
        let place = travel.place ?? home.area.middle
        let border = travel.place == nil ? corner(of: home.area) : 0
        return LinkGeometry.points(
            from: place, to: direction, at: group.area, metres: policy.travelMetres + border,
            degrees: policy.travelDegrees)
    }

    /// Metres from the middle of an area to a corner of the box around it.
    private static func corner(of area: Area) -> Double {
        Coordinate(latitude: area.box.north, longitude: area.box.east).map(area.middle.distance) ?? 0
    }

    /// The way of an alert that is shared: to each linked group that it concerns, and from there to theirs, over so many
    /// links as the home group's policy says. Each group once, by the shortest way; nobody twice.
    public static func way(of travel: Travel, from home: Group, in network: LinkNetwork) -> [Forward] {
        var reached: Set<GroupId> = [home.id]
        var way: [Forward] = []
        var border = [home]
        for hops in 1...max(1, home.jurisdiction.linkHops) {
            var next: [Group] = []
            for via in border {
                for group in network.linked(with: via.id) where concerns(travel, from: home, group) {
                    guard reached.insert(group.id).inserted else { continue }
                    next.append(group)
                    way.append(step(to: group, via: via, from: home, hops: hops, isByHand: false))
                }
            }
            border = next.sorted { $0.id < $1.id }
        }
        return way
    }

    /// The way of an alert that a coordinator sends on.
    ///
    /// A group goes on with what it has been told as long as every link on the way to it is in force. To a group that has
    /// it already nothing is sent.
    /// - Parameters:
    ///   - senders: groups of the coordinator's.
    ///   - wanted: the groups to send it to; nil for every linked one that has not got it.
    /// - Throws: `not-linked` where there is no link to go by, `too-many-hops` where it has come far enough.
    public static func way(
        by senders: Set<GroupId>, to wanted: [GroupId]?, reached: [Reached], from home: Group, in network: LinkNetwork
    ) throws(Refusal) -> [Forward] {
        let known = Set(reached.map(\.group))
        let open = reached.filter { senders.contains($0.group) && isInForce($0, home: home.id, network) }
            .sorted { ($0.hops, $0.group) < ($1.hops, $1.group) }
        var way: [GroupId: Forward] = [:]
        var isTooFar: Set<GroupId> = []
        for sender in open {
            guard let via = network.groups[sender.group] else { continue }
            for group in network.linked(with: via.id) where !known.contains(group.id) && way[group.id] == nil {
                guard sender.hops < home.jurisdiction.linkHops else {
                    isTooFar.insert(group.id)
                    continue
                }
                way[group.id] = step(to: group, via: via, from: home, hops: sender.hops + 1, isByHand: true)
            }
        }
        guard let wanted else {
            let isForNobody = way.isEmpty && !open.contains { !network.linked(with: $0.group).isEmpty }
            if isForNobody { throw Refusal(.notLinked) }
            if way.isEmpty, !isTooFar.isEmpty {
                throw Refusal(.tooManyHops, ["hops": String(home.jurisdiction.linkHops)])
            }
            return way.values.sorted { ($0.provenance.hops, $0.group) < ($1.provenance.hops, $1.group) }
        }
        var chosen: [Forward] = []
        for group in Set(wanted).subtracting(known).sorted() {
            if let step = way[group] {
                chosen.append(step)
            } else if isTooFar.contains(group) {
                throw Refusal(.tooManyHops, field: "groups", ["hops": String(home.jurisdiction.linkHops)])
            } else {
                throw Refusal(.notLinked, field: "groups")
            }
        }
        return chosen.sorted { ($0.provenance.hops, $0.group) < ($1.provenance.hops, $1.group) }
    }

    /// Whether the link by which a group heard of it is still in force. Two links at most make a way, and who sends on
    /// stands at the end of the first.
    private static func isInForce(_ reached: Reached, home: GroupId, _ network: LinkNetwork) -> Bool {
        guard let via = reached.via else { return reached.group == home }
        return network.areLinked(via, reached.group)
    }

    private static func step(
        to group: Group, via: Group, from home: Group, hops: Int, isByHand: Bool
    ) -> Forward {
        Forward(
            group: group.id, name: group.name,
            provenance: Provenance(
                home: home.id, homeName: home.name, via: via.id, viaName: via.name, hops: hops, isByHand: isByHand))
    }
}

extension LinkRules {
    /// The links that the watch proposes for a group by itself: with its neighbours, the nearest first, and only as many
    /// as a coordinator may be bothered with. Others they can ask for.
    public static func proposals(for group: ListedGroup, on map: RegistryMap) -> [Link.Pair] {
        guard group.isFindable else { return [] }
        let middle = group.coarseArea.middle
        let around = group.coarseArea.box.widened(metres: group.jurisdiction.linkMetres)
        return map.groups(shownIn: around, limit: .max)
            .filter { areNeighbours(group, $0) }
            .compactMap { other in
                Link.Pair(group.id, other.id).map { (pair: $0, metres: middle.distance(to: other.coarseArea.middle)) }
            }
            .sorted { ($0.metres, $0.pair.low, $0.pair.high) < ($1.metres, $1.pair.low, $1.pair.high) }
            .prefix(group.jurisdiction.linkProposals).map(\.pair)
    }

    /// The directions in which nobody watches beside a group: no area of the others lies there within the distance that
    /// somebody on the run soon covers.
    public static func unwatched(around group: Group, by others: [Group]) -> [Compass] {
        let middle = group.area.middle
        let corner = corner(of: group.area)
        return Compass.allCases.filter { side in
            !others.contains { other in
                LinkGeometry.points(
                    from: middle, to: side, at: other.area, metres: corner + group.jurisdiction.linkMetres, degrees: 45)
            }
        }
    }
}
