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

/// A change with its type erased: what to do, and whom to tell.
struct WaitingWrite: Sendable {
    /// Does the work and gives back how to answer once it is on disk.
    let perform: @Sendable (any Connection) throws -> @Sendable () -> Void
    /// Answers with an error.
    let fail: @Sendable (any Error) -> Void
}

/// Brings changes to the disk, those together that wait at the same time.
///
/// A sync costs much more than a change. So the writer takes one after another for as long as somebody waits, each
/// inside its own savepoint, and commits once; while the disk syncs, the next group gathers. Nobody is answered before
/// the commit, not even with an error of his own work: that error may rest on what others of the group have done, and
/// if the commit fails, that never happened.
final class GroupedWriter: Sendable {
    private struct Line: Sendable {
        var works: [WaitingWrite] = []
        var next = 0
        var isServed = false
        var figures = WriteFigures()

        mutating func takeFirst() -> WaitingWrite? {
            guard next < works.count else { return nil }
            let work = works[next]
            next += 1
            figures.waiting -= 1
            if next == works.count {
                works.removeAll(keepingCapacity: next < 1_000)
                next = 0
            } else if next >= 1_000 {
                // In a burst the line is never empty; let go of those who have been served.
                works.removeFirst(next)
                next = 0
            }
            return work
        }
    }

    private let pool: DatabasePool
    private let limit: GroupLimit
    private let line = Mutex(Line())

    init(_ pool: DatabasePool, _ limit: GroupLimit) {
        self.pool = pool
        self.limit = GroupLimit(works: max(1, limit.works), duration: limit.duration)
    }

    var figures: WriteFigures { line.withLock { $0.figures } }

    /// Puts a change at the end of the line and returns at once.
    func add(_ work: WaitingWrite) {
        let mustCall = line.withLock { line in
            line.works.append(work)
            line.figures.waiting += 1
            defer { line.isServed = true }
            return !line.isServed
        }
        if mustCall {
            callWriter()
        }
    }

    private func callWriter() {
        pool.asyncWriteWithoutTransaction { database in
            self.commitGroup(database)
            let mustCallAgain = self.line.withLock { line in
                line.isServed = !line.works.isEmpty
                return line.isServed
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
                while group.count < limit.works, let work = line.withLock({ $0.takeFirst() }) {
                    group.append(Served(work: work, answer: .failure(fault)))
                }
            }
            group.forEach { $0.work.fail(fault) }
            return
        }
        let committed = group.count { $0.isDone }
        line.withLock { line in
            line.figures.commits += 1
            line.figures.committed += committed
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
        while group.count < limit.works, let work = line.withLock({ $0.takeFirst() }) {
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
