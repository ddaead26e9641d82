import Watch
import WatchWords

/// The box in which somebody looks for the group of their street: it takes a postcode, a place, a municipality, a name.
struct GroupSearchForm: Equatable, Sendable {
    /// With the place on the page at which the answer stands: there a browser lands, and reads on.
    let action: String
    let field: FormField
    /// For the button that asks where somebody is; shown by the script, since only a script can ask.
    let near: String
    let nearBusy: String
    let nearFailed: String

    init(typed: String, _ words: Catalogue) {
        action = SiteURL.groups.path + "#found"
        field = FormField(
            "q", words.text("search.field"), hint: words.text("search.hint"), value: typed, limit: 100, field: "q",
            refusals: [], words: words)
        near = words.text("search.near")
        nearBusy = words.text("search.near.busy")
        nearFailed = words.text("search.near.failed")
    }
}

/// A group on a card, as anybody may see it.
struct GroupCard: Equatable, Sendable {
    let name: String
    /// Town and municipality, the distance, how many take part: a line each.
    let lines: [String]
    /// In the area, not confirmed, silent.
    let tags: [String]
    let path: String
    /// Nil for who has a place in it, or looks after it by an office.
    let joinPath: String?

    /// - Parameter isCovering: whether what was asked about lies in its area.
    init(
        _ found: FoundGroup, isCovering: Bool = false, isOwn: Bool = false, in gazetteer: Gazetteer,
        _ words: Catalogue
    ) {
        let group = found.group
        name = group.name
        path = SiteURL.group(.init(group)).path
        joinPath = isOwn ? nil : SiteURL.join(.init(group)).path
        let municipality = group.municipality.flatMap(gazetteer.municipality)?.name(in: words.language)
        let place = group.place
        var lines: [String] = []
        switch (place.isEmpty, municipality) {
        case (false, .some(let municipality)) where municipality != place:
            lines.append(words.text("search.card.place", ["place": place, "municipality": municipality]))
        case (false, _): lines.append(place)
        case (true, .some(let municipality)): lines.append(municipality)
        case (true, nil): break
        }
        if let distance = found.distance, distance > 0 {
            lines.append(words.text("search.card.away", ["distance": GroupCard.distance(distance, words)]))
        }
        lines.append(words.count("search.card.members", group.members))
        self.lines = lines
        var tags: [String] = []
        if isCovering { tags.append(words.text("search.card.covering")) }
        switch group.standing {
        case .proposed: tags.append(words.text("search.card.proposed"))
        case .silent: tags.append(words.text("search.card.silent"))
        case .listed, .closed: break
        }
        self.tags = tags
    }

    /// As people say it: `400 m`, `1,2 km`, `12 km`. To a hundred metres, since areas are known no better.
    static func distance(_ metres: Double, _ words: Catalogue) -> String {
        let hundreds = max(1, Int((metres / 100).rounded()))
        if hundreds < 10 { return "\(hundreds * 100) m" }
        if hundreds >= 100 { return "\(words.number(Int((metres / 1_000).rounded()))) km" }
        let point = words.language == .en ? "." : ","
        return hundreds.isMultiple(of: 10) ? "\(hundreds / 10) km" : "\(hundreds / 10)\(point)\(hundreds % 10) km"
    }
}

/// Whether there is a group where somebody lives. Whether one is awake is not told here: that is for its members.
struct GroupSearchModel: PageModel {
    static let template = "group-search"

    /// Shown of a sort at most; who has more must say more.
    static let most = 30

    /// Another place that may be meant.
    struct Reading: Equatable, Sendable {
        let label: String
        let path: String
    }

    /// Groups that were found in one way.
    struct Section: Equatable, Sendable {
        let id: String
        let title: String
        let hint: String?
        let groups: [GroupCard]
    }

    let frame: PageFrame
    let search: GroupSearchForm
    let isAsked: Bool
    /// What was taken to be meant, where it is not just what was typed.
    let guess: String?
    /// What was found, in one sentence.
    let count: String
    let readings: [Reading]
    let hasReadings: Bool
    let sections: [Section]
    /// Where to start a group, for who found none around themselves; nil where there is one already.
    let startPath: String?
    let start: String
    let mapPath: String
    let embedPath: String
    let openDataPath: String
    let figuresPath: String

    /// - Parameter own: whether a group is the reader's own, by a place in it or by an office.
    init(
        _ finding: Finding, typed: String, of gazetteer: Gazetteer, own: (ListedGroup) -> Bool = { _ in false },
        _ setting: PageSetting
    ) {
        let words = setting.words
        isAsked = finding.subject != .nothing
        frame = PageFrame(
            words.text("search.title"), setting, isForSearching: !isAsked, scripts: ["find"], styles: ["find"])
        search = GroupSearchForm(typed: typed, words)
        // Without a gazetteer no name of a place is known, and nothing can be called nonsense.
        let isUnknown = finding.subject == .words && finding.count == 0 && !gazetteer.isEmpty
        count = isUnknown ? words.text("search.unknown") : GroupSearchModel.verdict(finding, words)
        guess =
            finding.isGuess
            ? finding.place.map {
                words.text("search.guess", ["place": GroupSearchModel.label($0, of: gazetteer, words)])
            }
            : nil
        readings = finding.others.map {
            Reading(
                label: GroupSearchModel.label($0, of: gazetteer, words), path: "\(SiteURL.groups.path)?place=\($0.key)")
        }
        hasReadings = !readings.isEmpty
        sections = GroupSearchModel.sections(finding, in: gazetteer, own: own, words)
        let point = finding.point.map(GroupSearchModel.rounded)
        // The page there reads it as this one does.
        let query = finding.place.map { "?place=\($0.key)" } ?? point.map { "?near=\($0)" } ?? ""
        startPath = isAsked && !isUnknown && finding.covering.isEmpty ? SiteURL.newGroup.path + query : nil
        start = finding.count == 0 ? words.text("search.start") : words.text("search.start.other")
        mapPath = SiteURL.map.path + (finding.place.map { "?place=\($0.key)" } ?? point.map { "?at=\($0)" } ?? "")
        embedPath = SiteURL.embed.path
        openDataPath = SiteURL.openData.path
        figuresPath = SiteURL.figures.path
    }

