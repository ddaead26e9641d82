/// Everything that is kept of a person, as they may have it (GDPR art. 15 and 20): the words of the file they download.
public struct PersonRecord: Hashable, Codable, Sendable {
    public struct Place: Hashable, Codable, Sendable {
        public let group: String
        public let standing: Member.Standing
        public let role: Member.Role
        public let coordinatorUntil: Moment?
        public let appliedAt: Moment
        /// When they showed by a code from their letterbox that they live here.
        public let provedAt: Moment?
        public let isMuted: Bool
        /// When that ends by itself.
        public let mutedUntil: Moment?
        /// What they chose to hear of it; nil where they chose nothing.
        public let choices: KnownChoices?
        /// What they wrote to the coordinator, until that is decided.
        public let note: String?
        /// What somebody else last decided about it, and when.
        public let decided: String?
        public let decidedAt: Moment?

        public init(_ member: Member, group: String, choices: GroupChoices? = nil) {
            self.group = group
            self.choices = choices.map(KnownChoices.init)
            standing = member.standing
            role = member.role
            coordinatorUntil = member.coordinatorUntil
            appliedAt = member.appliedAt
            provedAt = member.provedAt
            isMuted = member.isMuted
            mutedUntil = member.mutedUntil
            note = member.note
            decided = member.decided?.cause.rawValue
            decidedAt = member.decided?.at
        }
    }

    /// What they chose to hear of a group.
    public struct KnownChoices: Hashable, Codable, Sendable {
        /// Minutes since midnight between which they are told of nothing new.
        public let quietFrom: Int?
        public let quietUntil: Int?
        /// What passes these hours.
        public let passes: [String]
        /// The kinds of alerts of which they do not want to hear.
        public let without: [Alert.Kind]
        /// How near what was reported in linked groups must be, in metres; 0 for nothing of them, nil for all.
        public let linkedMetres: Int?

        public init(_ choices: GroupChoices) {
            quietFrom = choices.quietHours?.from
            quietUntil = choices.quietHours?.until
            passes = (choices.quietHours?.passes ?? []).map(\.rawValue).sorted()
            without = Alert.Kind.allCases.filter(choices.without.contains)
            switch choices.linked {
            case .all: linkedMetres = nil
            case .within(let metres): linkedMetres = metres
            case .nothing: linkedMetres = 0
            }
        }
    }

    /// That they have stopped all that they are told.
    public struct KnownStop: Hashable, Codable, Sendable {
        /// When that ends by itself.
        public let until: Moment?

        public init(_ pause: Pause) { until = pause.until }
    }

    public struct Device: Hashable, Codable, Sendable {
        public let kind: String
        public let name: String?
        public let since: Moment
        public let lastUsed: Moment
        public let until: Moment

        public init(_ token: Token) {
            kind = token.purpose.rawValue
            name = token.device
            since = token.createdAt
            lastUsed = token.usedAt
            until = token.expiresAt
        }
    }

    /// That somebody asks them to lead a group as well.
    public struct Asked: Hashable, Codable, Sendable {
        public let group: String
        /// Until when they can answer; their address is erased then.
        public let until: Moment

        public init(group: String, until: Moment) {
            self.group = group
            self.until = until
        }
    }

    /// A way by which they are told beyond open pages.
    public struct KnownWay: Hashable, Codable, Sendable {
        public let channel: NoticeChannel
        public let isOn: Bool
        /// Whether they chose so themselves.
        public let isChosen: Bool
        /// When something that was sent to it came back for good.
        public let bouncedAt: Moment?

        public init(_ way: Way) {
            channel = way.channel
            isOn = way.isOn
            isChosen = way.isChosen
            bouncedAt = way.bouncedAt
        }
    }

