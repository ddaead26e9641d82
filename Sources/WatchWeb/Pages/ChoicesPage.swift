import Watch
import WatchWords

/// That somebody hears nothing for a while, or how long they may: a button with its lengths.
struct PausePart: Equatable, Sendable {
    /// How long, to choose from.
    struct Length: Equatable, Sendable {
        let value: String
        let label: String
        let isChosen: Bool
    }

    /// What it means, and until when; nil while they hear.
    let text: String?
    let action: String
    /// What the button is called for those who cannot see where it stands; empty where its words say it.
    let name: String
    let lengths: [Length]

    private init(_ text: String?, action: SiteURL, name: String = "", _ words: Catalogue) {
        self.text = text
        self.action = action.path
        self.name = name
        lengths = PauseLength.allCases.map { length in
            Length(
                value: length.rawValue, label: words.text("pause.length.\(length.rawValue)"),
                isChosen: length == .morning)
        }
    }

    /// Of all groups at once.
    init(stop: Pause?, _ clock: WallClock, _ words: Catalogue) {
        self.init(stop.map { PausePart.text("stopped", $0, clock, words) }, action: .stop, words)
    }

    /// Of one group.
    init(mute: Pause?, of group: Group, _ clock: WallClock, _ words: Catalogue) {
        self.init(
            mute.map { PausePart.text("muted", $0, clock, words) }, action: .mute(.init(group)), name: group.name, words
        )
    }

    /// What is said of one who hears nothing, with its end.
    static func text(_ kind: String, _ pause: Pause, _ clock: WallClock, _ words: Catalogue) -> String {
        guard let until = pause.until else { return words.text("pause.\(kind).open") }
        return words.text("pause.\(kind).until", ["until": clock.until(until)])
    }
}

/// What somebody chose about a group, in a few words each; empty for who chose nothing.
enum ChoicesSaying {
    static func lines(_ choices: GroupChoices, _ clock: WallClock, _ words: Catalogue) -> [String] {
        var lines: [String] = []
        if let quiet = choices.quietHours {
            lines.append(
                words.text(
                    "choices.says.quiet",
                    ["from": clock.said(minute: quiet.from), "until": clock.said(minute: quiet.until)]))
        }
        let without = Alert.Kind.allCases.filter(choices.without.contains)
        if !without.isEmpty {
            let kinds = without.map { words.text("kind.\($0.rawValue)") }.joined(separator: ", ")
            lines.append(words.text("choices.says.without", ["kinds": kinds]))
        }
        switch choices.linked {
        case .all: break
        case .within(let metres): lines.append(words.text("choices.says.near", ["metres": words.number(metres)]))
        case .nothing: lines.append(words.text("choices.says.nothing"))
        }
        return lines
    }
}

/// What one wants to hear: of all groups at once, and the way to each of them.
struct ChoicesModel: PageModel {
    static let template = "choices"

    struct Row: Equatable, Sendable {
        let name: String
        let path: String
        let text: String
    }

    let frame: PageFrame
    let pause: PausePart
    let groups: [Row]
    let hasGroups: Bool
    let mePath: String

    /// - Parameter places: where they are in.
    init(_ choices: Choices, places: [(member: Member, group: Group)], _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(words.text("choices.title"), setting, live: LiveSubject(isWatching: true))
        pause = PausePart(stop: choices.stop, setting.clock(in: .usual), words)
        groups = places.map { place in
            let clock = setting.clock(in: place.group.jurisdiction)
            let mute = place.member.pause(at: setting.now).map { [MeModel.muted($0, clock, words)] } ?? []
            let lines = mute + ChoicesSaying.lines(choices.choices(in: place.group.id), clock, words)
            return Row(
                name: place.group.name, path: SiteURL.groupChoices(.init(place.group)).path,
                text: lines.isEmpty ? words.text("choices.says.all") : lines.joined(separator: "; "))
        }
        hasGroups = !groups.isEmpty
        mePath = SiteURL.me.path
    }
}

/// What one wants to hear of one group: which kinds, how near, at which hours.
struct GroupChoicesModel: PageModel {
    static let template = "group-choices"

    let frame: PageFrame
    let groupName: String
    let groupPath: String
    let action: String
    let stop: String?
    let pause: PausePart
    let kinds: [JoinModel.TickBox]
    let kindsError: String?
    let linked: [Choice]
    let metres: [Choice]
    let metresError: String?
    let from: FormField
    let until: FormField
    let quietError: String?
    let passes: [JoinModel.TickBox]
    let choicesPath: String
    let mistakes: [Mistake]
    let hasMistakes: Bool

