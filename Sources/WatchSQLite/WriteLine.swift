import Watch
import WatchStore

/// A change with its type erased: what to do, and whom to tell.
struct WaitingWrite: Sendable {
    /// Whose it is: words of an alert come before all others.
    let turn: Turn
    /// Until when it must have begun.
    let deadline: ContinuousClock.Instant
    /// Does the work and gives back how to answer once it is on disk.
    let perform: @Sendable (any Connection) throws -> @Sendable () -> Void
    /// Answers with an error.
    let fail: @Sendable (any Error) -> Void
}

/// Changes that wait for the writer, in the order of their turns, and no more of them than is bounded.
///
/// Who stands in it has touched nothing yet, and may be sent away; whoever was taken out of it is served to the end.
struct WriteLine: Sendable {
    private let most: Int
    private var works: [WaitingWrite] = []
    /// Where the first one stands: those before it have gone.
    private var first = 0

    /// - Parameter most: how many may wait.
    init(most: Int) {
        self.most = max(1, most)
    }

    var count: Int { works.count - first }
    var isEmpty: Bool { count == 0 }
    /// When the next one's time is over.
    var firstDeadline: ContinuousClock.Instant? { works[first...].lazy.map(\.deadline).min() }

    /// Takes a change into the line, behind all that do not come after it.
    ///
    /// - Returns: false when too many wait; then it does not stand in it.
    mutating func enter(_ work: WaitingWrite) -> Bool {
        guard count < most else { return false }
        let before = works[first...].lastIndex { !work.turn.isBefore($0.turn) }
        works.insert(work, at: before.map { $0 + 1 } ?? first)
        return true
    }

    /// Whose turn it is.
    mutating func takeFirst() -> WaitingWrite? {
        guard !isEmpty else { return nil }
        defer {
            first += 1
            if isEmpty {
                works.removeAll(keepingCapacity: true)
                first = 0
            } else if first >= most {
                // In a burst the line is never empty; let go of those who have been served.
                works.removeFirst(first)
                first = 0
            }
        }
        return works[first]
    }

    /// Those whose time is over.
    mutating func removeLate(at now: ContinuousClock.Instant) -> [WaitingWrite] {
        let late = works[first...].filter { $0.deadline <= now }
        if !late.isEmpty {
            works = works[first...].filter { $0.deadline > now }
            first = 0
        }
        return late
    }
}
