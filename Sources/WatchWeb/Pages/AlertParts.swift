import Watch
import WatchWords

extension AlertModel {
    /// What other pages say of the alert: its kind, where, in which group and, once it has ended, how.
    static func says(
        _ kind: String, _ view: AlertView, _ ending: AlertEnding?, in group: Group, _ words: Catalogue
    ) -> String {
        var parts = [
            "group": group.name, "what": [kind, view.location?.description].compactMap(\.self).joined(separator: ", "),
        ]
        guard let ending else { return words.text("live.says", parts) }
        parts["outcome"] = ending.outcome
        return words.text("live.ended", parts)
    }
}

/// The newest words of the police, which stand above everything. What they correct is a correction.
struct Pinned: Equatable, Sendable {
    let label: String
    let text: String?
    let at: Stamp

    /// Nil where the police have said nothing but corrections, or all of it was retracted.
    init?(_ view: AlertView, _ clock: WallClock, _ words: Catalogue) {
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
    init?(_ view: AlertView, _ clock: WallClock) {
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
            names = [
                "kind", "text", "latitude", "longitude", "pointed", "licencePlate", "policeText", "wasReport",
                "asPolice",
            ]
            text = ["text", "licencePlate", "policeText"].compactMap(typed.filled).joined(separator: "\n")
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

extension PoliceOnly {
    /// One thing a line; nil when nothing is in it.
    var lines: String? {
        let lines = [licencePlate, text].compactMap(\.self)
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }
}

/// What only the police read.
struct PolicePart: Equatable, Sendable {
    let facts: [Fact]

    init?(_ view: AlertView, _ words: Catalogue) {
        facts = [
            ("licencePlate", view.policeOnly?.licencePlate), ("policeText", view.policeOnly?.text),
            ("licencePlate", view.closingPoliceOnly?.licencePlate), ("policeText", view.closingPoliceOnly?.text),
            ("reference", view.policeReference),
        ].compactMap { name, text in
            text.map { Fact(label: words.text("police.\(name)"), text: $0) }
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
    /// What there is to say beside it, each with its number: those of none as well, for the script.
    let figures: [Figure]
    /// How a time is written, with its place for the number: for the script.
    let seconds: String
    let minutes: String

    struct Figure: Equatable, Sendable {
        /// Where the number stands in what programs and open pages are told: `sent.mail`.
        let name: String
        let label: String
        let number: String
        let isNone: Bool
        /// A time, and no number of people.
        var isTime = false
    }

    init(_ reach: Reach, _ words: Catalogue) {
        func figure(_ name: String, _ label: String, _ number: Int) -> Figure {
            Figure(name: name, label: label, number: words.number(number), isNone: number == 0)
        }
        func time(_ name: String, _ label: String, _ span: Span?) -> Figure {
            Figure(
                name: name, label: label, number: span.map(words.took) ?? "",
                isNone: span == nil, isTime: true)
        }
        let pace = [
            time("median", words.text("reach.median"), reach.pace?.median),
            time("nineInTen", words.text("reach.nine-in-ten"), reach.pace?.nineInTen),
        ]
        let channels = NoticeChannel.allCases.map { channel in
            figure(
                "channels.\(channel.rawValue)", words.text("reach.by.\(channel.rawValue)"),
                reach.channels[channel.rawValue] ?? 0)
        }
        let sent = NoticeChannel.allCases.filter { $0 != .live }.map { channel in
            figure(
                "sent.\(channel.rawValue)", words.text("reach.sent.\(channel.rawValue)"),
                reach.unseen.sent[channel.rawValue] ?? 0)
        }
        // Who has seen it is told.
        let reasons = NoticeReason.allCases.filter { $0 != .seen }.map { reason in
            figure(
                "notTold.\(reason.rawValue)",
                words.text("reach.not-told", ["reason": words.text("reach.reason.\(reason.rawValue)")]),
                reach.unseen.dropped[reason.rawValue] ?? 0)
        }
        figures =
            pace + channels + sent + [
                figure("inDoubt", words.text("reach.in-doubt"), reach.unseen.inDoubt),
                figure("waiting", words.text("reach.waiting"), reach.unseen.waiting),
                figure("unreachable", words.text("reach.unreachable"), reach.unreachable),
            ] + reasons
        seconds = words.text("reach.seconds")
        minutes = words.text("reach.minutes")
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
        _ message: MessageView, about kind: Alert.Kind, isMine: Bool, _ powers: Set<MessagePower>, handOff: HandOff?,
        _ clock: WallClock, _ words: Catalogue
    ) {
        let isPolice = message.author.capacity == .police
        self.init(
            anchor: AlertModel.anchor(message.id), kind: message.kind.rawValue,
            label: words.text(AlertModel.saidKey(message.kind, by: message.author.capacity, about: kind)),
            author: isMine ? words.text("alert.you") : isPolice ? nil : AlertModel.name(message.author, words),
            capacity: CapacityTag(message.author.capacity, words), isPolice: isPolice,
            text: message.text, forPolice: message.policeOnly?.lines,
            moved: isMine && message.moved != nil ? words.text("police.moved") : nil,
            place: message.location?.description,
            isRetracted: message.retracted, at: clock.stamp(message.at),
            flags: message.flags.flatMap { $0 > 0 ? words.count("alert.flags", $0) : nil },
            flagPath: powers.contains(.flag) && !isMine ? SiteURL.flags(message.id).path : nil,
            retractPath: powers.contains(.retract) ? SiteURL.retraction(message.id).path : nil,
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

    /// The ends that somebody is asked about: of those that they may say, the ones that make sense in an alert of this kind.
    static func outcomes(of alert: Alert, for actor: Actor) -> [Alert.Outcome] {
        alert.outcomes(for: actor).filter { alert.kind != .missingPerson || $0 != .gone }
    }

    /// Who said something: a first name at most. In which capacity, a tag beside it says, and never the name.
    static func name(_ author: AuthorView, _ words: Catalogue) -> String {
        author.capacity == .police
            ? words.text("author.police") : author.firstName ?? words.text("author.neighbour")
    }

    /// Who reported it, in a sentence of its own where there is no name: what stands alone under a message begins with a
    /// capital, and in the middle of a sentence it does not.
    static func reported(by author: AuthorView, isMine: Bool, _ when: String, _ words: Catalogue) -> String {
        let name = author.capacity == .police ? nil : author.firstName
        let kind =
            isMine ? ".you" : author.capacity == .police ? ".police" : name == nil ? ".neighbour" : ""
        return words.text("alert.reporter\(kind)", ["name": name ?? "", "when": when])
    }

    /// What the reader should know of where it stands.
    static func note(
        _ view: AlertView, _ powers: Set<AlertPower>, _ clock: WallClock, _ words: Catalogue
    ) -> String? {
        guard view.state == .open else { return nil }
        let (mayEnd, hasCare) = (powers.contains(.correct), powers.contains(.hold))
        if view.askedAt != nil, view.kind == .missingPerson {
            return words.text(mayEnd ? "alert.asked.missing.end" : "alert.asked.missing")
        }
        if view.askedAt != nil {
            return words.text(hasCare ? "alert.asked.care" : mayEnd ? "alert.asked.reporter" : "alert.asked")
        }
        return view.heldUntil.map { words.text("alert.held", ["when": clock.stamp($0).text]) }
    }
}
