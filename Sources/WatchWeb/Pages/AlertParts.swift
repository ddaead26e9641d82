import Watch

/// How an alert ended, for everybody who was told of it.
struct AlertEnding: Equatable, Sendable {
    let outcome: String
    /// When, and in which capacity somebody ended it.
    let by: String
    /// It ended because nobody said anything: that is no all-clear, and the page says so.
    let isByItself: Bool
    let text: String?

    init?(_ view: AlertView, _ clock: PageClock, _ words: Catalogue) {
        guard view.state == .closed, let closedAt = view.closedAt else { return nil }
        isByItself = view.closedBy == nil
        let key = AlertModel.outcomeKey(view.outcome ?? .unknown, of: view.kind)
        outcome = words.text(isByItself ? "alert.ended.alone" : "\(key).long")
        by = words.text(
            "alert.ended.\(view.closedBy?.rawValue ?? "nobody")", ["when": clock.phrase(closedAt)])
        text = view.closingText
    }
}

/// What to call about an alert that is open: in danger the number that was called, or one for danger where that is for
/// what is not urgent; then that one stands beside it, each with what it is for.
struct CallsAfter: Equatable, Sendable {
    /// What the buttons of the page dial.
    let danger: Jurisdiction.Number
    let all: [EmergencyNumber]
    let areSeveral: Bool

    init(_ number: String, in jurisdiction: Jurisdiction, _ words: Catalogue) {
        let danger = jurisdiction.inDanger(after: number)
        let called = jurisdiction.number(number) ?? danger
        self.danger = danger
        all = (called == danger ? [danger] : [danger, called]).map { EmergencyNumber($0, words) }
        areSeveral = all.count > 1
    }
}

/// The newest words of the police, which stand above everything. What they correct is a correction.
struct Pinned: Equatable, Sendable {
    let label: String
    let text: String?
    let at: Stamp

    /// Nil where the police have said nothing but corrections, or all of it was retracted.
    init?(_ view: AlertView, _ clock: PageClock, _ words: Catalogue) {
        let standing = (view.reactions ?? []).filter { $0.author.capacity == .police && !$0.retracted }
        guard let newest = standing.max(by: { ($0.at, $0.id) < ($1.at, $1.id) }) else { return nil }
        self.init(
            label: words.text(AlertModel.saidKey(newest.kind, by: .police, about: view.kind)), text: newest.text,
            at: clock.stamp(newest.at))
    }

    init(label: String, text: String?, at: Stamp) {
        self.label = label
        self.text = text
        self.at = at
    }
}

/// The newest correction: who reads what was told first reads with it what was wrong.
struct Amendment: Equatable, Sendable {
    let text: String
    let at: Stamp

    /// Nil where nothing was corrected, or all of it was retracted.
    init?(_ view: AlertView, _ clock: PageClock) {
        let standing = (view.corrections ?? []).filter { !$0.retracted && $0.text != nil }
        guard let newest = standing.max(by: { ($0.at, $0.id) < ($1.at, $1.id) }), let text = newest.text else {
            return nil
        }
        self.init(text: text, at: clock.stamp(newest.at))
    }

    init(text: String, at: Stamp) {
        self.text = text
        self.at = at
    }
}

/// Words that somebody wrote and that have no place any more: what they belong to was closed meanwhile, or is no longer
/// theirs to change. They stay on the page, with the number to call.
struct StrandedWords: Equatable, Sendable {
    /// A field of the form that opens the alert again with the words in it.
    struct Field: Equatable, Sendable {
        let name: String
        let value: String
    }

    let title: String
    let text: String
    let fields: [Field]
    let canReopen: Bool
    let button: String

    /// Nil when nothing was written.
    init?(_ typed: TypedForm, isOpen: Bool, canReopen: Bool, _ words: Catalogue) {
        let names: [String]
        switch typed["form"] {
        case "reaction" where typed.filled("kind") != nil:
            names = ["kind", "text", "latitude", "longitude", "pointed"]
            text = typed["text"]
        case "correction" where typed.filled("correction") != nil:
            names = ["correction"]
            text = typed["correction"]
        case "closure" where typed.filled("closing") != nil:
            names = ["outcome", "closing"]
            text = typed["closing"]
        default: return nil
        }
        title = isOpen ? words.text("refused.title") : words.text("late.title")
        fields = names.map { Field(name: $0, value: typed[$0]) }
        self.canReopen = canReopen
        // The words of an end wait in their form: nobody reopens an alert and ends it in one breath.
        button = typed["form"] == "closure" ? words.text("alert.reopen.button") : words.text("late.reopen")
    }
}

