/// How a group passes from one coordinator to the next.
public enum HandOver {
    /// What is saved: who takes over, and who handed over.
    public struct Outcome: Hashable, Sendable {
        public let successor: Member
        /// The coordinator until now, who stays as a resident; nil where an office has appointed somebody.
        public let predecessor: Member?
        public let capacity: RegistryRules.Capacity

        public init(successor: Member, predecessor: Member?, capacity: RegistryRules.Capacity) {
            self.successor = successor
            self.predecessor = predecessor
            self.capacity = capacity
        }
    }

    /// In which capacity somebody hands a group over, before it is looked at to whom: as its coordinator for good, or by
    /// their office where it has nobody.
    ///
    /// - Throws: `not-allowed`.
    public static func capacity(
        of own: Member?, in scene: RegistryScene
    ) throws(Refusal) -> RegistryRules.Capacity {
        if let own, own.standing == .approved, own.role == .coordinator, !own.standsIn { return .coordinator }
        let office = try RegistryRules.office(scene.capacities)
        guard scene.coordinators == 0 else { throw Refusal(.notAllowed) }
        return office
    }

    /// A coordinator for good hands over to an approved member. An office does so where the group has nobody, also to who
    /// has only asked to join: there is nobody else to let them in.
    ///
    /// - Parameter successor: nil for a member that there is not.
    /// - Throws: `not-allowed`, `group-closed`, `not-found`, `standing-unreachable`.
    public static func decide(
        to successor: Member?, by own: Member?, in scene: RegistryScene
    ) throws(Refusal) -> Outcome {
        let capacity = try capacity(of: own, in: scene)
        try RegistryRules.open(scene)
        guard let successor else { throw Refusal(.notFound) }
        var next = successor
        next.role = .coordinator
        next.coordinatorUntil = nil
        next.decided = nil
        if let own, capacity == .coordinator {
            guard own.id != successor.id else { throw Refusal(.notAllowed) }
            guard successor.standing == .approved else { throw unreachable(successor) }
            var before = own
            before.role = .resident
            before.decided = nil
            return Outcome(successor: next, predecessor: before, capacity: .coordinator)
        }
        switch successor.standing {
        case .approved: break
        case .applied:
            next.standing = .approved
            next.joinedSequence = scene.group.lastSequence + 1
            next.leftSequence = nil
            next.note = nil
        case .suspended, .left: throw unreachable(successor)
        }
        return Outcome(successor: next, predecessor: nil, capacity: capacity)
    }

    private static func unreachable(_ member: Member) -> Refusal {
        Refusal(.standingUnreachable, field: "memberId", ["from": member.standing.rawValue])
    }
}
