/// Where everything is kept: the port that both drivers fulfil.
///
/// A store says what it wants in a closure that runs to its end on a thread of the database, with one connection to
/// itself. Waiting for it never blocks a thread that others need, and has an end: where too many changes wait already one
/// more is refused as `busy`, and one that could not begin in time as `unavailable`. The contract below is checked for every
/// driver by `DatabaseContractTests`.
public protocol Database: Sendable {
    /// The places in which this database differs from the other.
    var dialect: Dialect { get }

    /// Looks something up. Many lookups run side by side.
    ///
    /// All statements of one lookup see the same moment: everything whose `write` had returned before, and all or
    /// nothing of every other. Writing is refused. A task that is cancelled while it waits gets a `CancellationError`.
    func read<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T

    /// Changes something: all of it, or nothing.
    ///
    /// It returns after the change is on disk, and whoever reads from then on sees it. An error that `work` throws
    /// undoes this work alone and comes out here unchanged. Each work sees what the works before it have done; a
    /// driver may bring several to the disk together, and then an error of the disk is told to all of them.
    ///
    /// A task that was cancelled before gets a `CancellationError`; once the work is handed over it runs, and its
    /// result is told. The work must not begin or end transactions, and the schema has no deferred constraints (they
    /// would fail for others than those who broke them).
    @discardableResult
    func write<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T

    /// Ends: what was handed over before is finished, what comes later is refused as `unavailable`. May be called
    /// more than once.
    func close() async throws
}

/// One connection, lent for the time of a `read` or `write`. It stays inside the closure.
public protocol Connection {
    /// Runs a statement and gives all rows that it yields, also those of `RETURNING`.
    func rows(_ sql: SQL) throws -> [Row]

    /// Runs a statement and says how many rows it inserted, updated or deleted itself.
    @discardableResult
    func run(_ sql: SQL) throws -> Int

    /// Runs a statement whose outcome nobody looks at. It is done in its turn, before whatever is asked or run next, but
    /// may travel there together with what follows: an error of it is thrown by any later statement of the same work or
    /// by its end, and undoes the work all the same.
    func put(_ sql: SQL) throws

    /// Asks several questions at once, none of which waits for the answer to another; they are answered in their order.
    func rows(of questions: [SQL]) throws -> [[Row]]
}

extension Connection {
    /// At once, as where the way to the database is short.
    public func put(_ sql: SQL) throws { try run(sql) }

    /// One after another, likewise.
    public func rows(of questions: [SQL]) throws -> [[Row]] { try questions.map(rows) }

    /// The first row that a statement yields, if it yields any. The statement runs to its end all the same.
    public func first(_ sql: SQL) throws -> Row? {
        try rows(sql).first
    }
}
