extension Notice {
    /// Notices of a kind that wait behind each other, and behind nothing else.
    public enum Lane: Int64, Sendable, CaseIterable {
        /// Tests of a group's alarm, whatever they go by: no alarm stands behind one.
        case tests = -2
        /// What happens in a street, to those whom a push wakes: it stands behind no letters. Where a letter is to follow,
        /// that one is among those of alerts.
        case pushes = -1
        /// What happens in a street.
        case alerts = 0
        /// Letters for which somebody waits.
        case letters = 1
        /// Letters of which there may be thousands at once, and for which nobody waits.
        case many = 2
    }

    /// What gives rise to it. Everything that is told beyond open pages has a case here.
    public enum Cause: Hashable, Sendable {
        /// News of an alert.
        case alert(Kind)
        /// That a group's alarm is tested.
        case testAlarm
        /// What became of somebody's own place in a group.
        case place(MemberLetter.Cause)
        /// What there is to tell the coordinators of a group.
        case coordinators(GroupLetter.Kind)
        /// Whether all is still right with a group.
        case reminder
        /// That groups are closed soon about which nobody has answered.
        case warning
        /// To an office, that groups have nobody.
        case escalation
        /// Whether somebody leads a group as well. The person whose notice it is asks; it goes to the address that they gave.
        case question
        /// That nothing was heard of devices of theirs for long.
        case silence

        /// Which notices it waits behind; news of an alert may be among the pushes as well (`Notice.lane`).
        public var lane: Lane {
            switch self {
            case .alert: .alerts
            case .testAlarm: .tests
            case .place(let cause): MemberLetter.Cause.many.contains(cause) ? .many : .letters
            case .coordinators(.decision), .coordinators(.applicants), .question: .letters
            case .coordinators(.links), .reminder, .warning, .escalation, .silence: .many
            }
        }

        /// Whether it goes by somebody's own ways as they order them, from one to the next where nobody has seen it: news of
        /// an alert, and a test of just that. Everything else is a letter.
        public var isNews: Bool {
            switch self {
            case .alert, .testAlarm: true
            case .place, .coordinators, .reminder, .warning, .escalation, .question, .silence: false
            }
        }

        /// After how long it is tried again where a channel said "later"; then no more. An alarm is news for minutes, a
        /// letter for days.
        public var waits: [Span] { isNews ? NoticeRules.waits : GroupLetter.waits }
    }
}

extension Notice.Cause: RawRepresentable, CaseIterable {
    /// In one stable word, by which it is kept. It never changes, since servers of another program read it, too.
    public var rawValue: String {
        switch self {
        case .alert(let kind): kind.rawValue
        case .testAlarm: "test-alarm"
        case .place(let cause): "place-\(cause.rawValue)"
        case .coordinators(let kind): "group-\(kind.rawValue)"
        case .reminder: "reminder"
        case .warning: "warning"
        case .escalation: "escalation"
        // "question" is what is asked about an alert.
        case .question: "lead-question"
        case .silence: "devices-silent"
        }
    }

    /// Nil for what no program of before or of now has written.
    public init?(rawValue: String) {
        guard let cause = Notice.Cause.byWord[rawValue] else { return nil }
        self = cause
    }

    public static let allCases: [Notice.Cause] =
        Notice.Kind.allCases.map(Notice.Cause.alert) + [.testAlarm]
        + MemberLetter.Cause.allCases.map(Notice.Cause.place)
        + GroupLetter.Kind.allCases.map(Notice.Cause.coordinators) + [
            .reminder, .warning, .escalation, .question, .silence,
        ]

    private static let byWord = Dictionary(
        allCases.map { ($0.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
}

extension Subject.Kind {
    /// Somebody's place in a group; its id is the member's.
    public static let place = Subject.Kind(rawValue: "place")
    /// A group and its standing in the registry; its id is the group's.
    public static let registration = Subject.Kind(rawValue: "registration")
    /// What there is to tell the coordinators of a group; its id is the group's.
    public static func coordinators(_ kind: GroupLetter.Kind) -> Subject.Kind {
        Subject.Kind(rawValue: "group-\(kind.rawValue)")
    }
    /// The question whether somebody leads a group as well; its id is the group's.
    public static let question = Subject.Kind(rawValue: "question")
    /// What an office is written.
    public static let office = Subject.Kind(rawValue: "office")
}

extension Subject {
    /// Somebody's place in a group.
    public static func place(_ id: MemberId) -> Subject { Subject(kind: .place, id: Id(trusted: id.text)) }

    /// One of the subjects whose id is a group's: its registration, what its coordinators are told, a question to lead it.
    public static func group(_ id: GroupId, _ kind: Kind) -> Subject { Subject(kind: kind, id: Id(trusted: id.text)) }

    /// The place that it is; nil where it is something else.
    public var place: MemberId? { kind == .place ? MemberId(trusted: id.text) : nil }
}
