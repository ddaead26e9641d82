extension Member {
    /// What changes with a member, as data for the store.
    public enum Effect: Hashable, Sendable {
        /// Open streams of this person to this group must be looked at again.
        case hearingChanged
    }

    /// A change that somebody asks for; what is nil stays.
    public struct Wish: Hashable, Sendable {
        public let standing: Standing?
        public let role: Role?

        public init(standing: Standing? = nil, role: Role? = nil) {
            self.standing = standing
            self.role = role
        }
    }

    /// Asks again after having left or been declined.
    ///
    /// - Throws: `member-exists` while in or waiting, `member-suspended` while suspended.
    public mutating func apply() throws(Refusal) -> [Effect] {
        switch standing {
        case .left:
            standing = .applied
            role = .resident
            return []
        case .suspended: throw Refusal(.memberSuspended)
        case .applied, .approved: throw Refusal(.memberExists, ["memberId": id.text])
        }
    }

    /// Approves, declines, suspends, appoints, or leaves.
    ///
    /// Coordinators change others; anybody may leave; nobody appoints themselves. The last coordinator cannot go, so
    /// that a group never stands alone.
    /// - Parameters:
    ///   - actor: who asks; nil for the member themselves without any other right.
    ///   - coordinators: how many coordinators the group has now.
    ///   - sequence: of the group's newest event.
    /// - Throws: `not-allowed`, `standing-unreachable`, `last-coordinator`.
    public mutating func change(
        _ wish: Wish, by actor: Actor?, coordinators: Int, sequence: Int64
    ) throws(Refusal) -> [Effect] {
        let isSelf = actor == nil || actor?.person == person
        let isCoordinator = actor?.capacity == .coordinator
        let leavesAlone = isSelf && wish.standing == .left && wish.role == nil
        guard leavesAlone || isCoordinator else { throw Refusal(.notAllowed) }
        // On a copy: what is refused changes nothing.
        var next = self
        if let wanted = wish.standing, wanted != standing {
            switch (standing, wanted) {
            case (.applied, .approved), (.suspended, .approved):
                next.joinedSequence = sequence + 1
                next.leftSequence = nil
            case (.approved, .suspended), (.approved, .left):
                next.leftSequence = sequence + 1
            case (.applied, .left), (.suspended, .left): break
            default: throw Refusal(.standingUnreachable, field: "standing", ["from": standing.rawValue])
            }
            next.standing = wanted
        }
        if let wanted = wish.role, wanted != role {
            guard next.standing == .approved else {
                throw Refusal(.standingUnreachable, field: "role", ["from": next.standing.rawValue])
            }
            next.role = wanted
        }
        let wasCoordinator = role == .coordinator && standing == .approved
        let isStill = next.role == .coordinator && next.standing == .approved
        if wasCoordinator, !isStill, coordinators <= 1 { throw Refusal(.lastCoordinator) }
        defer { self = next }
        return next == self ? [] : [.hearingChanged]
    }
}
