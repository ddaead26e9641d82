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
        return Hearing(
            group: group.id, audience: actor.capacity,
            since: actor.capacity == .police ? 1 : member?.joinedSequence ?? 1, asMember: actor.asMember)
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