/// What only the police read.
struct PolicePart: Equatable, Sendable {
    let facts: [AlertModel.Fact]

    init?(_ view: AlertView, _ words: Catalogue) {
        facts = [
            ("licencePlate", view.policeOnly?.licencePlate), ("policeText", view.policeOnly?.text),
            ("reference", view.policeReference),
        ].compactMap { name, text in
            text.map { AlertModel.Fact(label: words.text("police.\(name)"), text: $0) }
        }
        if facts.isEmpty { return nil }
    }
}

/// A button that sends an alert on to a linked group, or to all that have not got it.
struct SendOnButton: Equatable, Sendable {
    /// The group's id; empty for all.
    let group: String
    let label: String

    static func all(_ way: [Forward], _ words: Catalogue) -> [SendOnButton] {
        let each = way.map {
            SendOnButton(group: $0.group.text, label: words.text("alert.send-on.group", ["group": $0.name]))
        }
        guard each.count > 1 else { return each }
        return [SendOnButton(group: "", label: words.text("alert.send-on.all"))] + each
    }
}

extension AlertModel {
    /// From which group it came, and who passed it on.
    static func provenance(_ provenance: Provenance, _ words: Catalogue) -> String {
        let names = ["home": provenance.homeName, "via": provenance.viaName]
        if provenance.isByHand { return words.text("alert.provenance.by-hand", names) }
        return provenance.hops == 1
            ? words.text("alert.provenance", names) : words.text("alert.provenance.passed-on", names)
    }
}

/// How far it has come.
struct AlertReach: Equatable, Sendable {
    let line: String
    /// The same line with its places for numbers, for the script that keeps it up to date, …
    let pattern: String
    /// … and as it is while nobody has seen it.
    let patternForNone: String
    /// Nobody has shown it on a device yet.
    let isUnseen: Bool
    /// For the bar.
    let told: Int
    let audience: Int

    init(_ reach: Reach, _ words: Catalogue) {
        isUnseen = reach.told == 0
        pattern = words.text("reach.line")
        let none = reach.audience == 0 ? "reach.alone" : "reach.none"
        patternForNone = words.text(none)
        let numbers = [
            "told": words.number(reach.told), "audience": words.number(reach.audience),
            "within": words.number(reach.within.seconds4),
        ]
        line = words.text(isUnseen ? none : "reach.line", numbers)
        told = reach.told
        audience = max(reach.audience, 1)
    }
}

/// The form for a reaction: words, and a large button for each kind.
struct ReactionForm: Equatable, Sendable {
    /// A button that sends the reaction as its kind.
    struct Button: Equatable, Sendable {
        let value: String
        let label: String
        // One of them is true: it names the picture.
        let isSighting: Bool
        let isLookout: Bool
        let isPolice: Bool
        let isKnown: Bool
        let isInformation: Bool
    }

    let buttons: [Button]
    let field: FormField
    let latitude: String
    let longitude: String

    init(
        field: FormField, typed: TypedForm, isPolice: Bool, about alert: Alert.Kind, _ words: Catalogue
    ) {
        self.field = field
        latitude = typed["latitude"]
        longitude = typed["longitude"]
        // Who has found somebody looks no further than the first button.
        let isMissing = alert == .missingPerson
        let kinds = Message.Kind.reactions
        let sorted = isMissing ? [.knownPerson] + kinds.filter { $0 != .knownPerson } : kinds
        buttons = sorted.map { kind in
            let isOfficers = isPolice && kind == .policeOnScene
            let isFound = isMissing && kind == .knownPerson
            let key = isFound ? "found" : kind.rawValue + (isOfficers ? ".police" : "")
            return Button(
                value: kind.rawValue, label: words.text("reaction.\(key)"),
                isSighting: kind == .sighting, isLookout: kind == .onTheLookout, isPolice: kind == .policeOnScene,
                isKnown: kind == .knownPerson, isInformation: kind == .information)
        }
    }
}

/// That somebody speaks as coordinator or as the police: a mark of its own with a picture, which no name can imitate.
struct CapacityTag: Equatable, Sendable {
    let label: String
    let isPolice: Bool

    /// Nil for neighbours.
    init?(_ capacity: Audience, _ words: Catalogue) {
        guard capacity != .neighbour else { return nil }
        label = words.text("capacity.\(capacity.rawValue)")
        isPolice = capacity == .police
    }
}

