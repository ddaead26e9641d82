import Synchronization
import WatchStore

/// Lets works in until the database closes, and lets the database close when the last one is out.
final class Gate: Sendable {
    private struct State {
        var inside = 0
        var isClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// One work goes in, and must `leave()`.
    func enter() throws {
        try state.withLock { state in
            guard !state.isClosed else { throw DatabaseFault(.unavailable, "the database is closed") }
            state.inside += 1
        }
    }

    /// It is out again.
    func leave() {
        let free = state.withLock { state in
            state.inside -= 1
            guard state.inside == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        free.forEach { $0.resume() }
    }

    /// Lets nobody in any more, and returns when all are out.
    func close() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                state.isClosed = true
                if state.inside > 0 { state.waiting.append(continuation) }
                return state.inside == 0
            }
            if isEmpty { continuation.resume() }
        }
    }
}
