/// One line of the police's append-only record. What it says stands apart and can be erased when its time is over; the
/// digest stays, so that the chain remains provable without it.
public struct RegisterEntry: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case alertShared = "alert-shared"
        case alertForwarded = "alert-forwarded"
        case reactionAdded = "reaction-added"
        case messageRetracted = "message-retracted"
        case messageFlagged = "message-flagged"
        case alertCorrected = "alert-corrected"
        case alertHeld = "alert-held"
        case alertClosed = "alert-closed"
        case alertReopened = "alert-reopened"
        case referenceAdded = "reference-added"
    }

    public let group: GroupId
    /// 1, 2, 3 … within the group, without a gap.
    public let position: Int64
    public let at: Moment
    public let kind: Kind
    public let alert: AlertId
    public let message: MessageId?
    /// SHA-256(salt ‖ content).
    public let digest: [UInt8]
    /// SHA-256(hash of the entry before ‖ canonical bytes of this one).
    public let hash: [UInt8]

    public init(
        group: GroupId, position: Int64, at: Moment, kind: Kind, alert: AlertId, message: MessageId?, digest: [UInt8],
        hash: [UInt8]
    ) {
        self.group = group
        self.position = position
        self.at = at
        self.kind = kind
        self.alert = alert
        self.message = message
        self.digest = digest
        self.hash = hash
    }

    /// The bytes under an entry's hash: everything but the hash itself.
    public static func canonical(
        group: GroupId, position: Int64, at: Moment, kind: Kind, alert: AlertId, message: MessageId?, digest: [UInt8]
    ) -> Canonical {
        var canonical = Canonical()
        canonical.append("saar-register-1")
        canonical.append(group.text)
        canonical.append(position)
        canonical.append(at.milliseconds)
        canonical.append(kind.rawValue)
        canonical.append(alert.text)
        canonical.append(message?.text)
        canonical.append(digest)
        return canonical
    }

    /// What an entry's chain hash covers.
    public var canonical: Canonical {
        RegisterEntry.canonical(
            group: group, position: position, at: at, kind: kind, alert: alert, message: message, digest: digest)
    }

    /// What stands before the first entry of a chain.
    public static let genesis = [UInt8](repeating: 0, count: 32)
}

/// What was said, whole, for the register: fields in a fixed order.
public struct RegisterContent: Hashable, Codable, Sendable {
    /// Who: the person's id, or nil for the watch itself.
    public let person: PersonId?
    public let capacity: Audience?
    /// Names and values, in the order in which they are hashed.
    public let fields: [Field]

    public struct Field: Hashable, Codable, Sendable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(person: PersonId?, capacity: Audience?, fields: [Field]) {
        self.person = person
        self.capacity = capacity
        self.fields = fields
    }

    /// The bytes that are salted and hashed.
    public var canonical: Canonical {
        var canonical = Canonical()
        canonical.append(person?.text)
        canonical.append(capacity?.rawValue)
        canonical.append(Int64(fields.count))
        for field in fields {
            canonical.append(field.name)
            canonical.append(field.value)
        }
        return canonical
    }

    /// An alert's text, its police part included.
    public init(_ alert: Alert) {
        var fields = [Field("kind", alert.kind.rawValue)]
        func add(_ name: String, _ value: String?) {
            if let value { fields.append(Field(name, value)) }
        }
        add("behaviour", alert.observation.behaviour)
        add("appearance", alert.observation.appearance)
        add("vehicle", alert.observation.vehicle)
        add("direction", alert.observation.direction?.rawValue)
        add("place", alert.location?.description)
        add("latitude", (alert.location?.coordinate?.latitude).map { "\($0)" })
        add("longitude", (alert.location?.coordinate?.longitude).map { "\($0)" })
        add("police-licence-plate", alert.policeOnly?.licencePlate)
        add("police-text", alert.policeOnly?.text)
        add("call-number", alert.call?.number)
        add("call-by", alert.call?.by.rawValue)
        add("call-at", alert.call?.calledAt?.description)
        self.init(person: alert.reporter, capacity: alert.reporterCapacity, fields: fields)
    }

    /// A message's words.
    public init(_ message: Message, extra: [Field] = []) {
        var fields = [Field("kind", message.kind.rawValue)] + extra
        if let text = message.text { fields.append(Field("text", text)) }
        if let place = message.location?.description { fields.append(Field("place", place)) }
        if let point = message.location?.coordinate {
            fields.append(Field("latitude", "\(point.latitude)"))
            fields.append(Field("longitude", "\(point.longitude)"))
        }
        self.init(person: message.author, capacity: message.capacity, fields: fields)
    }
}
