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
    /// all of it with its line in the audit log, and counts the change in the registry's version. Who is to hear of such a line
    /// by letter is written to with it: members, coordinators, those above.
    ///
    /// - Parameters:
    ///   - person: who asks; nil for the watch itself.
    ///   - withLinks: whether the group's links are in the scene; then the groups at their other ends are locked, too.
    /// - Throws: what `decide` throws (nothing is saved then), `not-found` for an unknown group.
    func change(
        _ group: GroupId, by person: PersonId?, withLinks: Bool, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (RegistryScene) throws(Refusal) -> RegistryChange
    ) async throws -> RegistryScene

    /// Counts that an area of this person's is about to be compared with those of others. See `GroupStore.compare`, which
    /// counts the same.
    func compare(by person: PersonId, at now: Moment) async throws -> Int

    /// A group's audit log, the newest line first.
    func audit(of group: GroupId, limit: Int) async throws -> [AuditEntry]

    // MARK: keeping it true

    /// The same with the first names of who did it, for those who may read it.
    func lines(of group: GroupId, limit: Int) async throws -> [AuditLine]

    /// How a group stands, and in which capacities somebody speaks about it; nil for an unknown group.
    func scene(of group: GroupId, for person: PersonId) async throws -> RegistryScene?

    /// Who is approved in a group, with those who have asked to join where that is said; the earliest first.
    ///
    /// - Parameters:
    ///   - person: who is left out: nobody hands over to themselves.
    ///   - search: of what name, and how many of them.
    /// - Returns: those, and how many there are of that name.
    func successors(
        of group: GroupId, except person: PersonId, withApplicants: Bool, _ search: MemberSearch
    ) async throws -> (members: [NamedMember], found: Int)

    /// One of those by id; nil when there is no such one among them.
    func successor(_ member: MemberId, of group: GroupId, withApplicants: Bool) async throws -> NamedMember?

    /// Passes a group on within one transaction, under its lock: saves both members, that it has somebody again, and the
    /// line in the audit log.
    ///
    /// - Parameter member: who takes over; nil for who cannot be told from what was sent. `decide` is given nil as well
    ///   where there is no such member.
    /// - Throws: what `decide` throws, `not-found` for an unknown group.
    func handOver(
        _ group: GroupId, to member: MemberId?, by person: PersonId, at now: Moment, request: RequestKey?,
        entry: Id<AuditEntry>,
        decide:
            @escaping @Sendable (RegistryScene, _ own: Member?, _ successor: Member?) throws(Refusal) ->
            HandOver.Outcome
    ) async throws

    /// Does what is due for a group in the registry within one transaction, under the group's lock: loads, lets `decide` decide,
    /// and saves it with its line in the log, or writes letters; nothing once the due is another's. What is due next is put
    /// down with it.
    ///
    /// - Parameter id: of the line, and of the letters; to an office that is written to already, none of its own.
    func lookAfter(
        _ due: Due, at now: Moment, id: Id<AuditEntry>, decide: @escaping @Sendable (CareScene) -> CareStep
    ) async throws

    /// Open groups of which it is not yet marked that they have nobody, or still is though they have somebody; at most
    /// `limit`.
    func mismarked(limit: Int) async throws -> [GroupId]

    /// Open groups of these territories that somebody must look after: proposed, reminded, silent, with nobody.
    func cared(for offices: [Office], limit: Int) async throws -> [CaredGroup]

    /// Brings in groups that are whole, all of them or none, and counts them as one change.
    ///
    /// - Throws: `slug-taken` with the slug.
    func take(_ groups: [ImportedGroup], at now: Moment) async throws
}

/// A line of the audit log with the first name of who did it; empty for the watch, and for who was erased since.
public struct AuditLine: Hashable, Sendable {
    public let entry: AuditEntry
    public let firstName: String

    public init(entry: AuditEntry, firstName: String) {
        self.entry = entry
        self.firstName = firstName
    }
}

/// A group that those above it must look after.
public struct CaredGroup: Hashable, Sendable {
    public let group: Group
    public let registration: Registration
    /// Approved coordinators, without stand-ins.
    public let coordinators: Int

    public init(group: Group, registration: Registration, coordinators: Int) {
        self.group = group
        self.registration = registration
        self.coordinators = coordinators
    }

    /// What is the matter with a group, the most pressing of it: one thing at a time.
    public enum Need: String, Sendable, CaseIterable {
        /// It has no coordinator.
        case nobody
        /// Its coordinators have not answered for long.
        case silent
        /// They were asked whether all is still right, and have not answered yet.
        case reminded
        /// It waits for its confirmation, and for nothing else.
        case proposed
    }

    /// What is the matter with it.
    public var need: Need {
        if coordinators == 0 { return .nobody }
        switch registration.standing {
        case .silent: return .silent
        case .proposed: return .proposed
        case .listed, .closed: return .reminded
        }
    }
}

/// A group that comes in whole.
public struct ImportedGroup: Sendable {
    public let group: Group
    public let registration: Registration
    /// The invitation to its own WhatsApp group.
    public let invitation: String?
    /// Its coordinator: whoever has this address, or this person where nobody has it; nil for a group with nobody.
    public let coordinator: Person?
    /// For the coordinator's place in it, and for the first line of its log.
    public let member: MemberId
    public let entry: Id<AuditEntry>

    public init(
        group: Group, registration: Registration, invitation: String?, coordinator: Person?, member: MemberId,
        entry: Id<AuditEntry>
    ) {
        self.group = group
        self.registration = registration
        self.invitation = invitation
        self.coordinator = coordinator
        self.member = member
        self.entry = entry
    }
}

extension RegistryStore {
    /// The same where nothing about links is decided.
    public func change(
        _ group: GroupId, by person: PersonId?, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (RegistryScene) throws(Refusal) -> RegistryChange
    ) async throws -> RegistryScene {
        try await change(group, by: person, withLinks: false, at: now, request: request, decide: decide)
    }
}

/// What changed in the registry.
public struct RegistryNews: Sendable {
    public let groups: [ListedGroup]
    /// Those that changed too and whose area cannot be read: nothing can be found by it, so they are not listed.
    public let unreadable: [GroupId]
    /// Of the newest change among them; that which was asked from when there is none.
    public let version: Int64

    public init(groups: [ListedGroup], unreadable: [GroupId] = [], version: Int64) {
        self.groups = groups
        self.unreadable = unreadable
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
    /// How often the one who asks has changed what stands there about a group within the last hour.
    public let recentChanges: Int
    /// The links of the group that are in force, or that one side wants; empty where nobody asks for them.
    public let links: [LinkedGroup]

    public init(
        group: Group, registration: Registration, capacities: Set<RegistryRules.Capacity>, coordinators: Int,
        recentChanges: Int = 0, links: [LinkedGroup] = []
    ) {
        self.group = group
        self.registration = registration
        self.capacities = capacities
        self.coordinators = coordinators
        self.recentChanges = recentChanges
        self.links = links
    }

    /// Whether the group has nobody, and who asks is to find somebody by their office.
    public var isForsaken: Bool { !capacities.contains(.coordinator) && coordinators == 0 }
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
    /// Links that stand otherwise from now on; the sides that are to answer hear of it by letter.
    public let links: [Link]

    public init(
        registration: Registration, group: Group? = nil, invitation: String?? = nil, entry: AuditEntry?,
        links: [Link] = []
    ) {
        self.registration = registration
        self.group = group
        self.invitation = invitation
        self.entry = entry
        self.links = links
    }
}
