/// What a letter to the coordinators of a group is written from, as it stands at this moment.
public struct GroupLetterScene: Sendable {
    public let kind: GroupLetter.Kind
    public let group: Group
    /// The last two lines of the audit log that say whether it is a group, the newest first.
    public let decisions: [AuditEntry]
    /// The links that wait for this group's answer, with the name of the group at the other end, nil for one that is not
    /// confirmed; none with a closed one.
    public let waiting: [(link: Link, name: String?)]
    /// How many neighbours wait to be let in.
    public let applicants: Int
    /// To whom it goes: coordinators with an address.
    public let people: [Person]

    public init(
        kind: GroupLetter.Kind, group: Group, decisions: [AuditEntry] = [], waiting: [(link: Link, name: String?)] = [],
        applicants: Int = 0, people: [Person]
    ) {
        self.kind = kind
        self.group = group
        self.decisions = decisions
        self.waiting = waiting
        self.applicants = applicants
        self.people = people
    }

    /// What is told now; nil when there is nothing to tell any more, or nobody to tell it to.
    public var content: GroupLetter.Content? {
        guard !people.isEmpty else { return nil }
        switch kind {
        case .decision: return decision
        case .links: return links
        case .applicants: return group.closedAt == nil && applicants > 0 ? .applicants(applicants) : nil
        }
    }

    /// What one of them is told now; nil also for who is none of those to whom it goes, as who leads the group no more.
    public func content(for person: PersonId) -> GroupLetter.Content? {
        people.contains { $0.id == person } ? content : nil
    }

    private var decision: GroupLetter.Content? {
        guard let last = decisions.first else { return nil }
        let isOpen = group.closedAt == nil
        switch last.kind {
        case .confirmed where isOpen: return .confirmed(by: last.capacity)
        case .declined where !isOpen: return .declined(by: last.capacity, reason: last.details["reason"] ?? "")
        // Who was told no is told that it is a yes now; a group that was closed otherwise knows that it was confirmed.
        case .reopened where isOpen && decisions.dropFirst().first?.kind == .declined:
            return .confirmed(by: last.capacity)
        default: return nil
        }
    }

    private var links: GroupLetter.Content? {
        guard group.closedAt == nil else { return nil }
        let neighbours = waiting.filter { $0.link.awaits(group.id) }
            .map {
                GroupLetter.Neighbour(
                    name: $0.name, asks: $0.link.state == .asked, isAskedAgain: $0.link.isAskedAgain)
            }
            .sorted { ($0.rank, $0.name ?? "\u{FFFF}") < ($1.rank, $1.name ?? "\u{FFFF}") }
        guard !neighbours.isEmpty else { return nil }
        return .links(
            Array(neighbours.prefix(GroupLetter.mostNamed)), more: max(0, neighbours.count - GroupLetter.mostNamed))
    }
}

extension GroupLetter {
    /// How many neighbours a letter names; the others are counted.
    public static let mostNamed = 10

    /// What it says.
    public enum Content: Hashable, Sendable {
        /// The group is one.
        case confirmed(by: RegistryRules.Capacity)
        /// It is none, for this reason.
        case declined(by: RegistryRules.Capacity, reason: String)
        /// These neighbours wait for an answer, and so many more.
        case links([Neighbour], more: Int)
        /// So many neighbours wait to be let in.
        case applicants(Int)
    }

    /// A neighbouring group with which a link waits for an answer.
    public struct Neighbour: Hashable, Sendable {
        /// Nil while it is not confirmed: who reads the letter does not know it, and anybody may have called it anything.
        public let name: String?
        /// Whether its coordinators ask, rather than the watch.
        public let asks: Bool
        /// Whether it was linked, or one had asked, before one of the two moved.
        public let isAskedAgain: Bool

        public init(name: String?, asks: Bool, isAskedAgain: Bool = false) {
            self.name = name
            self.asks = asks
            self.isAskedAgain = isAskedAgain
        }

        /// Who lost a neighbour comes first, then who was asked by one.
        var rank: Int { isAskedAgain ? 0 : asks ? 1 : 2 }
    }
}
