/// Every place in the Netherlands and Belgium that people look for: looked up and searched in memory, never changed. A
/// newer release is another gazetteer.
public struct Gazetteer: Sendable {
    /// The date of the release, as `2026-11-21`; empty while there is none.
    public let released: String
    /// Every place, in the order in which they were read.
    public let places: [Place]

    private let byKey: [String: Int32]
    /// Municipality → the places in it.
    private let inside: [String: [Int32]]
    private let allMunicipalities: [Place]
    private let allProvinces: [Place]
    private let outlines: [String: Area]
    private let grid: MunicipalityGrid
    private let index: PlaceIndex
    /// Code of a municipality or province, or a country → its names, folded: what tells two places of one name apart.
    private let surroundings: [String: [String]]
    /// The same the other way around, since of a whole address every word is looked up: a folded name → its codes.
    private let codesByName: [String: Set<String>]

    /// - Parameters:
    ///   - places: with keys of their own; of two with one key the first counts.
    ///   - outlines: by the codes of municipalities and provinces.
    public init(released: String, places: [Place], outlines: [String: Area]) {
        self.released = released
        self.places = places
        self.outlines = outlines
        var byKey: [String: Int32] = [:]
        byKey.reserveCapacity(places.count)
        var inside: [String: [Int32]] = [:]
        var surroundings = Gazetteer.countries
        for (index, place) in places.enumerated() where byKey[place.key] == nil {
            byKey[place.key] = Int32(index)
            if let municipality = place.municipality { inside[municipality, default: []].append(Int32(index)) }
            if place.kind == .municipality || place.kind == .province {
                surroundings[place.code] = place.allNames.map(PlaceName.folded)
            }
        }
        self.byKey = byKey
        self.inside = inside
        allMunicipalities = places.filter { $0.kind == .municipality }
        allProvinces = places.filter { $0.kind == .province }
        self.surroundings = surroundings
        var codesByName: [String: Set<String>] = [:]
        for (code, names) in surroundings {
            for name in names { codesByName[name, default: []].insert(code) }
        }
        self.codesByName = codesByName
        grid = MunicipalityGrid(
            allMunicipalities.compactMap { place in outlines[place.code].map { (code: place.code, area: $0) } })
        index = PlaceIndex(places)
    }

    /// Nothing in it: before the first release.
    public static let empty = Gazetteer(released: "", places: [], outlines: [:])

    /// Whether there is nothing in it.
    public var isEmpty: Bool { places.isEmpty }

    /// The words to show wherever something of it is shown: its licences ask for them. A key of the catalogues.
    public static let attribution = "places.attribution"

    // MARK: looking up

    /// The place with this key.
    public func place(_ key: String) -> Place? { byKey[key].map { places[Int($0)] } }

    /// The municipality with this CBS or REFNIS code, as `Group.municipality` and `Office.territory` have it.
    public func municipality(_ code: String) -> Place? { coded(.municipality, code) }

    /// The province with this code: `28`, `10000`.
    public func province(_ code: String) -> Place? { coded(.province, code) }

    /// Dutch codes and Belgian ones are of different length, so that a code alone is enough.
    private func coded(_ kind: Place.Kind, _ code: String) -> Place? {
        place("NL/\(kind.rawValue)/\(code)") ?? place("BE/\(kind.rawValue)/\(code)")
    }

    /// All municipalities, or those of a province.
    public func municipalities(in province: String? = nil) -> [Place] {
        allMunicipalities.filter { province == nil || $0.province == province }
    }

    /// All provinces, or those of a country.
    public func provinces(in country: String? = nil) -> [Place] {
        allProvinces.filter { country == nil || $0.country == country }
    }

    /// The places of a kind that lie in a municipality.
    public func places(_ kind: Place.Kind, in municipality: String) -> [Place] {
        inside[municipality, default: []].map { places[Int($0)] }.filter { $0.kind == kind }
    }

