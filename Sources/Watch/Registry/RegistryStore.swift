/// Where the registry is kept.
public protocol RegistryStore: Sendable {
    /// How a group stands in the registry; nil when there is no such group.
    func registration(of group: GroupId) async throws -> Registration?

    /// The group to which a sheet of paper leads.
    func registration(joinCode: JoinCode) async throws -> Registration?

    /// The invitation to a group's own WhatsApp group, for its approved members only; nil when it has none.
    func invitation(of group: GroupId) async throws -> String?

    /// What changed after a version, the oldest change first, at most `limit` groups. Whoever has taken it in asks from
    /// its version on, until nothing comes.
    func changes(after version: Int64, limit: Int) async throws -> RegistryNews

    /// How many approved members each group has that has any.
    func memberCounts() async throws -> [GroupId: Int]

    /// Changes how a group stands within one transaction, under the group's lock: loads, lets `decide` decide, saves
    /// all of it with its line in the audit log, and counts the change in the registry's version.
    ///
    /// - Parameter person: who asks; nil for the watch itself.
    /// - Throws: what `decide` throws (nothing is saved then), `not-found` for an unknown group.
    func change(
        _ group: GroupId, by person: PersonId?, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (RegistryScene) throws(Refusal) -> RegistryChange
    ) async throws -> RegistryScene

    /// A group's audit log, the newest line first.
    func audit(of group: GroupId, limit: Int) async throws -> [AuditEntry]
}

/// What changed in the registry.
public struct RegistryNews: Sendable {
    public let groups: [ListedGroup]
    /// Of the newest change among them; that which was asked from when there is none.
    public let version: Int64

    public init(groups: [ListedGroup], version: Int64) {
        self.groups = groups
        self.version = version
    }
}

/// What a decision about a group's place in the registry is made on.
public struct RegistryScene: Sendable {
    public let group: Group
    public let registration: Registration
    /// In which capacities the one who asks speaks; `watch` alone for nobody.
    public let capacities: Set<RegistryRules.Capacity>
    /// Approved coordinators, without stand-ins.
    public let coordinators: Int

    public init(
        group: Group, registration: Registration, capacities: Set<RegistryRules.Capacity>, coordinators: Int
    ) {
        self.group = group
        self.registration = registration
        self.capacities = capacities
        self.coordinators = coordinators
    }
}

/// What is saved of a decision.
public struct RegistryChange: Sendable {
    public let registration: Registration
    /// Name, place, municipality and area as they are from now on; nil when they stay.
    public let group: Group?
    /// The new invitation to the group's own WhatsApp group: `.some(nil)` takes it away, nil leaves it.
    public let invitation: String??
    /// The line in the audit log; nil when nothing has changed.
    public let entry: AuditEntry?

    public init(registration: Registration, group: Group? = nil, invitation: String?? = nil, entry: AuditEntry?) {
        self.registration = registration
        self.group = group
        self.invitation = invitation
        self.entry = entry
    }
}
