/// The id of a message.
public typealias MessageId = Id<Message>

/// Something said inside an alert: what can be flagged, retracted and registered.
public struct Message: Hashable, Codable, Sendable {
    /// What sort of thing is said.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// The alert's own text; its words stand on the alert.
        case alert
        case sighting
        case onTheLookout = "on-the-lookout"
        case policeOnScene = "police-on-scene"
        case knownPerson = "known-person"
        case information
        case correction
        /// The words that came with an alert's end.
        case closure

        /// Those that are reactions.
        public static let reactions: [Kind] = [.sighting, .onTheLookout, .policeOnScene, .knownPerson, .information]

        /// Whether it says anything without words.
        public var speaksForItself: Bool {
            switch self {
            case .onTheLookout, .policeOnScene, .knownPerson, .alert: true
            case .sighting, .information, .correction, .closure: false
            }
        }
    }

    public let id: MessageId
    public let alert: AlertId
    public let kind: Kind
    /// Who said it. Nil once they have been erased.
    public let author: PersonId?
    /// In which capacity: "police on scene" is only the police's word when an officer said it.
    public let capacity: Audience
    /// All that neighbours see of the author's name.
    public let firstName: String?
    public let text: String?
    public let location: Location?
    /// What of it goes to the police alone.
    public let policeOnly: PoliceOnly?
    /// What of its words was moved there, since neighbours may not be told it; nil where nothing was.
    public let moved: [AlertAdvice]?
    public let at: Moment
    public internal(set) var isRetracted: Bool

    public init(
        id: MessageId, alert: AlertId, kind: Kind, author: PersonId?, capacity: Audience, firstName: String?,
        text: String?, location: Location? = nil, policeOnly: PoliceOnly? = nil, moved: [AlertAdvice]? = nil,
        at: Moment, isRetracted: Bool = false
    ) {
        self.id = id
        self.alert = alert
        self.kind = kind
        self.author = author
        self.capacity = capacity
        self.firstName = firstName
        self.text = text
        self.location = location
        self.policeOnly = policeOnly
        self.moved = moved
        self.at = at
        self.isRetracted = isRetracted
    }

    /// Whether these are the words that came with this end. An alert that was opened again has those of each of its ends,
    /// and two ends can bear the same moment: a clock may go back.
    public func ends(_ closure: Alert.Closure) -> Bool {
        guard kind == .closure else { return false }
        return switch closure.words {
        case .said(let id): id == self.id
        case .nothing: false
        case nil: at == closure.closedAt
        }
    }

    /// The same message, retracted or not.
    public func retracted(_ isRetracted: Bool) -> Message {
        var message = self
        message.isRetracted = isRetracted
        return message
    }
}
