import NIOPosix
import Watch
import WatchWeb

/// Where a server has its gazetteer: read from the database when it is first asked for, and anew once another release is
/// kept there. Reading it takes a thread of its own for some tenths of a second, and nobody waits for a newer one.
public final class GazetteerCache: Sendable {
    private enum Key { case all }

    private struct Held: Sendable {
        let gazetteer: Gazetteer
        /// Empty for none.
        let digest: String
    }

    private let store: any PlaceStore
    private let digest: @Sendable (GazetteerRelease) -> String
    private let cache = SingleFlightCache<Key, Held>()

    /// - Parameter digest: by what a release is known, as the store has it in its head.
    public init(store: any PlaceStore, digest: @escaping @Sendable (GazetteerRelease) -> String) {
        self.store = store
        self.digest = digest
    }

    /// The gazetteer; an empty one where the database has none.
    ///
    /// - Throws: `unavailable` when the database cannot be reached and none was read before.
    public func gazetteer() async throws -> Gazetteer {
        try await cache.value(for: .all) { _ in try await read() }.gazetteer
    }

    /// What was read last, without waiting; an empty one before the first time.
    public var current: Gazetteer { cache[.all]?.gazetteer ?? .empty }

    /// Reads a newer release, where there is one and the one before was asked for.
    public func refresh() async throws {
        try await cache.renew(.all) { before in
            try await store.head()?.digest ?? "" == before.digest ? before : try await read()
        }
    }

    private func read() async throws -> Held {
        guard let release = try await store.release() else { return Held(gazetteer: .empty, digest: "") }
        let digest = digest
        return try await NIOThreadPool.singleton.runIfActive {
            Held(gazetteer: try GazetteerReader.gazetteer(release), digest: digest(release))
        }
    }
}
