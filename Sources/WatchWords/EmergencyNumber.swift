import Watch

/// A number to call, as a button and its words say it.
public struct EmergencyNumber: Equatable, Sendable {
    /// As it is dialled: `112`, `0900-8844`.
    public let number: String
    /// For `href`: digits alone.
    public let link: String
    /// What the button says.
    public let label: String
    /// What it is for.
    public let hint: String

    /// A number in the words of a language.
    public init(_ number: Jurisdiction.Number, _ words: Catalogue) {
        self.number = number.number
        link = "tel:" + number.number.keeping(\.isDigit)
        label = words.text("call.button", ["number": number.number])
        hint = words.text("call.\(number.use.rawValue)\(number.isDialable ? "" : ".unknown")")
    }
}

/// What to call about something: in danger every number that there is for it, the one that was called first; and the one that
/// was called, where that is for what is not urgent. Each stands with what it is for.
public struct CallsAfter: Equatable, Sendable {
    /// What the buttons of the page dial.
    public let danger: Jurisdiction.Number
    /// The first one is the one to offer.
    public let all: [EmergencyNumber]
    /// Whether it must be said what each of them is for.
    public let areSeveral: Bool

    /// The numbers where this one was called before.
    ///
    /// - Parameter number: that was called; nil for none.
    public init(_ number: String?, in jurisdiction: Jurisdiction, _ words: Catalogue) {
        let dangers = jurisdiction.allInDanger(after: number)
        let called = number.flatMap { jurisdiction.number($0) }
        danger = dangers[0]
        let beside = [called].compactMap(\.self).filter { !dangers.contains($0) && $0.isDialable }
        all = (dangers + beside).map { EmergencyNumber($0, words) }
        areSeveral = all.count > 1
    }
}
