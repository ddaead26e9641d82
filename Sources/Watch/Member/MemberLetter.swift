/// What somebody is told by letter about their place in a group: one notice for a place, whatever becomes of it.
///
/// How a place came to be as it is cannot be seen in it, so the cause is kept; the newest, where there are two. Whether it
/// still holds is looked up when the letter is written, so that nobody is told what is over.
public enum MemberLetter {
    /// What gives rise to one: always what somebody else did, or what becomes of the whole group.
    public enum Cause: String, Sendable, CaseIterable {
        /// A coordinator lets them in.
        case approved
        /// A coordinator does not.
        case declined
        /// They are made coordinator, for good or for a time.
        case appointed
        /// A list that came in names them as coordinator.
        case imported
        /// A coordinator suspends them.
        case suspended
        /// A coordinator lets them in again after that.
        case readmitted
        /// A coordinator shows them out.
        case removed
        /// They are coordinator no more, and stay.
        case dismissed
        /// Nobody has answered for the group, and it is closed soon.
        case groupCloses = "group-closes"
        /// The group is no more.
        case groupClosed = "group-closed"
        /// It is one again.
        case groupReopened = "group-reopened"

        /// Those of which there may be thousands at once: they come after the others.
        public static let many: [Cause] = [.imported, .groupCloses, .groupClosed, .groupReopened]

        /// Whether it takes something from somebody that they count on.
        var isLoss: Bool { [.declined, .suspended, .removed, .dismissed].contains(self) }

        /// What a line of a group's log gives rise to, for everybody in it.
        public init?(_ kind: AuditEntry.Kind) {
            switch kind {
            case .warned: self = .groupCloses
            case .closed, .declined: self = .groupClosed
            case .reopened: self = .groupReopened
            default: return nil
            }
        }

        /// Whether it still describes this place.
        public func holds(for member: Member) -> Bool {
            switch self {
            case .approved, .readmitted, .groupCloses, .groupClosed, .groupReopened: member.standing == .approved
            case .declined, .removed: member.standing == .left
            case .appointed, .imported: member.standing == .approved && member.role == .coordinator
            case .suspended: member.standing == .suspended
            case .dismissed: member.standing == .approved && member.role == .resident
            }
        }

        /// Whether it still describes what is to become of the group.
        ///
        /// - Parameter closes: whether it was told that it will be closed, and nobody has answered since.
        public func holds(for group: Group, closes: Bool) -> Bool {
            switch self {
            case .groupClosed: group.closedAt != nil
            case .groupCloses: group.closedAt == nil && closes
            default: group.closedAt == nil
            }
        }
    }
}
