/// As what somebody hears a group.
public enum Audience: String, Codable, Sendable, CaseIterable {
    /// The neighbour part only.
    case neighbour
    /// A neighbour with care for the group: also sees what was flagged.
    case coordinator
    /// Everything, what was retracted too.
    case police
}

/// That a person hears a group: as what, and from which event on.
public struct Hearing: Hashable, Sendable {
    public let group: GroupId
    public let audience: Audience
    /// Events from this sequence on are theirs to see.
    public let since: Int64
    /// What an officer who lives there is in the group besides, where it was asked; nil for everybody else.
    public let asMember: Audience?

    public init(group: GroupId, audience: Audience, since: Int64, asMember: Audience? = nil) {
        self.group = group
        self.audience = audience
        self.since = since
        self.asMember = asMember
    }
}

/// Somebody who does something in a group, and in which capacity.
public struct Actor: Hashable, Sendable {
    public let person: PersonId
    public let capacity: Audience
    /// What an officer who lives there is in the group besides; nil for everybody else.
    public let asMember: Audience?
    /// Whether they do not hear the group any more: then they deal with what they said themselves, and with nothing else.
    public let isFormer: Bool

    public init(person: PersonId, capacity: Audience, asMember: Audience? = nil, isFormer: Bool = false) {
        self.person = person
        self.capacity = capacity
        self.asMember = asMember
        self.isFormer = isFormer
    }

    /// As what they say something: an officer in their own street as what they are there, unless they say otherwise.
    ///
    /// - Throws: `not-allowed` for who says so and is no officer here.
    public func speaking(asPolice: Bool) throws(Refusal) -> Actor {
        guard asPolice else { return asMember.map { Actor(person: person, capacity: $0) } ?? self }
        guard capacity == .police else { throw Refusal(.notAllowed, field: "as") }
        return Actor(person: person, capacity: .police)
    }

    /// Coordinator or police: who may close, retract and hold what is not their own.
    public var hasCare: Bool { capacity != .neighbour }
}
