import Watch
import WatchWords

/// The registry in figures: of a country, a province or a municipality.
struct FiguresModel: PageModel {
    static let template = "figures"

    /// Rows shown at first, of places that have groups; the rest comes with `?all=1`.
    static let most = 50

    struct Link: Equatable, Sendable {
        let label: String
        let path: String
        let isCurrent: Bool
    }

    struct Fact: Equatable, Sendable {
        let number: String
        let label: String
    }

    /// One territory of a table.
    struct Row: Equatable, Sendable {
        let rank: String
        /// Whether others have the same place.
        let isShared: Bool
        let name: String
        let path: String
        let groups: String
        let members: String
        let density: String
        let inhabitants: String
    }

    struct Table: Equatable, Sendable {
        let caption: String
        let rows: [Row]
        let hasRows: Bool
        let more: Link?
    }

    struct Village: Equatable, Sendable {
        let name: String
        let groups: String
        let members: String
    }

    struct Neighbourhood: Equatable, Sendable {
        let name: String
        let around: String?
        let inhabitants: String?
    }

    let frame: PageFrame
    let title: String
    /// The way up: the country, and the province of a municipality.
    let above: [Link]
    let countries: [Link]
    let facts: [Fact]
    let map: FiguresMap?
    let sorts: [Link]
    let hasSorts: Bool
    let provinces: Table?
    let municipalities: Table?
    let villages: [Village]
    let hasVillages: Bool
    let moreVillages: Link?
    let uncovered: String
    let largest: [Neighbourhood]
    let hasLargest: Bool
    let charts: [FiguresChart]
    let files: [Link]

    init(_ figures: Figures, of territory: TerritoryFigures, sort: Ranking.Measure, _ setting: PageSetting) {
        let words = setting.words
        let isMunicipality = territory.kind == .municipality
        // Where nobody has counted inhabitants there is nothing to compare with them.
        let measures = Ranking.Measure.allCases.filter { $0 != .density || territory.inhabitants != nil }
        let sort = measures.contains(sort) ? sort : .groups
        let name = FiguresModel.name(territory, words)
        title = words.text("figures.heading", ["name": name])
        frame = PageFrame(title, setting, in: Jurisdiction.of(territory.country), isForSearching: true)
        var above: [Link] = []
        if territory.kind != .country, let country = figures.territory(territory.country) {
            above.append(
                Link(
                    label: FiguresModel.name(country, words), path: SiteURL.statistics(country.code).path,
                    isCurrent: false))
        }
        if let province = territory.province.flatMap(figures.territory) {
            above.append(
                Link(
                    label: FiguresModel.name(province, words), path: SiteURL.territory(province.code).path,
                    isCurrent: false))
        }
        self.above = above
        countries =
            territory.kind == .country
            ? Figures.countries.compactMap(figures.territory).map {
                Link(
                    label: FiguresModel.name($0, words), path: SiteURL.statistics($0.code).path,
                    isCurrent: $0.code == territory.code)
            } : []
        facts = FiguresModel.facts(territory, words)
        let shown = isMunicipality ? territory.province.flatMap(figures.territory) : territory
        map =
            setting.showsAll
            ? nil
            : shown.flatMap {
                FiguresMap(figures, of: $0, marked: isMunicipality ? territory.code : nil, by: sort, words)
            }
        let own = FiguresModel.path(of: territory)
        sorts = measures.map { measure in
            Link(
                label: FiguresModel.label(measure, words), path: "\(own.with("sort", measure.rawValue))#ranking",
                isCurrent: measure == sort)
        }
        hasSorts = !isMunicipality
        let all = "\(own.with("sort", sort.rawValue).with("all", "1"))#ranking"
        func table(_ territories: [TerritoryFigures], _ caption: String) -> Table? {
            territories.isEmpty
                ? nil
                : Table(
                    Ranking(territories, by: sort), caption, showsAll: setting.showsAll, all: all, words)
        }
        provinces = table(figures.provinces(of: territory.code), words.text("figures.provinces"))
        municipalities = table(figures.municipalities(of: territory.code), words.text("figures.municipalities"))
        let towns = isMunicipality ? figures.villages(of: territory.code) : []
        let shownTowns = towns.filter { setting.showsAll || $0.groups > 0 }
        villages = shownTowns.map {
            Village(
                name: $0.place.name(in: words.language), groups: words.number($0.groups),
                members: words.number($0.members))
        }
        hasVillages = !villages.isEmpty
        let without = towns.count - shownTowns.count
        moreVillages =
            without == 0
            ? nil
            : Link(
                label: words.count("figures.without", without), path: "\(own.with("all", "1"))#ranking",
                isCurrent: false)
        uncovered = FiguresModel.uncovered(territory.uncovered, words)
        largest = territory.uncovered.largest.map { place in
            let around = isMunicipality ? nil : place.municipality.flatMap(figures.territory)
            return Neighbourhood(
                name: place.name(in: words.language), around: around?.name(in: words.language),
                inhabitants: place.population.map { words.count("figures.inhabitants", $0) })
        }
        hasLargest = !largest.isEmpty
        charts = FiguresChart.all(figures.growth(of: territory.code, at: setting.now), words)
        files = FiguresForm.allCases.map { form in
            let path =
                territory.kind == .country
                ? "/statistics.\(form.rawValue)?country=\(territory.code)" : "\(own).\(form.rawValue)"
            return Link(label: form == .geojson ? "GeoJSON" : form.rawValue.uppercased(), path: path, isCurrent: false)
        }
    }

