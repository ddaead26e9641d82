/// That somebody wants to hear nothing new for a while: of one group, or of all.
public struct Pause: Hashable, Sendable {
    /// When it ends by itself; nil where it lasts until they say otherwise.
    public let until: Moment?

    public init(until: Moment? = nil) {
        self.until = until
    }

    /// Whether it has not ended yet.
    public func holds(at now: Moment) -> Bool { until.map { $0 > now } ?? true }
}

/// What somebody wants to be told of beyond open pages. Who chose nothing is told of everything in their groups, at any hour:
/// a watch that is silent by itself is none.
public struct Choices: Hashable, Sendable {
    /// They want to hear nothing for now, of whichever group; nil while they hear.
    public var stop: Pause?
    /// What they chose about groups; of one that is not among these, nothing.
    public var groups: [GroupId: GroupChoices]

    public init(stop: Pause? = nil, groups: [GroupId: GroupChoices] = [:]) {
        self.stop = stop
        self.groups = groups
    }

    /// What holds in a group.
    public func choices(in group: GroupId) -> GroupChoices { groups[group] ?? .unchosen }
}

/// What somebody chose about what they are told of in one group.
public struct GroupChoices: Hashable, Sendable {
    /// The hours in which they are told of nothing new; nil for none.
    public var quietHours: QuietHours?
    /// The kinds of alerts of which they do not want to hear. So kept that of a kind which is new they hear.
    public var without: Set<Alert.Kind>
    /// How much they hear of what was reported in linked groups.
    public var linked: Linked

    /// As it is for who has chosen nothing.
    public static let unchosen = GroupChoices()

    public init(quietHours: QuietHours? = nil, without: Set<Alert.Kind> = [], linked: Linked = .all) {
        self.quietHours = quietHours
        self.without = without
        self.linked = linked
    }

    /// How much somebody hears of what was reported in linked groups. Of their own they hear however far it is: that is
    /// where they live.
    public enum Linked: Hashable, Sendable {
        /// All that reaches the group.
        case all
        /// What happens no farther than so many metres from the group's area.
        case within(metres: Int)
        /// Nothing.
        case nothing
    }
}

/// Hours of the day in which somebody is told of nothing new. They may run over midnight.
public struct QuietHours: Hashable, Sendable {
    /// Minutes since local midnight, the first one of them.
    public let from: Int
    /// The first minute after them.
    public let until: Int
    /// What they are told of all the same.
    public let passes: Set<Passing>

    /// What may pass quiet hours.
    public enum Passing: String, Codable, Sendable, CaseIterable {
        /// Somebody is missing, a child maybe.
        case missingPerson = "missing-person"
        /// What the police themselves ask of a street.
        case police
    }

    public init(from: Int, until: Int, passes: Set<Passing> = Set(Passing.allCases)) {
        self.from = from
        self.until = until
        self.passes = passes
    }

    /// Whether a local minute of the day is one of them.
    public func contains(minuteOfDay: Int) -> Bool {
        from <= until
            ? (from..<until).contains(minuteOfDay) : minuteOfDay >= from || minuteOfDay < until
    }
}

/// What is asked when it is decided whether somebody wants to hear of a piece of news.
public struct NoticeChoice: Hashable, Sendable {
    /// They want to hear nothing for now.
    public let stop: Pause?
    /// What they chose about the group through which they would be told.
    public let choices: GroupChoices
    /// What the clock on the wall says: minutes since midnight.
    public let minuteOfDay: Int
    /// Where else they have heard of the same: who wants to hear less of one of their groups hears it through another.
    public let elsewhere: [Place]

    /// Another group of theirs in which the alert stands.
    public struct Place: Hashable, Sendable {
        public let group: Group
        public let member: Member
        public let choices: GroupChoices

        public init(group: Group, member: Member, choices: GroupChoices) {
            self.group = group
            self.member = member
            self.choices = choices
        }
    }

    /// - Parameter minuteOfDay: matters to who has chosen quiet hours alone.
    public init(
        stop: Pause? = nil, choices: GroupChoices = .unchosen, minuteOfDay: Int = 12 * 60, elsewhere: [Place] = []
    ) {
        self.stop = stop
        self.choices = choices
        self.minuteOfDay = minuteOfDay
        self.elsewhere = elsewhere
    }
}

/// What somebody wants changed about what they are told of: what is nil, and every group that is not named, stays as it is.
public struct ChoicesWish: Hashable, Sendable {
    /// That hearing stops, or goes on.
    public enum Hearing: Hashable, Sendable {
        case goesOn
        case stops(Pause)

        /// Until when it stops; nil where it goes on.
        public var pause: Pause? {
            if case .stops(let pause) = self { pause } else { nil }
        }
    }

    /// What changes about one group.
    public struct OfGroup: Hashable, Sendable {
        public let group: GroupId
        /// Whether the group is muted.
        public let hearing: Hearing?
        public let choices: GroupChoices?

        public init(_ group: GroupId, hearing: Hearing? = nil, choices: GroupChoices? = nil) {
            self.group = group
            self.hearing = hearing
            self.choices = choices
        }
    }

    /// Of all groups at once.
    public let hearing: Hearing?
    public let groups: [OfGroup]

    public init(hearing: Hearing? = nil, groups: [OfGroup] = []) {
        self.hearing = hearing
        self.groups = groups
    }
}
