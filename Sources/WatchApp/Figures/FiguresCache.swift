import NIOPosix
import Watch
import WatchWeb

/// Where a server has its figures: made when they are first asked for, and anew when what they are made of has changed.
/// Making them takes a thread of its own, and nobody waits for newer ones.
final class FiguresCache: Sendable {
    private enum Key { case all }

    private let store: any FiguresStore
    private let map: @Sendable () -> RegistryMap
    private let places: @Sendable () async throws -> Gazetteer
    private let surroundings: Surroundings
    private let cache = SingleFlightCache<Key, Figures>()

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
    func figures() async throws -> Figures { try await cache.value(for: .all, make: make) }

    /// Makes them anew where anything has changed, and where they were asked for before.
    func refresh() async throws { try await cache.renew(.all, make: make) }

    /// Writes down the month that runs, and puts right what has drifted.
    func keep() async throws {
        try await store.recountMembers()
        try await store.keepMonth(Month(surroundings.now()))
    }

    private func make(_ before: Figures?) async throws -> Figures {
        let places = try await places()
        let history = try await store.history(since: Month(surroundings.now()) - 12)
        let map = map()
        return try await NIOThreadPool.singleton.runIfActive {
            if let before, before.mark == Figures.mark(map, places, history) { return before }
            let maps = before.flatMap { $0.maps.released == places.released ? $0.maps : nil }
            return Figures(map, places: places, maps: maps, history: history)
        }
    }
}
