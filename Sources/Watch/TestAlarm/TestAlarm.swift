/// The id of a test alarm.
public typealias TestAlarmId = Id<TestAlarm>

/// That the coordinators of a group tried once whether its members would be woken: an alarm that says first of all that it is
/// none. It wakes no group, is no alert, and stands in no register, since nobody says anything about anybody.
public struct TestAlarm: Hashable, Sendable {
    public let id: TestAlarmId
    public let group: GroupId
    /// By which it was told; what devices say they have shown counts for this.
    public let event: EventId
    /// Where that stands in the group: who was let in later was not among those to be told.
    public let sequence: Int64
    public let sentAt: Moment

    public init(id: TestAlarmId, group: GroupId, event: EventId, sequence: Int64, sentAt: Moment) {
        self.id = id
        self.group = group
        self.event = event
        self.sequence = sequence
        self.sentAt = sentAt
    }
}

/// What the event of a test alarm tells.
public struct TestAlarmNews: Hashable, Codable, Sendable {
    /// The `event:` of the live stream.
    public static let kind = "test-alarm-sent"

    public let testAlarm: TestAlarmId

    public init(testAlarm: TestAlarmId) {
        self.testAlarm = testAlarm
    }
}

/// A test alarm, and how far it came: by the same rules as an alert. What was sent and not shown is not told.
public struct TestedAlarm: Hashable, Sendable {
    public let test: TestAlarm
    public let reach: Reach

    public init(_ test: TestAlarm, reach: Reach) {
        self.test = test
        self.reach = reach
    }
}

extension Subject.Kind {
    /// A test alarm; its id is the test's.
    public static let testAlarm = Subject.Kind(rawValue: "test-alarm")
}

extension Subject {
    /// A test alarm.
    public static func testAlarm(_ id: TestAlarmId) -> Subject { Subject(kind: .testAlarm, id: Id(trusted: id.text)) }

    /// The test alarm that it is; nil where it is something else.
    public var testAlarm: TestAlarmId? { kind == .testAlarm ? TestAlarmId(trusted: id.text) : nil }
}

/// An event of a test alarm as everybody sees it who hears the group: the `data:` of the live stream and a line of history.
public struct TestAlarmEventView: Hashable, Codable, Sendable {
    /// What it is about, under its noun.
    public struct Thing: Hashable, Codable, Sendable {
        public let id: TestAlarmId
        public let sentAt: Moment
    }

    public let eventId: EventId
    public let groupId: GroupId
    public let sequence: Int64
    public let at: Moment
    public let event: String
    public let testAlarm: Thing

    /// Nil for what is about something else.
    public init?(_ past: PastEvent) {
        let event = past.event
        guard case .testAlarm(let news) = event.news else { return nil }
        eventId = event.id
        groupId = event.group
        sequence = event.sequence
        at = event.at
        self.event = TestAlarmNews.kind
        testAlarm = Thing(id: news.testAlarm, sentAt: event.at)
    }
}
