/// All groups of the registry, held ready for questions that thousands ask: which group covers this point, which is
/// nearest, which has this word in its name. A value that is made anew when the registry has changed.
public struct RegistryMap: Sendable {
    /// The newest change that this map knows; 0 for an empty one.
    public let version: Int64
    private var byId: [GroupId: ListedGroup]
    private let bySlug: [String: GroupId]
    private let byMunicipality: [String: [GroupId]]
    private let areas: AreaIndex<GroupId>
    /// As strangers are shown them. What answers anybody with more than yes or no is reckoned by these: by distances, boxes
    /// or an order an exact border would be found in a few questions.
    private let coarseAreas: AreaIndex<GroupId>
    /// Those that can be found, by name.
    private let named: [GroupId]
    /// Every word of a name or place, in order, with the groups that have it.
    private let words: [(word: String, groups: [GroupId])]

    /// A map without groups.
    public static let empty = RegistryMap([], version: 0)

    /// - Parameter version: of the newest change among them.
    public init(_ groups: some Sequence<ListedGroup>, version: Int64) {
        self.version = version
        var byId: [GroupId: ListedGroup] = [:]
        var bySlug: [String: GroupId] = [:]
        var byMunicipality: [String: [GroupId]] = [:]
        var byWord: [String: [GroupId]] = [:]
        for group in groups {
            byId[group.id] = group
            bySlug[group.slug] = group.id
            guard group.isFindable else { continue }
            if let municipality = group.municipality { byMunicipality[municipality, default: []].append(group.id) }
            for word in Set(PlaceName.words("\(group.name) \(group.place)")) {
                byWord[word, default: []].append(group.id)
            }
        }
        self.byId = byId
        self.bySlug = bySlug
        self.byMunicipality = byMunicipality
        let findable = byId.values.filter(\.isFindable).sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        areas = AreaIndex(findable.map { (key: $0.id, area: $0.area) })
        coarseAreas = AreaIndex(findable.map { (key: $0.id, area: $0.coarseArea) })
        named = findable.map(\.id)
        words = byWord.map { (word: $0.key, groups: $0.value) }.sorted { $0.word < $1.word }
    }

    /// Every group, closed ones too, in no order.
    public var groups: some Collection<ListedGroup> & Sendable { byId.values }

    /// Every group that can be found, by name.
    public var findable: some RandomAccessCollection<ListedGroup> & Sendable { named.compactMap(group) }

    /// The first of them.
    public func first(_ limit: Int) -> [ListedGroup] { named.prefix(limit).compactMap(group) }

    /// The group; nil when there is none.
    public func group(_ id: GroupId) -> ListedGroup? { byId[id] }

    /// The group that an address names; nil when there is none.
    public func group(_ name: GroupName) -> ListedGroup? {
        switch name {
        case .id(let id): byId[id]
        case .slug(let slug): bySlug[slug].flatMap { byId[$0] }
        }
    }

    /// Groups in whose area the point lies, the smallest id first.
    public func covering(_ point: Coordinate) -> [ListedGroup] { areas.covering(point).sorted().compactMap(group) }

    /// The nearest groups with metres to their areas as strangers are shown them, 0 inside.
    public func nearest(
        to point: Coordinate, limit: Int, within metres: Double = 25_000
    ) -> [(group: ListedGroup, distance: Double)] {
        coarseAreas.nearest(to: point, limit: limit, within: metres).compactMap { id, distance in
            byId[id].map { (group: $0, distance: distance) }
        }
    }

    /// Groups whose areas touch this one or lie within so many metres of it.
    public func touching(_ area: Area, within metres: Double = 0) -> [ListedGroup] {
        areas.touching(area, within: metres).sorted().compactMap(group)
    }

    /// Groups whose areas have a box in common with this one, by name; for rules, not for strangers.
    public func groups(meeting box: Area.Box) -> [ListedGroup] { areas.meeting(box, limit: .max).compactMap(group) }

    /// Groups of which strangers may see something on a map of this box, by name; at most `limit`.
    public func groups(shownIn box: Area.Box, limit: Int) -> [ListedGroup] {
        coarseAreas.meeting(box, limit: limit).compactMap(group)
    }

    /// Groups of which strangers may see something within so many metres of an area.
    public func groups(shownAround area: Area, within metres: Double) -> [ListedGroup] {
        coarseAreas.touching(area, within: metres).sorted().compactMap(group)
    }

    /// A group's area as strangers are shown it: held ready, or made now for one that was changed a moment ago.
    public func coarseArea(of group: Group) -> Area {
        guard let held = byId[group.id], held.area == group.area else { return group.area.coarsened }
        return held.coarseArea
    }

    /// Groups of a municipality, by name.
    public func groups(in municipality: String) -> [ListedGroup] {
        byMunicipality[municipality, default: []].compactMap(group).sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// Groups that have a word beginning so for every word typed, by name.
    public func groups(named typed: String, limit: Int) -> [ListedGroup] {
        let wanted = PlaceName.words(typed).prefix(6)
        guard let first = wanted.first else { return [] }
        var found = beginning(with: first)
        for word in wanted.dropFirst() { found.formIntersection(beginning(with: word)) }
        return found.compactMap(group).sorted { ($0.name, $0.id) < ($1.name, $1.id) }.prefix(limit).map { $0 }
    }

    /// The map with members counted anew.
    public func counted(_ counts: [GroupId: Int]) -> RegistryMap {
        var next = self
        for (id, count) in counts where byId[id].map({ $0.members != count }) ?? false {
            next.byId[id]?.members = count
        }
        return next
    }

    /// The map with these groups changed or added, and without those of which nothing can be said any more.
    public func applying(_ changed: [ListedGroup], without gone: [GroupId] = [], version: Int64) -> RegistryMap {
        var all = byId
        for group in changed { all[group.id] = group }
        for group in gone { all[group] = nil }
        return RegistryMap(all.values, version: version)
    }

    private func beginning(with prefix: String) -> Set<GroupId> {
        var low = 0
        var high = words.count
        while low < high {
            let middle = (low + high) / 2
            if words[middle].word < prefix { low = middle + 1 } else { high = middle }
        }
        var found: Set<GroupId> = []
        for entry in words[low...] {
            guard entry.word.begins(with: prefix) else { break }
            found.formUnion(entry.groups)
        }
        return found
    }
}
