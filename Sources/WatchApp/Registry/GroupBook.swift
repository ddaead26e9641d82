import Watch

/// What a list of groups is held against: the places of the country, the registry as it is, and who checks areas.
struct GroupBook: Sendable {
    let gazetteer: Gazetteer
    let registry: RegistryMap
    let areas: any AreaWorkshop
    let now: Moment
    private let byName: [String: [Place]]
    /// How many digits the codes of a country's municipalities have.
    private let codeLengths: [String: Int]
    private let existing: [String: ListedGroup]
    private let slugs: Set<String>

    init(gazetteer: Gazetteer, registry: RegistryMap, areas: any AreaWorkshop, now: Moment) {
        self.gazetteer = gazetteer
        self.registry = registry
        self.areas = areas
        self.now = now
        var byName: [String: [Place]] = [:]
        var codeLengths: [String: Int] = [:]
        for place in gazetteer.municipalities() {
            codeLengths[place.country] = max(codeLengths[place.country] ?? 0, place.code.utf8.count)
            for name in Set(place.allNames.map(PlaceName.folded)) {
                byName["\(place.country)/\(name)", default: []].append(place)
            }
        }
        self.byName = byName
        self.codeLengths = codeLengths
        var existing: [String: ListedGroup] = [:]
        for group in registry.groups {
            existing[GroupBook.identity(group.name, group.place, country: group.country)] = group
        }
        self.existing = existing
        slugs = Set(registry.groups.map(\.slug))
    }

    /// The municipalities that a code or a name may mean.
    func municipalities(_ typed: String, country: String) -> [Place] {
        for code in [typed, padded(typed, country)].compactMap(\.self) {
            if let place = gazetteer.municipality(code), place.country == country { return [place] }
        }
        return byName["\(country)/\(PlaceName.folded(typed))"] ?? []
    }

    /// A code whose zeros a spreadsheet has eaten: `632` is `0632`. Nil for what is no number.
    private func padded(_ typed: String, _ country: String) -> String? {
        guard let number = WrittenNumber.whole(typed), let length = codeLengths[country] else { return nil }
        let digits = String(number)
        return String(repeating: "0", count: max(0, length - digits.utf8.count)) + digits
    }

    /// The group that is there already: of the same slug where the list has slugs, of the same name and place otherwise.
    func existing(_ line: GroupLine) -> ListedGroup? {
        if let slug = line.slug { return registry.group(.slug(slug)) }
        return existing[GroupBook.identity(line.name, line.place, country: line.jurisdiction.code)]
    }

    func isTaken(_ slug: String) -> Bool { slugs.contains(slug) }

    /// What two lines of one group have in common.
    static func identity(_ line: GroupLine) -> String {
        line.slug.map { "slug \($0)" } ?? identity(line.name, line.place, country: line.jurisdiction.code)
    }

    private static func identity(_ name: String, _ place: String, country: String) -> String {
        "\(country)/\(PlaceName.folded(place))/\(PlaceName.folded(name))"
    }
}
