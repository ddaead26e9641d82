import Dispatch
import Synchronization
import Watch
import WatchStore

/// A bounded number of sessions, and a bounded line before them.
///
/// A work gets a session that is connected already; connecting is nobody's work, so that nobody waits for it beyond the
/// own deadline. As long as the database cannot be reached, the pool itself tries again, one session at a time and with
/// growing pauses: whoever comes meanwhile waits for it, but once that has lasted, is refused at once.
final class PostgresPool: Sendable {
    private typealias Waiter = PostgresWaitingLine.Waiter

    private struct State {
        /// Connected and free; the one that was used last is the last.
        var idle: [PostgresSession] = []
        var lent = 0
        var opening = 0
        var waiting = PostgresWaitingLine()
        var isWatched = false
        var lastNumber = 0
        /// Cancelled before they came to stand in the line.
        var cancelled: Set<Int> = []
        /// Attempts in a row that failed, and since when.
        var failures = 0
        var lostSince: ContinuousClock.Instant?
        /// Why the last attempt failed.
        var reason = PostgresLink.lost
        /// Whether sessions are known to be kept for us since the database was there again.
        var isChecked = false
        var isClosed = false
        var closing: [CheckedContinuation<Void, Never>] = []

        var count: Int { idle.count + lent + opening }
        /// Waiting does not help: somebody has to change how the database is set up.
        var isHopeless: Bool { lostSince != nil && reason == PostgresLink.shared }
        var isDone: Bool { isClosed && lent == 0 && waiting.isEmpty }
    }

    private let limits: PostgresDatabase.Limits
    private let url: String
    private let state = Mutex(State())
    private let timer = DispatchQueue(label: "saar.postgres.time")

    init(url: String, limits: PostgresDatabase.Limits) {
        self.url = url
        self.limits = limits
    }

    /// Runs a work in a transaction on the next free session.
    func run<T: Sendable>(
        _ kind: PostgresTransaction, _ work: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        let now = ContinuousClock.now
        let deadline = now + limits.patience
        let turn = Turn.current ?? Turn(since: now)
        var tries = 0
        while true {
            try Task.checkCancellation()
            let outcome = try await attempt(kind, turn, until: deadline, work)
            tries += 1
            // A little apart from each other, so that two who got in each other's way do not do so again.
            let pause = Duration.milliseconds(Int.random(in: 1...(10 << min(tries, 4))))
            guard outcome.mayRunAgain, tries < limits.tries, ContinuousClock.now + pause < deadline else {
                return try outcome.result.get()
            }
            try await Task.sleep(for: pause)
        }
    }

