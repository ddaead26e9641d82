import Watch

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
    let standing: String
    let confirmed: String
    let isClosed: Bool
    let hasNobody: Bool
    let asks: Bool
    let canRenew: Bool
    let renewPath: String
    let canHandOver: Bool
    let isByOffice: Bool
    let hasSuccessors: Bool
    let successors: [Choice]
    let handOverPath: String
    let canClose: Bool
    let closePath: String
    let canReopen: Bool
    let reopenPath: String
    let lines: [Line]
    let mistakes: [Mistake]
    let hasMistakes: Bool

    init(_ view: RegistryDesk.View, refusals: [Refusal] = [], _ setting: PageSetting) {
        let words = setting.words
        let scene = view.scene
        let group = scene.group
        let registration = scene.registration
        let clock = setting.clock(in: group.jurisdiction)
        let address = Group.Address(group)
        let isCoordinator = scene.capacities.contains(.coordinator)
        let isOffice = scene.capacities.contains(.municipality) || scene.capacities.contains(.foundation)
        frame = PageFrame(words.text("registry.title", ["group": group.name]), setting, in: group.jurisdiction)
        groupName = group.name
        groupPath = SiteURL.group(address).path
        standing = words.text("registry.standing.\(registration.standing.rawValue)")
        confirmed = words.text("registry.confirmed", ["date": clock.date(registration.confirmedAt)])
        isClosed = registration.standing == .closed
        hasNobody = scene.coordinators == 0 && !isClosed
        asks = registration.asksForRenewal(at: setting.now, in: group.jurisdiction)
        canRenew = isCoordinator && !isClosed
        renewPath = SiteURL.renewal(address).path
        isByOffice = !isCoordinator
        canHandOver = !isClosed && (isCoordinator || (isOffice && scene.coordinators == 0))
        successors = Choice.all("memberId", view.successors.map(\.member.id.text), chosen: nil) { id in
            view.successors.first { $0.member.id.text == id }?.firstName ?? ""
        }
        hasSuccessors = !view.successors.isEmpty
        handOverPath = SiteURL.handOver(address).path
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
        /// What is the matter with it.
        let tags: [String]
        let confirmed: String
    }

    let frame: PageFrame
    let lines: [Line]
    let hasLines: Bool

    init(_ groups: [CaredGroup], _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(words.text("registry.care.title"), setting)
        lines = groups.map { cared in
            let registration = cared.registration
            var tags: [String] = []
            if registration.standing != .listed {
                tags.append(words.text("registry.standing.\(registration.standing.rawValue)"))
            }
            if cared.coordinators == 0 { tags.append(words.text("registry.care.nobody")) }
            if registration.reminders > 0 { tags.append(words.count("registry.care.reminded", registration.reminders)) }
            let clock = setting.clock(in: cared.group.jurisdiction)
            return Line(
                name: cared.group.name, place: cared.group.place, path: SiteURL.registry(.init(cared.group)).path,
                tags: tags,
                confirmed: words.text("registry.care.confirmed", ["date": clock.date(registration.confirmedAt)]))
        }
        hasLines = !lines.isEmpty
    }
}
