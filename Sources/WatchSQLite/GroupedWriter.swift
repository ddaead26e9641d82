import Dispatch
import GRDB
import Synchronization
import WatchStore

/// How many changes share one commit at most.
public struct GroupLimit: Sendable {
    /// As many changes as this.
    public var works: Int
    /// As long as this; the change that passes the limit is finished first.
    public var duration: Duration

    /// 256 changes or 20 ms: nobody waits noticeably for others, and one sync of the disk serves many.
    public init(works: Int = 256, duration: Duration = .milliseconds(20)) {
        self.works = works
        self.duration = duration
    }
}

/// What the writer has done since the database was opened.
public struct WriteFigures: Sendable, Equatable {
    /// Changes that wait for their turn.
    public var waiting = 0
    /// Changes that are on disk.
    public var committed = 0
    /// Commits, each of which cost one sync of the disk.
    public var commits = 0
}

/// Brings changes to the disk, those together that wait at the same time.
///
/// A sync costs much more than a change. So the writer takes one after another for as long as somebody waits, each
/// inside its own savepoint, and commits once; while the disk syncs, the next group gathers. Nobody is answered before
/// the commit, not even with an error of his own work: that error may rest on what others of the group have done, and
/// if the commit fails, that never happened.
///
/// Who waits does so in a bounded line and until a deadline, as before PostgreSQL's sessions; a work that has begun is never
/// given up.
final class GroupedWriter: Sendable {
    private struct State: Sendable {
        var line: WriteLine
        var isServed = false
        var isWatched = false
        var figures = WriteFigures()
    }

    private let pool: DatabasePool
    private let limit: GroupLimit
    private let state: Mutex<State>
    private let timer = DispatchQueue(label: "saar.sqlite.time")

    init(_ pool: DatabasePool, _ limit: GroupLimit, waiting: Int) {
        self.pool = pool
        self.limit = GroupLimit(works: max(1, limit.works), duration: limit.duration)
        state = Mutex(State(line: WriteLine(most: waiting)))
    }

    private static let late = DatabaseFault(.unavailable, "the writer did not become free in time")
    private static let full = DatabaseFault(.busy, "too many changes wait for the writer")

    var figures: WriteFigures {
        state.withLock { state in
            var figures = state.figures
            figures.waiting = state.line.count
            return figures
        }
    }

    /// Puts a change into the line, or answers that it is full, and returns at once.
    func add(_ work: WaitingWrite) {
        let (isIn, mustCall) = state.withLock { state -> (Bool, Bool) in
            guard state.line.enter(work) else { return (false, false) }
            defer { state.isServed = true }
            return (true, !state.isServed)
        }
        guard isIn else { return work.fail(Self.full) }
        if mustCall {
            callWriter()
        }
        watch()
    }

    /// One timer for the whole line: for the first in it whose time will be over.
    private func watch() {
        let next = state.withLock { state -> ContinuousClock.Instant? in
            guard !state.isWatched, let first = state.line.firstDeadline else { return nil }
            state.isWatched = true
            return first
        }
        guard let next else { return }
        let (seconds, attoseconds) = (next - ContinuousClock.now).components
        let nanoseconds = max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        // Who waits is held by the writer that is called for them; a database that is closed is not held for this.
        timer.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: nanoseconds))) { [weak self] in
            guard let self else { return }
            let late = state.withLock { state in
                state.isWatched = false
                return state.line.removeLate(at: .now)
            }
            late.forEach { $0.fail(Self.late) }
            watch()
        }
    }

    /// The next change whose time is not over; who came too late hears so and is not begun.
    private func takeFirst() -> WaitingWrite? {
        while let work = state.withLock({ $0.line.takeFirst() }) {
            if work.deadline > .now { return work }
            work.fail(Self.late)
        }
        return nil
    }

    private func callWriter() {
        pool.asyncWriteWithoutTransaction { database in
            self.commitGroup(database)
            let mustCallAgain = self.state.withLock { state in
                state.isServed = !state.line.isEmpty
                return state.isServed
            }
            if mustCallAgain {
                self.callWriter()
            }
        }
    }

    private func commitGroup(_ database: GRDB.Database) {
        var group: [Served] = []
        do {
            // Only after a rollback that failed.
            if database.isInsideTransaction { try database.rollback() }
            try database.beginTransaction(.immediate)
            try serve(database, &group)
            try database.commit()
        } catch {
            // Best effort: what cannot be rolled back now is before the next group, or by SQLite when it opens.
            try? database.rollback()
            let fault = (error as? DatabaseError).map { DatabaseFault($0, at: .transaction) } ?? error
            if group.isEmpty {
                // Not even a transaction could begin. Those who stand in line hear it, or they would wait for ever.
                while group.count < limit.works, let work = takeFirst() {
                    group.append(Served(work: work, answer: .failure(fault)))
                }
            }
            group.forEach { $0.work.fail(fault) }
            return
        }
        let committed = group.count { $0.isDone }
        // All of them may have left meanwhile, too late.
        guard !group.isEmpty else { return }
        state.withLock { state in
            state.figures.commits += 1
            state.figures.committed += committed
        }
        group.forEach { $0.tell() }
    }

    private struct Served {
        let work: WaitingWrite
        let answer: Result<@Sendable () -> Void, any Error>

        var isDone: Bool { (try? answer.get()) != nil }

        func tell() {
            switch answer {
            case .success(let tell): tell()
            case .failure(let error): work.fail(error)
            }
        }
    }

    private func serve(_ database: GRDB.Database, _ group: inout [Served]) throws {
        let connection = SQLiteConnection(database)
        let begin = ContinuousClock.now
        while group.count < limit.works, let work = takeFirst() {
            do {
                try execute("SAVEPOINT work", database)
            } catch {
                group.append(Served(work: work, answer: .failure(error)))
                throw error
            }
            do {
                let tell = try work.perform(connection)
                group.append(Served(work: work, answer: .success(tell)))
            } catch {
                group.append(Served(work: work, answer: .failure(error)))
                // A full or broken disk makes SQLite give up the whole transaction; then nothing of it may be told.
                if database.isInsideTransaction { try execute("ROLLBACK TO work", database) }
            }
            guard database.isInsideTransaction else {
                throw DatabaseFault(.unavailable, "the disk or a work ended the transaction before its commit")
            }
            try execute("RELEASE work", database)
            if ContinuousClock.now - begin >= limit.duration { return }
        }
    }

    private func execute(_ text: String, _ database: GRDB.Database) throws {
        try database.cachedStatement(sql: text).execute()
    }
}
