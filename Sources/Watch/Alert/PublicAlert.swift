/// An alert as anybody may see it who was handed its link, without an account, while it is open: the neighbour part
/// only, no names, the place to the street.
///
/// The link is meant for a chat of the same street. It may travel further, so everything by which a person, a door or a
/// car could be known is left out; what the text itself says of those is taken out where it can be recognised.
public struct PublicAlert: Hashable, Sendable {
    /// Something said in it.
    public struct Said: Hashable, Sendable {
        public let kind: Message.Kind
        /// Nil once retracted, for what speaks for itself, and for a correction whose words were about a number that
        /// goes.
        public let text: String?
        /// In which capacity, without a name.
        public let capacity: Audience
        public let at: Moment

        /// A message of an alert of this kind, without a name, and without what could tell a car.
        public init(_ message: Message, about alert: Alert.Kind) {
            kind = message.kind
            let shown = message.kind == .correction ? PublicWords.correction : PublicWords.text
            text = message.isRetracted ? nil : message.text.flatMap { shown($0, alert) }
            capacity = message.capacity
            at = message.at
        }
    }

    public let kind: Alert.Kind
    public let sharedAt: Moment
    public let call: AlertView.Call
    public let behaviour: String?
    public let appearance: String?
    public let vehicle: String?
    public let direction: Compass?
    /// The place in words, to the street.
    public let street: String?
    /// A point in the same street or the next, rounded to about a hundred metres.
    public let near: Coordinate?
    /// Whether its text was retracted: then nothing of it is here.
    public let isRetracted: Bool
    /// Reactions and corrections, in order; retracted ones are left out.
    public let said: [Said]

    /// The newest correction: whoever reads or hands on what was told first does so with what was wrong in it.
    public var correction: Said? { said.last { $0.kind == .correction && $0.text != nil } }

    public init(_ alert: Alert, messages: [Message]) {
        let view = AlertView(alert, for: .neighbour)
        kind = view.kind
        sharedAt = view.sharedAt
        call = view.emergencyCall
        let about = alert.kind
        func shown(_ text: String) -> String? { PublicWords.text(text, about: about) }
        behaviour = view.observation?.behaviour.flatMap(shown)
        appearance = view.observation?.appearance.flatMap(shown)
        vehicle = view.observation?.vehicle.flatMap(shown)
        direction = view.observation?.direction
        street = view.location?.description.flatMap(PublicWords.street)
        near = alert.isRetracted ? nil : alert.location?.coordinate?.coarse
        isRetracted = view.retracted
        said = messages.filter {
            !$0.isRetracted && ($0.kind == .correction || Message.Kind.reactions.contains($0.kind))
        }
        .map { Said($0, about: about) }
        // A correction that says nothing any more would only make wonder.
        .filter { $0.text != nil || $0.kind != .correction }
    }
}

/// How an alert ended, for who has its link: the words of the all-clear and nothing else of it.
public struct PublicEnding: Hashable, Sendable {
    /// For how long after the end the link tells of it.
    public static let told: Span = .hours(24)

    /// By which words: who was missing and is found was not caught.
    public let kind: Alert.Kind
    public let outcome: Alert.Outcome
    /// Ended by itself, which is no all-clear.
    public let isByItself: Bool
    public let at: Moment

    /// Nil while it is open, and once it is over for so long that only that is told.
    public init?(_ alert: Alert, at now: Moment) {
        guard let closure = alert.closure, alert.retiredAt == nil, now < closure.closedAt + PublicEnding.told else {
            return nil
        }
        kind = alert.kind
        outcome = closure.outcome
        isByItself = closure.by == nil
        at = closure.closedAt
    }
}

/// What a member can hand over to the ordinary chat of their street: an alert, a reaction worth it, the end. Plain data;
/// the words are the page's.
public enum AlertHandOff: Hashable, Sendable {
    /// What is going on, with the link.
    case shared(PublicAlert)
    /// What somebody saw since.
    case said(PublicAlert.Said, in: PublicAlert)
    /// How it ended.
    case ended(Alert.Outcome, isByItself: Bool, at: Moment, PublicAlert)

    /// Whether a reaction is worth a message in a chat: what is new, not who is on the lookout.
    public static func isWorth(_ kind: Message.Kind) -> Bool {
        switch kind {
        case .sighting, .policeOnScene, .knownPerson, .correction: true
        case .alert, .onTheLookout, .information, .closure: false
        }
    }
}

extension Coordinate {
    /// Rounded to a thousandth of a degree: about a hundred metres north and seventy east in our countries.
    public var coarse: Coordinate? {
        Coordinate(
            latitude: (latitude * 1_000).rounded() / 1_000, longitude: (longitude * 1_000).rounded() / 1_000)
    }
}
