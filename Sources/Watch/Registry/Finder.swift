/// Answers whether there is a group where somebody lives, by what is held in memory: no database is asked.
///
/// Of a postcode and a place only the middle is known. So a group that covers it is not yet known to cover a street of
/// it, and what is said of it must not say more.
///
/// Nobody finds out by many questions where exactly an area ends: a point is taken to a thousandth of a degree, and
/// distances and their order are those to the areas that strangers are shown.
public struct Finder: Sendable {
    private let map: RegistryMap
    private let gazetteer: Gazetteer

    /// Readings offered beside the first, at most.
    public static let mostReadings = 5
    /// How far away a group is still told as one of the nearest, in metres.
    public static let furthest = 25_000.0
    /// More groups with these words in their names are not counted.
    private static let mostNamed = 500

    public init(map: RegistryMap, gazetteer: Gazetteer) {
        self.map = map
        self.gazetteer = gazetteer
    }

    /// The answer.
    ///
    /// - Parameter limit: how many groups of each sort at most.
    public func find(_ question: GroupQuestion, limit: Int = 20) -> Finding {
        switch question {
        case .near(let point): around(point.coarsened, Finding(.position(point.coarsened)), limit)
        case .words(let typed): words(typed, limit)
        case .postcode(let typed): places(gazetteer.postcodes(typed), typed: typed, limit)
        case .place(let typed):
            if let place = gazetteer.place(typed) {
                about(place, limit)
            } else {
                places(search(typed, kinds: Set(Place.Kind.allCases)), typed: typed, limit)
            }
        case .municipality(let typed): municipality(typed, limit)
        }
    }

    /// The groups in whose area a point lies, as coarsely as everything here.
    func covering(_ point: Coordinate) -> Set<GroupId> { Set(map.covering(point.coarsened).map(\.id)) }

    // MARK: what was typed

    private func words(_ typed: String, _ limit: Int) -> Finding {
        guard !PlaceName.folded(typed).isEmpty else { return Finding(.nothing) }
        let readings = search(typed, kinds: Set(Place.Kind.allCases))
        let named = map.groups(named: typed, limit: Finder.mostNamed)
        // A place that is called just so comes first; otherwise a group that is called so does.
        guard let first = readings.first, isCalled(typed, first) || named.isEmpty else {
            var finding = Finding(.words)
            finding.others = Array(readings.prefix(Finder.mostReadings))
            return adding(named, to: finding, limit)
        }
        return adding(named, to: places(readings, typed: typed, limit), limit)
    }

    private func municipality(_ typed: String, _ limit: Int) -> Finding {
        if let municipality = gazetteer.municipality(typed) { return about(municipality, limit) }
        let coded = map.groups(in: typed)
        guard coded.isEmpty else {
            var finding = Finding(.words)
            finding.inside = Array(coded.prefix(limit))
            finding.insideCount = coded.count
            return finding
        }
        return places(search(typed, kinds: [.municipality]), typed: typed, limit)
    }

    /// About the first of these, with the others as what else may be meant; by the words alone where there are none.
    private func places(_ readings: [Place], typed: String, _ limit: Int) -> Finding {
        guard let first = readings.first else {
            return adding(map.groups(named: typed, limit: Finder.mostNamed), to: Finding(.words), limit)
        }
        var finding = about(first, limit)
        finding.isGuess = !isCalled(typed, first)
        finding.others = Array(
            readings.dropFirst().filter { finding.isGuess || isCalled(typed, $0) }.prefix(Finder.mostReadings))
        return finding
    }

    private func search(_ typed: String, kinds: Set<Place.Kind>) -> [Place] {
        gazetteer.search(typed, limit: Finder.mostReadings + 1, kinds: kinds)
    }

    /// Whether the place is called just as typed, and not only alike; a postcode is what it is.
    private func isCalled(_ typed: String, _ place: Place) -> Bool {
        guard place.kind != .postcode else { return true }
        let name = typed.beginning(Gazetteer.mostLetters).split(scalar: ",", omittingEmptySubsequences: false)[0]
        let wanted = Set(PlaceName.readings(String(name)).map { $0.joined() })
        return place.allNames.contains { name in
            PlaceName.readings(name).contains { wanted.contains($0.joined()) }
        }
    }

    // MARK: what is there

    private func about(_ place: Place, _ limit: Int) -> Finding {
        var finding = Finding(.place(place))
        let municipalities =
            switch place.kind {
            case .municipality: [place]
            case .province: gazetteer.municipalities(in: place.code)
            case .town, .district, .neighbourhood, .postcode: [Place]()
            }
        guard !municipalities.isEmpty else { return around(place.middle, finding, limit) }
        let inside = municipalities.flatMap { map.groups(in: $0.code) }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        finding.inside = Array(inside.prefix(limit))
        finding.insideCount = inside.count
        // Nobody is left with nothing: the nearest ones, from its middle.
        return inside.isEmpty && place.kind == .municipality ? around(place.middle, finding, limit) : finding
    }

    private func around(_ point: Coordinate, _ finding: Finding, _ limit: Int) -> Finding {
        var finding = finding
        let covering = map.covering(point).sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        finding.covering = Array(covering.prefix(limit))
        let known = Set(covering.map(\.id))
        // A covering one may be shown to end before the point, and would take the place of another here.
        let nearest = map.nearest(to: point, limit: limit + covering.count, within: Finder.furthest)
            .filter { !known.contains($0.group.id) }
        finding.nearest = nearest.prefix(limit - finding.covering.count).map { group, distance in
            FoundGroup(group: group, distance: Finder.told(distance))
        }
        return finding
    }

    /// Whole hundreds of metres. A point beside an area may lie in what strangers are shown of it: then it is near, and
    /// not in it.
    private static func told(_ metres: Double) -> Double { max(100, (metres / 100).rounded() * 100) }

    private func adding(_ named: [ListedGroup], to finding: Finding, _ limit: Int) -> Finding {
        var finding = finding
        let known = Set(finding.groups.map(\.group.id))
        // Those of a municipality have its name in their place, and are all told by it already.
        let rest = named.filter { group in
            !known.contains(group.id) && (finding.insideCount == 0 || group.municipality != finding.place?.code)
        }
        finding.named = Array(rest.prefix(limit))
        finding.namedCount = rest.count
        return finding
    }
}
