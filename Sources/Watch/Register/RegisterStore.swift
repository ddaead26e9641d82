/// Where the police's register is read, and its checkpoints are kept. Its entries are written only inside the transactions
/// of rooms. What stands there and cannot be read is a `RegisterUnreadable`.
public protocol RegisterStore: Sendable {
    /// Every chain that has an entry, in ascending order.
    func chains() async throws -> [RegisterChain]

    /// Entries of a chain above a position, in order, with salt and content unless erased.
    func entries(of chain: RegisterChain, after position: Int64, limit: Int) async throws -> [RegisterLine]

    /// Erases what entries of a country's groups and zones say that are older, with the salt; the entries themselves stay, and
    /// with them the chain.
    ///
    /// - Returns: how many were erased; call again when it is `limit`.
    func eraseContents(before moment: Moment, country: String, limit: Int) async throws -> Int

    /// On what it is decided whether and what to sign: all of it as it was at one moment.
    func scene() async throws -> RegisterScene

    /// Keeps a signed checkpoint and the heads that it signed, if the newest one is still that with the number `newest`;
    /// 0 where there is none.
    ///
    /// - Returns: whether it was kept; false when another server was quicker.
    func keep(_ checkpoint: RegisterCheckpoint, after newest: Int64) async throws -> Bool

    /// Checkpoints, oldest first, above a number.
    func checkpoints(after number: Int64, limit: Int) async throws -> [RegisterCheckpoint]
}

/// The register holds something that no program of ours writes: a number that is a word, a text that is no JSON.
public struct RegisterUnreadable: Error, Hashable, CustomStringConvertible {
    public init() {}

    public var description: String { "the register holds something that no version of Saar writes" }
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

/// Hashes and signs for the register; the key lives outside the database.
public protocol RegisterSeal: Sendable {
    /// SHA-256.
    func hash(_ bytes: [UInt8]) -> [UInt8]
    /// The public half of the signing key.
    var publicKey: [UInt8] { get }
    /// Ed25519 (RFC 8032).
    func sign(_ bytes: [UInt8]) throws -> [UInt8]
    /// Whether a signature was made by the key with this public half.
    func isGood(signature: [UInt8], over bytes: [UInt8], by publicKey: [UInt8]) -> Bool
}

extension RegisterSeal {
    /// The signing key's name.
    public var key: String { name(of: publicKey) }

    /// By what a key is called: the first 16 hexadecimal digits of the hash of its public half.
    public func name(of publicKey: [UInt8]) -> String { Hex.text(hash(publicKey).prefix(8)) }
}
