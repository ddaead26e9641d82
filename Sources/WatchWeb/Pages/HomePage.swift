import Watch
import WatchWords

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
        /// What waits for who looks after it: neighbours to let in, messages to look at.
        let tasks: [ToDo]
        let hasTasks: Bool
    }

    /// Something that waits for the reader, and the way there.
    struct ToDo: Equatable, Sendable {
        let label: String
        let path: String
    }

    /// What an office looks after.
    struct Territory: Equatable, Sendable {
        let name: String
        let counts: String
        let path: String
    }

    /// What waits for the reader in their groups: what a coordinator's or an officer's front page counts.
    struct Work: Sendable {
        /// Who wants to join, by group.
        var applicants: [GroupId: Int] = [:]
        /// Messages that were pointed out, by group.
        var flagged: [GroupId: Int] = [:]
        /// For who looks after the registry; nil for everybody else.
        var registry: Registry?
        /// They hold an office, and oversee groups by it.
        var oversees = false
    }

    /// What waits for who looks after the registry.
    struct Registry: Sendable {
        /// Groups that wait for their confirmation, who has waited longest first.
        let waiting: [ListedGroup]
        /// How many groups need attention for another reason.
        let cared: Int
        let territories: [TerritoryFigures]
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
    let territories: [Territory]
    let waitsForConfirmation: ToDo?
    /// Those that have waited longest.
    let confirmations: [ToDo]
    let needsCare: ToDo?
    let hasNothingToDo: Bool
    /// Where an office sees its groups; nil for who holds none.
    let overseenPath: String?
    let search: GroupSearchForm
    let neighbours: [Neighbour]
    let hasNeighbours: Bool

    /// - Parameters:
    ///   - groups: those that the reader hears.
    ///   - waiting: those in which they have a place, but hear nothing yet.
    ///   - work: what waits for the reader.
    init(
        groups all: [Group], waiting: [(member: Member, group: Group)] = [], work: Work = Work(),
        demo: [House.DemoLink], _ setting: PageSetting
    ) {
        let words = setting.words
        // In a closed one nobody is told anything: it is named, and nothing can be reported there.
        let groups = all.filter { $0.closedAt == nil }
        let closed = all.filter { $0.closedAt != nil }
        let awake = groups.first { $0.state == .awake }
        frame = PageFrame(
            awake.map { words.text("live.title", ["title": $0.name]) } ?? words.text("home.title"), setting,
            mood: awake == nil ? .plain : .awake,
            in: groups.first?.jurisdiction ?? .usual,
            live: LiveSubject(isWatching: groups.isEmpty || !waiting.isEmpty || work.registry != nil),
            isForSearching: true, scripts: ["find"], styles: ["find"],
            preview: PagePreview(words.text("home.heading"), words.text("home.lead"), setting))
        isSignedIn = setting.isSignedIn
        isStranger = !setting.isSignedIn
        self.groups = groups.map { group in
            let tasks = HomeModel.tasks(in: group, work, words)
            return MyGroup(
                name: group.name, place: group.place, path: SiteURL.group(.init(group)).path,
                isAwake: group.state == .awake, state: words.text("state.\(group.state.rawValue)"),
                reportPath: SiteURL.report(.init(group)).path, tasks: tasks, hasTasks: !tasks.isEmpty)
        }
        hasGroups = !groups.isEmpty
        self.waiting =
            waiting.filter { $0.group.closedAt == nil }.map { member, group in
                Waiting(
                    name: group.name, path: SiteURL.group(.init(group)).path,
                    standing: words.text("me.standing.\(member.standing.rawValue)"))
            }
            + (closed + waiting.map(\.group).filter { $0.closedAt != nil }).map { group in
                Waiting(
                    name: group.name, path: SiteURL.group(.init(group)).path,
                    standing: words.text("registry.standing.closed"))
            }
        hasWaiting = !self.waiting.isEmpty
        let registry = work.registry
        hasRegistry = registry != nil
        territories = (registry?.territories ?? []).map { Territory($0, words) }
        let proposed = registry?.waiting ?? []
        waitsForConfirmation =
            proposed.isEmpty
            ? nil
            : ToDo(label: words.count("home.registry.waiting", proposed.count), path: SiteURL.waitingGroups.path)
        confirmations = proposed.prefix(HomeModel.mostConfirmations).map {
            ToDo(label: $0.name, path: "\(SiteURL.waitingGroups.path)#group-\($0.id)")
        }
        let cared = registry?.cared ?? 0
        needsCare =
            cared == 0 ? nil : ToDo(label: words.count("home.registry.care", cared), path: SiteURL.care.path)
        hasNothingToDo = hasRegistry && waitsForConfirmation == nil && needsCare == nil
        overseenPath = work.oversees ? SiteURL.overseen.path : nil
        isNowhere = all.isEmpty && waiting.isEmpty && !hasRegistry
        search = GroupSearchForm(typed: "", words)
        neighbours = Neighbour.all(demo, words)
        hasNeighbours = !demo.isEmpty
    }
}

extension HomeModel {
    /// Groups that wait for a confirmation, by name: the others stand behind the link.
    static let mostConfirmations = 5

    private static func tasks(in group: Group, _ work: Work, _ words: Catalogue) -> [ToDo] {
        let (applicants, flagged) = (work.applicants[group.id] ?? 0, work.flagged[group.id] ?? 0)
        return [
            applicants == 0
                ? nil
                : ToDo(
                    label: words.count("group.applicants", applicants), path: SiteURL.members(.init(group)).path),
            flagged == 0
                ? nil
                : ToDo(
                    label: words.count("home.flagged", flagged), path: SiteURL.group(.init(group)).path + "#flagged"),
        ].compactMap(\.self)
    }
}

extension HomeModel.Territory {
    init(_ figures: TerritoryFigures, _ words: Catalogue) {
        name = FiguresModel.name(figures, words)
        counts =
            words.count("figures.count.groups", figures.groups) + ", "
            + words.count("figures.count.members", figures.members)
        path = FiguresModel.path(of: figures)
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
