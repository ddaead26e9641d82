/// Where members are kept.
public protocol MemberStore: Sendable {
    /// What a person is to a group, in one look: their membership and their offices.
    func place(of person: PersonId, in group: GroupId) async throws -> (member: Member?, offices: [Office])

    /// Everybody who is in the group, waits to be let in or was suspended, with their names, for its coordinator: first who
    /// waits, then who leads, then the others, each the newest first. Who left is not among them.
    func members(of group: GroupId, _ search: MemberSearch) async throws -> MemberPage

    /// One of them by id, with their name, whatever their standing; nil when the group has no such member.
    func member(_ id: MemberId, of group: GroupId) async throws -> NamedMember?

    /// How many those are.
    func counts(of group: GroupId) async throws -> MemberCounts

    /// Everybody who is in the group, by which ways each is told, and whether they wish to hear of it: on that it is said
    /// whether it would wake.
    func sleepers(of group: GroupId) async throws -> [GroupReadiness.Sleeper]

    /// Which of these groups would wake: of each the same as `GroupReadiness.isReady` of its sleepers, counted by the database in one
    /// question. Of single members nothing comes out.
    func ready(_ groups: [GroupId]) async throws -> Set<GroupId>

    /// How many wait to be let in, in each group that a person leads now; a group in which nobody waits is left out.
    func applicants(ledBy person: PersonId) async throws -> [GroupId: Int]

    /// Who leads a group now, stand-ins too, with their names; who has done so longest first.
    func coordinators(of group: GroupId) async throws -> [NamedMember]

    /// Everybody whose time as a stand-in is over.
    func endedStandIns(at moment: Moment, limit: Int) async throws -> [Member]

    /// Groups that a person does not want to hear for now.
    func muted(by person: PersonId) async throws -> [GroupId]

    /// Everywhere a person has a place, has asked for one or was suspended.
    func places(of person: PersonId) async throws -> [Member]

    /// Changes one member within one transaction, under the group's lock: loads, lets `decide` decide, saves, and
    /// counts the change in the group's `memberVersion` when an effect asks for it.
    ///
    /// - Parameter member: by id, or the person's own place.
    /// - Returns: the member as saved, and what came of it.
    /// - Parameter actor: who asks; nil for the watch itself.
    /// - Throws: what `decide` throws (nothing is saved then), `not-found` for an unknown group or member.
    func change(
        _ member: MemberKey, in group: GroupId, by actor: PersonId?, request: RequestKey?,
        decide: @escaping @Sendable (MemberScene) throws(Refusal) -> MemberChange
    ) async throws -> Member
}

/// Which member is meant.
public enum MemberKey: Hashable, Sendable {
    case id(MemberId)
    case person(PersonId)
}

/// What a decision about a member is made on.
public struct MemberScene: Sendable {
    public let group: Group
    /// The member meant; nil for a person who has no place yet.
    public let member: Member?
    /// What the one who asks is to the group; nil when they are neither approved nor of the police.
    public let actor: Actor?
    /// Whether who asks is coordinator for a time only.
    public let standsIn: Bool
    /// The first name of the person whose place it is; empty when they have not said it.
    public let firstName: String
    /// Approved coordinators of the group, without stand-ins.
    public let coordinators: Int
    /// Whether who asks to join must show that they live here.
    public let asksForProof: Bool
    /// In how many other groups the person whose place it is waits for an answer.
    public let applications: Int

    public init(
        group: Group, member: Member?, actor: Actor?, standsIn: Bool = false, firstName: String, coordinators: Int,
        asksForProof: Bool = false, applications: Int = 0
    ) {
        self.group = group
        self.member = member
        self.actor = actor
        self.standsIn = standsIn
        self.firstName = firstName
        self.coordinators = coordinators
        self.asksForProof = asksForProof
        self.applications = applications
    }
}

/// A member to save, with the effects.
public struct MemberChange: Hashable, Sendable {
    public let member: Member
    public let effects: [Member.Effect]

    public init(member: Member, effects: [Member.Effect]) {
        self.member = member
        self.effects = effects
    }
}

/// A member with the first name that others may see.
public struct NamedMember: Hashable, Sendable {
    public let member: Member
    public let firstName: String

    public init(member: Member, firstName: String) {
        self.member = member
        self.firstName = firstName
    }
}
