import Watch
import WatchWords

/// An alert while it is open and after it: what, where, that the police were called, and what neighbours say.
struct AlertModel: PageModel {
    static let template = "alert"

    /// Messages on a page that is not asked for all of them.
    static let mostSaid = 20

    /// Something that was said: a reaction or a correction.
    struct Said: Equatable, Sendable {
        let anchor: String
        let kind: String
        let label: String
        /// Their first name; nil for the police, of whom the mark says all.
        let author: String?
        let capacity: CapacityTag?
        let isPolice: Bool
        let text: String?
        /// What of it goes to the police alone, for them.
        let forPolice: String?
        /// That something of their own words was moved there.
        let moved: String?
        let place: String?
        let isRetracted: Bool
        let at: Stamp
        let flags: String?
        let flagPath: String?
        let retractPath: String?
        /// For the ordinary chat of the street; nil for what is not worth it.
        let handOff: HandOff?
    }

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    let reportPath: String
    let kind: String
    /// Somebody is looked for, and nobody is kept away from.
    let isMissing: Bool
    let isOpen: Bool
    /// The reader does not hear the group any more, and nothing is here but what they said themselves.
    let isOwnWordsOnly: Bool
    let canReact: Bool
    let reporter: String
    /// In which capacity they reported it; nil for a neighbour.
    let capacity: CapacityTag?
    /// That the police were called, in honest words.
    let call: String
    let calls: CallsAfter
    let facts: [Fact]
    let map: MapLink?
    /// Above everything: the newest words of the police, …
    let fromPolice: Pinned?
    /// … and the newest correction.
    let amended: Amendment?
    /// What happens now, for who has just reported it.
    let isMine: Bool
    let isRetracted: Bool
    let note: String?
    /// For the ordinary chat of the street: before everything for who reported what nobody has seen yet, else at once for
    /// who reported it, and further down for others.
    let handOffNow: HandOff?
    let isUnseen: Bool
    let handOffFirst: HandOff?
    let handOffLast: HandOff?
    let isRetired: Bool
    let ending: AlertEnding?
    let policePart: PolicePart?
    let advice: [String]
    let hasAdvice: Bool
    let reach: AlertReach?
    /// The newest, so that a page stays light on a bad line however much is said; all of it when asked.
    let said: [Said]
    /// The way to what was said before; nil when all of it is here.
    let older: String?
    let allPath: String
    let hasSaid: Bool
    /// What members point out in it, for who looks after the group.
    let flagged: [FlaggedLine]
    let hasFlagged: Bool
    let mistakes: [Mistake]
    let hasMistakes: Bool
    let stranded: StrandedWords?
    /// The check of words, asking once.
    let question: AlertQuestion?

    // what the reader can do

    /// New for each page, so that a form sent twice counts once.
    let requestKey: String
    let reaction: ReactionForm
    let canCorrect: Bool
    let correction: FormField
    let canClose: Bool
    let outcomes: [Choice]
    let outcomeError: String?
    let closing: FormField
    /// The form that was given back with what was typed in it: it stands open, and news leaves it alone.
    let isReactionKept: Bool
    let isCorrectionKept: Bool
    let isClosingKept: Bool
    /// The check of words has asked about what stands in this form.
    let isReactionAsked: Bool
    let isCorrectionAsked: Bool
    let isClosingAsked: Bool
    let canHold: Bool
    let canReopen: Bool
    let retractPath: String?
    let flagPath: String?
    /// Where it came from, in a group that it was not reported in.
    let provenance: String?
    /// Where the reader can send it on to.
    let sendOn: [SendOnButton]
    let canSendOn: Bool

    let actions: AlertActions

