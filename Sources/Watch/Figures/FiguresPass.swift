/// The one pass over everything: what is found of a municipality counts for its province and its country, too.
struct FiguresPass {
    private(set) var byCode: [String: TerritoryFigures] = [:]
    private(set) var provinces: [String: [String]] = [:]
    private(set) var municipalities: [String: [String]] = [:]
    private(set) var changes: [String: [Int: YearChange]] = [:]
    private(set) var months: [String: [Month: (groups: Int, members: Int)]] = [:]
    /// Municipality → groups that lie in it and name none that there is.
    private(set) var strays: [String: [GroupId]] = [:]
    private let places: Gazetteer

    init(_ places: Gazetteer) {
        self.places = places
        for country in Figures.countries {
            let provinces = places.provinces(in: country).sorted { $0.code < $1.code }
            let municipalities = places.municipalities().filter { $0.country == country }.sorted { $0.code < $1.code }
            let counted = municipalities.compactMap(\.population)
            // Half a country's inhabitants would make twice as many groups of them.
            let inhabitants = counted.count == municipalities.count && !counted.isEmpty ? counted.reduce(0, +) : nil
            byCode[country] = TerritoryFigures(
                .country, code: country, country: country, name: "", inhabitants: inhabitants)
            self.provinces[country] = provinces.map(\.code)
            self.municipalities[country] = municipalities.map(\.code)
            for province in provinces { byCode[province.code] = TerritoryFigures(.province, of: province) }
            for place in municipalities {
                byCode[place.code] = TerritoryFigures(.municipality, of: place)
                if let province = place.province { self.municipalities[province, default: []].append(place.code) }
                for code in around(place.code, in: country) {
                    byCode[code]?.municipalities += 1
                    byCode[code]?.withoutGroup += 1
                }
            }
        }
    }

    mutating func add(_ group: ListedGroup, closedAt: Moment?) {
        // What was declined, or closed before anybody had confirmed it, never was a group of anywhere.
        let isOver = group.standing == .closed && closedAt != nil && group.listedAt != nil
        guard group.counts || isOver else { return }
        var municipality = group.municipality.flatMap { byCode[$0]?.kind == .municipality ? $0 : nil }
        if municipality == nil, let found = places.municipality(at: group.area.middle)?.code {
            // One that names no municipality counts where the middle of its area lies.
            municipality = found
            if group.counts { strays[found, default: []].append(group.id) }
        }
        let territories = around(municipality, in: group.country)
        let began = Month(group.foundedAt).year
        for code in territories {
            changes[code, default: [:]][began, default: YearChange()].began += 1
            if isOver, let closedAt {
                changes[code, default: [:]][Month(closedAt).year, default: YearChange()].ended += 1
            }
        }
        guard group.counts else { return }
        let isFirst = municipality.flatMap { byCode[$0]?.groups } == 0
        for code in territories {
            byCode[code]?.groups += 1
            byCode[code]?.members += group.members
            if isFirst { byCode[code]?.withoutGroup -= 1 }
        }
    }

    mutating func add(_ row: FiguresHistory.Row) {
        // A country's own code stands for groups that name no municipality. What is neither was one once, and nobody knows of
        // what it became part: see `Merger`.
        guard let territory = byCode[row.municipality], territory.kind != .province else { return }
        let municipality = territory.kind == .municipality ? row.municipality : nil
        for code in around(municipality, in: territory.country) {
            let sum = months[code]?[row.month] ?? (0, 0)
            months[code, default: [:]][row.month] = (sum.groups + row.groups, sum.members + row.members)
        }
    }

    /// Looks at every neighbourhood.
    mutating func addUncovered(_ map: RegistryMap) {
        let quarters = Dictionary(Jurisdiction.all.map { ($0.country, $0.quarters) }) { first, _ in first }
        for place in places.places where quarters[place.country]?.contains(place) == true {
            let isCovered = map.covering(place.middle).contains { $0.counts }
            for code in around(place.municipality, in: place.country) {
                byCode[code]?.uncovered.add(place, isCovered: isCovered)
            }
        }
    }

    /// A municipality, its province and its country.
    private func around(_ municipality: String?, in country: String) -> [String] {
        [municipality, municipality.flatMap { byCode[$0]?.province }, country].compactMap { $0 }
    }
}
