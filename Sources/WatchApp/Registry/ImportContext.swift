import Watch

/// What a list of groups is held against: the places of the country, the registry as it is, and who checks areas.
struct ImportContext: Sendable {
    let gazetteer: Gazetteer
    let registry: RegistryMap
    let areas: any AreaOperations
    let now: Moment
    let municipalities: MunicipalityBook
    /// The police zone of every municipality that has one.
    let zones: [String: String]
    private let existing: [String: ListedGroup]
    private let slugs: Set<String>

    init(
        gazetteer: Gazetteer, registry: RegistryMap, zones: [String: String], areas: any AreaOperations, now: Moment
    ) {
        self.gazetteer = gazetteer
        self.registry = registry
        self.areas = areas
        self.now = now
        self.zones = zones
        municipalities = MunicipalityBook(gazetteer)
        var existing: [String: ListedGroup] = [:]
        for group in registry.groups {
            existing[ImportContext.identity(group.name, group.place, country: group.country)] = group
        }
        self.existing = existing
        slugs = Set(registry.groups.map(\.slug))
    }

    /// The group that is there already: of the same slug where the list has slugs, of the same name and place otherwise.
    func existing(_ line: GroupLine) -> ListedGroup? {
        if let slug = line.slug { return registry.group(.slug(slug)) }
        return existing[ImportContext.identity(line.name, line.place, country: line.jurisdiction.country)]
    }

    func isTaken(_ slug: String) -> Bool { slugs.contains(slug) }

    /// What two lines of one group have in common.
    static func identity(_ line: GroupLine) -> String {
        line.slug.map { "slug \($0)" } ?? identity(line.name, line.place, country: line.jurisdiction.country)
    }

    private static func identity(_ name: String, _ place: String, country: String) -> String {
        "\(country)/\(PlaceName.folded(place))/\(PlaceName.folded(name))"
    }
}
