/// Where the police's register is read. It is written only inside the transactions of `AlertStore`.
public protocol RegisterStore: Sendable {
    /// Groups that have a chain, in ascending order.
    func chains() async throws -> [GroupId]

    /// Entries of a group's chain above a position, in order, with salt and content unless erased.
    func entries(of group: GroupId, after position: Int64, limit: Int) async throws -> [RegisterLine]

    /// The heads of all chains of a zone.
    func heads(ofZone zone: String) async throws -> [RegisterHead]

    /// Zones in which a chain has grown since its last checkpoint.
    func zonesToCheckpoint() async throws -> [String]

    /// Erases what entries of a country's groups say that are older, with the salt; the entries themselves stay, and
    /// with them the chain.
    ///
    /// - Returns: how many were erased; call again when it is `limit`.
    func eraseContents(before moment: Moment, country: String, limit: Int) async throws -> Int

    /// Keeps a signed checkpoint.
    func keep(_ checkpoint: RegisterCheckpoint) async throws

    /// Checkpoints, oldest first, above a number.
    func checkpoints(after number: Int64, limit: Int) async throws -> [RegisterCheckpoint]
}

/// An entry as it stands in the store: with what it says, until that is erased.
public struct RegisterLine: Hashable, Sendable {
    public let entry: RegisterEntry
    public let salt: [UInt8]?
    public let content: RegisterContent?

    public init(entry: RegisterEntry, salt: [UInt8]?, content: RegisterContent?) {
        self.entry = entry
        self.salt = salt
        self.content = content
    }
}

/// Where a chain ends.
public struct RegisterHead: Hashable, Codable, Sendable {
    public let group: GroupId
    public let position: Int64
    public let hash: [UInt8]

    public init(group: GroupId, position: Int64, hash: [UInt8]) {
        self.group = group
        self.position = position
        self.hash = hash
    }
}

/// The heads of a zone's chains at one moment, signed with a key that the database does not hold, so that a cut tail
/// or a chain computed anew is found.
public struct RegisterCheckpoint: Hashable, Sendable {
    /// 1, 2, 3 … over all zones; 0 until the store has given one.
    public let number: Int64
    public let zone: String
    public let at: Moment
    public let heads: [RegisterHead]
    /// Which key signed it: the first 16 hexadecimal digits of SHA-256 over the public key.
    public let key: String
    /// Ed25519 over the canonical bytes.
    public let signature: [UInt8]

    public init(
        number: Int64, zone: String, at: Moment, heads: [RegisterHead], key: String, signature: [UInt8]
    ) {
        self.number = number
        self.zone = zone
        self.at = at
        self.heads = heads
        self.key = key
        self.signature = signature
    }

    /// The bytes that are signed.
    public static func canonical(zone: String, at: Moment, heads: [RegisterHead]) -> Canonical {
        var canonical = Canonical()
        canonical.append("saar-checkpoint-1")
        canonical.append(zone)
        canonical.append(at.milliseconds)
        canonical.append(Int64(heads.count))
        for head in heads {
            canonical.append(head.group.text)
            canonical.append(head.position)
            canonical.append(head.hash)
        }
        return canonical
    }
}

/// Hashes and signs for the register; the key lives outside the database.
public protocol RegisterSeal: Sendable {
    /// SHA-256.
    func hash(_ bytes: [UInt8]) -> [UInt8]
    /// The signing key's fingerprint.
    var key: String { get }
    /// Ed25519 (RFC 8032).
    func sign(_ bytes: [UInt8]) throws -> [UInt8]
    /// Whether a signature by the key with this fingerprint is good; false for a key that is not known.
    func isGood(signature: [UInt8], over bytes: [UInt8], key: String) -> Bool
}
