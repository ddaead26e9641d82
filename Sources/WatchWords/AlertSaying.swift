import Watch

/// A line of what is known, with what it is.
public struct Fact: Equatable, Sendable {
    /// What it is: `Where`.
    public let label: String
    /// What is known of it, in somebody's words.
    public let text: String

    /// A line.
    public init(label: String, text: String) {
        self.label = label
        self.text = text
    }
}

/// What is said of an alert, the same on a page, in a letter and in a chat.
public enum AlertSaying {
    /// That the police were called: by whom, and when where that is known. Never more than was said.
    public static func call(_ call: AlertView.Call, _ clock: WallClock, _ words: Catalogue) -> String {
        guard let calledAt = call.calledAt else {
            return words.text("call.told.\(call.by.rawValue).unknown", ["number": words.called(call.number)])
        }
        return words.text(
            "call.told.\(call.by.rawValue)", ["number": words.called(call.number), "when": clock.phrase(calledAt)])
    }

    /// What was seen, behaviour first; empty once the text was retracted, for neighbours.
    public static func facts(_ view: AlertView, _ words: Catalogue) -> [Fact] {
        let seen = view.observation
        let direction = seen?.direction.map { words.text("direction.\($0.rawValue)") }
        return [
            ("behaviour", seen?.behaviour), ("place", view.location.flatMap(place)), ("appearance", seen?.appearance),
            ("vehicle", seen?.vehicle), ("direction", direction),
        ].compactMap { name, text in
            text.map { Fact(label: words.text("fact.\(name)"), text: $0) }
        }
    }

    /// How it ended, in the words of its kind: who was missing and is found was not caught.
    public static func outcomeKey(_ outcome: Alert.Outcome, of kind: Alert.Kind) -> String {
        kind == .missingPerson && outcome == .caught ? "outcome.found" : "outcome.\(outcome.rawValue)"
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

/// How an alert ended, for everybody who was told of it.
public struct AlertEnding: Equatable, Sendable {
    /// How, in a sentence.
    public let outcome: String
    /// When, and in which capacity somebody ended it.
    public let by: String
    /// It ended because nobody said anything: that is no all-clear, and whoever shows it says so.
    public let isByItself: Bool
    /// The words that came with its end, where the view holds them.
    public let text: String?

    /// Nil while it is open.
    public init?(_ view: AlertView, _ clock: WallClock, _ words: Catalogue) {
        guard view.state == .closed, let closedAt = view.closedAt else { return nil }
        isByItself = view.closedBy == nil
        let key = AlertSaying.outcomeKey(view.outcome ?? .unknown, of: view.kind)
        outcome = words.text(isByItself ? "alert.ended.alone" : "\(key).long")
        by = words.text(
            "alert.ended.\(view.closedBy?.rawValue ?? "nobody")", ["when": clock.phrase(closedAt)])
        text = view.closingText
    }
}