    /// The border of a municipality or a province, drawn coarsely: good for maps and to some hundred metres.
    public func outline(of code: String) -> Area? { outlines[code] }

    /// The municipality in which a point lies; nil at sea and abroad.
    public func municipality(at point: Coordinate) -> Place? { grid.code(at: point).flatMap(municipality) }

    /// Whether the middle of a town or village of a country lies so near.
    public func hasTown(of country: String, within metres: Double, of point: Coordinate) -> Bool {
        let box = point.box(metres: metres)
        return places.contains { place in
            place.kind == .town && place.country == country
                && (box.south...box.north).contains(place.middle.latitude)
                && place.middle.distance(to: point) <= metres
        }
    }

    /// What a typed postcode stands for: none, one, or two where Dutch and Belgian ones have the same number. Letters
    /// behind it and a country before it say which is meant.
    public func postcodes(_ typed: String, country: String? = nil) -> [Place] {
        Postcode(typed).map { postcodes($0, country: country) } ?? []
    }

    /// The same for one that was read before.
    public func postcodes(_ postcode: Postcode, country: String? = nil) -> [Place] {
        Jurisdiction.all.map(\.country).filter { (postcode.country ?? $0) == $0 && (country ?? $0) == $0 }
            .compactMap { place("\($0)/\(Place.Kind.postcode.rawValue)/\(postcode.digits)") }
    }

    // MARK: searching

    /// How much of what was typed is looked at.
    public static let mostLetters = 100

    /// What people may mean, best first: called just so, beginning so, with a word beginning so, and what differs by a slip
    /// of the finger. Among equals the larger place comes first. A town and the municipality of its name are one answer.
    ///
    /// A municipality, province or country behind the name, after a comma or without one, narrows it down; and four
    /// digits are a postcode.
    public func search(
        _ typed: String, limit: Int = 10, kinds: Set<Place.Kind> = Set(Place.Kind.allCases)
    ) -> [Place] {
        let typed = typed.beginning(Gazetteer.mostLetters)
        guard limit > 0 else { return [] }
        let line = AddressLine(typed)
        if kinds.contains(.postcode) {
            let found = postcodes(on: line)
            guard found.isEmpty else { return Array(found.prefix(limit)) }
        }
        let parts = typed.split(scalar: ",", maxSplits: 1).map { PlaceName.words(String($0)) }
        guard let words = parts.first, !words.isEmpty else { return [] }
        func found(_ words: [String], around: String?, withSlips: Bool) -> [Place] {
            let codes = around.map { self.codes($0) }
            if let codes, codes.isEmpty { return [] }
            return index.search(words, limit: limit, kinds: kinds, withSlips: withSlips) { place in
                codes.map { lies(places[place], in: $0) } ?? true
            }
            .map { places[$0] }
        }
        if parts.count == 2 {
            let around = parts[1].joined()
            let exact = found(words, around: around, withSlips: false)
            guard exact.isEmpty else { return exact }
            // Who writes a number writes an address, and the street is no mistyped place.
            let withSlip = line.hasDigits ? [] : found(words, around: around, withSlips: true)
            return withSlip.isEmpty ? lastNamed(on: line, limit: limit, kinds: kinds) : withSlip
        }
        let whole = found(words, around: nil, withSlips: false)
        let isSmall = whole.allSatisfy { $0.kind == .district || $0.kind == .neighbourhood }
        guard whole.isEmpty || isSmall else { return whole }
        if !whole.isEmpty {
            // Parts of towns only: unless one is called just so, a town may have been meant, with a slip.
            let typed = words.joined()
            let isCalledSo = whole.contains { $0.allNames.contains { PlaceName.folded($0) == typed } }
            return isCalledSo ? whole : found(words, around: nil, withSlips: true)
        }
        let splits = (1..<words.count).reversed().prefix(3)
        for withSlips in [false, true] {
            if withSlips {
                let named = line.hasDigits ? lastNamed(on: line, limit: limit, kinds: kinds) : []
                guard named.isEmpty else { return named }
                let meant = found(words, around: nil, withSlips: true)
                guard meant.isEmpty else { return meant }
            }
            // A name that was mistyped, and where it is: more is not looked for.
            for count in splits.prefix(withSlips ? 1 : 3) {
                let meant = found(Array(words[..<count]), around: words[count...].joined(), withSlips: withSlips)
                guard meant.isEmpty else { return meant }
            }
        }
        return lastNamed(on: line, limit: limit, kinds: kinds)
    }

