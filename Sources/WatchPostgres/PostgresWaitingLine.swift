import Watch
import WatchStore

/// Works that wait for a session, in the order of their turns.
///
/// Nobody stands in it in vain: who would not be through in time is refused when they come, while they can still ask
/// somewhere else, and not after a session has begun with a work that cannot be finished.
struct PostgresWaitingLine {
    /// A work that waits.
    struct Waiter {
        let number: Int
        let turn: Turn
        let deadline: ContinuousClock.Instant
        /// Does the work on a session, which then goes on to the next one in the line by itself, on its own thread.
        let begin: @Sendable (PostgresSession) -> Void
        let refuse: @Sendable (any Error) -> Void
        /// Since when they stand in the line.
        var since = ContinuousClock.now
        /// How long they would wait if nobody with an older turn came after them; nil at the head of the line, where it is
        /// a matter of chance, or of a session that is being opened.
        var least: Duration?
    }

    private var waiters: [Waiter] = []
    /// How long a work holds a session, the newest eighth of it from the last one.
    private(set) var usual = Duration.zero
    /// How many times as long as the least people wait: those who were let in before come back with their next work.
    private var stretch = 1.0

    var count: Int { waiters.count }
    var isEmpty: Bool { waiters.isEmpty }
    /// When the next one's time is over.
    var firstDeadline: ContinuousClock.Instant? { waiters.lazy.map(\.deadline).min() }

    /// Takes somebody into the line.
    ///
    /// - Parameter sessions: how many work the line off.
    /// - Returns: whether they can be through in time; else they do not stand in it.
    mutating func enter(_ waiter: Waiter, sessions: Int, at now: ContinuousClock.Instant) -> Bool {
        let place = (waiters.lastIndex { !waiter.turn.isBefore($0.turn) } ?? -1) + 1
        var waiter = waiter
        waiter.since = now
        let least = usual * (Double(place + 1) / Double(max(1, sessions)))
        waiter.least = place >= sessions ? least : nil
        guard least * stretch + usual <= now.duration(to: waiter.deadline) else { return false }
        waiters.insert(waiter, at: place)
        return true
    }

    /// Whose turn it is, and those before them who have too little time left to begin.
    mutating func next(at now: ContinuousClock.Instant) -> (next: Waiter?, late: [Waiter]) {
        let found = waiters.firstIndex { now.duration(to: $0.deadline) > usual / 2 }
        let late = Array(waiters[..<(found ?? waiters.endIndex)])
        let next = found.map { waiters[$0] }
        waiters.removeFirst(late.count + (next == nil ? 0 : 1))
        for waiter in late + (next.map { [$0] } ?? []) { learn(from: waiter, at: now) }
        return (next, late)
    }

    /// Those whose time is over.
    mutating func removeLate(at now: ContinuousClock.Instant) -> [Waiter] {
        let late = waiters.filter { $0.deadline <= now }
        guard !late.isEmpty else { return [] }
        waiters.removeAll { $0.deadline <= now }
        for waiter in late { learn(from: waiter, at: now) }
        return late
    }

    /// Somebody who thinks better of it; nil when they do not stand in the line.
    mutating func remove(_ number: Int) -> Waiter? {
        waiters.firstIndex { $0.number == number }.map { waiters.remove(at: $0) }
    }

    mutating func removeAll() -> [Waiter] {
        defer { waiters = [] }
        return waiters
    }

    /// A work has held a session for so long. One that takes its time for once says little of those who wait.
    mutating func learn(_ duration: Duration, of patience: Duration) {
        usual = usual * 0.875 + min(duration, patience / 8) * 0.125
    }

    private mutating func learn(from waiter: Waiter, at now: ContinuousClock.Instant) {
        guard let least = waiter.least, least > .zero else { return }
        let seen = min(10, max(1, waiter.since.duration(to: now) / least))
        stretch = stretch * 0.875 + seen * 0.125
    }
}
