import Watch

/// Whether this server may receive traffic, and how what it stands on is doing: what `/readyz` says to a balancer.
public struct Readiness: Sendable, Hashable {
    /// How the database is doing.
    public enum DatabaseState: String, Sendable {
        case reachable, unreachable
        /// It can be read, and keeps nothing: its disk is full, or may not be written.
        case unwritable
    }

    /// How the schema fits this program.
    public enum SchemaState: String, Sendable {
        /// All of this program's steps are there, and none beside which it may not serve.
        case current
        /// Steps are missing: `saar migrate`.
        case behind
        /// Steps of a newer program stand there beside which this one may not serve.
        case newer
        /// Somebody is copying a house into this database, and has not finished.
        case unfinished
        /// Not known: the database cannot be reached.
        case unknown
    }

    public let database: DatabaseState
    public let schema: SchemaState
    public let bus: BusState
    /// Whether this server signs the register: `signing`, `unknown` until it has looked, or in one word why it does not.
    public let register: String
    /// Whether the server is about to end: whom it serves it serves to the end, others go elsewhere.
    public let isClosing: Bool

    public init(
        database: DatabaseState, schema: SchemaState, bus: BusState, register: String = "unknown",
        isClosing: Bool = false
    ) {
        self.database = database
        self.schema = schema
        self.bus = bus
        self.register = register
        self.isClosing = isClosing
    }

    /// Whether traffic may come. A bus that is away makes a server slower, not wrong: it stays in. So does one that does not
    /// sign the register: whoever is in need is not to pay for what somebody did to the records.
    public var isReady: Bool { database == .reachable && schema == .current && !isClosing }

    /// In one word: `ready`, `degraded` when something is away that it can do without, or the register is not signed.
    public var status: String { [.reconnecting, .refused].contains(bus) || !isSigning ? "degraded" : "ready" }

    private var isSigning: Bool { register == "signing" || register == "unknown" }
}
