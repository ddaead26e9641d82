/// The id of an event.
public typealias EventId = Id<Event>

/// Something that happened, never changed afterwards, as it stands in one group. It has one id, however many groups it
/// stands in; what it tells may differ from one to the next, such as where an alert came from.
public struct Event: Hashable, Sendable {
    /// The same in every group.
    public let id: EventId
    public let placement: Placement
    /// When it came to stand there.
    public let at: Moment
    public let news: News

    public init(id: EventId, placement: Placement, at: Moment, news: News) {
        self.id = id
        self.placement = placement
        self.at = at
        self.news = news
    }

    public var group: GroupId { placement.group }
    public var sequence: Int64 { placement.sequence }

    /// What it tells of an alert; nil where it is about something else.
    public var alertNews: AlertNews? {
        if case .alert(let news) = news { news } else { nil }
    }
}

/// What an event tells, whole. Each room has news of its own, and says what each audience sees of it.
public enum News: Hashable, Sendable {
    case alert(AlertNews)
    /// That it is tried whether a group would be woken.
    case testAlarm(TestAlarmNews)
    /// What this program does not know yet: a newer one wrote it. It takes its place in the sequence, and is shown to nobody.
    case unknown(Subject, kind: String)

    /// What it is about.
    public var subject: Subject {
        switch self {
        case .alert(let news): .alert(news.alert)
        case .testAlarm(let news): .testAlarm(news.testAlarm)
        case .unknown(let subject, _): subject
        }
    }

    /// The message that it brings or concerns.
    public var message: MessageId? {
        switch self {
        case .alert(let news): news.message
        case .testAlarm, .unknown: nil
        }
    }

    /// The `event:` of the live stream.
    public var kind: String {
        switch self {
        case .alert(let news): news.kind.rawValue
        case .testAlarm: TestAlarmNews.kind
        case .unknown(_, let kind): kind
        }
    }
}

/// What an event or an entry of the register is about.
public struct Subject: Hashable, Sendable {
    /// In one stable word. Rooms add theirs; a word that no room here has is a newer program's.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) { self.rawValue = rawValue }

        public static let alert = Kind(rawValue: "alert")
    }

    public let kind: Kind
    /// The thing's own id, whatever it is.
    public let id: Id<Subject>

    public init(kind: Kind, id: Id<Subject>) {
        self.kind = kind
        self.id = id
    }

    public static func alert(_ id: AlertId) -> Subject { Subject(kind: .alert, id: Id(trusted: id.text)) }

    /// The alert that it is; nil where it is something else.
    public var alert: AlertId? { kind == .alert ? AlertId(trusted: id.text) : nil }
}

/// Where an event stands: the group, and its sequence there, which counts the group's events without a gap. All that travels
/// between servers.
public struct Placement: Hashable, Codable, Sendable {
    public let group: GroupId
    public let sequence: Int64

    public init(group: GroupId, sequence: Int64) {
        self.group = group
        self.sequence = sequence
    }
}

/// An event, with whether its message has been retracted since.
public struct PastEvent: Hashable, Sendable {
    public let event: Event
    public let isRetracted: Bool
    /// The same event in the groups that come before this one on its way: who was told there is not told again.
    public let earlier: [Placement]

    public init(event: Event, isRetracted: Bool, earlier: [Placement] = []) {
        self.event = event
        self.isRetracted = isRetracted
        self.earlier = earlier
    }
}

/// An event, and every group in which it stands.
public struct EventPlacements: Hashable, Sendable {
    /// The same in all of them.
    public let event: EventId
    public let placements: [Placement]

    public init(event: EventId, placements: [Placement]) {
        self.event = event
        self.placements = placements
    }

    /// Whether it is for somebody who hears these groups.
    public func isHeard(by hearings: [Hearing]) -> Bool {
        placements.contains { place in
            hearings.contains { $0.group == place.group && $0.since <= place.sequence }
        }
    }
}
