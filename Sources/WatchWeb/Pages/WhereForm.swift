import Foundation
import Watch
import WatchWords

/// Where a group watches, as a form brings it: drawn on the map, made of neighbourhoods, or so far around a place.
struct WhereForm: Equatable, Sendable {
    /// By what the area is said.
    enum Way: String, CaseIterable, Sendable { case radius, neighbourhoods, drawn, same }

    let typed: TypedForm

    var way: Way { Way(rawValue: typed["where"]) ?? .radius }

    static let radii = [100, 150, 200, 300, 400, 500, 750, 1_000, 1_500]

    /// The place that was typed, as the gazetteer understands it.
    func place(in gazetteer: Gazetteer) -> Place? {
        guard let typed = typed.filled("at") else { return nil }
        guard let point = PageRoutes.point(typed), let around = gazetteer.municipality(at: point) else {
            return gazetteer.search(typed, limit: 1).first
        }
        // Where somebody stood who found no group around them.
        return Place(
            .neighbourhood, country: around.country, code: "", name: GroupSearchModel.rounded(point),
            municipality: around.code, middle: point.coarsened)
    }

    /// What stands in the box for the place when the search hands somebody over: words by which the box means what the
    /// search did, as few as will do.
    static func words(for question: GroupQuestion, in gazetteer: Gazetteer, _ words: Catalogue) -> String {
        let asked: Place?
        switch question {
        case .near(let point): return GroupSearchModel.rounded(point)
        case .words(let typed), .postcode(let typed): return typed
        case .place(let typed): asked = gazetteer.place(typed)
        case .municipality(let typed): asked = gazetteer.municipality(typed)
        }
        guard let place = asked else { return PageRoutes.typed(question, of: gazetteer, words) }
        let name = GroupSearchModel.name(place, words)
        let around = [
            place.municipality.flatMap(gazetteer.municipality), place.province.flatMap(gazetteer.province),
        ].compactMap { $0?.name(in: words.language) }
        let country = words.text("search.country.\(place.country.lowercased())")
        return ([name] + (around + [country]).map { "\(name), \($0)" })
            .first { gazetteer.search($0, limit: 1).first?.key == place.key } ?? name
    }

    /// The neighbourhoods that were ticked, by their codes.
    var ticked: Set<String> {
        Set(
            typed.fields.filter { $0.key.begins(with: "n-") && $0.value == "1" }.map {
                String($0.key.dropFirst("n-".count))
            })
    }

    /// The area that it means; nil for the one that is there already.
    ///
    /// - Throws: `field-missing`, `field-invalid`, `area-invalid`, what the operations throws.
    func area(in gazetteer: Gazetteer, house: House) throws(Refusal) -> Area? {
        switch way {
        case .same: return nil
        case .drawn:
            guard let text = typed.filled("area") else { throw Refusal(.fieldMissing, field: "area") }
            guard let drawn = try? JSONDecoder().decode(GeoJSONArea.self, from: Data(text.utf8)) else {
                throw AreaRules.invalid
            }
            return try drawn.checked()
        case .radius:
            let place = try known(in: gazetteer)
            guard let metres = Int(typed["radius"]), WhereForm.radii.contains(metres) else {
                throw Refusal(.fieldInvalid, field: "radius")
            }
            return house.areas.around(place.middle, metres: Double(metres))
        case .neighbourhoods:
            let place = try known(in: gazetteer)
            let cells = WhereForm.cells(around: place, in: gazetteer, house: house)
            let chosen = cells.filter { ticked.contains($0.place.code) }.compactMap(\.area)
            guard !chosen.isEmpty else { throw Refusal(.fieldMissing, field: "neighbourhoods") }
            // No page offers more, and a whole city is no neighbourhood.
            guard chosen.count <= WherePart.mostTicks else { throw Refusal(.fieldInvalid, field: "neighbourhoods") }
            return try house.areas.union(chosen)
        }
    }

    private func known(in gazetteer: Gazetteer) throws(Refusal) -> Place {
        guard typed.filled("at") != nil else { throw Refusal(.fieldMissing, field: "at") }
        guard let place = place(in: gazetteer) else { throw Refusal(.fieldInvalid, field: "at") }
        return place
    }

    /// The neighbourhoods around a place, the nearest first, each with about its outline: what of its municipality is
    /// nearer to its middle than to any other's.
    static func cells(
        around place: Place, in gazetteer: Gazetteer, house: House
    ) -> [(place: Place, area: Area?)] {
        guard let code = place.municipality ?? gazetteer.municipality(at: place.middle)?.code,
            let outline = gazetteer.outline(of: code)
        else { return [] }
        let all = gazetteer.places(.neighbourhood, in: code)
        let cells = house.shapes.shapes(.cells(code), of: gazetteer.released) {
            house.areas.cells(around: all.map(\.middle), within: outline)
        }
        return zip(all, cells).map { (place: $0, area: $1) }.sorted {
            $0.place.middle.distance(to: place.middle) < $1.place.middle.distance(to: place.middle)
        }
    }
}

extension WhereForm.Way {
    /// The ways that a house offers. Nobody draws on a blank sheet: without pictures of the streets to draw on, an area is
    /// said by a radius or by neighbourhoods, whose outlines are shown.
    static func all(in house: House) -> [WhereForm.Way] {
        [.radius, .neighbourhoods] + (house.site.leaflet == nil || house.site.map == nil ? [] : [.drawn])
    }
}

