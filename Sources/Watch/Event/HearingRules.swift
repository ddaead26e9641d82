/// What a person is to a group, and from when on they hear it: what membership and office together make of them. This is the
/// one rule of it; `HearingRows` asks the database the same about many at once.
public enum HearingRules {
    /// Who acts, or why they may not.
    ///
    /// An officer of the zone acts as police also where they live, and speaks as they say (`Actor.speaking`); being suspended
    /// there does not take the office away.
    /// - Throws: `not-a-member`, `member-applied`, `member-suspended`.
    public static func actor(
        _ person: PersonId, member: Member?, offices: [Office], group: Group
    ) throws(Refusal) -> Actor {
        if let zone = group.zone, offices.contains(Office(kind: .police, territory: zone)) {
            let lives = member?.standing == .approved
            return Actor(person: person, capacity: .police, asMember: lives ? member?.audience : nil)
        }
        switch member?.standing {
        case .approved: return Actor(person: person, capacity: member?.audience ?? .neighbour)
        case .applied: throw Refusal(.memberApplied)
        case .suspended: throw Refusal(.memberSuspended)
        case .left, nil: throw Refusal(.notAMember)
        }
    }

    /// As what somebody hears a group, and from which event on: an officer all of it, a member from their approval.
    ///
    /// - Throws: as `actor`.
    public static func hearing(
        _ person: PersonId, member: Member?, offices: [Office], group: Group
    ) throws(Refusal) -> Hearing {
        let actor = try actor(person, member: member, offices: offices, group: group)
        let place = member.flatMap { $0.standing == .approved ? (role: $0.role, since: $0.joinedSequence ?? 1) : nil }
        guard let hearing = hearing(in: group.id, place: place, isOfficer: actor.capacity == .police) else {
            throw Refusal(.notAMember)
        }
        return hearing
    }

    /// The same of what a database says of many at once.
    ///
    /// - Parameters:
    ///   - place: of somebody who is in the group, and from which event on.
    ///   - isOfficer: whether they are of the police of its zone.
    /// - Returns: nil for who is neither.
    public static func hearing(
        in group: GroupId, place: (role: Member.Role, since: Int64)?, isOfficer: Bool
    ) -> Hearing? {
        if isOfficer { return Hearing(group: group, audience: .police, since: 1, asMember: place?.role.audience) }
        return place.map { Hearing(group: group, audience: $0.role.audience, since: $0.since) }
    }

    /// Why somebody does not hear what stood in a group before: they are not in it, or have come, or come back, since.
    public static func whyNot(_ person: PersonId, member: Member?, offices: [Office], group: Group) -> Refusal {
        do throws(Refusal) {
            _ = try actor(person, member: member, offices: offices, group: group)
            return Refusal(.notFound)
        } catch {
            return error
        }
    }
}
