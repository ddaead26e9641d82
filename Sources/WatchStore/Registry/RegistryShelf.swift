import Synchronization
import Watch

/// Holds the registry ready in memory, and follows what changes in the database, on whichever server it was changed.
public final class RegistryShelf: Sendable {
    private let store: any RegistryStore
    private let map = Mutex(RegistryMap.empty)

    /// Groups taken in at a time.
    private static let slice = 5_000

    public init(store: any RegistryStore) {
        self.store = store
    }

    /// The registry as this server knows it: at most as old as the last `refresh`.
    public var current: RegistryMap { map.withLock { $0 } }

    /// Takes in what has changed since.
    public func refresh() async throws {
        let known = current
        var changed: [ListedGroup] = []
        var version = known.version
        while true {
            let news = try await store.changes(after: version, limit: RegistryShelf.slice)
            guard news.version > version else { break }
            changed += news.groups
            version = news.version
        }
        guard version > known.version else { return }
        let next = known.applying(changed, version: version)
        map.withLock { held in if held.version < next.version { held = next } }
    }

    /// Counts members anew, which change too often to be told one by one.
    public func recount() async throws {
        let counts = try await store.memberCounts()
        let next = current.counted(counts)
        map.withLock { held in if held.version == next.version { held = next } }
    }
}
