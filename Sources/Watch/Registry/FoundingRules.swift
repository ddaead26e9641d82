/// What is looked at before a second watch arises in streets that have one already.
public enum FoundingRules {
    /// Groups that wait for their confirmation and were founded by one person: more are asked for by nobody but a program.
    public static let mostProposed = 5

    /// From which share of the smaller area on two groups stand on the same ground. Less is a shared street, or a line
    /// drawn with a thumb.
    public static let sameGround = 0.1

    /// Names that a group's address cannot have, since a page has it.
    public static let reservedSlugs: Set<String> = ["new", "map", "search"]

    /// From which share on a group is named to who does not know its area: a border that is shown half a street away may by
    /// itself make a tenth.
    public static let likelyGround = 0.25

    /// How many areas one person has compared with those of others within a day, refused ones too: more are drawn by
    /// nobody but a program.
    public static let mostCompared = 60

    /// Whether one more area of somebody's is compared.
    ///
    /// - Parameter count: how many of theirs there were within a day, this one included.
    /// - Throws: `too-many-areas`.
    public static func mayCompare(_ count: Int) throws(Refusal) {
        guard count <= mostCompared else {
            throw Refusal(.tooManyAreas, field: "area", ["limit": String(mostCompared)])
        }
    }

    /// Which of these groups watch this ground already, the most overlapping first.
    ///
    /// Whoever draws an area, founds a group or moves theirs is told by the areas that they are shown, so that no border can
    /// be found by drawing; of groups that they know, exactly.
    /// - Parameters:
    ///   - known: groups whose areas they know: those that they hear, and those that their office looks after.
    ///   - group: whose area it is, where it has one already: nobody overlaps with themselves.
    public static func overlaps(
        of area: Area, with others: some Sequence<Group>, known: Set<GroupId> = [], except group: GroupId? = nil,
        in operations: any AreaOperations
    ) -> [Overlap] {
        sorted(
            others.filter { $0.closedAt == nil && $0.id != group }.compactMap { other in
                let isKnown = known.contains(other.id)
                return overlap(
                    other.id, other.slug, other.name,
                    share: operations.overlap(area, isKnown ? other.area : other.area.coarsened), isKnown: isKnown)
            })
    }

    /// What was found before the transaction, put right within it: only what is new or has changed since is compared, so
    /// that nobody who waits for the lock waits for geometry.
    ///
    /// - Parameter found: what was found before.
    public static func overlaps(
        of area: Area, found: [Overlap], in scene: FoundingScene, known: Set<GroupId> = [], except group: GroupId,
        operations: any AreaOperations
    ) -> [Overlap] {
        sorted(
            found.filter { !scene.changed.contains($0.group) }
                + overlaps(of: area, with: scene.neighbours, known: known, except: group, in: operations))
    }

    /// The same among the groups that a server holds in memory: as new as that is.
    public static func overlaps(
        of area: Area, on map: RegistryMap, known: Set<GroupId> = [], except group: GroupId? = nil,
        in operations: any AreaOperations
    ) -> [Overlap] {
        sorted(
            map.groups(shownAround: area, within: 0).filter { $0.id != group }.compactMap { other in
                let isKnown = known.contains(other.id)
                return overlap(
                    other.id, other.slug, other.name,
                    share: operations.overlap(area, isKnown ? other.area : other.coarseArea), isKnown: isKnown)
            })
    }

    private static func overlap(
        _ group: GroupId, _ slug: String, _ name: String, share: Double, isKnown: Bool
    ) -> Overlap? {
        share >= (isKnown ? sameGround : likelyGround)
            ? Overlap(group: group, slug: slug, name: name, share: share) : nil
    }

    /// Which groups a second one was founded beside although they watch the same ground; empty when there is none.
    ///
    /// - Parameter isSeparate: whether somebody said that theirs is another group all the same.
    /// - Throws: `area-overlaps` with ids and names of the groups.
    public static func check(_ overlaps: [Overlap], isSeparate: Bool) throws(Refusal) -> [Overlap] {
        guard !overlaps.isEmpty, !isSeparate else { return overlaps }
        throw Refusal(
            .areaOverlaps, field: "area",
            [
                "groupIds": overlaps.map(\.group.text).joined(separator: ","),
                "names": overlaps.map(\.name).joined(separator: ", "),
            ])
    }

    private static func sorted(_ overlaps: [Overlap]) -> [Overlap] {
        overlaps.sorted { ($1.share, $0.group) < ($0.share, $1.group) }
    }
}

/// Two groups on the same ground.
public struct Overlap: Hashable, Sendable {
    /// The one that was there before.
    public let group: GroupId
    public let slug: String
    public let name: String
    /// How much of the smaller area lies in the other, 0 to 1.
    public let share: Double

    public init(group: GroupId, slug: String, name: String, share: Double) {
        self.group = group
        self.slug = slug
        self.name = name
        self.share = share
    }
}

/// What founding a group is decided on, when nobody else can found one any more.
public struct FoundingScene: Sendable {
    /// The policy that holds where it lies.
    public let jurisdiction: Jurisdiction
    /// Groups that are new or have changed since the registry was looked at, whatever about them.
    public let changed: Set<GroupId>
    /// Those of them whose boxes meet the new one's, without those that are closed.
    public let neighbours: [Group]
    /// How many groups of this person wait for their confirmation, without the new one.
    public let proposed: Int
    /// Who founds it.
    public let founder: Person?
    /// How many groups they have registered within `CoCoordination.lifetime`, closed ones too, without the new one.
    public let registered: Int

    public init(
        jurisdiction: Jurisdiction, changed: Set<GroupId> = [], neighbours: [Group] = [],
        proposed: Int, founder: Person?, registered: Int
    ) {
        self.jurisdiction = jurisdiction
        self.changed = changed
        self.neighbours = neighbours
        self.proposed = proposed
        self.founder = founder
        self.registered = registered
    }
}

/// Where an area lies, as people say it.
public struct Ground: Hashable, Sendable {
    /// `NL`, `BE`.
    public let country: String
    /// The municipality's code.
    public let municipality: String
    /// The nearest town or village of the municipality; its own name where it knows none.
    public let place: String

    /// Where the middle of an area lies; nil abroad and at sea.
    public init?(of area: Area, in gazetteer: Gazetteer) {
        let middle = area.middle
        guard let municipality = gazetteer.municipality(at: middle) else { return nil }
        let towns = gazetteer.places(.town, in: municipality.code)
        let nearest = towns.min { $0.middle.distance(to: middle) < $1.middle.distance(to: middle) }
        country = municipality.country
        self.municipality = municipality.code
        place = (nearest ?? municipality).name
    }
}
