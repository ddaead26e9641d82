import Watch
import WatchWords

/// A group: asleep or awake, what is open, what has been; for its coordinator the members.
struct GroupModel: PageModel {
    static let template = "group"

    /// What the reader is to the group.
    enum Place: Equatable, Sendable {
        case stranger, visitor, waiting, suspended
        /// Who looks after it by an office, and has no place in it.
        case office
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

    /// A test of the group's alarm that was told to the reader.
    struct Tested: Equatable, Sendable {
        let id: String
        let text: String
    }

    /// The way to the members, for the coordinator.
    struct Coordination: Equatable, Sendable {
        /// How many ask to join; otherwise simply where it leads.
        let label: String
        let isMain: Bool
        let count: String
        let path: String
    }

    /// What the registry says of it to those outside: also in the words of schema.org, for search engines.
    struct About: Equatable, Sendable {
        let url: String
        /// A day, as `2019-05-01`.
        let foundedOn: String
        let members: String
        let tags: [String]

        init(_ group: ListedGroup, site: String, _ words: Catalogue) {
            let card = GroupCard(FoundGroup(group: group, distance: nil), in: .empty, words)
            url = site + SiteURL.group(.init(group)).path
            foundedOn = String(group.foundedAt.description.prefix(10))
            members = words.count("search.card.members", group.members)
            tags = card.tags
        }
    }

    /// The way to the neighbouring groups, for the coordinator and the police.
    struct Neighbourhood: Equatable, Sendable {
        /// How many wait for an answer; otherwise simply where it leads.
        let label: String
        let isMain: Bool
        let path: String
    }

    /// That the reader is asked to lead the group as well.
    struct Asked: Equatable, Sendable {
        let title: String
        let text: String
        let path: String
        /// For who has not said it yet.
        let firstName: FormField?
    }

    /// What a coordinator keeps right about the group, and the ways there.
    struct Care: Equatable, Sendable {
        let isProposed: Bool
        let isClosed: Bool
        /// Where the question to somebody to lead it as well is taken back; nil where nobody is asked.
        let withdrawPath: String?
        /// Where to say that all is still right; nil while it is not asked.
        let renewPath: String?
        let neighbourhood: Neighbourhood?
        let settingsPath: String
        let registryPath: String
        let sheetPath: String
        let codesPath: String
    }

    /// How it stands, for who looks after it by an office, and the way to what they do about it.
    struct Office: Equatable, Sendable {
        let standing: String
        let registryPath: String
        /// Where it is confirmed; nil for one that does not wait for it.
        let confirmPath: String?

        init(_ group: Group, _ listed: ListedGroup?, _ words: Catalogue) {
            let standing = group.closedAt == nil ? listed?.standing ?? .listed : .closed
            self.standing = words.text("registry.standing.\(standing.rawValue)")
            registryPath = SiteURL.registry(.init(group)).path
            confirmPath = standing == .proposed ? SiteURL.waitingGroups.path + "#group-\(group.id)" : nil
        }
    }

    let frame: PageFrame
    let name: String
    let place: String
    let about: About?
    /// For who is not inside: about where it watches, and whether their street belongs to it.
    let outside: GroupOutside?
    /// That its alarm was tested a while ago.
    let testAlarm: Tested?
    let isInside: Bool
    let isAwake: Bool
    let isAsleep: Bool
    let isStranger: Bool
    let isVisitor: Bool
    let isWaiting: Bool
    let isSuspended: Bool
    /// For who looks after it by an office.
    let office: Office?
    /// Who of the police reads along.
    let reading: PoliceReading
    let canLeave: Bool
    let canReport: Bool
    /// By what the reader is told of a new alert; nil for who is told nothing.
    let told: ToldLine?
    /// Whether they have stopped all, of whichever group.
    let isStopped: Bool
    let isHearing: Bool
    /// That they hear nothing, and until when; nil while they hear.
    let paused: String?
    /// What its being awake or asleep means for the reader: who has muted it is told nothing, and until when.
    let stateText: String
    let reportPath: String
    let joinPath: String
    let signInPath: String
    let leavePath: String
    let pause: PausePart?
    let choicesPath: String
    let open: [Line]
    let past: [Line]
    let hasPast: Bool
    let flagged: [FlaggedLine]
    let hasFlagged: Bool
    let coordination: Coordination?
    /// For who reads along without leading it; a coordinator has it among what they keep right.
    let neighbourhood: Neighbourhood?
    let chart: GroupChart?
    let isClosed: Bool
    /// Of a silent group that nobody answers for: when it is closed at the earliest.
    let closes: String?
    /// What was taken from the reader by somebody else, and how to ask why.
    let loss: String?
    let hasNobody: Bool
    let care: Care?
    let asked: Asked?
    /// What leads into the group's own WhatsApp group, for who is in it.
    let invitation: String?
    let mistakes: [Mistake]
    let hasMistakes: Bool

