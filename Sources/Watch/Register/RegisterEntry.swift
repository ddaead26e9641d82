/// One line of the police's append-only record. What it says stands apart and can be erased when its time is over; the
/// digest stays, so that the chain remains provable without it.
public struct RegisterEntry: Hashable, Sendable {
    /// What happened, in one stable word. Rooms add theirs: an entry of a kind that is a newer program's is proved all the
    /// same.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        public static let alertShared = Kind(rawValue: "alert-shared")
        public static let alertForwarded = Kind(rawValue: "alert-forwarded")
        public static let reactionAdded = Kind(rawValue: "reaction-added")
        public static let messageRetracted = Kind(rawValue: "message-retracted")
        public static let messageFlagged = Kind(rawValue: "message-flagged")
        public static let alertCorrected = Kind(rawValue: "alert-corrected")
        public static let alertHeld = Kind(rawValue: "alert-held")
        public static let alertClosed = Kind(rawValue: "alert-closed")
        public static let alertReopened = Kind(rawValue: "alert-reopened")
        public static let referenceAdded = Kind(rawValue: "reference-added")
    }

    /// How an entry is written down to be hashed. What was written in one form stays in it for ever.
    public enum Form: Int64, Sendable, CaseIterable {
        /// `saar-register-1`: of alerts alone, in the chain of a group.
        case one = 1
        /// `saar-register-2`: says what kind of thing the entry is about, and whether its chain is a group's or a zone's.
        case two = 2

        /// In which form an entry about this is written now.
        ///
        /// Those about alerts, in groups, stay in the first for as long as a server of before may serve beside this one: it would take an
        /// entry of the second for a forged one, and sign nothing any more. The version after this one changes it here.
        public init(of subject: Subject, in chain: RegisterChain) {
            if case .group = chain, subject.kind == .alert { self = .one } else { self = .two }
        }
    }

    /// Nil for one that this program does not know.
    public let form: Form?
    public let chain: RegisterChain
    /// 1, 2, 3 … within the chain, without a gap.
    public let position: Int64
    public let at: Moment
    public let kind: Kind
    public let subject: Subject
    public let message: MessageId?
    /// SHA-256(salt ‖ content).
    public let digest: [UInt8]
    /// SHA-256(hash of the entry before ‖ canonical bytes of this one).
    public let hash: [UInt8]

    public init(
        form: Form?, chain: RegisterChain, position: Int64, at: Moment, kind: Kind, subject: Subject,
        message: MessageId?,
        digest: [UInt8], hash: [UInt8]
    ) {
        self.form = form
        self.chain = chain
        self.position = position
        self.at = at
        self.kind = kind
        self.subject = subject
        self.message = message
        self.digest = digest
        self.hash = hash
    }

    /// The bytes under an entry's hash: everything but the hash itself.
    public static func canonical(
        form: Form, chain: RegisterChain, position: Int64, at: Moment, kind: Kind, subject: Subject,
        message: MessageId?,
        digest: [UInt8]
    ) -> Canonical {
        var canonical = Canonical()
        switch form {
        case .one: canonical.append("saar-register-1")
        case .two: canonical.append("saar-register-2")
        }
        canonical.append(chain, in: form)
        canonical.append(position)
        canonical.append(at.milliseconds)
        canonical.append(kind.rawValue)
        if form == .two { canonical.append(subject.kind.rawValue) }
        canonical.append(subject.id.text)
        canonical.append(message?.text)
        canonical.append(digest)
        return canonical
    }

    /// What an entry's chain hash covers; nil in a form that is not known, or that cannot say what the entry is about and in which chain.
    public var canonical: Canonical? {
        guard let form, form != .one || Form(of: subject, in: chain) == .one else { return nil }
        return RegisterEntry.canonical(
            form: form, chain: chain, position: position, at: at, kind: kind, subject: subject, message: message,
            digest: digest)
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
        add("call-clock-said", alert.call?.clockSaid?.description)
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
        if let plate = message.policeOnly?.licencePlate { fields.append(Field("police-licence-plate", plate)) }
        if let text = message.policeOnly?.text { fields.append(Field("police-text", text)) }
        self.init(person: message.author, capacity: message.capacity, fields: fields)
    }
}