    // MARK: words

    /// Of a place and a postcode only the middle is known, so nothing is said of the rest of it.
    private static func verdict(_ finding: Finding, _ words: Catalogue) -> String {
        switch finding.subject {
        case .nothing: return ""
        case .position:
            return finding.covering.isEmpty
                ? words.text("search.none.here") : words.count("search.covering.here", finding.covering.count)
        case .words:
            return finding.namedCount > most && finding.insideCount == 0
                ? words.text("search.many") : words.count("search.count", finding.count)
        case .place(let place):
            let name = ["place": name(place, words)]
            if finding.insideCount > 0 { return words.count("search.inside", finding.insideCount, name) }
            switch place.kind {
            case .municipality, .province: return words.text("search.none.inside", name)
            case .town, .district, .neighbourhood, .postcode:
                return finding.covering.isEmpty
                    ? words.text("search.none.middle", name)
                    : words.count("search.covering.middle", finding.covering.count, name)
            }
        }
    }

    private static func sections(
        _ finding: Finding, in gazetteer: Gazetteer, own: (ListedGroup) -> Bool, _ words: Catalogue
    ) -> [Section] {
        func cards(_ groups: [FoundGroup], isCovering: Bool = false) -> [GroupCard] {
            groups.map { GroupCard($0, isCovering: isCovering, isOwn: own($0.group), in: gazetteer, words) }
        }
        func plain(_ groups: [ListedGroup]) -> [FoundGroup] { groups.map { FoundGroup(group: $0, distance: nil) } }
        let name = ["place": finding.place.map { Self.name($0, words) } ?? ""]
        var sections: [Section] = []
        if !finding.covering.isEmpty {
            let isMiddle = finding.place != nil
            sections.append(
                Section(
                    id: "covering", title: words.text("search.covering.title"),
                    hint: isMiddle ? words.text("search.covering.hint", name) : nil,
                    groups: cards(plain(finding.covering), isCovering: !isMiddle)))
        }
        if finding.insideCount > 0 {
            let isMore = finding.insideCount > finding.inside.count
            let title =
                finding.place == nil ? words.text("search.named.title") : words.text("search.inside.title", name)
            sections.append(
                Section(
                    id: "inside", title: title, hint: isMore ? words.text("search.many") : nil,
                    groups: cards(plain(finding.inside))))
        }
        if !finding.nearest.isEmpty {
            let hint =
                finding.place == nil
                ? words.text("search.nearest.here") : words.text("search.nearest.middle", name)
            sections.append(
                Section(
                    id: "nearest", title: words.text("search.nearest.title"), hint: hint,
                    groups: cards(finding.nearest)))
        }
        if !finding.named.isEmpty {
            sections.append(
                Section(
                    id: "named", title: words.text("search.named.title"), hint: nil,
                    groups: cards(plain(finding.named))))
        }
        return sections
    }

    /// What a sentence calls the place: a postcode by its digits.
    static func name(_ place: Place, _ words: Catalogue) -> String {
        place.kind == .postcode ? place.code : place.name(in: words.language)
    }

    /// What a list calls it, so that it is told apart from others of its name.
    static func label(_ place: Place, of gazetteer: Gazetteer, _ words: Catalogue) -> String {
        let name = place.name(in: words.language)
        let country = words.text("search.country.\(place.country.lowercased())")
        switch place.kind {
        case .municipality: return words.text("search.kind.municipality", ["name": name, "country": country])
        case .province: return words.text("search.kind.province", ["name": name, "country": country])
        case .postcode: return "\(place.code) (\(name), \(country))"
        case .town, .district, .neighbourhood:
            let municipality = place.municipality.flatMap(gazetteer.municipality)?.name(in: words.language)
            let around = [municipality, country].compactMap { $0 }.filter { $0 != name }
            return "\(name) (\(around.joined(separator: ", ")))"
        }
    }

    /// To about a hundred metres: an address keeps nobody's home.
    static func rounded(_ point: Coordinate) -> String {
        func text(_ degrees: Double) -> String {
            let thousandths = Int((degrees * 1_000).rounded())
            let rest = String(thousandths.magnitude % 1_000)
            return (thousandths < 0 ? "-" : "") + "\(thousandths.magnitude / 1_000)."
                + String(repeating: "0", count: 3 - rest.count) + rest
        }
        return "\(text(point.latitude)),\(text(point.longitude))"
    }
}
