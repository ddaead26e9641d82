import Watch
import WatchWords

/// The four steps of SAAR on one page: see, call, tell, react.
struct ReportModel: PageModel {
    static let template = "report"

    /// The check of words, asking once.
    struct Question: Equatable, Sendable {
        let texts: [String]
        /// Where to change the words.
        let link: String
    }

    /// One is open already: three ways on, none of which loses a word.
    struct OpenAlready: Equatable, Sendable {
        /// Which one it is.
        let line: OpenAlertLine?
        let path: String
        let reactionPath: String
        let reactionKind: String
        let text: String
        let latitude: String
        let longitude: String
        let pointed: String?
        /// What goes along for the police alone.
        let licencePlate: String
        let policeText: String
        let hasPoliceOnly: Bool
        let asPolice: String?
        let wasAsked: Bool
    }

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    let action: String
    let requestKey: String
    let mistakes: [Mistake]
    let hasMistakes: Bool
    let question: Question?
    let openAlready: OpenAlready?
    /// The same report of theirs, shared a moment ago: it is not shared again unless they say so.
    let same: OpenAlertLine?
    /// What is open now and may be what they see: they look there first.
    let open: [OpenAlertLine]
    let hasOpen: Bool
    let wasAsked: Bool
    /// Whether they will have to sign in before it is shared; what they typed goes along.
    let isStranger: Bool
    /// Under which name the browser keeps the draft.
    let draftName: String
    let isSeparate: Bool

    // S
    let kinds: [Choice]
    let behaviour: FormField
    let place: FormField
    let latitude: String
    let longitude: String
    /// "1" when it is a point that they set on the map.
    let pointed: String?
    /// Whether a position goes along, so that it can be taken away.
    let hasPosition: Bool
    /// A map to point on; nil where nothing could be seen on one.
    let map: PointMap?
    let appearance: FormField
    let vehicle: FormField
    let directions: [Choice]
    let showsMore: Bool

    // A
    let numbers: [NumberChoice]
    /// Whether the number that was chosen is for danger.
    let isUrgent: Bool
    /// How to reach the same room without speaking.
    let ways: String
    /// What is asked of who comes back from a call.
    let asksWhetherCalled: String
    let bySelf: Choice
    let byOther: Choice
    let byError: String?
    let calledAt: FormField
    let timeZone: String

    // the part for the police, and who of them reads along
    let reading: PoliceReading
    let licencePlate: FormField
    let policeText: FormField
    let showsPolice: Bool
    /// For an officer in their own street.
    let asPolice: JoinModel.TickBox?

    /// - Parameters:
    ///   - refusals: what was refused; each is said above the form and at its field.
    ///   - asks: what the check of words asks about; empty when it has nothing to ask, or has asked.
    ///   - open: what is open now, to be asked about before anything is typed.
    ///   - offered: the alert that it seems to be about, or that they shared already.
    ///   - map: what to point on.
    ///   - isAtHome: whether an officer reports in their own street, who says as what they speak.
    ///   - requestKey: new for each page, so that a form sent twice is one report.
    init(
        _ form: ReportForm, in group: Group, refusals: [Refusal] = [], asks: [AlertAdvice] = [], open: [Alert] = [],
        offered: Alert? = nil, requestKey: String, map: PointMap? = nil, isAtHome: Bool = false,
        _ setting: PageSetting
    ) {
        let words = setting.words
        let typed = form.typed
        let address = Group.Address(group)
        let reading = PoliceReading(group, words)
        self.reading = reading
        func field(
            _ name: String, _ spelling: String, hint: String, limit: Int, complete: String = "off"
        ) -> FormField {
            FormField(
                name, words.text("report.\(name)"), hint: hint, value: typed[name], limit: limit, field: spelling,
                refusals: refusals, words: words, complete: complete)
        }
        /// What neighbours read, and the police where they read along.
        func shared(_ name: String, _ spelling: String, limit: Int, complete: String = "off") -> FormField {
            field(
                name, spelling, hint: reading.behind(words.text("report.\(name).hint")), limit: limit,
                complete: complete)
        }
        let jurisdiction = group.jurisdiction
        let chosen = form.number(in: jurisdiction)
        frame = PageFrame(
            words.text("report.title"), setting, in: jurisdiction,
            calling: chosen.isDialable ? chosen : jurisdiction.inDanger(after: nil), live: LiveSubject(),
            scripts: map == nil ? ["call"] : ["call", "leaflet", "point"], styles: map == nil ? [] : ["registry"])
        self.map = map
        groupName = group.name
        groupPath = SiteURL.group(address).path
        action = SiteURL.alerts(address).path
        self.requestKey = requestKey
        mistakes = refusals.filter { $0.code != .incidentAlreadyOpen }
            .map { Mistake($0, words: words, names: ReportForm.names) }
        hasMistakes = !mistakes.isEmpty
        question =
            asks.isEmpty
            ? nil
            : Question(
                texts: asks.map { words.text("advice.\($0.rawValue)") },
                link: asks == [.originAlone] ? "#appearance" : "#behaviour")
        let clock = setting.clock(in: jurisdiction)
        let line = offered.map { OpenAlertLine($0, at: setting.now, clock, words) }
        openAlready = refusals.first { $0.code == .incidentAlreadyOpen }
            .flatMap { $0.parameters["alertId"].flatMap { AlertId($0) } }
            .map { OpenAlready($0, line, form, words) }
        same = openAlready == nil ? line : nil
        self.open = open.prefix(ReportModel.mostOpen).map { OpenAlertLine($0, at: setting.now, clock, words) }
        hasOpen = !open.isEmpty
        isStranger = !setting.isSignedIn
        draftName = group.slug
        wasAsked = form.wasAsked || !asks.isEmpty
        isSeparate = typed["separate"] == "1"

        kinds = Choice.all(
            "kind", Alert.Kind.allCases.map(\.rawValue), chosen: typed["kind"], label: { words.text("kind.\($0)") })
        behaviour = shared("behaviour", "observation.behaviour", limit: 1_000)
        // A browser may keep it, so that who goes back a page finds it again; a plate it may not.
        place = shared("place", "location", limit: 200, complete: "on")
        hasPosition = form.coordinate != nil
        latitude = hasPosition ? typed["latitude"] : ""
        longitude = hasPosition ? typed["longitude"] : ""
        pointed = form.pointed
        appearance = shared("appearance", "observation.appearance", limit: 500)
        vehicle = shared("vehicle", "observation.vehicle", limit: 300, complete: "on")
        directions = Choice.all(
            "direction", Compass.allCases.map(\.rawValue), chosen: typed["direction"],
            label: { words.text("direction.\($0)") })
        let more = [appearance, vehicle]
        showsMore =
            more.contains { $0.error != nil || !$0.value.isEmpty } || !typed["direction"].isEmpty || !asks.isEmpty

        numbers = NumberChoice.all(in: jurisdiction, chosen: chosen, words)
        isUrgent = chosen.isUrgent
        ways = words.text("call.ways.\(jurisdiction.country)")
        asksWhetherCalled = words.text("report.called.question", ["number": words.called(chosen.number)])
        let callers = Choice.all(
            "by", EmergencyCall.Caller.allCases.map(\.rawValue), chosen: typed["by"],
            label: { words.text("report.by.\($0)") })
        bySelf = callers[0]
        byOther = callers[1]
        byError = refusals.first { $0.field == "emergencyCall" || $0.field == "emergencyCall.number" }
            .map(words.refusal)
        calledAt = field(
            "calledAt", "emergencyCall.calledAt", hint: words.text("report.calledAt.hint"), limit: 8)
        timeZone = group.jurisdiction.timeZone

        licencePlate = field("licencePlate", "policeOnly.licencePlate", hint: reading.field, limit: 40)
        policeText = field(
            "policeText", "policeOnly.text", hint: reading.note(words),
            limit: 1_000)
        showsPolice = [licencePlate, policeText].contains { $0.error != nil || !$0.value.isEmpty }
        asPolice = isAtHome ? .asPolice(typed, words) : nil
    }
}