    // MARK: a whole address

    /// What the postcode in a line stands for, wherever in it; of two with one number the one that goes with the other
    /// words. A number that goes with none of them, and is not the first thing typed, gives way to a place that is named.
    private func postcodes(on line: AddressLine) -> [Place] {
        var numbers: [[Place]] = []
        for found in line.postcodes {
            let places = postcodes(found.postcode)
            guard !places.isEmpty else { continue }
            let meant = places.filter { goes($0, with: found.rest) }
            guard meant.isEmpty else { return meant }
            if found.postcode.letters != nil || found.isFirst { return places }
            numbers.append(places)
        }
        guard let first = numbers.first else { return [] }
        return line.names { !index.called($0).isEmpty }.isEmpty ? first : []
    }

    /// Whether the other words of the line name the place, or what it lies in.
    private func goes(_ place: Place, with words: [String]) -> Bool {
        let around = PlaceName.folded(words.joined(separator: " "))
        guard !around.isEmpty else { return false }
        let own = place.allNames.map(PlaceName.folded)
        if lies(place, in: codes(around)) || own.contains(where: { $0.begins(with: around) }) { return true }
        let named = AddressLine(words.joined(separator: " ")).names { words in
            let name = words.joined()
            return own.contains(name) || lies(place, in: codes(called: name))
        }
        return !named.isEmpty
    }

    /// The places of the last name in a line of several words, such as a town behind a street; narrowed down by a wider one
    /// behind it, and with a slip where the last part has no name that is known.
    private func lastNamed(on line: AddressLine, limit: Int, kinds: Set<Place.Kind>) -> [Place] {
        guard line.isMany else { return [] }
        let wanted = kinds.intersection([.province, .municipality, .town])
        let names = line.names { !index.called($0).isEmpty || !codes(called: $0.joined()).isEmpty }
        var around: Set<String>?
        var found: [Place] = []
        for name in names {
            let places = index.search(name, limit: limit, kinds: wanted, withSlips: false, isWhole: true) { place in
                around.map { lies(self.places[place], in: $0) } ?? true
            }.map { self.places[$0] }
            guard !places.isEmpty || around == nil else { break }
            if !places.isEmpty { found = places }
            around = codes(called: name.joined())
            // Nothing lies in a town.
            if around?.isEmpty ?? true { break }
        }
        guard found.isEmpty, names.isEmpty else { return found }
        return index.search(line.lastPart, limit: limit, kinds: wanted, withSlips: true) { _ in true }.map {
            places[$0]
        }
    }

    /// The codes of the municipalities, provinces and countries that are called just so.
    private func codes(called name: String) -> Set<String> { codesByName[name] ?? [] }

    /// The codes of the municipalities, provinces and countries that are called so, or begin to be called so.
    private func codes(_ around: String) -> Set<String> {
        guard !around.isEmpty else { return [] }
        return Set(surroundings.filter { $0.value.contains { $0.begins(with: around) } }.keys)
    }

    private func lies(_ place: Place, in codes: Set<String>) -> Bool {
        [place.municipality, place.province, place.country].contains { $0.map(codes.contains) ?? false }
    }

    private static let countries = [
        "NL": ["nl", "nederland", "netherlands", "paijsbas", "niederlande", "holland"],
        "BE": ["be", "belgie", "belgique", "belgien", "belgium"],
    ]
}
