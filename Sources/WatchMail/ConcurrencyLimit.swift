import Synchronization

/// So many at once, the others in the order in which they came.
final class ConcurrencyLimit: Sendable {
    private struct State {
        var free: Int
        var next = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let state: Mutex<State>

    init(places: Int) {
        state = Mutex(State(free: max(1, places)))
    }

    /// Waits for a place, which must be given back with `leave()`.
    ///
    /// - Throws: `CancellationError`, at once, when the task is cancelled while it waits; then there is no place.
    func enter() async throws {
        let ticket = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    // Asked under the lock: a cancellation from now on finds the ticket in the line.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.free > 0 {
                        state.free -= 1
                        return .success(())
                    }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let given = state.withLock { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
            }
            given?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Gives the place to whoever has waited longest.
    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }

    /// How many stand in line, for tests.
    var length: Int { state.withLock { $0.waiting.count } }
}
