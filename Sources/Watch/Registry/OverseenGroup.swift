/// A group in the list of an office that oversees it.
public struct OverseenGroup: Hashable, Sendable {
    public let group: ListedGroup
    /// Whether it would wake (`GroupReadiness.isReady`). Nothing more of it is told here, and to nobody else even this: where a
    /// street sleeps through an alarm is what a burglar would like to know.
    public let isReady: Bool

    public init(group: ListedGroup, isReady: Bool) {
        self.group = group
        self.isReady = isReady
    }
}

/// Some of the groups that an office oversees.
public struct OverseenGroups: Hashable, Sendable {
    public let groups: [OverseenGroup]
    /// How many there are altogether.
    public let found: Int
    /// When it was reckoned which of them would wake.
    public let at: Moment

    public init(groups: [OverseenGroup], found: Int, at: Moment) {
        self.groups = groups
        self.found = found
        self.at = at
    }
}
