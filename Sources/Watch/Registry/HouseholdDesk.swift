/// Where codes for letterboxes are made and tried.
public struct HouseholdDesk: Sendable {
    private let store: any HouseholdStore
    private let hashing: any TokenHash
    private let surroundings: Surroundings

    public init(store: any HouseholdStore, hashing: any TokenHash, surroundings: Surroundings) {
        self.store = store
        self.hashing = hashing
        self.surroundings = surroundings
    }

    /// Makes codes, which nobody can ever look up again.
    ///
    /// - Throws: `not-allowed`, `group-closed`, `field-invalid` for less than one or too many.
    public func make(
        _ count: Int, in group: GroupId, by person: PersonId, replaces: Bool = false
    ) async throws -> [HouseholdCode] {
        let isPossible = (1...HouseholdCode.mostMade).contains(count)
        var codes: Set<HouseholdCode> = []
        while isPossible, codes.count < count {
            codes.insert(HouseholdCode(randomness: surroundings.randomness.bytes(8)))
        }
        let now = surroundings.now()
        let entry: Id<AuditEntry> = surroundings.id(at: now)
        try await store.keep(
            codes.map { $0.hash(in: group, hashing) }, in: group, by: person, replaces: replaces, at: now
        ) { scene, kept throws(Refusal) in
            try RegistryRules.mayRevise(scene)
            guard isPossible else { throw HouseholdDesk.tooMany(atMost: HouseholdCode.mostMade) }
            let left = HouseholdCode.mostKept - kept
            guard count <= left else { throw HouseholdDesk.tooMany(atMost: left) }
            return AuditEntry(
                id: entry, group: group, at: now, person: person, capacity: .coordinator, kind: .codesMade,
                details: ["count": String(count), "replaces": String(replaces)])
        }
        return codes.sorted { $0.text < $1.text }
    }

    private static func tooMany(atMost limit: Int) -> Refusal {
        Refusal(.fieldInvalid, field: "count", ["limit": String(limit)])
    }

    /// How many codes a group has.
    public func count(in group: GroupId) async throws -> Int { try await store.count(in: group) }

    /// The proof that a typed code is; its use is counted by who saves the member.
    ///
    /// - Throws: `proof-wrong`, `too-many-tries`.
    public func proof(_ typed: String, in group: GroupId, by person: PersonId) async throws -> Member.Proof {
        let wrong = Refusal(.proofWrong, field: "householdCode")
        // What can be no code was a slip of the finger, and counts as no try.
        guard let code = HouseholdCode(typed) else { throw wrong }
        let hash = code.hash(in: group, hashing)
        guard try await store.attempt(hash, in: group, by: person, at: surroundings.now()) else { throw wrong }
        return Member.Proof(hash: hash)
    }
}