    /// - Parameters:
    ///   - reach: for reporter, coordinator and police; nil for everybody else.
    ///   - typed: a form that was refused, which keeps what stands in it.
    ///   - asks: what the check of words asks about it.
    ///   - requestKey: new for each page.
    init(
        _ file: AlertFile, reach: Reach?, site: String, typed: TypedForm = TypedForm(), refusals: [Refusal] = [],
        asks: [AlertAdvice] = [], requestKey: String = "", _ setting: PageSetting
    ) {
        let words = setting.words
        let alert = file.alert
        let audience = file.hearing.audience
        let view = AlertView(file)
        let clock = setting.clock(in: file.group.jurisdiction)
        let actor = file.actor
        let powers = file.powers(at: setting.now)
        let isMine = alert.reporter == file.reader
        let address = Group.Address(file.group)

        let isMissing = view.kind == .missingPerson
        self.isMissing = isMissing
        let calls = CallsAfter(view.emergencyCall.number, in: file.group.jurisdiction, words)
        self.calls = calls
        kind = words.title(AlertTitle(view))
        ending = AlertEnding(view, clock, words)
        frame = PageFrame(
            kind, setting, mood: alert.isOpen ? .awake : .asleep,
            in: file.group.jurisdiction, calling: calls.danger,
            live: file.isOwnWordsOnly
                ? nil
                : LiveSubject(
                    alert: alert.id, group: file.hearing.group, shows: file.news, by: setting.by,
                    says: AlertModel.says(kind, view, ending, in: file.group, words)),
            notice: AlertModel.notice(file, setting))
        groupName = file.group.name
        groupPath = SiteURL.group(address).path
        reportPath = SiteURL.report(address).path
        isOpen = alert.isOpen
        isOwnWordsOnly = file.isOwnWordsOnly
        canReact = powers.contains(.react)
        reporter = AlertModel.reported(by: view.reporter, isMine: isMine, clock.phrase(view.sharedAt), words)
        capacity = CapacityTag(view.reporter.capacity, words)
        call = AlertSaying.call(view.emergencyCall, clock, words)
        facts = AlertSaying.facts(view, words)
        map = MapLink(view.location, in: file.group, words)
        fromPolice = Pinned(view, clock, words)
        amended = Amendment(view, clock)
        self.isMine = isMine && canReact
        isRetired = alert.retiredAt != nil
        isRetracted = view.retracted
        note =
            file.isOwnWordsOnly
            ? words.text("alert.own-words")
            : AlertModel.note(view, powers, clock, words)
        policePart = PolicePart(view, words)
        advice = (audience == .neighbour ? [] : view.advice ?? []).map { words.text("advice.\($0.rawValue).carer") }
        hasAdvice = !advice.isEmpty
        self.reach = powers.contains(.seeReach) ? reach.map { AlertReach($0, words) } : nil
        let handOffs = AlertHandOffs(file, site: site, at: setting.now, clock, words)
        let handOff = handOffs.alert
        isUnseen = isMine && alert.isOpen && handOff != nil && self.reach?.isUnseen == true
        handOffNow = isUnseen ? handOff : nil
        handOffFirst = isMine && !isUnseen ? handOff : nil
        handOffLast = isMine ? nil : handOff
        let messages = Dictionary(file.messages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let spoken = (view.reactions ?? []) + (view.corrections ?? [])
        let sorted = spoken.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        let first = setting.showsAll ? 0 : max(0, sorted.count - AlertModel.mostSaid)
        flagged = file.flagged.map { FlaggedLine($0, words) }
        hasFlagged = !flagged.isEmpty
        // A correction is never left out: nobody is to read the mistake alone. Nor is what is pointed out to the reader.
        let pointedOut = Set(file.flagged.map(\.message))
        let shown = sorted.enumerated().filter {
            $0.offset >= first || $0.element.kind == .correction || pointedOut.contains($0.element.id)
        }.map(\.element)
        older = shown.count < sorted.count ? words.count("alert.older", sorted.count - shown.count) : nil
        allPath = SiteURL.alert(alert.id).path + "?all=1#said"
        said =
            shown.map { message in
                let known = messages[message.id]
                return Said(
                    message, about: view.kind, isMine: known?.author == file.reader,
                    known.map { file.powers(over: $0) } ?? [], handOff: handOffs.said(message.id), clock, words)
            }
        hasSaid = !said.isEmpty
        let box = ["correction": "correction", "closure": "closing"][typed["form"]] ?? "text"
        canReopen = powers.contains(.reopen)
        canCorrect = powers.contains(.correct)
        canClose = powers.contains(.close)
        let hasForm =
            switch typed["form"] {
            case "reaction": canReact
            case "correction": canCorrect
            default: canClose
            }
        let late =
            hasForm ? nil : StrandedWords(typed, isOpen: alert.isOpen, canReopen: canReopen, words)
        stranded = late
        // What came too late has a panel of its own, which says so.
        mistakes = refusals.filter { late == nil || $0.code != .alertClosed }.map {
            Mistake($0, words: words, names: hasForm ? AlertModel.boxes(box) : [:])
        }
        hasMistakes = !mistakes.isEmpty
        self.requestKey = requestKey
        isReactionKept = typed["form"] == "reaction"
        isCorrectionKept = typed["form"] == "correction"
        isClosingKept = typed["form"] == "closure"
        question = hasForm ? AlertQuestion(asks, box: box, typed, words) : nil
        let wasAsked = !asks.isEmpty || typed["asked"] == "1"
        isReactionAsked = isReactionKept && wasAsked
        isCorrectionAsked = isCorrectionKept && wasAsked
        isClosingAsked = isClosingKept && wasAsked

        let reading = PoliceReading(file.group, words)
        func field(_ name: String, form: String) -> FormField {
            FormField(
                name, words.text("alert.\(form).text"), hint: reading.behind(words.text("alert.\(form).hint")),
                value: typed["form"] == form ? typed[name] : "",
                limit: AlertRules.textLimit(wasReport: form == "reaction" && typed["wasReport"] == "1"), field: "text",
                refusals: typed["form"] == form ? refusals : [], words: words)
        }
        reaction = ReactionForm(
            field: field("text", form: "reaction"), typed: isReactionKept ? typed : TypedForm(),
            refusals: isReactionKept ? refusals : [], isPolice: audience == .police && actor.asMember == nil,
            isAtHome: actor.asMember != nil, about: view.kind, reading: reading, words)
        correction = field("correction", form: "correction")
        outcomes = Choice.all(
            "outcome", AlertModel.outcomes(of: alert, for: actor).map(\.rawValue),
            chosen: typed["outcome"],
            label: { value in
                let outcome = Alert.Outcome(rawValue: value) ?? .unknown
                return words.text(AlertSaying.outcomeKey(outcome, of: alert.kind))
            })
        outcomeError = refusals.first { $0.field == "outcome" }.map(words.refusal)
        closing = field("closing", form: "closure")
        // Where only a person ends it, nothing need be held.
        canHold = powers.contains(.hold) && !alert.endsByPersonOnly
        let ownText = file.powers(over: alert.ownText)
        retractPath = ownText.contains(.retract) ? SiteURL.retraction(alert.message).path : nil
        // Nobody points at their own words: they take them back.
        flagPath = ownText.contains(.flag) && !isMine ? SiteURL.flags(alert.message).path : nil
        provenance = file.provenance.map { AlertModel.provenance($0, words) }
        sendOn = SendOnButton.all(file.sendOn, words)
        canSendOn = powers.contains(.sendOn)
        actions = AlertActions(alert.id)
    }
}

extension AlertModel {
    /// The ids of the page's boxes, by the API's spelling.
    private static func boxes(_ text: String) -> [String: String] {
        [
            "text": text, "outcome": "outcome", "policeOnly.licencePlate": "licencePlate",
            "policeOnly.text": "policeText",
        ]
    }

    /// What was just done; and that something of it was moved to the police alone, where it was.
    private static func notice(_ file: AlertFile, _ setting: PageSetting) -> String? {
        let words = setting.words
        let isMissing = file.alert.kind == .missingPerson && setting.done == "shared"
        guard let done = isMissing ? words.text("done.shared.missing") : setting.notice else { return nil }
        let moved: [AlertAdvice]? =
            switch setting.done {
            case "shared": file.alert.reporter == file.reader ? file.alert.moved : nil
            case "reacted", "corrected", "closed": file.messages.last { $0.author == file.reader }?.moved
            default: nil
            }
        return moved == nil ? done : done + " " + words.text("police.moved")
    }
}

/// Where the forms of an alert go.
struct AlertActions: Equatable, Sendable {
    let react: String
    let correct: String
    let close: String
    let reopen: String
    let hold: String
    let forward: String

    init(_ alert: AlertId) {
        react = SiteURL.reactions(alert).path
        correct = SiteURL.corrections(alert).path
        close = SiteURL.closure(alert).path
        reopen = SiteURL.reopening(alert).path
        hold = SiteURL.hold(alert).path
        forward = SiteURL.forwards(alert).path
    }
}
