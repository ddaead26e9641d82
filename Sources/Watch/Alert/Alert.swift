/// The id of an alert.
public typealias AlertId = Id<Alert>

/// One suspicious situation, from first sight to its end. It is only ever shared after the police were called.
public struct Alert: Hashable, Codable, Sendable {
    /// What it is about.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case burglary
        case suspiciousPerson = "suspicious-person"
        case suspiciousVehicle = "suspicious-vehicle"
        case doorstepScam = "doorstep-scam"
        case vandalism
        case theft
        case missingPerson = "missing-person"
        case other
    }

    /// How it ended.
    public enum Outcome: String, Codable, Sendable, CaseIterable {
        case caught, gone
        case falseAlarm = "false-alarm"
        case unknown
    }

    /// The end of an alert, told to everybody who was told of it.
    public struct Closure: Hashable, Codable, Sendable {
        public let outcome: Outcome
        public let closedAt: Moment
        /// In which capacity somebody ended it; nil when nobody answered and it ended by itself: no all-clear.
        public let by: Audience?
        /// Which words came with it. Nil for one that was kept before this was: then the moment tells.
        public let words: Words?

        /// The words of an end are one of the alert's messages, or there are none.
        public enum Words: Hashable, Codable, Sendable {
            case nothing
            case said(MessageId)
        }

        public init(outcome: Outcome, closedAt: Moment, by: Audience?, words: Words? = nil) {
            self.outcome = outcome
            self.closedAt = closedAt
            self.by = by
            self.words = words
        }
    }

    /// Where it stands. Each state carries what only it can have.
    public enum State: Hashable, Codable, Sendable {
        /// Nothing yet.
        case draft
        /// S: something was seen.
        case signalled
        /// A: the police were called.
        case alarmed
        /// A: the group was told. `askedAt` while an answer is awaited, `heldUntil` while somebody holds it open.
        case open(askedAt: Moment?, heldUntil: Moment?)
        case closed(Closure)
        /// Taken back before anybody was told.
        case withdrawn
    }

    public let id: AlertId
    /// The group it was reported in.
    public let group: GroupId
    /// The id under which its text can be flagged and retracted.
    public let message: MessageId
    /// Who reported it. Nil once they have been erased.
    public internal(set) var reporter: PersonId?
    /// In which capacity.
    public let reporterCapacity: Audience
    /// All that neighbours see of the reporter's name.
    public internal(set) var reporterFirstName: String?
    /// The unguessable piece of the address by which it can be read without an account while it is open: 128 random
    /// bits. Nil for one that has no such address, or no longer.
    public internal(set) var link: String?
    public internal(set) var kind: Kind
    public internal(set) var observation: Observation
    public internal(set) var location: Location?
    public internal(set) var policeOnly: PoliceOnly?
    public internal(set) var call: EmergencyCall?
    /// What the check of words had to say, for the coordinator.
    public internal(set) var advice: [AlertAdvice]
    /// What was moved from its words into the police part; nil where nothing was.
    public internal(set) var moved: [AlertAdvice]?
    public internal(set) var state: State
    public internal(set) var sharedAt: Moment?
    /// When something was last said in it; quiet is counted from here.
    public internal(set) var lastWordAt: Moment?
    /// The police's own number for the case.
    public internal(set) var policeReference: String?
    /// Whether its text was retracted.
    public internal(set) var isRetracted: Bool
    /// Since when only its figures remain: kind, times and outcome, without a word that was said.
    public internal(set) var retiredAt: Moment?

    /// A draft, before anything was seen.
    public init(
        id: AlertId, group: GroupId, message: MessageId, reporter: Actor, reporterFirstName: String?,
        link: String? = nil
    ) {
        self.id = id
        self.group = group
        self.message = message
        self.reporter = reporter.person
        self.reporterCapacity = reporter.capacity
        self.reporterFirstName = reporterFirstName
        self.link = link
        self.kind = .other
        self.observation = Observation(behaviour: nil)
        self.advice = []
        self.state = .draft
        self.isRetracted = false
    }

    /// Its own text as a message, under the id by which it is flagged and retracted.
    public var ownText: Message {
        Message(
            id: message, alert: id, kind: .alert, author: reporter, capacity: reporterCapacity,
            firstName: reporterFirstName, text: observation.behaviour ?? observation.appearance,
            at: sharedAt ?? Moment(milliseconds: 0), isRetracted: isRetracted)
    }

    /// Whether the group is awake for it.
    public var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// Its end, if it has one.
    public var closure: Closure? {
        if case .closed(let closure) = state { closure } else { nil }
    }

    /// Whether it ends by a person only, however quiet it gets.
    public var endsByPersonOnly: Bool { kind == .missingPerson }
}