/// The part of a page on which somebody says where a group watches.
struct WherePart: Equatable, Sendable {
    /// A neighbourhood to tick.
    struct Tick: Equatable, Sendable {
        let name: String
        let label: String
        let isTicked: Bool
    }

    /// A group on the same ground.
    struct Card: Equatable, Sendable {
        let name: String
        let path: String
        /// Nil for a group of the reader's own.
        let joinPath: String?
        let share: String
    }

    let at: FormField
    /// What the typed place was taken for.
    let found: String?
    let ways: [Choice]
    let radii: [Choice]
    let ticks: [Tick]
    let hasTicks: Bool
    /// For who says it by neighbourhoods.
    let opensTicks: Bool
    let areaError: String?
    let picture: AreaPicture?
    let cards: [Card]
    let overlaps: Bool
    let isSeparate: Bool
    /// The drawn area as GeoJSON.
    let area: String
    /// Whether it can be drawn, on pictures of the streets.
    let hasMap: Bool
    let latitude: String
    let longitude: String
    let tiles: String
    let thanks: String

    /// More would be a list and no help: who looks for another one types its name.
    static let mostTicks = 40

    /// - Parameters:
    ///   - area: the area to show; nil while there is none.
    ///   - overlaps: groups on the same ground.
    ///   - heard: groups that the reader hears; all others are drawn as strangers are shown them.
    init(
        _ form: WhereForm, ways: [WhereForm.Way], area: Area?, overlaps: [Overlap], heard: Set<GroupId>,
        refusals: [Refusal], gazetteer: Gazetteer, house: House, _ setting: PageSetting
    ) {
        let words = setting.words
        let place = form.place(in: gazetteer)
        at = FormField(
            "at", words.text("founding.at"), hint: words.text("founding.at.hint"), value: form.typed["at"], limit: 100,
            field: "at", refusals: refusals, words: words)
        found = place.map { place in
            let name = place.name(in: words.language)
            let around = gazetteer.municipality(at: place.middle)?.name(in: words.language)
            let whole = around == nil || around == name ? name : "\(name), \(around ?? "")"
            return words.text("founding.found", ["place": whole])
        }
        let cells = place.map { WhereForm.cells(around: $0, in: gazetteer, house: house) } ?? []
        ticks = cells.prefix(WherePart.mostTicks).map(\.place).map {
            Tick(name: "n-\($0.code)", label: $0.name, isTicked: form.ticked.contains($0.code))
        }
        hasTicks = !ticks.isEmpty
        opensTicks = form.way == .neighbourhoods || !form.ticked.isEmpty
        self.ways = Choice.all(
            "where", ways.map(\.rawValue), chosen: form.way.rawValue, label: { words.text("founding.way.\($0)") },
            hint: { words.text("founding.way.\($0).hint") })
        radii = Choice.all(
            "radius", WhereForm.radii.map(String.init), chosen: form.typed.filled("radius") ?? "300",
            label: { words.text("founding.metres", ["metres": words.number(Int($0) ?? 0)]) })
        areaError = refusals.first {
            ["area", "neighbourhoods", "radius"].contains($0.field) && $0.code != .areaOverlaps
        }.map(words.refusal)
        let map = house.registryMap()
        picture = area.map { area in
            let hectares = words.number(max(1, Int((area.surface / 10_000).rounded())))
            return AreaPicture(
                area,
                beside: map.groups(shownAround: area, within: 300).map { other in
                    heard.contains(other.id) ? other.area : other.coarseArea
                },
                outlines: cells.filter { !form.ticked.contains($0.place.code) }.prefix(WherePart.mostTicks)
                    .compactMap(\.area),
                label: words.text("founding.picture", ["hectares": hectares]))
        }
        // Who founds it is told of every one on the same ground; of what is not known before, without a share.
        let told = Set(overlaps.map(\.group))
        let refused = refusals.filter { $0.code == .areaOverlaps }.flatMap { refusal in
            (refusal.parameters["groupIds"] ?? "").split(scalar: ",").compactMap { GroupId(String($0)) }
        }.filter { !told.contains($0) }
        let shares = Dictionary(overlaps.map { ($0.group, $0.share) }, uniquingKeysWith: { first, _ in first })
        cards = (overlaps.map(\.group) + refused).compactMap(map.group).map { group in
            let percent = shares[group.id].map { words.number(Int(($0 * 100).rounded())) }
            return Card(
                name: group.name, path: "/groups/\(group.slug)",
                joinPath: heard.contains(group.id) ? nil : "/groups/\(group.slug)/join",
                share: percent.map { words.text("founding.share", ["percent": $0]) } ?? "")
        }
        self.overlaps = !overlaps.isEmpty || refusals.contains { $0.code == .areaOverlaps }
        isSeparate = form.typed["separate"] == "1"
        self.area = form.typed["area"]
        hasMap = ways.contains(.drawn)
        let middle = area?.middle ?? place?.middle
        latitude = middle.map { String($0.latitude) } ?? ""
        longitude = middle.map { String($0.longitude) } ?? ""
        tiles = house.site.map?.template ?? ""
        thanks = house.site.map?.attribution ?? ""
    }

    /// The ids of its boxes, by the API's spelling.
    static let names = ["at": "at", "area": "where", "neighbourhoods": "where", "radius": "radius"]
}