    init(
        _ group: Group, _ choices: Choices, mute: Pause?, typed: ChoicesForm? = nil, refusals: [Refusal] = [],
        _ setting: PageSetting
    ) {
        let words = setting.words
        let clock = setting.clock(in: group.jurisdiction)
        let form = typed ?? ChoicesForm(choices.choices(in: group.id))
        frame = PageFrame(words.text("choices.group.title"), setting, in: group.jurisdiction)
        groupName = group.name
        groupPath = SiteURL.group(.init(group)).path
        action = SiteURL.groupChoices(.init(group)).path
        stop = choices.stop.map { PausePart.text("stopped", $0, clock, words) }
        pause = PausePart(mute: mute, of: group, clock, words)
        func error(_ field: String) -> String? { refusals.first { $0.field == field }.map(words.refusal) }
        kinds = Alert.Kind.allCases.map { kind in
            JoinModel.TickBox(
                name: ChoicesForm.name(kind), label: words.text("kind.\(kind.rawValue)"),
                isTicked: form.form[ChoicesForm.name(kind)] == "1", error: nil)
        }
        kindsError = error("without")
        linked = Choice.all(
            "linked", ["all", "near", "nothing"], chosen: form.linked, label: { words.text("choices.linked.\($0)") })
        let typedMetres = form.form["metres"]
        let offered = ChoiceRules.offeredMetres.map(String.init)
        // What a program has set may be none of those that are offered, and stays as it is.
        let isOther = Int(typedMetres).map(ChoiceRules.metres.contains) == true && !offered.contains(typedMetres)
        metres = Choice.all(
            "metres", isOther ? offered + [typedMetres] : offered,
            chosen: typedMetres.isEmpty ? ChoicesForm.usualMetres : typedMetres,
            label: { words.text("founding.metres", ["metres": words.number(Int($0) ?? 0)]) })
        metresError = error("metres")
        func time(_ name: String) -> FormField {
            FormField(
                name, words.text("choices.quiet.\(name)"), value: form.form[name], limit: 8, field: "quietHours",
                refusals: refusals, words: words)
        }
        from = time("quietFrom")
        until = time("quietUntil")
        quietError = error("quietHours")
        passes = QuietHours.Passing.allCases.map { passing in
            JoinModel.TickBox(
                name: ChoicesForm.name(passing), label: words.text("choices.passes.\(passing.rawValue)"),
                isTicked: form.form[ChoicesForm.name(passing)] == "1", error: nil)
        }
        choicesPath = SiteURL.choices.path
        mistakes = refusals.map { Mistake($0, words: words, names: ChoicesForm.names) }
        hasMistakes = !mistakes.isEmpty
    }
}

/// What came in by that form, or stands in it.
struct ChoicesForm: Equatable, Sendable {
    let form: TypedForm

    /// How near, before anybody has said.
    static let usualMetres = "500"

    /// Where on the page what is amiss is mended.
    static let names = ["without": name(Alert.Kind.allCases[0]), "metres": "metres", "quietHours": "quietFrom"]

    static func name(_ kind: Alert.Kind) -> String { "kind-\(kind.rawValue)" }
    static func name(_ passing: QuietHours.Passing) -> String { "pass-\(passing.rawValue)" }

    init(_ form: TypedForm) { self.form = form }

    /// As it stands for who chose this.
    init(_ choices: GroupChoices) {
        var fields = ["linked": "all", "metres": ""]
        for kind in Alert.Kind.allCases where !choices.without.contains(kind) { fields[ChoicesForm.name(kind)] = "1" }
        switch choices.linked {
        case .all: break
        case .within(let metres):
            fields["linked"] = "near"
            fields["metres"] = String(metres)
        case .nothing: fields["linked"] = "nothing"
        }
        if let quiet = choices.quietHours {
            fields["quietFrom"] = WallClock.face(quiet.from)
            fields["quietUntil"] = WallClock.face(quiet.until)
        }
        // Who has no quiet hours yet finds both ticked when they choose some.
        for passing in choices.quietHours?.passes ?? Set(QuietHours.Passing.allCases) {
            fields[ChoicesForm.name(passing)] = "1"
        }
        form = TypedForm(fields)
    }

    var linked: String { form["linked"].isEmpty ? "all" : form["linked"] }

    /// What it says. What cannot be read stands there as what nobody may choose, so that the rules refuse it by name.
    var choices: GroupChoices {
        var quiet: QuietHours?
        if form.filled("quietFrom") != nil || form.filled("quietUntil") != nil {
            quiet = QuietHours(
                from: WallClock.minute(form["quietFrom"]) ?? -1, until: WallClock.minute(form["quietUntil"]) ?? -1,
                passes: Set(QuietHours.Passing.allCases.filter { form[ChoicesForm.name($0)] == "1" }))
        }
        let linked: GroupChoices.Linked =
            switch self.linked {
            case "near": .within(metres: Int(form["metres"]) ?? 0)
            case "nothing": .nothing
            default: .all
            }
        return GroupChoices(
            quietHours: quiet, without: Set(Alert.Kind.allCases.filter { form[ChoicesForm.name($0)] != "1" }),
            linked: linked)
    }
}
