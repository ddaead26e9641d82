/// The registry in figures: made in one pass over all groups, and then asked by thousands.
public struct Figures: Sendable {
    /// The registry's version, and the gazetteer's release, of which they are.
    public let version: Int64
    public let released: String
    public let places: Gazetteer
    public let maps: FigureMaps
    /// Of what they were made: other figures have another one, as long as this process runs.
    public let mark: Int
    private let map: RegistryMap
    private let byCode: [String: TerritoryFigures]
    /// Country → its provinces and its municipalities, province → its municipalities.
    private let provinces: [String: [String]]
    private let municipalities: [String: [String]]
    private let changes: [String: [Int: YearChange]]
    private let months: [String: [Month: (groups: Int, members: Int)]]
    private let strays: [String: [GroupId]]

    /// The countries there are figures of.
    public static let countries = Jurisdiction.all.map(\.country)

    public init(_ map: RegistryMap, places: Gazetteer, maps: FigureMaps? = nil, history: FiguresHistory = .none) {
        self.map = map
        self.places = places
        self.maps = maps ?? FigureMaps(places)
        version = map.version
        mark = Figures.mark(map, places, history)
        released = places.released
        var pass = FiguresPass(places)
        for group in map.groups { pass.add(group, closedAt: history.closings[group.id]) }
        for row in history.rows { pass.add(row) }
        pass.addUncovered(map)
        byCode = pass.byCode
        provinces = pass.provinces
        municipalities = pass.municipalities
        changes = pass.changes
        months = pass.months
        strays = pass.strays
    }

    /// A country by its ISO code, a province or a municipality by its own; nil when there is none.
    public func territory(_ code: String) -> TerritoryFigures? { byCode[code] }

    /// The provinces of a country, by code.
    public func provinces(of country: String) -> [TerritoryFigures] {
        provinces[country, default: []].compactMap { byCode[$0] }
    }

    /// The municipalities of a country or a province, by code.
    public func municipalities(of code: String) -> [TerritoryFigures] {
        municipalities[code, default: []].compactMap { byCode[$0] }
    }

    /// How a territory's registry has grown until now.
    public func growth(of code: String, at now: Moment) -> Growth {
        let last = Month(now)
        let kept = months[code, default: [:]].filter { $0.key > last - 12 && $0.key <= last }
        return Growth(
            changes[code] ?? [:], until: last.year,
            months: kept.sorted { $0.key < $1.key }.map {
                Growth.Month(month: $0.key, groups: $0.value.groups, members: $0.value.members)
            })
    }

    /// The villages of a municipality, those with most groups first, and those without any, too.
    public func villages(of municipality: String) -> [VillageFigures] {
        let named = map.groups(in: municipality).filter(\.counts)
        return VillageFigures.all(
            named + strays[municipality, default: []].compactMap { map.group($0) },
            towns: places.places(.town, in: municipality))
    }

    /// Changes whenever any figure may have: the groups, their members, the places or what is known of the past.
    public static func mark(_ map: RegistryMap, _ places: Gazetteer, _ history: FiguresHistory) -> Int {
        var sum = 0
        for group in map.groups {
            var hasher = Hasher()
            hasher.combine(group.id)
            hasher.combine(group.members)
            sum &+= hasher.finalize()
        }
        var hasher = Hasher()
        hasher.combine(map.version)
        hasher.combine(places.released)
        hasher.combine(history.rows)
        hasher.combine(history.closings)
        return sum &+ hasher.finalize()
    }
}
