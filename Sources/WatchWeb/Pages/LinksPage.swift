import Watch
import WatchWords

/// The groups around one's own, for its coordinators: who hears whom, who asks, and where nobody watches.
struct LinksModel: PageModel {
    static let template = "links"

    /// A group in the list under the map.
    struct Line: Equatable, Sendable {
        let anchor: String
        let number: String
        let name: String
        /// Where the group's own page is.
        let groupPath: String
        let state: String
        /// With which of the others it is linked; nil for none.
        let also: String?
        /// Where its buttons go.
        let path: String
        let wishes: [MembersModel.Wish]
    }

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    let map: LinkMap
    /// How many of the groups around hear this one.
    let count: String
    /// In which directions nobody watches; nil where there is somebody all around.
    let gaps: String?
    let own: String
    let lines: [Line]
    let hasLines: Bool
    let isUndecided: Bool
    let mistakes: [Mistake]
    let hasMistakes: Bool

    /// - Parameter shown: a group's area as the reader may see it.
    init(
        _ group: Group, _ around: LinkDesk.Surrounding, refusals: [Refusal] = [], shown: (Group) -> Area,
        _ setting: PageSetting
    ) {
        let words = setting.words
        frame = PageFrame(
            words.text("links.title"), setting, in: group.jurisdiction, live: LiveSubject(isWatching: true))
        groupName = group.name
        groupPath = SiteURL.group(.init(group)).path
        own = words.text("links.own", ["group": group.name])
        // Who waits for an answer first, then who is linked, then the others.
        let ranked = around.links.map { ($0.group, LinksModel.kind($0.link, for: group.id), Optional($0.link)) }
            .sorted { LinksModel.rank($0.1) < LinksModel.rank($1.1) }
        let all = ranked + around.others.map { ($0, "apart", Link?.none) }
        map = LinkMap(
            group,
            around: all.map { LinkMap.Around(group: $0.0.id, area: shown($0.0), kind: LinksModel.style($0.1)) },
            linked: around.network, words)
        lines = all.enumerated().map { index, entry in
            let also = all.map(\.0).filter { other in
                Link.Pair(entry.0.id, other.id).map(around.network.contains) ?? false
            }
            return Line(
                entry.0, entry.1, also: also.map(\.name), number: index + 2, in: group, mayDecide: around.mayDecide,
                words)
        }
        hasLines = !lines.isEmpty
        let linked = around.links.count { $0.link.state == .linked }
        count = words.text(
            "links.count", ["linked": words.number(linked), "all": words.number(all.count)])
        let sides = LinkRules.unwatched(around: group, by: all.map(\.0))
            .map { words.text("direction.\($0.rawValue)") }
        gaps = sides.isEmpty ? nil : words.text("links.gaps", ["sides": sides.joined(separator: ", ")])
        isUndecided = !around.mayDecide
        mistakes = refusals.map { Mistake($0, words: words, names: [:]) }
        hasMistakes = !mistakes.isEmpty
    }

    /// What another group is to this one.
    static func kind(_ link: Link, for group: GroupId) -> String {
        switch link.state {
        case .proposed: link.isAskedAgain ? "moved" : "proposed"
        case .asked: link.by == group ? "asked" : "asks"
        case .linked: "linked"
        case .declined: link.by == group ? "declined" : "refused"
        case .ended: "ended"
        }
    }

    /// How it is drawn.
    private static func style(_ kind: String) -> String {
        switch kind {
        case "linked": "linked"
        case "asks", "moved", "proposed", "asked": "open"
        default: "apart"
        }
    }

    private static func rank(_ kind: String) -> Int {
        ["moved", "asks", "proposed", "linked", "asked"].firstIndex(of: kind) ?? 9
    }
}

extension LinksModel.Line {
    init(
        _ other: Group, _ kind: String, also: [String], number: Int, in group: Group, mayDecide: Bool,
        _ words: Catalogue
    ) {
        func wish(_ value: String, _ key: String, isMain: Bool = false) -> MembersModel.Wish {
            MembersModel.Wish(
                field: "state", value: value, label: words.text("links.\(key)"), name: other.name, isMain: isMain)
        }
        let wishes =
            switch kind {
            case "asks", "moved", "proposed": [wish("accepted", "accept", isMain: true), wish("declined", "decline")]
            case "linked": [wish("ended", "end")]
            case "asked": [wish("declined", "withdraw")]
            default: [wish("proposed", "propose")]
            }
        self.init(
            anchor: "link-\(other.id)", number: String(number), name: other.name,
            groupPath: SiteURL.group(.init(other)).path, state: words.text("links.state.\(kind)"),
            also: also.isEmpty ? nil : words.text("links.also", ["groups": also.joined(separator: ", ")]),
            path: SiteURL.link(.init(group), .init(other)).path, wishes: mayDecide ? wishes : [])
    }
}
