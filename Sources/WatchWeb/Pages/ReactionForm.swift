import Watch
import WatchWords

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
    /// What goes to the police alone, folded away while nothing is in it.
    let licencePlate: FormField
    let policeText: FormField
    let showsPolice: Bool
    /// Who of the police reads it.
    let reading: PoliceReading
    /// "1" for words that were a report, which keep their length.
    let wasReport: String?
    /// For an officer in their own street.
    let asPolice: JoinModel.TickBox?
    let latitude: String
    let longitude: String

    /// - Parameters:
    ///   - typed: what stood in this form; empty for a new one.
    ///   - isPolice: whether who reacts speaks as the police.
    ///   - isAtHome: whether they are an officer in their own street, who says as what they speak.
    init(
        field: FormField, typed: TypedForm, refusals: [Refusal], isPolice: Bool, isAtHome: Bool,
        about alert: Alert.Kind, reading: PoliceReading, _ words: Catalogue
    ) {
        self.field = field
        self.reading = reading
        func police(_ name: String, hint: String, limit: Int) -> FormField {
            FormField(
                name, words.text("report.\(name)"), hint: hint, value: typed[name], limit: limit,
                field: name == "policeText" ? "policeOnly.text" : "policeOnly.licencePlate",
                refusals: refusals, words: words)
        }
        licencePlate = police("licencePlate", hint: reading.field, limit: 40)
        policeText = police("policeText", hint: reading.note(words), limit: 1_000)
        showsPolice = [licencePlate, policeText].contains { $0.error != nil || !$0.value.isEmpty }
        wasReport = typed["wasReport"] == "1" ? "1" : nil
        asPolice = isAtHome ? .asPolice(typed, words) : nil
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

extension JoinModel.TickBox {
    /// With which an officer in their own street says that they speak as the police.
    static func asPolice(_ typed: TypedForm, _ words: Catalogue) -> JoinModel.TickBox {
        JoinModel.TickBox(
            name: "asPolice", label: words.text("police.speak"), isTicked: typed["asPolice"] == "1", error: nil)
    }
}

/// What the check of words asks about something said in an alert, once.
struct AlertQuestion: Equatable, Sendable {
    let texts: [String]
    /// Where to change the words.
    let link: String
    /// The form that sends them as they are, and the kind that was chosen, where it has one.
    let form: String
    let kind: String?

    /// Nil when there is nothing to ask.
    init?(_ asks: [AlertAdvice], box: String, _ typed: TypedForm, _ words: Catalogue) {
        guard !asks.isEmpty else { return nil }
        texts = asks.map { words.text("advice.\($0.rawValue)") }
        link = "#" + box
        form = typed["form"] + "-form"
        kind = typed.filled("kind")
    }
}