    /// A browser that may be pushed to. Where exactly its push service takes words for it, and its keys, are left out: who has
    /// this file is not to be able to use them.
    public struct PushedTo: Hashable, Codable, Sendable {
        public let name: String?
        /// Whose push service it is: `updates.push.services.mozilla.com`.
        public let service: String
        public let since: Moment
        public let lastSeen: Moment
        /// When it last said that it had shown something.
        public let lastShown: Moment?
        /// When its alarm was last tested.
        public let testedAt: Moment?
        /// When they were last written to that nothing was heard of it.
        public let silenceToldAt: Moment?

        public init(_ device: PushDevice) {
            name = device.name
            service = PushRules.service(of: device.endpoint)
            since = device.since
            lastSeen = device.seenAt
            lastShown = device.shownAt
            testedAt = device.test?.sentAt
            silenceToldAt = device.silenceToldAt
        }
    }

    /// An alert that they reported.
    public struct Reported: Hashable, Codable, Sendable {
        public let alertId: AlertId
        public let kind: Alert.Kind
        public let sharedAt: Moment?
        public let observation: Observation
        public let location: LocationView?
        public let policeOnly: PoliceOnly?
        public let emergencyCall: EmergencyCall?

        public init(_ alert: Alert) {
            alertId = alert.id
            kind = alert.kind
            sharedAt = alert.sharedAt
            observation = alert.observation
            location = alert.location.map { LocationView($0) }
            policeOnly = alert.policeOnly
            emergencyCall = alert.call
        }
    }

    /// Something they said in an alert.
    public struct Said: Hashable, Codable, Sendable {
        public let alertId: AlertId
        public let kind: Message.Kind
        public let at: Moment
        public let text: String?
        public let location: LocationView?
        public let policeOnly: PoliceOnly?
        public let isRetracted: Bool

        public init(_ message: Message) {
            alertId = message.alert
            kind = message.kind
            at = message.at
            text = message.text
            location = message.location.map { LocationView($0) }
            policeOnly = message.policeOnly
            isRetracted = message.isRetracted
        }
    }

    public let id: PersonId
    public let firstName: String
    public let lastName: String
    public let email: String?
    public let language: Language
    public let createdAt: Moment
    public let offices: [String]
    public let groups: [Place]
    /// Groups that they are asked to lead, by their address.
    public let askedToLead: [Asked]
    public let devices: [Device]
    public let alerts: [Reported]
    public let messages: [Said]
    /// How many messages they pointed out to a coordinator.
    public let flags: Int
    /// How many alerts and endings their devices have shown.
    public let receipts: Int
    /// By which ways they are told beyond open pages.
    public let ways: [KnownWay]
    /// Browsers that may be pushed to.
    public let pushDevices: [PushedTo]
    /// That they have stopped all of it; nil while they hear.
    public let stop: KnownStop?
    /// How many notices about alerts are kept for them: sent, waiting, or not sent for a reason.
    public let notices: Int
    /// How many letters are kept that they are to get or have got from the registry, and those that went to others at their
    /// word; gone a week after.
    public let letters: Int

    public init(
        _ person: Person, offices: [Office], groups: [Place], asked: [Asked], tokens: [Token], alerts: [Alert],
        messages: [Message], flags: Int, receipts: Int, ways: [Way] = [], stop: Pause? = nil,
        pushDevices: [PushDevice] = [], notices: Int = 0, letters: Int = 0
    ) {
        id = person.id
        firstName = person.firstName
        lastName = person.lastName
        email = person.email
        language = person.language
        createdAt = person.createdAt
        self.offices = offices.map { "\($0.kind.rawValue) \($0.territory)" }
        self.groups = groups
        askedToLead = asked
        devices = tokens.map(Device.init)
        self.alerts = alerts.map(Reported.init)
        self.messages = messages.filter { $0.kind != .alert }.map(Said.init)
        self.flags = flags
        self.receipts = receipts
        self.ways = ways.map(KnownWay.init)
        self.pushDevices = pushDevices.map(PushedTo.init)
        self.stop = stop.map(KnownStop.init)
        self.notices = notices
        self.letters = letters
    }
}
