import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Watch
import WatchTesting

@testable import WatchApp

/// What goes on again and again beside the pages.
@Suite("Workers")
struct WorkerTests {
    @Test("whatever a round ends with, there is another one", arguments: [true, false])
    func goesOn(isCancellation: Bool) async throws {
        struct Fault: Error {}
        let rounds = Mutex(0)
        let worker = Worker("test", every: .zero, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) {
            let round = rounds.withLock { rounds in
                rounds += 1
                return rounds
            }
            // Of a task of its own that was cancelled, say: the worker itself goes on.
            if round < 3 { throw isCancellation ? CancellationError() : Fault() }
        }
        await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await worker.run() }
            while rounds.withLock({ $0 }) < 4 { await Task.yield() }
            tasks.cancelAll()
        }
    }

    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test("a bell wakes a worker long before its time, also when it rings while it works")
    func bell() async throws {
        let bell = Bell()
        let (rounds, round) = AsyncStream.makeStream(of: Void.self)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let worker = Worker("test", every: .seconds(3_600), or: bell, logger: Self.quiet) {
            round.yield()
            for await _ in ends { return }
        }
        await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await worker.run() }
            var count = 0
            for await _ in rounds {
                count += 1
                // The first round is of no bell, and each of the others of one.
                if count < 4 { bell.ring() }
                if count == 4 { break }
                end.yield()
            }
            tasks.cancelAll()
            #expect(count == 4)
        }
        // Nobody listens any more: it rings for nobody.
        bell.ring()
    }

    @Test("however often a bell rings, a worker rests between two rounds")
    func rests() async throws {
        let bell = Bell()
        let (rounds, round) = AsyncStream.makeStream(of: Void.self)
        let rest = Duration.milliseconds(20)
        let worker = Worker("test", every: .seconds(3_600), or: bell, rest: rest, logger: Self.quiet) {
            bell.ring()
            round.yield()
        }
        let began = ContinuousClock.now
        await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await worker.run() }
            #expect(await rounds.prefix(4).reduce(into: 0) { count, _ in count += 1 } == 4)
            tasks.cancelAll()
        }
        #expect(ContinuousClock.now - began >= rest * 3)
    }

    @Test("what is announced rings, and everything is passed on")
    func ringing() async throws {
        let bell = Bell()
        let recording = RecordingAnnouncer()
        let announcer = RingingAnnouncer(announcer: recording, bell: bell)
        let (calls, call) = AsyncStream.makeStream(of: Void.self)
        let listener = bell.begin(call)
        announcer.membershipChanged(in: Street.group.id)
        announcer.announce([Placement(group: Street.group.id, sequence: 1)])
        bell.end(listener)
        announcer.announce([Placement(group: Street.group.id, sequence: 2)])
        call.finish()
        #expect(await calls.reduce(into: 0) { count, _ in count += 1 } == 1)
    }
}
