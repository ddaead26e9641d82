import Watch
import WatchWords

/// How a group stands in the registry, for its coordinators and the offices above it: what they can do, and what was done.
struct RegistryModel: PageModel {
    static let template = "registry"

    /// A line of the log.
    struct Line: Equatable, Sendable {
        let what: String
        /// In which capacity, and by what first name.
        let who: String
        let at: Stamp
        /// Why, where somebody said so.
        let reason: String?
    }

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    /// How it stands, the most pressing of it: that it has nobody comes before whether it is confirmed.
    let standing: String
    let confirmed: String
    let isClosed: Bool
    let asks: Bool
    let canRenew: Bool
    /// When it is closed at the earliest, if nobody answers; nil while that is not told.
    let closes: String?
    let renewPath: String
    let canHandOver: Bool
    let isByOffice: Bool
    let hasSuccessors: Bool
    let hasNone: Bool
    let successors: [Choice]
    let handOverPath: String
    /// Where somebody is looked for by name; nil where all are to be seen anyway.
    let search: FormField?
    let searchPath: String
    /// That there are more than are shown, or nobody of that name.
    let searched: String?
    let canClose: Bool
    let closePath: String
    let canReopen: Bool
    let reopenPath: String
    let lines: [Line]
    let mistakes: [Mistake]
    let hasMistakes: Bool

    /// - Parameter part: of whom a hand-over is thought.
    init(
        _ view: RegistryDesk.View, part: MembersPart = MembersPart(), refusals: [Refusal] = [], _ setting: PageSetting
    ) {
        let words = setting.words
        let scene = view.scene
        let group = scene.group
        let registration = scene.registration
        let clock = setting.clock(in: group.jurisdiction)
        let address = Group.Address(group)
        let isCoordinator = scene.capacities.contains(.coordinator)
        let isOffice = scene.capacities.contains(.municipality) || scene.capacities.contains(.foundation)
        frame = PageFrame(
            words.text("registry.title", ["group": group.name]), setting, in: group.jurisdiction,
            live: LiveSubject(group: group.id, isWatching: true))
        groupName = group.name
        groupPath = SiteURL.group(address).path
        let hasNobody = scene.coordinators == 0 && registration.standing != .closed
        standing = words.text(
            hasNobody ? "registry.care.nobody" : "registry.standing.\(registration.standing.rawValue)")
        confirmed = words.text("registry.confirmed", ["date": clock.date(registration.confirmedAt)])
        isClosed = registration.standing == .closed
        asks = registration.asksForRenewal(at: setting.now, in: group.jurisdiction)
        canRenew = (try? RegistryRules.renewing(scene)) != nil && !isClosed
        closes = registration.closes(in: group.jurisdiction).map {
            words.text("registry.closes.text", ["date": clock.date($0)])
        }
        renewPath = SiteURL.renewal(address).path
        isByOffice = !isCoordinator
        canHandOver = !isClosed && (isCoordinator || (isOffice && scene.coordinators == 0))
        successors = Choice.all("memberId", view.successors.map(\.member.id.text), chosen: nil) { id in
            view.successors.first { $0.member.id.text == id }?.firstName ?? ""
        }
        hasSuccessors = !view.successors.isEmpty
        hasNone = view.all == 0
        handOverPath = SiteURL.handOver(address).path + part.query()
        search =
            view.all > MembersPart.size
            ? FormField(
                "name", words.text("registry.hand-over.search", ["count": words.number(view.all)]),
                value: part.name ?? "",
                limit: 100, field: "name", refusals: [], words: words) : nil
        searchPath = SiteURL.registry(address).path + "#hand-over"
        if view.found == 0, let name = part.name {
            searched = words.text("members.nobody", ["name": name])
        } else if view.found > view.successors.count {
            searched = words.text(
                "registry.hand-over.some",
                ["shown": words.number(view.successors.count), "count": words.number(view.found)])
        } else {
            searched = nil
        }
        canClose = !isClosed
        closePath = SiteURL.groupClosure(address).path
        canReopen = isClosed && isOffice
        reopenPath = SiteURL.groupReopening(address).path
        lines = view.lines.map { line in
            let capacity = words.text("registry.capacity.\(line.entry.capacity.rawValue)")
            return Line(
                what: words.text("registry.log.\(line.entry.kind.rawValue)"),
                who: line.firstName.isEmpty ? capacity : "\(line.firstName), \(capacity)",
                at: clock.stamp(line.entry.at), reason: line.entry.details["reason"].flatMap { $0.isEmpty ? nil : $0 })
        }
        mistakes = refusals.map { Mistake($0, words: words, names: ["memberId": "memberId"]) }
        hasMistakes = !mistakes.isEmpty
    }
}

/// The groups that an office must look after.
struct CareModel: PageModel {
    static let template = "care"

    struct Line: Equatable, Sendable {
        let name: String
        let place: String
        let path: String
        /// What is the matter with it, the most pressing of it.
        let tag: String
        let confirmed: String
        /// Of one that nobody answers for: when it is closed at the earliest.
        let closes: String?
    }

    let frame: PageFrame
    let lines: [Line]
    let hasLines: Bool

    init(_ groups: [CaredGroup], _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(words.text("registry.care.title"), setting, live: LiveSubject(isWatching: true))
        // Those that only wait for their confirmation have a page of their own.
        lines = groups.filter { $0.need != .proposed }.map { cared in
            let registration = cared.registration
            let tag =
                switch cared.need {
                case .nobody: words.text("registry.care.nobody")
                case .silent, .proposed: words.text("registry.standing.\(registration.standing.rawValue)")
                case .reminded: words.count("registry.care.reminded", registration.reminders)
                }
            let clock = setting.clock(in: cared.group.jurisdiction)
            return Line(
                name: cared.group.name, place: cared.group.place, path: SiteURL.registry(.init(cared.group)).path,
                tag: tag,
                confirmed: words.text("registry.care.confirmed", ["date": clock.date(registration.confirmedAt)]),
                closes: registration.closes(in: cared.group.jurisdiction).map {
                    words.text("registry.care.closes", ["date": clock.date($0)])
                })
        }
        hasLines = !lines.isEmpty
    }
}
