/// One line of a group's audit log: who changed what about it in the registry, and when. Its coordinators and the
/// offices above it can read it; it is only ever added to.
public struct AuditEntry: Hashable, Sendable {
    /// What was done.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case registered, imported, confirmed, declined, renewed, reminded, fellSilent = "fell-silent", warned, closed,
            reopened
        case escalated, handedOver = "handed-over", changed, invitationChanged = "invitation-changed"
        case codesMade = "codes-made", coordinatorJoined = "coordinator-joined"
    }

    public let id: Id<AuditEntry>
    public let group: GroupId
    public let at: Moment
    /// Who did it; nil for the watch itself, and for who was erased since.
    public let person: PersonId?
    public let capacity: RegistryRules.Capacity
    public let kind: Kind
    /// What changed, by the field's name in the API: never anything about a person.
    public let details: [String: String]

    public init(
        id: Id<AuditEntry>, group: GroupId, at: Moment, person: PersonId?, capacity: RegistryRules.Capacity, kind: Kind,
        details: [String: String] = [:]
    ) {
        self.id = id
        self.group = group
        self.at = at
        self.person = person
        self.capacity = capacity
        self.kind = kind
        self.details = details
    }
}