    /// Lets nobody in any more, and hangs up once all who stand in the line are through.
    func close() async {
        let idle = state.withLock { state -> [PostgresSession] in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for session in idle { await session.hangUp() }
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if !state.isDone { state.closing.append(continuation) }
                return state.isDone
            }
            if isDone { continuation.resume() }
        }
    }

    private static let closed = DatabaseFault(.unavailable, "the database is closed")
    private static let late = DatabaseFault(.unavailable, "no connection became free in time")
    private static let full = DatabaseFault(.busy, "too many works wait for a connection to be done in time")

    // MARK: the line

    private func attempt<T: Sendable>(
        _ kind: PostgresTransaction, _ turn: Turn, until deadline: ContinuousClock.Instant,
        _ work: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> PostgresSession.Outcome<T> {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        // Who is cancelled once they are through leaves no trace.
        defer { _ = state.withLock { $0.cancelled.remove(number) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(
                    Waiter(
                        number: number, turn: turn, deadline: deadline,
                        begin: { session in
                            session.run(
                                kind, until: deadline, work, tell: { continuation.resume(returning: $0) },
                                free: { [self] in give(back: session, isGood: $0, after: $1) })
                        },
                        refuse: { continuation.resume(throwing: $0) }))
            }
        } onCancel: {
            leave(number)
        }
    }

    private func enter(_ waiter: Waiter) {
        let outcome = state.withLock { state -> Result<PostgresSession, any Error>? in
            if state.cancelled.remove(waiter.number) != nil { return .failure(CancellationError()) }
            if state.isClosed { return .failure(PostgresPool.closed) }
            if let session = state.idle.popLast() {
                state.lent += 1
                return .success(session)
            }
            if let since = state.lostSince, state.lent == 0,
                state.isHopeless || ContinuousClock.now - since > limits.patience
            {
                return .failure(state.reason)
            }
            guard state.waiting.count < limits.waiting,
                state.waiting.enter(waiter, sessions: limits.connections, at: .now)
            else { return .failure(PostgresPool.full) }
            return nil
        }
        switch outcome {
        case .success(let session): return waiter.begin(session)
        case .failure(let error): return waiter.refuse(error)
        case nil: break
        }
        openAsNeeded()
        watch()
    }

    private func leave(_ number: Int) {
        let (waiter, closing) = state.withLock { state -> (Waiter?, [CheckedContinuation<Void, Never>]) in
            guard let waiter = state.waiting.remove(number) else {
                // Not in the line yet, or through already.
                state.cancelled.insert(number)
                return (nil, [])
            }
            return (waiter, PostgresPool.closers(&state))
        }
        waiter?.refuse(CancellationError())
        closing.forEach { $0.resume() }
    }

    /// One timer for the whole line: for the first in it whose time will be over.
    private func watch() {
        let next = state.withLock { state -> ContinuousClock.Instant? in
            guard !state.isWatched, let first = state.waiting.firstDeadline else { return nil }
            state.isWatched = true
            return first
        }
        guard let next else { return }
        after(next - ContinuousClock.now) { [self] in
            let now = ContinuousClock.now
            let (late, fault, closing) = state.withLock {
                state -> ([Waiter], DatabaseFault, [CheckedContinuation<Void, Never>]) in
                state.isWatched = false
                let late = state.waiting.removeLate(at: now)
                let fault = state.lostSince == nil ? PostgresPool.late : state.reason
                return (late, fault, PostgresPool.closers(&state))
            }
            late.forEach { $0.refuse(fault) }
            closing.forEach { $0.resume() }
            watch()
        }
    }

    /// - Parameter duration: how long a work held it; nil for a session that is new.
    private func give(back session: PostgresSession, isGood: Bool, after duration: Duration?) {
        // Put to rest before it can be lent again, so that it rests before its next work and not in the midst of it.
        let (next, late, ended, closing) = state.withLock {
            state -> (Waiter?, [Waiter], [PostgresSession], [CheckedContinuation<Void, Never>]) in
            if let duration { state.waiting.learn(duration, of: limits.patience) }
            guard isGood else {
                state.lent -= 1
                // What broke this line has broken those nobody looks at, too, more often than not.
                defer { state.idle = [] }
                return (nil, [], state.idle, PostgresPool.closers(&state))
            }
            // What was handed over before it closed is done.
            let (next, late) = state.waiting.next(at: .now)
            if next != nil { return (next, late, [], []) }
            state.lent -= 1
            if state.isClosed { return (nil, late, [session], PostgresPool.closers(&state)) }
            session.restSoon()
            state.idle.append(session)
            return (nil, late, [], [])
        }
        late.forEach { $0.refuse(PostgresPool.full) }
        next?.begin(session)
        ended.forEach { $0.hangUpSoon() }
        closing.forEach { $0.resume() }
        if !isGood { openAsNeeded() }
    }

    private static func closers(_ state: inout State) -> [CheckedContinuation<Void, Never>] {
        guard state.isDone else { return [] }
        defer { state.closing = [] }
        return state.closing
    }

    // MARK: connecting

    /// As many new sessions as works wait for one; while the database is lost, the timer opens them.
    private func openAsNeeded() {
        let number = state.withLock { state -> Int in
            guard state.failures == 0 else { return 0 }
            let number = min(state.waiting.count - state.opening, limits.connections - state.count)
            state.opening += max(0, number)
            return max(0, number)
        }
        for _ in 0..<number { open() }
    }

    private func open() {
        let session = PostgresSession()
        let isToCheck = state.withLock { !$0.isChecked }
        session.connect(url, patience: limits.patience, isToCheck: isToCheck) { [self] outcome in
            switch outcome {
            case .success: opened(session)
            case .failure(let fault): missed(fault)
            }
        }
    }

    private func opened(_ session: PostgresSession) {
        let isWanted = state.withLock { state in
            state.opening -= 1
            state.failures = 0
            state.lostSince = nil
            state.isChecked = true
            if state.isClosed, state.waiting.isEmpty { return false }
            state.lent += 1
            return true
        }
        guard isWanted else { return session.hangUpSoon() }
        give(back: session, isGood: true, after: nil)
        openAsNeeded()
    }

    private func missed(_ fault: DatabaseFault) {
        let (pause, refused, closing) = state.withLock {
            state -> (Duration?, [Waiter], [CheckedContinuation<Void, Never>]) in
            state.opening -= 1
            state.failures += 1
            if state.lostSince == nil { state.lostSince = .now }
            state.reason = fault
            state.isChecked = false
            // Those that were tried at the same time leave it to the last of them.
            let most = min(500, 25 << min(state.failures, 5))
            let pause = state.opening == 0 ? Duration.milliseconds(Int.random(in: (most / 2)...most)) : nil
            guard state.isHopeless, state.lent == 0 else { return (pause, [], []) }
            let refused = state.waiting.removeAll()
            return (pause, refused, PostgresPool.closers(&state))
        }
        refused.forEach { $0.refuse(fault) }
        closing.forEach { $0.resume() }
        // A database that nobody holds any more is not sought for ever.
        if let pause { after(pause) { [weak self] in self?.tryAgain() } }
    }

    private func tryAgain() {
        let isToOpen = state.withLock { state in
            // Nobody waits, and others get through: the next who waits opens one.
            let isNeeded = !state.waiting.isEmpty || (state.lent == 0 && state.idle.isEmpty && !state.isClosed)
            guard isNeeded, state.opening == 0, state.count < limits.connections else {
                state.failures = 0
                state.lostSince = nil
                return false
            }
            state.opening += 1
            return true
        }
        if isToOpen { open() }
    }

    private func after(_ duration: Duration, _ work: @escaping @Sendable () -> Void) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        timer.asyncAfter(deadline: .now() + .nanoseconds(Int(clamping: nanoseconds)), execute: work)
    }
}
