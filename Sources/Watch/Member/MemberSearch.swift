/// Which of a group's members a coordinator looks at: all of them page by page, or those of a name.
public struct MemberSearch: Hashable, Sendable {
    /// What they look for in first names; nil for everybody.
    public let name: String?
    /// How many of those who are found are passed over.
    public let skipping: Int
    public let limit: Int

    public init(name: String? = nil, skipping: Int = 0, limit: Int = 500) {
        self.name = name
        self.skipping = skipping
        self.limit = limit
    }

    /// Whether somebody with this first name is found: as places are, without accents and capitals.
    public func finds(_ firstName: String) -> Bool {
        guard let name else { return true }
        let wanted = PlaceName.folded(name)
        // Other alphabets are compared as they are written.
        guard !wanted.isEmpty else { return firstName.lowercased().holds(name.lowercased()) }
        return PlaceName.folded(firstName).holds(wanted)
    }
}

/// How many there are in a group.
public struct MemberCounts: Hashable, Sendable {
    /// Who waits to be let in.
    public let applied: Int
    public let approved: Int
    public let suspended: Int

    public init(applied: Int = 0, approved: Int = 0, suspended: Int = 0) {
        self.applied = applied
        self.approved = approved
        self.suspended = suspended
    }

    public var all: Int { applied + approved + suspended }
}

/// What a coordinator has looked for among the members.
public struct MemberPage: Hashable, Sendable {
    public let members: [NamedMember]
    /// How many are found, on all pages.
    public let found: Int
    /// How many there are in the group.
    public let counts: MemberCounts

    public init(members: [NamedMember], found: Int, counts: MemberCounts) {
        self.members = members
        self.found = found
        self.counts = counts
    }
}
