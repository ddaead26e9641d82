import Watch
import WatchWords

/// The groups that an office oversees, and of each whether it would wake.
struct OverseenModel: PageModel {
    static let template = "overseen"

    /// How many stand on one page.
    static let size = 200

    struct Line: Equatable, Sendable {
        let name: String
        let place: String
        let path: String
        /// How it stands in the registry, where that is not as it should be.
        let standing: String?
        let isReady: Bool
        /// The same in words.
        let ready: String
    }

    let frame: PageFrame
    let lines: [Line]
    let hasLines: Bool
    /// That it is as far as is known, and when.
    let asOf: String
    let carePath: String?
    let pages: MembersModel.Pages?

    /// - Parameters:
    ///   - offices: those of the reader.
    ///   - number: of the page, from 1 on.
    init(_ overseen: OverseenGroups, for offices: [Office], number: Int, _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(words.text("registry.groups.title"), setting, live: LiveSubject(isWatching: true))
        lines = overseen.groups.map { known in
            let group = known.group
            // Its place in the registry is for who looks after it.
            let path: SiteURL =
                RegistryRules.lookAfter(group, offices) ? .registry(.init(group)) : .group(.init(group))
            return Line(
                name: group.name, place: group.place, path: path.path,
                standing: group.standing == .listed
                    ? nil : words.text("registry.standing.\(group.standing.rawValue)"),
                isReady: known.isReady,
                ready: known.isReady
                    ? words.text("registry.groups.ready") : words.text("registry.groups.not-ready"))
        }
        hasLines = !lines.isEmpty
        let clock = setting.clock(in: overseen.groups.first?.group.jurisdiction ?? .usual)
        asOf = words.text("registry.groups.as-of", ["at": clock.stamp(overseen.at).text])
        carePath = offices.contains { $0.kind != .police } ? SiteURL.care.path : nil
        pages = MembersModel.Pages(
            shown: lines.count, of: overseen.found, number: number, size: OverseenModel.size, words
        ) { SiteURL.overseen.path + ($0 == 1 ? "" : "?page=\($0)") }
    }
}