extension AlertModel.Said {
    init(
        _ message: MessageView, about kind: Alert.Kind, isMine: Bool, hasCare: Bool, handOff: HandOff?,
        _ clock: PageClock, _ words: Catalogue
    ) {
        let isPolice = message.author.capacity == .police
        self.init(
            anchor: AlertModel.anchor(message.id), kind: message.kind.rawValue,
            label: words.text(AlertModel.saidKey(message.kind, by: message.author.capacity, about: kind)),
            author: isMine ? words.text("alert.you") : isPolice ? nil : AlertModel.name(message.author, words),
            capacity: CapacityTag(message.author.capacity, words), isPolice: isPolice,
            isCorrection: message.kind == .correction, text: message.text, place: message.location?.description,
            isRetracted: message.retracted, at: clock.stamp(message.at),
            flags: message.flags.flatMap { $0 > 0 ? words.count("alert.flags", $0) : nil },
            flagPath: message.retracted || isMine ? nil : SiteURL.flags(message.id).path,
            retractPath: message.retracted || !(isMine || hasCare) ? nil : SiteURL.retraction(message.id).path,
            handOff: handOff)
    }
}

extension AlertModel {
    /// Where a message stands on the page.
    static func anchor(_ message: MessageId) -> String { "m-\(message)" }

    /// What a message is called, by who says it and in what kind of alert: of somebody who is missing, that one knows them
    /// and all is well says that they are found.
    static func saidKey(_ said: Message.Kind, by capacity: Audience, about kind: Alert.Kind) -> String {
        if said == .knownPerson, kind == .missingPerson { return "said.found" }
        return "said.\(said.rawValue)" + (said == .policeOnScene && capacity == .police ? ".police" : "")
    }

    /// How it ended, in the words of its kind: who was missing and is found was not caught.
    static func outcomeKey(_ outcome: Alert.Outcome, of kind: Alert.Kind) -> String {
        kind == .missingPerson && outcome == .caught ? "outcome.found" : "outcome.\(outcome.rawValue)"
    }

    /// The ends that an alert of this kind can have.
    static func outcomes(of kind: Alert.Kind) -> [Alert.Outcome] {
        kind == .missingPerson ? [.caught, .falseAlarm, .unknown] : Alert.Outcome.allCases
    }

    /// Who said something: a first name at most. In which capacity, a tag beside it says, and never the name.
    static func name(_ author: AuthorView, _ words: Catalogue) -> String {
        author.capacity == .police
            ? words.text("author.police") : author.firstName ?? words.text("author.neighbour")
    }

    /// That the police were called: by whom, and when where that is known. Never more than was said.
    static func call(_ call: AlertView.Call, _ clock: PageClock, _ words: Catalogue) -> String {
        guard let calledAt = call.calledAt else {
            return words.text("call.told.\(call.by.rawValue).unknown", ["number": call.number])
        }
        return words.text(
            "call.told.\(call.by.rawValue)", ["number": call.number, "when": clock.phrase(calledAt)])
    }

    /// What was seen, behaviour first; empty once the text was retracted, for neighbours.
    static func facts(_ view: AlertView, _ words: Catalogue) -> [Fact] {
        let seen = view.observation
        let direction = seen?.direction.map { words.text("direction.\($0.rawValue)") }
        return [
            ("behaviour", seen?.behaviour), ("place", view.location.flatMap(place)), ("appearance", seen?.appearance),
            ("vehicle", seen?.vehicle), ("direction", direction),
        ].compactMap { name, text in
            text.map { Fact(label: words.text("fact.\(name)"), text: $0) }
        }
    }

    /// What the reader should know of where it stands.
    static func note(
        _ view: AlertView, mayEnd: Bool, hasCare: Bool, _ clock: PageClock, _ words: Catalogue
    ) -> String? {
        guard view.state == .open else { return nil }
        if view.askedAt != nil {
            return words.text(hasCare ? "alert.asked.care" : mayEnd ? "alert.asked.reporter" : "alert.asked")
        }
        return view.heldUntil.map { words.text("alert.held", ["when": clock.stamp($0).text]) }
    }

    /// Whether it can still be opened again.
    static func isFresh(_ alert: Alert, _ now: Moment, _ jurisdiction: Jurisdiction) -> Bool {
        alert.closure.map { now <= $0.closedAt + jurisdiction.reopenSpan } ?? false
    }

    /// The place in words; the point where there are none.
    private static func place(_ location: LocationView) -> String? {
        if let description = location.description { return description }
        guard let latitude = location.latitude, let longitude = location.longitude else { return nil }
        return "\(rounded(latitude)), \(rounded(longitude))"
    }

    /// Five digits after the point: a metre.
    private static func rounded(_ degrees: Double) -> String {
        String((degrees * 100_000).rounded() / 100_000)
    }
}
