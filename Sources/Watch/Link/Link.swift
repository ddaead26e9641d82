/// That two groups beside each other hear each other's alerts, once both coordinators agree.
public struct Link: Hashable, Sendable {
    /// How it stands.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// The watch proposes it, since they are neighbours, or since one of them has moved and both are asked again;
        /// nobody has answered.
        case proposed
        /// One side wants it, and the other has not answered.
        case asked
        /// Both want it: alerts travel.
        case linked
        /// One side does not want it.
        case declined
        /// It was linked, and one side ended it.
        case ended
    }

    public let pair: Pair
    public internal(set) var state: State
    /// The side that asked, declined or ended, or that moved, so that both are asked again; nil while it is only
    /// proposed, and once both agree.
    public internal(set) var by: GroupId?
    /// When it was first thought of.
    public let proposedAt: Moment
    /// When it came to stand as it does.
    public internal(set) var changedAt: Moment

    public init(pair: Pair, state: State, by: GroupId?, proposedAt: Moment, changedAt: Moment) {
        self.pair = pair
        self.state = state
        self.by = by
        self.proposedAt = proposedAt
        self.changedAt = changedAt
    }

    /// Two different groups, whichever is named first.
    public struct Pair: Hashable, Sendable {
        /// The one whose id comes first: the order in which they are locked.
        public let low: GroupId
        public let high: GroupId

        /// Nil for one group and itself.
        public init?(_ one: GroupId, _ other: GroupId) {
            guard one != other else { return nil }
            low = min(one, other)
            high = max(one, other)
        }

        public func contains(_ group: GroupId) -> Bool { group == low || group == high }

        /// The one that is not this one.
        public func other(than group: GroupId) -> GroupId { group == low ? high : low }
    }

    /// Whether it is this side's turn to answer.
    public func awaits(_ group: GroupId) -> Bool {
        switch state {
        case .proposed: pair.contains(group)
        case .asked: pair.contains(group) && by != group
        case .linked, .declined, .ended: false
        }
    }

    /// Whether both are asked again, since one of them has moved.
    public var isAskedAgain: Bool { state == .proposed && by != nil }

    /// Whether this side's coordinator wants it.
    public func isWanted(by group: GroupId) -> Bool { state == .linked || state == .asked && by == group }
}

/// Where an alert came from, for a group that it was not reported in.
public struct Provenance: Hashable, Codable, Sendable {
    /// The group in which it was reported.
    public let home: GroupId
    public let homeName: String
    /// The group that passed it on: the home group itself at the first hop.
    public let via: GroupId
    public let viaName: String
    /// Over how many links it came.
    public let hops: Int
    /// Whether a coordinator sent it on, rather than the rule.
    public let isByHand: Bool

    public init(home: GroupId, homeName: String, via: GroupId, viaName: String, hops: Int, isByHand: Bool) {
        self.home = home
        self.homeName = homeName
        self.via = via
        self.viaName = viaName
        self.hops = hops
        self.isByHand = isByHand
    }

    /// As the API writes it.
    private enum CodingKeys: String, CodingKey {
        case home = "groupId"
        case homeName = "groupName"
        case via = "viaId"
        case viaName, hops
        case isByHand = "byHand"
    }
}
