import Watch
import WatchWords

/// What somebody outside a group sees of it, so that they know whether it is theirs: about where it watches, and whether
/// their street belongs to it.
struct GroupOutside: Equatable, Sendable {
    let search: GroupSearchForm
    /// The answer to what was typed; nil while nothing was.
    let answer: String?
    let picture: AreaPicture

    init(_ group: ListedGroup, beside others: [Area], belonging: Belonging?, typed: String, _ words: Catalogue) {
        search = GroupSearchForm(belongingTo: group, typed: typed, words)
        answer = belonging.map { GroupOutside.answer($0, words) }
        let hectares = words.number(max(1, Int((group.coarseArea.surface / 10_000).rounded())))
        picture = AreaPicture(
            group.coarseArea, beside: others, label: words.text("group.area", ["hectares": hectares]))
    }

    /// Of a postcode and a place only the middle is known, and no more is said.
    private static func answer(_ belonging: Belonging, _ words: Catalogue) -> String {
        switch belonging {
        case .position(isInside: true): return words.text("group.belongs.here.in")
        case .position(isInside: false): return words.text("group.belongs.here.out")
        case .middle(let place, let isInside):
            let name = ["place": GroupSearchModel.name(place, words)]
            return isInside
                ? words.text("group.belongs.place.in", name) : words.text("group.belongs.place.out", name)
        case .tooWide(let place):
            return words.text("group.belongs.wide", ["place": GroupSearchModel.name(place, words)])
        case .unknown: return words.text("group.belongs.unknown")
        }
    }
}

extension GroupSearchForm {
    /// The box in which somebody asks whether their street belongs to a group: on the group's own page.
    init(belongingTo group: ListedGroup, typed: String, _ words: Catalogue) {
        action = SiteURL.group(.init(group)).path + "#found"
        field = FormField(
            "q", words.text("group.belongs.field"), hint: words.text("group.belongs.hint"), value: typed, limit: 100,
            field: "q", refusals: [], words: words)
        near = words.text("search.near")
        nearBusy = words.text("search.near.busy")
        nearFailed = words.text("search.near.failed")
    }
}
