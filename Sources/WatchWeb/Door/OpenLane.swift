import Synchronization
import Watch

/// A lane of requests that must not take more than their share: so many are worked on at once, so many wait, each for so
/// long, and who comes then is turned away at once.
final class OpenLane: Sendable {
    struct Limits: Sendable {
        /// Worked on at once.
        var working = 4
        /// Waiting behind them.
        var waiting = 200
        /// How long somebody waits: who has waited longer has mostly gone.
        var patience = Span.seconds(10)
    }

    private struct Waiting {
        let since: Moment
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var working = 0
        /// Those who came first stand first; nobody waits while there is room.
        var waiting: [Waiting] = []

        mutating func takeLate(before moment: Moment) -> [Waiting] {
            let late = waiting.prefix { $0.since < moment }
            waiting.removeFirst(late.count)
            return Array(late)
        }
    }

    private let limits: Limits
    private let now: @Sendable () -> Moment
    private let state = Mutex(State())

    init(_ limits: Limits = Limits(), now: @escaping @Sendable () -> Moment) {
        self.limits = limits
        self.now = now
    }

    /// Waits for a place in it.
    ///
    /// - Returns: false where there is none. Whoever gets one says `leave` afterwards.
    func enter() async -> Bool {
        await withCheckedContinuation { continuation in
            let now = now()
            let (verdict, late) = state.withLock { state -> (Bool?, [Waiting]) in
                let late = state.takeLate(before: now - limits.patience)
                if state.working < limits.working {
                    state.working += 1
                    return (true, late)
                }
                guard state.waiting.count < limits.waiting else { return (false, late) }
                state.waiting.append(Waiting(since: now, continuation: continuation))
                return (nil, late)
            }
            for waiting in late { waiting.continuation.resume(returning: false) }
            if let verdict { continuation.resume(returning: verdict) }
        }
    }

    /// Gives the place to who has waited longest.
    func leave() {
        let now = now()
        let (next, late) = state.withLock { state -> (Waiting?, [Waiting]) in
            let late = state.takeLate(before: now - limits.patience)
            guard !state.waiting.isEmpty else {
                state.working -= 1
                return (nil, late)
            }
            return (state.waiting.removeFirst(), late)
        }
        for waiting in late { waiting.continuation.resume(returning: false) }
        next?.continuation.resume(returning: true)
    }

    /// How many are worked on, and how many wait.
    var figures: (working: Int, waiting: Int) { state.withLock { ($0.working, $0.waiting.count) } }
}
