/// What stands beside the key: the newest checkpoint that this server has signed or seen, so that it notices when the
/// database holds less. It never goes back.
public struct RegisterMark: Hashable, Sendable {
    /// The newest one that was seen in the database.
    public let newest: RegisterPoint
    /// One that was signed, and of which it is not known whether the database has taken it: whole, so that after a crash
    /// it can be put in again, and what it saw counts in any case.
    public let prepared: RegisterCheckpoint?

    public init(newest: RegisterPoint, prepared: RegisterCheckpoint? = nil) {
        self.newest = newest
        self.prepared = prepared
    }
}

/// Where the mark is kept: on the server's own disk, never in the database.
public protocol RegisterMarkStore: Sendable {
    /// What stands there; nil where nothing does.
    ///
    /// - Throws: `RegisterMarkFault`.
    func read() async throws -> RegisterMark?

    /// Puts another in its place: on disk before it returns; after a power cut the old or the new one stands there, whole.
    ///
    /// - Throws: `RegisterMarkFault`.
    func write(_ mark: RegisterMark) async throws

    /// Does something that nobody else on this machine does to the same mark meanwhile.
    ///
    /// - Returns: nil when another process has it just now.
    /// - Throws: `RegisterMarkFault`, and what the work throws.
    func hold<T: Sendable>(_ work: @Sendable () async throws -> T) async throws -> T?
}

/// The mark can be neither read nor written.
public struct RegisterMarkFault: Error, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
