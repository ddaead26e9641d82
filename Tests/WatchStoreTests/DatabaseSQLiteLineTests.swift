import Synchronization
import Testing
import Watch
import WatchPostgres
import WatchSQLite
import WatchStore

/// The line before the writer: bounded, until a deadline, words of an alert first.
extension DatabaseSQLiteTests {
    /// Hands works in, one after another, while the writer is held, and returns what came of them. They must not need the
    /// writer's turn to be refused; whoever is let in waits until the end.
    ///
    /// - Parameter meanwhile: called while the writer is held and all works are handed in.
    private func behindOne(
        _ database: SQLiteDatabase, _ works: [(turn: Turn?, work: @Sendable (any Connection) throws -> Void)],
        waiting: Int, meanwhile: () async -> Void = {}
    ) async throws -> (held: DatabaseFault.Kind?, kinds: [DatabaseFault.Kind?]) {
        let turnstile = Turnstile()
        let answered = Tally()
        return await withTaskGroup(of: (Int, DatabaseFault.Kind?).self) { group in
            group.addTask { (-1, await Self.fault(database) { _ in turnstile.passWhenTold() }) }
            await turnstile.someoneWaits()
            for (index, (turn, work)) in works.enumerated() {
                group.addTask {
                    let kind = await Turn.$current.withValue(turn) { await Self.fault(database, work) }
                    answered.add()
                    return (index, kind)
                }
                // In their order: each one stands in the line, or was refused, before the next one comes.
                while database.writeFigures.waiting + answered.number <= index { await Task.yield() }
            }
            while answered.number < works.count - waiting { await Task.yield() }
            await meanwhile()
            turnstile.letPass()
            let kinds = await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            return (kinds[-1] ?? nil, works.indices.map { kinds[$0] ?? nil })
        }
    }

    /// How a change fails; nil when it is done.
    private static func fault(
        _ database: SQLiteDatabase, _ work: @escaping @Sendable (any Connection) throws -> Void
    ) async -> DatabaseFault.Kind? {
        do { try await database.write(work) } catch { return (error as? DatabaseFault)?.kind ?? .other }
        return nil
    }

    @Test("waits as long, and lets in as many, as before PostgreSQL")
    func sameBounds() {
        #expect(SQLiteDatabase.Limits().patience == PostgresDatabase.Limits().patience)
        #expect(SQLiteDatabase.Limits().waiting == PostgresDatabase.Limits().waiting)
        #expect(SQLiteDatabase.Limits.patient.patience == PostgresDatabase.Limits.patient.patience)
    }

    @Test("whoever finds the line full is told at once, and touches nothing")
    func fullLine() async throws {
        try await withSQLite({ $0.waiting = 3 }) { database, _ in
            let done = Tally()
            let work: @Sendable (any Connection) throws -> Void = { _ in done.add() }
            let (held, kinds) = try await behindOne(
                database, Array(repeating: (nil, work), count: 8), waiting: 3,
                meanwhile: { #expect(database.writeFigures.waiting == 3) })
            #expect(held == nil)
            #expect(kinds == [nil, nil, nil, .busy, .busy, .busy, .busy, .busy])
            #expect(done.number == 3)
            #expect(database.writeFigures.waiting == 0)
            // There is room again.
            try await database.write { _ in }
        }
    }

    @Test(
        "who waits for longer than is promised is told, and nothing is done for them any more; what has begun is done")
    func lateInLine() async throws {
        try await withSQLite({ $0.patience = .seconds(2) }) { database, _ in
            let done = Tally()
            let work: @Sendable (any Connection) throws -> Void = { _ in done.add() }
            // All of them hear it while the writer is still held, which is held for longer than anybody may wait.
            let (held, kinds) = try await behindOne(database, Array(repeating: (nil, work), count: 4), waiting: 0)
            #expect(held == nil)
            #expect(kinds == [.unavailable, .unavailable, .unavailable, .unavailable])
            #expect(done.number == 0)
        }
    }

    @Test("words of an alert go first, then who came first, with all of their works")
    func turnsInLine() async throws {
        try await withSQLite(group: GroupLimit(works: 256, duration: .seconds(600))) { database, _ in
            let now = ContinuousClock.now
            let order = Mutex<[Int]>([])
            let came: [(milliseconds: Int, isUrgent: Bool)] = [
                (10, false), (20, false), (5, false), (30, true), (25, true), (10, false),
            ]
            let works = came.enumerated().map { number, came in
                let work: @Sendable (any Connection) throws -> Void = { _ in order.withLock { $0.append(number) } }
                let since = now + .milliseconds(came.milliseconds)
                return (turn: Optional(Turn(since: since, isUrgent: came.isUrgent)), work: work)
            }
            let (_, kinds) = try await behindOne(database, works, waiting: works.count)
            #expect(kinds.allSatisfy { $0 == nil })
            #expect(order.withLock { $0 } == [4, 3, 2, 0, 5, 1])
        }
    }
}

/// How often something has happened.
private final class Tally: Sendable {
    private let count = Mutex(0)

    var number: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}
