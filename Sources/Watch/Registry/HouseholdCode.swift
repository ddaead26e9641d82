/// Eight letters and digits on a slip in one letterbox: who types them has held the slip, and so lives there.
///
/// What was printed is kept nowhere, only its hash together with the group's id.
public struct HouseholdCode: Hashable, Sendable {
    /// Lower case, without the hyphen.
    public let text: String

    /// How many people of one household may use a code.
    public static let mostUses = 6
    /// How many codes are made at a time.
    public static let mostMade = 500
    /// How many a group can have: each is a row for years.
    public static let mostKept = 5_000
    /// Wrong codes that somebody may try within an hour. At that pace the letters of a code are not to be found.
    public static let triesPerHour = 10

    /// Reads what was typed from a slip; nil when it can be none.
    public init?(_ typed: String) {
        guard let code = JoinCode(typed), code.text.count == 8 else { return nil }
        text = code.text
    }

    /// Makes a new one.
    ///
    /// - Precondition: `randomness` has at least eight bytes.
    public init(randomness: [UInt8]) {
        text = JoinCode(randomness: randomness).text
    }

    /// As it is printed: two groups of four.
    public var printed: String { "\(text.prefix(4))-\(text.suffix(4))" }

    /// What is kept of it.
    func hash(in group: GroupId, _ hashing: any TokenHash) -> String {
        Hex.text(hashing.hash("\(group.text) \(text)"))
    }
}

/// Where the codes of households are kept.
public protocol HouseholdStore: Sendable {
    /// Keeps the hashes of new codes, under the group's lock.
    ///
    /// - Parameter replaces: whether codes from before count no longer.
    /// - Throws: what `decide` throws, `not-found`.
    func keep(
        _ hashes: [String], in group: GroupId, by person: PersonId, replaces: Bool, at now: Moment,
        decide: @escaping @Sendable (RegistryScene, _ kept: Int) throws(Refusal) -> AuditEntry
    ) async throws

    /// How many codes a group has.
    func count(in group: GroupId) async throws -> Int

    /// Whether a code is one of the group's that may be used once more. A wrong one is counted against who tried it.
    ///
    /// - Throws: `too-many-tries` for who tried too many wrong ones, whatever this one is.
    func attempt(_ hash: String, in group: GroupId, by person: PersonId, at now: Moment) async throws -> Bool
}

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
        let limit = Refusal(.fieldInvalid, field: "count", ["limit": String(HouseholdCode.mostMade)])
        guard (1...HouseholdCode.mostMade).contains(count) else { throw limit }
        var codes: Set<HouseholdCode> = []
        while codes.count < count { codes.insert(HouseholdCode(randomness: surroundings.randomness.bytes(8))) }
        let now = surroundings.now()
        let entry: Id<AuditEntry> = surroundings.id(at: now)
        try await store.keep(
            codes.map { $0.hash(in: group, hashing) }, in: group, by: person, replaces: replaces, at: now
        ) { scene, kept throws(Refusal) in
            guard scene.capacities.contains(.coordinator) else { throw Refusal(.notAllowed) }
            guard scene.registration.standing != .closed else { throw Refusal(.groupClosed) }
            guard kept + count <= HouseholdCode.mostKept else { throw limit }
            return AuditEntry(
                id: entry, group: group, at: now, person: person, capacity: .coordinator, kind: .codesMade,
                details: ["count": String(count), "replaces": String(replaces)])
        }
        return codes.sorted { $0.text < $1.text }
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
