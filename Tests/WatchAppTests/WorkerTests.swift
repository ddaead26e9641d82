import Logging
import ServiceLifecycle
import Synchronization
import Testing

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
}
