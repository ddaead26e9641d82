import Watch

/// A group: asleep or awake, what is open, what has been; for its coordinator the members.
struct GroupModel: PageModel {
    static let template = "group"

    /// What the reader is to the group.
    enum Place: Equatable, Sendable {
        case stranger, visitor, waiting, suspended
        case inside(Hearing, own: Member?)
    }

    /// An alert in a list.
    struct Line: Equatable, Sendable {
        let path: String
        let kind: String
        let place: String?
        let at: Stamp
        /// How it ended; nil while it is open.
        let outcome: String?
    }

    /// A message that somebody pointed out.
    struct Flagged: Equatable, Sendable {
        let path: String
        let text: String
    }

    /// A member, and what their coordinator can do.
    struct MemberLine: Equatable, Sendable {
        let name: String
        let standing: String
        let path: String
        let wishes: [MemberWish]
    }

    /// A button beside a member.
    struct MemberWish: Equatable, Sendable {
        let standing: String
        let label: String
        /// Which member it is about, for those who only hear the button.
        let name: String
        let isMain: Bool
    }

    let frame: PageFrame
    let name: String
    let place: String
    let isInside: Bool
    let isAwake: Bool
    let isAsleep: Bool
    let isStranger: Bool
    let isVisitor: Bool
    let isWaiting: Bool
    let isSuspended: Bool
    let isPolice: Bool
    let canLeave: Bool
    let canReport: Bool
    let reportPath: String
    let applyPath: String
    let leavePath: String
    let open: [Line]
    let past: [Line]
    let hasPast: Bool
    let flagged: [Flagged]
    let hasFlagged: Bool
    let applicants: [MemberLine]
    let hasApplicants: Bool
    let members: [MemberLine]
    let hasMembers: Bool
    let memberCount: String
    let mistakes: [Mistake]
    let hasMistakes: Bool

    /// - Parameters:
    ///   - alerts: as the desk gives them to this reader; empty for who is not inside.
    ///   - flags: how often messages of an alert were pointed out.
    ///   - members: for the coordinator alone.
    init(
        _ group: Group, as place: Place, alerts: [Alert] = [], flags: [AlertId: Int] = [:],
        members: [NamedMember] = [], refusals: [Refusal] = [], _ setting: PageSetting
    ) {
        let words = setting.words
        let clock = setting.clock(in: group.jurisdiction)
        let address = Group.Address(group)
        var own: Member?
        var audience: Audience?
        if case .inside(let hearing, let member) = place {
            own = member
            audience = hearing.audience
        }
        isInside = audience != nil
        isAwake = isInside && group.state == .awake
        isAsleep = isInside && group.state == .asleep
        frame = PageFrame(
            group.name, setting, mood: isAwake ? .awake : isAsleep ? .asleep : .plain, in: group.jurisdiction,
            live: isInside ? LiveSubject(group: group.id) : nil)
        name = group.name
        self.place = group.place
        isStranger = place == .stranger
        isVisitor = place == .visitor
        isWaiting = place == .waiting
        isSuspended = place == .suspended
        isPolice = audience == .police
        canLeave = own?.standing == .approved
        canReport = isInside
        reportPath = SiteURL.report(address).path
        applyPath = SiteURL.apply(address).path
        leavePath = SiteURL.leave(address).path
        let lines = alerts.map { Line($0, for: audience ?? .neighbour, clock, words) }
        open = lines.filter { $0.outcome == nil }
        past = lines.filter { $0.outcome != nil }
        hasPast = lines.contains { $0.outcome != nil }
        flagged = alerts.compactMap { alert in
            guard let count = flags[alert.id], count > 0 else { return nil }
            return Flagged(path: SiteURL.alert(alert.id).path, text: words.count("group.flagged", count))
        }
        hasFlagged = !flagged.isEmpty
        let present = members.filter { $0.member.standing != .left }
        let shown = present.map { MemberLine($0, in: address, reader: own, words) }
        applicants = zip(present, shown).filter { $0.0.member.standing == .applied }.map(\.1)
        self.members = zip(present, shown).filter { $0.0.member.standing != .applied }.map(\.1)
        hasApplicants = !applicants.isEmpty
        hasMembers = !self.members.isEmpty
        memberCount = words.count("group.members", present.count { $0.member.standing == .approved })
        mistakes = refusals.map { Mistake($0, words: words, names: [:]) }
        hasMistakes = !refusals.isEmpty
    }
}

extension GroupModel.Line {
    /// An alert in a list: without names, and without the place once its text was retracted.
    init(_ alert: Alert, for audience: Audience, _ clock: PageClock, _ words: Catalogue) {
        let view = AlertView(alert, for: audience)
        self.init(
            path: SiteURL.alert(alert.id).path, kind: words.text("kind.\(view.kind.rawValue)"),
            place: view.location?.description, at: clock.stamp(view.sharedAt),
            outcome: view.state == .open
                ? nil : words.text("outcome.\((view.outcome ?? .unknown).rawValue)"))
    }
}

extension GroupModel.MemberLine {
    init(_ named: NamedMember, in group: Group.Address, reader: Member?, _ words: Catalogue) {
        let member = named.member
        let isSelf = member.id == reader?.id
        func wish(_ standing: Member.Standing, _ key: String, isMain: Bool = false) -> GroupModel.MemberWish {
            GroupModel.MemberWish(
                standing: standing.rawValue, label: words.text("member.\(key)"), name: named.firstName, isMain: isMain)
        }
        let wishes: [GroupModel.MemberWish] =
            switch member.standing {
            case _ where isSelf: []
            case .applied: [wish(.approved, "approve", isMain: true), wish(.left, "decline")]
            case .approved: [wish(.suspended, "suspend")]
            case .suspended: [wish(.approved, "readmit"), wish(.left, "remove")]
            case .left: []
            }
        let standing =
            isSelf
            ? "member.you"
            : member.standing == .approved && member.role == .coordinator
                ? "member.coordinator" : "member.\(member.standing.rawValue)"
        self.init(
            name: named.firstName, standing: words.text(standing), path: SiteURL.member(group, member.id).path,
            wishes: wishes)
    }
}
