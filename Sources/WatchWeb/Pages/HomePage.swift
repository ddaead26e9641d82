import Watch

/// The front door: what Saar is, the number to call, my groups; in a demo the people of the street.
struct HomeModel: PageModel {
    static let template = "home"

    /// A group of mine.
    struct MyGroup: Equatable, Sendable {
        let name: String
        let place: String
        let path: String
        let isAwake: Bool
        let state: String
        let reportPath: String
    }

    /// Somebody of the demo street.
    struct Neighbour: Equatable, Sendable {
        let name: String
        let role: String
        let place: String
        let link: String
    }

    /// A group that one waits for, or was suspended from.
    struct Waiting: Equatable, Sendable {
        let name: String
        let path: String
        let standing: String
    }

    let frame: PageFrame
    let isSignedIn: Bool
    let isStranger: Bool
    let groups: [MyGroup]
    let hasGroups: Bool
    let waiting: [Waiting]
    let hasWaiting: Bool
    let isNowhere: Bool
    /// For who looks after the registry: a municipality, the foundation.
    let hasRegistry: Bool
    let waitingPath: String
    let carePath: String
    let search: GroupSearchForm
    let neighbours: [Neighbour]
    let hasNeighbours: Bool

    /// - Parameters:
    ///   - groups: those that the reader hears.
    ///   - waiting: those in which they have a place, but hear nothing yet.
    ///   - offices: that the reader holds.
    init(
        groups all: [Group], waiting: [(member: Member, group: Group)] = [], offices: [Office] = [],
        demo: [House.DemoLink], _ setting: PageSetting
    ) {
        let words = setting.words
        // In a closed one nobody is told anything: it is named, and nothing can be reported there.
        let groups = all.filter { $0.closedAt == nil }
        let closed = all.filter { $0.closedAt != nil }
        let isAwake = groups.contains { $0.state == .awake }
        frame = PageFrame(
            words.text("home.title"), setting, mood: isAwake ? .awake : .plain,
            in: groups.first?.jurisdiction ?? .netherlands, live: groups.isEmpty ? nil : LiveSubject(),
            isForSearching: true, scripts: ["find"], styles: ["find"])
        isSignedIn = setting.isSignedIn
        isStranger = !setting.isSignedIn
        self.groups = groups.map { group in
            MyGroup(
                name: group.name, place: group.place, path: SiteURL.group(.init(group)).path,
                isAwake: group.state == .awake, state: words.text("state.\(group.state.rawValue)"),
                reportPath: SiteURL.report(.init(group)).path)
        }
        hasGroups = !groups.isEmpty
        self.waiting =
            waiting.map { member, group in
                Waiting(
                    name: group.name, path: SiteURL.group(.init(group)).path,
                    standing: words.text("me.standing.\(member.standing.rawValue)"))
            }
            + closed.map { group in
                Waiting(
                    name: group.name, path: SiteURL.group(.init(group)).path,
                    standing: words.text("registry.standing.closed"))
            }
        hasWaiting = !self.waiting.isEmpty
        hasRegistry = offices.contains { $0.kind != .police }
        waitingPath = SiteURL.waitingGroups.path
        carePath = SiteURL.care.path
        isNowhere = all.isEmpty && waiting.isEmpty && !hasRegistry
        search = GroupSearchForm(typed: "", words)
        neighbours = Neighbour.all(demo, words)
        hasNeighbours = !demo.isEmpty
    }
}

extension HomeModel.Neighbour {
    /// Everybody of a demo.
    static func all(_ demo: [House.DemoLink], _ words: Catalogue) -> [HomeModel.Neighbour] {
        demo.map {
            HomeModel.Neighbour(
                name: $0.name, role: words.text("role.\($0.role)"), place: $0.place, link: $0.url)
        }
    }
}
