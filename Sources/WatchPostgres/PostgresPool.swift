import Dispatch
import Synchronization
import WatchStore

/// A bounded number of sessions, and a bounded line before them.
final class PostgresPool: Sendable {
    private struct Waiter {
        let number: Int
        let continuation: CheckedContinuation<PostgresSession, any Error>
    }

    private struct State {
        var idle: [PostgresSession] = []
        var count = 0
        var waiting: [Waiter] = []
        var lastNumber = 0
        /// Cancelled before they came to stand in the line.
        var cancelled: Set<Int> = []
        var isClosed = false
        var closing: [CheckedContinuation<Void, Never>] = []
    }

    let limits: PostgresDatabase.Limits
    private let url: String
    private let state = Mutex(State())
    private let timer = DispatchQueue(label: "saar.postgres.patience")

    init(url: String, limits: PostgresDatabase.Limits) {
        self.url = url
        self.limits = limits
    }

    /// Runs a work in a transaction on the next free session.
    func run<T: Sendable>(
        _ begin: String, tries: Int, _ work: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try Task.checkCancellation()
        let session = try await take()
        defer { give(back: session) }
        return try await session.run(begin, tries: tries, work)
    }

    /// Lets nobody in any more, and hangs up once all who stand in the line are through.
    func close() async {
        let idle = state.withLock { state -> [PostgresSession] in
            state.isClosed = true
            defer {
                state.count -= state.idle.count
                state.idle = []
            }
            return state.idle
        }
        for session in idle { await session.hangUp() }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.count > 0 { state.closing.append(continuation) }
                return state.count == 0
            }
            if isEmpty { continuation.resume() }
        }
    }

    private static let closed = DatabaseFault(.unavailable, "the database is closed")

    // MARK: the line

    private func take() async throws -> PostgresSession {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(Waiter(number: number, continuation: continuation))
            }
        } onCancel: {
            leave(number, CancellationError())
        }
    }

    private func enter(_ waiter: Waiter) {
        let outcome = state.withLock { state -> Result<PostgresSession, any Error>? in
            if state.isClosed { return .failure(PostgresPool.closed) }
            if state.cancelled.remove(waiter.number) != nil { return .failure(CancellationError()) }
            if let session = state.idle.popLast() { return .success(session) }
            if state.count < limits.connections {
                state.count += 1
                return .success(PostgresSession(url: url, limits: limits))
            }
            guard state.waiting.count < limits.waiting else {
                return .failure(DatabaseFault(.busy, "too many works wait for a connection"))
            }
            state.waiting.append(waiter)
            return nil
        }
        if let outcome {
            waiter.continuation.resume(with: outcome)
            return
        }
        let patience = limits.patience.components
        let nanoseconds = patience.seconds * 1_000_000_000 + patience.attoseconds / 1_000_000_000
        timer.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: nanoseconds))) { [self] in
            let fault = DatabaseFault(.unavailable, "no connection became free in time")
            let late = state.withLock { state -> Waiter? in
                state.waiting.firstIndex { $0.number == waiter.number }.map { state.waiting.remove(at: $0) }
            }
            late?.continuation.resume(throwing: fault)
        }
    }

    private func leave(_ number: Int, _ reason: any Error) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiting.firstIndex(where: { $0.number == number }) else {
                // Not in the line yet, or through already: then nobody asks for this any more.
                if state.cancelled.count < limits.waiting { state.cancelled.insert(number) }
                return nil
            }
            return state.waiting.remove(at: index)
        }
        waiter?.continuation.resume(throwing: reason)
    }

    private func give(back session: PostgresSession) {
        let (next, closing, isToEnd) = state.withLock {
            state -> (Waiter?, [CheckedContinuation<Void, Never>], Bool) in
            // What was handed over before it closed is done.
            if !state.waiting.isEmpty { return (state.waiting.removeFirst(), [], false) }
            if state.isClosed {
                state.count -= 1
                guard state.count == 0 else { return (nil, [], true) }
                defer { state.closing = [] }
                return (nil, state.closing, true)
            }
            state.idle.append(session)
            return (nil, [], false)
        }
        if isToEnd { session.hangUpSoon() }
        next?.continuation.resume(returning: session)
        for continuation in closing { continuation.resume() }
    }
}
