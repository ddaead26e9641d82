import NIOPosix
import Synchronization
import Watch

/// Where a server has its figures: made when they are first asked for, and anew when what they are made of has changed.
/// Making them takes a thread of its own, and nobody waits for newer ones.
final class FiguresShelf: Sendable {
    private struct State {
        var figures: Figures?
        var isMaking = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let store: any FiguresStore
    private let map: @Sendable () -> RegistryMap
    private let places: @Sendable () async throws -> Gazetteer
    private let surroundings: Surroundings
    private let state = Mutex(State())

    init(
        store: any FiguresStore, surroundings: Surroundings, map: @escaping @Sendable () -> RegistryMap,
        places: @escaping @Sendable () async throws -> Gazetteer
    ) {
        self.store = store
        self.surroundings = surroundings
        self.map = map
        self.places = places
    }

    /// The figures, at most as old as the last `refresh`.
    ///
    /// - Throws: `unavailable` when the database cannot be reached and there were none before.
    func figures() async throws -> Figures {
        while true {
            if let held = state.withLock({ $0.figures }) { return held }
            if let made = try await make() { return made }
            // Somebody else makes them.
            await withCheckedContinuation { continuation in
                let isMaking = state.withLock { state in
                    if state.isMaking { state.waiting.append(continuation) }
                    return state.isMaking
                }
                if !isMaking { continuation.resume() }
            }
            try Task.checkCancellation()
        }
    }

    /// Makes them anew where anything has changed, and where they were asked for before.
    func refresh() async throws {
        guard state.withLock({ $0.figures != nil }) else { return }
        _ = try await make()
    }

    /// Writes down the month that runs, and puts right what has drifted.
    func keep() async throws {
        try await store.recountMembers()
        try await store.keepMonth(Month(surroundings.now()))
    }

    /// - Returns: nil when somebody else is making them.
    private func make() async throws -> Figures? {
        let isMine = state.withLock { state in
            guard !state.isMaking else { return false }
            state.isMaking = true
            return true
        }
        guard isMine else { return nil }
        defer {
            let waiting = state.withLock { state in
                defer { state.waiting = [] }
                state.isMaking = false
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
        let places = try await places()
        let history = try await store.history(since: Month(surroundings.now()) - 12)
        let map = map()
        let before = state.withLock { $0.figures }
        let made = try await NIOThreadPool.singleton.runIfActive {
            if let before, before.mark == Figures.mark(map, places, history) { return before }
            let maps = before.flatMap { $0.maps.released == places.released ? $0.maps : nil }
            return Figures(map, places: places, maps: maps, history: history)
        }
        state.withLock { $0.figures = made }
        return made
    }
}
