import Synchronization

/// How far a copy has come.
public struct CopyProgress: Sendable, Equatable {
    /// What is being done.
    public enum Stage: String, Sendable {
        /// What the target holds already is held against the source.
        case looking
        /// Rows are brought over.
        case copying
        /// Both databases are read from end to end and held against each other.
        case comparing
    }

    public let stage: Stage
    /// The table that is being walked.
    public let table: String
    /// Rows of this stage, of all tables together.
    public let done: Int
    /// As many as there were when it began.
    public let total: Int

    public init(stage: Stage, table: String, done: Int, total: Int) {
        self.stage = stage
        self.table = table
        self.done = done
        self.total = total
    }

    /// From 0 to 1, also when rows were added meanwhile.
    public var fraction: Double { total == 0 ? 1 : min(1, Double(done) / Double(total)) }

    /// How long this stage still takes if it goes on as it went; nil as long as that is a guess.
    ///
    /// - Parameter elapsed: since the stage began.
    public func left(after elapsed: Duration) -> Duration? {
        guard fraction >= 0.01, elapsed >= .seconds(2) else { return nil }
        return elapsed * ((1 - fraction) / fraction)
    }
}

/// Counts the rows of a stage, of two databases that are read at the same time.
final class CopyMeter: Sendable {
    private let stage: CopyProgress.Stage
    private let total: Int
    private let done = Mutex(0)
    private let tell: @Sendable (CopyProgress) throws -> Void

    init(_ stage: CopyProgress.Stage, total: Int, _ tell: @escaping @Sendable (CopyProgress) throws -> Void) {
        self.stage = stage
        self.total = total
        self.tell = tell
    }

    func advance(by rows: Int, in table: CopyTable) throws {
        guard rows > 0 else { return }
        let done = done.withLock { done in
            done += rows
            return done
        }
        try tell(CopyProgress(stage: stage, table: table.name.text, done: done, total: total))
    }
}
