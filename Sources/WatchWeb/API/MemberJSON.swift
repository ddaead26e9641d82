import Watch

/// One's own place in a group.
struct MembershipJSON: Encodable, Sendable {
    let id: MemberId
    let groupId: GroupId
    let standing: Member.Standing
    let role: Member.Role
    /// Until when one is coordinator; missing for good, and for residents.
    let until: Moment?
    /// Whether one wants to hear nothing of this group for now.
    let muted: Bool
    /// When that ends by itself; missing where it lasts until one says otherwise.
    let mutedUntil: Moment?

    /// - Parameter now: a mute that has ended is none.
    init(_ member: Member, at now: Moment) {
        id = member.id
        groupId = member.group
        standing = member.standing
        role = member.role
        until = member.coordinatorUntil
        let pause = member.pause(at: now)
        muted = pause != nil
        mutedUntil = pause?.until
    }
}

/// What somebody says who asks to join. Who calls without saying so accepts by calling: the description of the call
/// says what.
struct ApplicationJSON: Decodable, Sendable {
    let acceptsRules: Bool?
    let isOfAge: Bool?
    let note: String?
    /// From a slip in the letterbox, for groups that ask for one.
    let householdCode: String?

    var consent: Member.Consent { Member.Consent(acceptsRules: acceptsRules ?? true, isOfAge: isOfAge ?? true) }
}

/// A member, as coordinators see one: a first name, never more.
struct MemberJSON: Encodable, Sendable {
    let id: MemberId
    let groupId: GroupId
    let firstName: String
    let standing: Member.Standing
    let role: Member.Role
    let until: Moment?
    /// What an applicant wrote to the coordinator.
    let note: String?
    let appliedAt: Moment
    /// When they showed by a code from their letterbox that they live here.
    let provedAt: Moment?

    init(_ named: NamedMember) {
        id = named.member.id
        groupId = named.member.group
        firstName = named.firstName
        standing = named.member.standing
        role = named.member.role
        until = named.member.coordinatorUntil
        note = named.member.note
        appliedAt = named.member.appliedAt
        provedAt = named.member.provedAt
    }
}

struct MembersJSON: Encodable, Sendable {
    let members: [MemberJSON]
    /// How many there are on all pages.
    let found: Int
}

/// A change of a member, as it comes in.
struct MemberWishJSON: Decodable, Sendable {
    let standing: Member.Standing?
    let role: Member.Role?
    let until: Moment?
    let muted: Bool?
    let mutedUntil: Moment?

    /// - Throws: `field-missing` when nothing is to change, or for an end of muting without muting.
    func wish() throws(Refusal) -> Member.Wish {
        guard standing != nil || role != nil || muted != nil else {
            throw Refusal(.fieldMissing, field: "standing")
        }
        guard muted != nil || mutedUntil == nil else { throw Refusal(.fieldMissing, field: "muted") }
        return Member.Wish(standing: standing, role: role, until: until, isMuted: muted, mutedUntil: mutedUntil)
    }
}

/// Oneself.
struct MeJSON: Encodable, Sendable {
    struct Post: Encodable, Sendable {
        let kind: Office.Kind
        let territory: String
    }

    struct Heard: Encodable, Sendable {
        let groupId: GroupId
        let audience: Audience
    }

    let id: PersonId
    let firstName: String
    let language: Language
    let offices: [Post]
    /// The places in groups that one hears.
    let memberships: [MembershipJSON]
    /// All groups that one hears, by membership or office, and as what.
    let hears: [Heard]

    init(_ person: Person, offices: [Office], memberships: [Member], hearings: [Hearing], at now: Moment) {
        id = person.id
        firstName = person.firstName
        language = person.language
        self.offices = offices.map { Post(kind: $0.kind, territory: $0.territory) }
        self.memberships = memberships.map { MembershipJSON($0, at: now) }
        hears = hearings.map { Heard(groupId: $0.group, audience: $0.audience) }
    }
}