    /// - Parameters:
    ///   - alerts: as the desk gives them to this reader; empty for who is not inside.
    ///   - flagged: messages that were pointed out, for who looks after the group.
    ///   - figures: of the last year.
    ///   - members: how many there are, for the coordinator alone.
    ///   - waiting: how many neighbouring groups wait for an answer, nil for who is not to be told.
    ///   - invitation: for approved members alone.
    ///   - coCoordination: what the reader sees of somebody being asked to lead it as well.
    ///   - typed: with the answer to that.
    ///   - ways: the reader's own, for approved members alone.
    ///   - stop: that they hear nothing of any group.
    ///   - testAlarm: of which the page tells; for who is inside alone.
    ///   - listed: as the registry shows it to those outside.
    ///   - outside: what they are told of its area.
    ///   - loss: what a coordinator decided about the reader's place.
    init(
        _ group: Group, as place: Place, alerts: [Alert] = [], flagged: [FlaggedMessage] = [],
        figures: [AlertFigure] = [], members: MemberCounts? = nil, registration: Registration? = nil,
        waiting links: Int? = nil, invitation: String? = nil, coCoordination: CoCoordination.View? = nil,
        typed: TypedForm = TypedForm(), refusals: [Refusal] = [], listed: ListedGroup? = nil,
        outside: GroupOutside? = nil, loss: Member.Decision? = nil, ways: [Way] = [], stop: Pause? = nil,
        testAlarm: TestAlarm? = nil, site: String = "", _ setting: PageSetting
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
        // Of one that is closed neither is said: nobody hears of anything there.
        isAwake = isInside && group.state == .awake && group.closedAt == nil
        isAsleep = isInside && group.state == .asleep && group.closedAt == nil
        frame = PageFrame(
            isAwake ? words.text("live.title", ["title": group.name]) : group.name, setting,
            mood: isAwake ? .awake : isAsleep ? .asleep : .plain, in: group.jurisdiction,
            live: LiveSubject(
                group: isInside ? group.id : nil, shows: testAlarm.map { [$0.event] } ?? [], by: setting.by,
                isWatching: !isInside),
            isForSearching: place == .stranger && listed?.counts == true, scripts: isInside ? [] : ["find"],
            styles: isInside ? [] : ["find", "registry"], preview: PagePreview(group.name, group.place, setting))
        name = group.name
        self.testAlarm = testAlarm.map { test in
            Tested(id: test.id.text, text: words.text("test-alarm.told", ["time": clock.phrase(test.sentAt)]))
        }
        self.outside = isInside || group.closedAt != nil ? nil : outside
        about = isInside ? nil : listed.map { About($0, site: site, words) }
        self.place = group.place
        isClosed = group.closedAt != nil
        // One thing at a time: what is closed has nobody waiting, and who is asked to lead it is not asked to join.
        let asksNothing: Bool
        if case .asks = coCoordination { asksNothing = false } else { asksNothing = group.closedAt == nil }
        isStranger = place == .stranger && asksNothing
        isVisitor = place == .visitor && asksNothing
        isWaiting = place == .waiting && asksNothing
        isSuspended = place == .suspended && group.closedAt == nil && loss == nil
        self.loss = group.closedAt == nil ? loss.map { MeModel.loss($0, in: group, setting) } : nil
        office = place == .office ? Office(group, listed, words) : nil
        reading = PoliceReading(group, words)
        canLeave = own?.standing == .approved
        canReport = isInside && group.closedAt == nil
        let isMember = own?.standing == .approved
        let mute = isMember ? own?.pause(at: setting.now) : nil
        isStopped = isMember && stop != nil
        isHearing = isMember && mute == nil && stop == nil && group.closedAt == nil
        paused =
            isStopped
            ? stop.map { PausePart.text("stopped", $0, clock, words) }
            : mute.map { PausePart.text("muted", $0, clock, words) }
        told = isHearing ? ToldLine(ways, at: setting.now, words) : nil
        let state = words.text("group.\(group.state.rawValue).\(paused == nil ? "text" : "paused")")
        stateText = isInside ? [state, paused].compactMap { $0 }.joined(separator: " ") : ""
        pause = isMember ? PausePart(mute: mute, of: group, clock, words) : nil
        reportPath = SiteURL.report(address).path
        joinPath = SiteURL.join(address).path
        signInPath = SiteURL.signIn.path + (LocalPath(SiteURL.join(address).path)?.query("next") ?? "")
        leavePath = SiteURL.leave(address).path
        choicesPath = SiteURL.groupChoices(address).path
        let lines = alerts.map { Line($0, for: audience ?? .neighbour, clock, words) }
        open = lines.filter { $0.outcome == nil }
        past = lines.filter { $0.outcome != nil }
        hasPast = lines.contains { $0.outcome != nil }
        self.flagged = flagged.map { FlaggedLine($0, words) }
        hasFlagged = !flagged.isEmpty
        coordination = members.map { counts in
            Coordination(
                label: counts.applied == 0
                    ? words.text("group.members.button") : words.count("group.applicants", counts.applied),
                isMain: counts.applied > 0, count: words.count("group.members", counts.approved),
                path: SiteURL.members(address).path)
        }
        let neighbourhood = (group.closedAt == nil ? links : nil).map { count in
            Neighbourhood(
                label: count == 0 ? words.text("group.links.button") : words.count("group.links.waiting", count),
                isMain: count > 0, path: SiteURL.links(address).path)
        }
        chart = isInside ? GroupChart(figures, at: setting.now, clock, words) : nil
        closes =
            isInside
            ? registration?.closes(in: group.jurisdiction).map {
                words.text("registry.closes.text", ["date": clock.date($0)])
            }
            : nil
        hasNobody = isInside && group.closedAt == nil && registration?.escalatedAt != nil
        care =
            members == nil
            ? nil
            : registration.map { registration in
                let asks = registration.asksForRenewal(at: setting.now, in: group.jurisdiction)
                return Care(
                    isProposed: registration.standing == .proposed, isClosed: group.closedAt != nil,
                    withdrawPath: coCoordination == .waits ? SiteURL.coCoordinationWithdrawal(address).path : nil,
                    renewPath: asks ? SiteURL.renewal(address).path : nil, neighbourhood: neighbourhood,
                    settingsPath: SiteURL.settings(address).path, registryPath: SiteURL.registry(address).path,
                    sheetPath: SiteURL.sheet(address).path, codesPath: SiteURL.codes(address).path)
            }
        self.neighbourhood = care == nil ? neighbourhood : nil
        self.invitation = invitation
        asked = Asked(coCoordination, in: group, typed, refusals: refusals, words)
        let names = asked?.firstName == nil ? [:] : ["firstName": "firstName"]
        mistakes = refusals.map { Mistake($0, words: words, names: names) }
        hasMistakes = !refusals.isEmpty
    }
}

extension GroupModel.Asked {
    /// Nil for who is not asked.
    init?(
        _ view: CoCoordination.View?, in group: Group, _ typed: TypedForm, refusals: [Refusal], _ words: Catalogue
    ) {
        guard case .asks(let name, let needsName) = view else { return nil }
        self.init(
            title: words.text("co-coordination.title", ["name": name]),
            text: words.text("co-coordination.text", ["age": String(group.jurisdiction.minimumAge)]),
            path: SiteURL.coCoordination(.init(group)).path,
            firstName: needsName
                ? FormField(
                    "firstName", words.text("me.firstName"), hint: words.text("me.firstName.hint"),
                    value: typed["firstName"], limit: 40, field: "firstName", refusals: refusals, words: words,
                    complete: "given-name") : nil)
    }
}

extension GroupModel.Line {
    /// An alert in a list: without names, and without the place once its text was retracted.
    init(_ alert: Alert, for audience: Audience, _ clock: WallClock, _ words: Catalogue) {
        let view = AlertView(alert, for: audience)
        self.init(
            path: SiteURL.alert(alert.id).path, kind: words.title(AlertTitle(view)),
            place: view.location?.description, at: clock.stamp(view.sharedAt),
            outcome: view.state == .open
                ? nil : words.text(AlertSaying.outcomeKey(view.outcome ?? .unknown, of: view.kind)))
    }
}