extension ReportModel {
    /// How many open alerts stand above the form; the others stand on the group's page.
    static let mostOpen = 5
}

/// The map of a report, on which somebody points out where it is.
struct PointMap: Equatable, Sendable {
    /// What it shows at first: west, south, east, north.
    let box: String
    let tiles: String
    let thanks: String

    /// Nil without pictures under it: on a bare ground nobody finds a street.
    init?(_ site: House.Site, around area: Area) {
        guard site.leaflet != nil, let map = site.map else { return nil }
        let box = area.box
        self.box = [box.west, box.south, box.east, box.north].map { "\($0)" }.joined(separator: ",")
        tiles = map.template
        thanks = map.attribution
    }
}

/// A number to choose, and the button that dials it: what is chosen is what is dialled.
struct NumberChoice: Equatable, Sendable {
    let choice: Choice
    /// Nil where the number is not known here: whoever called it knows it.
    let dial: EmergencyNumber?
    let isForDanger: Bool
    /// For a number without hurry: what to call after all.
    let inDanger: [EmergencyNumber]

    static func all(
        in jurisdiction: Jurisdiction, chosen: Jurisdiction.Number, _ words: Catalogue
    ) -> [NumberChoice] {
        let dials = jurisdiction.numbers.map { EmergencyNumber($0, words) }
        let choices = Choice.all(
            "number", dials.map(\.number), chosen: chosen.number, label: words.called,
            hint: { number in dials.first { $0.number == number }?.hint })
        let dangers = jurisdiction.allInDanger(after: nil).map { EmergencyNumber($0, words) }
        return zip(choices, zip(jurisdiction.numbers, dials)).map { choice, number in
            NumberChoice(
                choice: choice, dial: number.0.isDialable ? number.1 : nil, isForDanger: number.0.isUrgent,
                inDanger: number.0.isUrgent ? [] : dangers)
        }
    }
}

extension ReportModel.OpenAlready {
    init(_ alert: AlertId, _ line: OpenAlertLine?, _ form: ReportForm, _ words: Catalogue) {
        self.init(
            line: line, path: SiteURL.alert(alert).path, reactionPath: SiteURL.reactions(alert).path,
            reactionKind: Message.Kind.sighting.rawValue, text: form.asReaction(words),
            latitude: form.coordinate == nil ? "" : form.typed["latitude"],
            longitude: form.coordinate == nil ? "" : form.typed["longitude"], pointed: form.pointed,
            licencePlate: form.typed["licencePlate"], policeText: form.typed["policeText"],
            hasPoliceOnly: form.typed.filled("licencePlate") != nil || form.typed.filled("policeText") != nil,
            asPolice: form.typed["asPolice"] == "1" ? "1" : nil, wasAsked: form.wasAsked)
    }
}
