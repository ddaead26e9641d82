import Watch

/// The figures of a country, a province or a municipality, as the API writes them.
struct FiguresJSON: Encodable, Sendable {
    /// One territory in a list, or the one that was asked for.
    struct Territory: Encodable, Sendable {
        let kind: TerritoryFigures.Kind
        let code: String
        /// What it is called there; a country has its code only.
        let name: String?
        let country: String
        let province: String?
        /// Its place among those of its list, by groups: equal ones share it.
        let rank: Int?
        let groups: Int
        let members: Int
        let inhabitants: Int?
        let groupsPerThousand: Double?
        let membersPerThousand: Double?
        let neighbourhoods: Neighbourhoods

        init(_ figures: TerritoryFigures, rank: Int? = nil) {
            kind = figures.kind
            code = figures.code
            name = figures.name.isEmpty ? nil : figures.name
            country = figures.country
            province = figures.province
            self.rank = rank
            groups = figures.groups
            members = figures.members
            inhabitants = figures.inhabitants
            groupsPerThousand = figures.groupsPerThousand.map(FiguresJSON.rounded)
            membersPerThousand = figures.membersPerThousand.map(FiguresJSON.rounded)
            neighbourhoods = Neighbourhoods(figures.uncovered)
        }
    }

    /// How many neighbourhoods have no group: by their middles.
    struct Neighbourhoods: Encodable, Sendable {
        let all: Int
        let withoutGroup: Int
        let inhabitants: Int?
        let inhabitantsWithoutGroup: Int?

        init(_ uncovered: Uncovered) {
            all = uncovered.all
            withoutGroup = uncovered.count
            inhabitants = uncovered.inhabitants
            inhabitantsWithoutGroup = uncovered.inhabitantsWithout
        }
    }

    struct Village: Encodable, Sendable {
        let name: String
        let groups: Int
        let members: Int
    }

    struct Neighbourhood: Encodable, Sendable {
        let name: String
        let municipality: String?
        let inhabitants: Int?
    }

    struct Year: Encodable, Sendable {
        let year: Int
        let began: Int
        let ended: Int
        let groups: Int
    }

    struct Month: Encodable, Sendable {
        let month: String
        let groups: Int
        let members: Int
    }

    /// The gazetteer's date.
    let released: String
    let country: String
    let groups: Int
    let members: Int
    let territory: Territory
    /// Those with most groups first.
    let provinces: [Territory]
    let municipalities: [Territory]
    let villages: [Village]
    /// The largest neighbourhoods without a group.
    let withoutGroup: [Neighbourhood]
    let years: [Year]
    let months: [Month]

    init(_ figures: Figures, of territory: TerritoryFigures, at now: Moment) {
        released = figures.released
        country = territory.country
        groups = territory.groups
        members = territory.members
        self.territory = Territory(territory)
        func ranked(_ all: [TerritoryFigures]) -> [Territory] {
            Ranking(all, by: .groups).entries.map { Territory($0.figures, rank: $0.rank) }
        }
        provinces = ranked(figures.provinces(of: territory.code))
        municipalities = ranked(figures.municipalities(of: territory.code))
        villages =
            territory.kind == .municipality
            ? figures.villages(of: territory.code).map {
                Village(name: $0.place.name, groups: $0.groups, members: $0.members)
            } : []
        withoutGroup = territory.uncovered.largest.map {
            Neighbourhood(name: $0.name, municipality: $0.municipality, inhabitants: $0.population)
        }
        let growth = figures.growth(of: territory.code, at: now)
        years = growth.years.map { Year(year: $0.year, began: $0.began, ended: $0.ended, groups: $0.groups) }
        months = growth.months.map {
            Month(month: $0.month.description, groups: $0.groups, members: $0.members)
        }
    }

    /// Three decimals are more than anybody can tell apart.
    static func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
}

/// The same for maps: the municipalities of a country or a province; a municipality with its villages as points.
struct FiguresFeaturesJSON: Encodable, Sendable {
    struct Feature: Encodable, Sendable {
        enum Geometry: Encodable, Sendable {
            case area(GeoJSONArea)
            case point(Coordinate)

            private enum Name: CodingKey { case type, coordinates }

            func encode(to encoder: any Encoder) throws {
                switch self {
                case .area(let area): try area.encode(to: encoder)
                case .point(let point):
                    var container = encoder.container(keyedBy: Name.self)
                    try container.encode("Point", forKey: .type)
                    try container.encode([point.longitude, point.latitude], forKey: .coordinates)
                }
            }
        }

        struct Properties: Encodable, Sendable {
            let kind: String
            let code: String
            let name: String
            let country: String
            let province: String?
            let rank: Int?
            let groups: Int
            let members: Int
            let inhabitants: Int?
            let groupsPerThousand: Double?
            let membersPerThousand: Double?
        }

        let type = "Feature"
        let id: String
        let geometry: Geometry
        let properties: Properties
    }

    let type = "FeatureCollection"
    let features: [Feature]

    init(_ figures: Figures, of territory: TerritoryFigures) {
        let isMunicipality = territory.kind == .municipality
        let shown = isMunicipality ? [territory] : figures.municipalities(of: territory.code)
        var features = Ranking(shown, by: .groups).entries.compactMap { entry -> Feature? in
            guard let outline = figures.places.outline(of: entry.figures.code) else { return nil }
            let found = FiguresJSON.Territory(entry.figures, rank: isMunicipality ? nil : entry.rank)
            return Feature(
                id: found.code, geometry: .area(GeoJSONArea(outline)),
                properties: .init(
                    kind: found.kind.rawValue, code: found.code, name: entry.figures.name, country: found.country,
                    province: found.province, rank: found.rank, groups: found.groups, members: found.members,
                    inhabitants: found.inhabitants, groupsPerThousand: found.groupsPerThousand,
                    membersPerThousand: found.membersPerThousand))
        }
        for village in isMunicipality ? figures.villages(of: territory.code) : [] {
            features.append(
                Feature(
                    id: village.place.code, geometry: .point(village.place.middle),
                    properties: .init(
                        kind: "village", code: village.place.code, name: village.place.name,
                        country: territory.country, province: territory.province, rank: nil, groups: village.groups,
                        members: village.members, inhabitants: nil, groupsPerThousand: nil, membersPerThousand: nil)))
        }
        self.features = features
    }
}
