/// Where groups are kept.
public protocol GroupStore: Sendable {
    /// The group with this id or slug; nil when there is none.
    func group(_ name: GroupName) async throws -> Group?

    /// These groups, in no order; one that there is not is left out.
    func groups(_ ids: [GroupId]) async throws -> [Group]

    /// Groups that are not closed and whose boxes meet this one, and how new the registry was: what changes after this look
    /// has a higher version.
    func groups(meeting box: Area.Box) async throws -> (groups: [Group], version: Int64)

    /// The policy that holds on some ground: of the country, with what the municipality does its own way.
    func jurisdiction(of country: String, municipality: String?) async throws -> Jurisdiction

    /// Counts that an area of this person's is about to be compared with those of others, whatever comes of it.
    ///
    /// - Returns: how many there were within a day, this one included.
    func compare(by person: PersonId, at now: Moment) async throws -> Int

    /// Keeps a new group with its first coordinator, how it stands in the registry and the first line of its audit log,
    /// or refuses with `slug-taken`. Once kept for a key, the same key gives the same group again.
    ///
    /// - Parameters:
    ///   - invitation: to the group's own WhatsApp group; nil for none.
    ///   - asked: who is to be asked to lead it as well; nil for nobody.
    ///   - profile: how who founds it is called from then on, where they have no first name yet; nothing of it is kept
    ///     of a group that is refused.
    ///   - version: of the registry as it was looked at before; nil for who does not ask what is beside it.
    ///   - decide: looks at what is there already when nobody else can found one any more; what it throws keeps nothing.
    func found(
        _ group: Group, coordinator: Member, registration: Registration, invitation: String?, asked: CoCoordination?,
        naming profile: PersonProfile?, request: RequestKey?, since version: Int64?,
        decide: @escaping @Sendable (FoundingScene) throws(Refusal) -> AuditEntry
    ) async throws -> Group

    /// The groups that a person hears: by membership, by office, with what they are to each.
    func hearings(of person: PersonId) async throws -> [Hearing]

    /// The same for open streams, with how often it had changed at that moment.
    func versionedHearings(of person: PersonId) async throws -> VersionedHearings

    /// Everybody who hears a group, in one look: what open streams are held against when its membership changes.
    func hearers(of group: GroupId) async throws -> [PersonId: Hearing]

    /// Sequence and membership version of these groups, in one look: what catch-up compares.
    func heads(of groups: [GroupId]) async throws -> [GroupHead]
}

extension GroupStore {
    /// Keeps a group that is whole already, whatever is there beside it.
    public func found(
        _ group: Group, coordinator: Member, registration: Registration, entry: AuditEntry, request: RequestKey?
    ) async throws -> Group {
        try await found(
            group, coordinator: coordinator, registration: registration, invitation: nil, asked: nil, naming: nil,
            request: request, since: nil
        ) { _ in entry }
    }
}

/// How an address names a group.
public enum GroupName: Hashable, Sendable {
    case id(GroupId)
    case slug(String)

    /// Reads the piece of an address: an id where it is one, a slug otherwise.
    public init(_ text: String) {
        if let id = GroupId(text) { self = .id(id) } else { self = .slug(text) }
    }
}

/// What catch-up compares: a group's newest sequence, and how often its membership has changed.
public struct GroupHead: Hashable, Sendable {
    public let id: GroupId
    public let lastSequence: Int64
    public let memberVersion: Int64

    public init(id: GroupId, lastSequence: Int64, memberVersion: Int64) {
        self.id = id
        self.lastSequence = lastSequence
        self.memberVersion = memberVersion
    }
}

/// The groups that a person hears as they were at one moment. Of two such readings that with the higher version is the newer;
/// those with the same say the same.
public struct VersionedHearings: Hashable, Sendable {
    /// How often what they hear had changed.
    public let version: Int64
    public let hearings: [Hearing]

    /// What was read at that moment.
    public init(version: Int64, hearings: [Hearing]) {
        self.version = version
        self.hearings = hearings
    }
}