    static func name(_ territory: TerritoryFigures, _ words: Catalogue) -> String {
        guard territory.kind == .country else { return territory.name(in: words.language) }
        return words.text("figures.country.\(territory.code.lowercased())")
    }

    static func path(of territory: TerritoryFigures) -> String {
        territory.kind == .country
            ? SiteURL.statistics(territory.code).path : SiteURL.territory(territory.code).path
    }

    private static func label(_ measure: Ranking.Measure, _ words: Catalogue) -> String {
        switch measure {
        case .groups: words.text("figures.sort.groups")
        case .members: words.text("figures.sort.members")
        case .density: words.text("figures.sort.density")
        }
    }

    private static func facts(_ territory: TerritoryFigures, _ words: Catalogue) -> [Fact] {
        func known(_ value: Double?) -> String { value.map(words.decimal) ?? "–" }
        var facts = [
            Fact(number: words.number(territory.groups), label: words.text("figures.groups")),
            Fact(number: words.number(territory.members), label: words.text("figures.members")),
            Fact(
                number: territory.inhabitants.map(words.number) ?? "–", label: words.text("figures.fact.inhabitants")),
            Fact(
                number: territory.membersPerThousand.map {
                    words.text("figures.percent", ["number": words.decimal($0 / 10)])
                } ?? "–",
                label: words.text("figures.fact.share")),
            Fact(
                number: known(territory.groupsPerThousand.map { $0 * 10 }), label: words.text("figures.fact.density")),
        ]
        if territory.kind != .municipality {
            facts.append(
                Fact(
                    number: words.number(territory.withoutGroup),
                    label: words.text(
                        "figures.fact.without", ["count": words.number(territory.municipalities)])))
        }
        return facts
    }

    private static func uncovered(_ uncovered: Uncovered, _ words: Catalogue) -> String {
        let counts = ["all": words.number(uncovered.all), "without": words.number(uncovered.count)]
        guard let inhabitants = uncovered.inhabitants, let without = uncovered.inhabitantsWithout, inhabitants > 0
        else { return words.text("figures.uncovered.localities", counts) }
        let percent = words.number(Int((Double(without) * 100 / Double(inhabitants)).rounded()))
        return words.text("figures.uncovered.neighbourhoods", counts.merging(["percent": percent]) { $1 })
    }
}

extension FiguresModel.Table {
    /// - Parameters:
    ///   - showsAll: whether those without a group are wanted as well.
    ///   - all: where all of them are.
    init(_ ranking: Ranking, _ caption: String, showsAll: Bool, all: String, _ words: Catalogue) {
        self.caption = caption
        let withGroups = ranking.entries.filter { $0.figures.groups > 0 }
        let shown = showsAll ? ranking.entries[...] : withGroups.prefix(FiguresModel.most)
        rows = shown.map { entry in
            FiguresModel.Row(
                rank: entry.rank.map(words.number) ?? "–", isShared: entry.isShared,
                name: entry.figures.name(in: words.language),
                path: SiteURL.territory(entry.figures.code).path, groups: words.number(entry.figures.groups),
                members: words.number(entry.figures.members),
                density: entry.figures.membersPerThousand.map(words.decimal) ?? "–",
                inhabitants: entry.figures.inhabitants.map(words.number) ?? "–")
        }
        hasRows = !rows.isEmpty
        let left = ranking.entries.count - shown.count
        let isWithout = shown.count == withGroups.count
        more =
            left == 0
            ? nil
            : .init(
                label: isWithout
                    ? words.count("figures.without", left)
                    : words.text("figures.all", ["count": words.number(ranking.entries.count)]), path: all,
                isCurrent: false)
    }
}

extension String {
    /// The address with one more thing behind its question mark.
    fileprivate func with(_ name: String, _ value: String) -> String {
        self + (holds("?") ? "&" : "?") + "\(name)=\(value)"
    }
}
