import Synchronization
import Watch

/// Holds the registry ready in memory, and follows what changes in the database, on whichever server it was changed.
public final class RegistryShelf: Sendable {
    private let store: any RegistryStore
    private let unreadable: @Sendable ([GroupId]) -> Void
    private let map = Mutex(RegistryMap.empty)

    /// Groups taken in at a time.
    private static let slice = 5_000

    /// - Parameter unreadable: told which groups are left out because their areas cannot be read.
    public init(store: any RegistryStore, unreadable: @escaping @Sendable ([GroupId]) -> Void = { _ in }) {
        self.store = store
        self.unreadable = unreadable
    }

    /// The registry as this server knows it: at most as old as the last `refresh`.
    public var current: RegistryMap { map.withLock { $0 } }

    /// Takes in what has changed since.
    public func refresh() async throws {
        let known = current
        var changed: [GroupId: ListedGroup?] = [:]
        var version = known.version
        while true {
            let news = try await store.changes(after: version, limit: RegistryShelf.slice)
            guard news.version > version else { break }
            // A group that changes meanwhile comes twice, and its last state counts.
            for group in news.groups { changed[group.id] = group }
            for group in news.unreadable { changed[group] = .some(nil) }
            version = news.version
        }
        guard version > known.version else { return }
        let left = changed.filter { $0.value == nil }.keys.sorted()
        let next = known.applying(changed.values.compactMap(\.self), without: left, version: version)
        map.withLock { held in if held.version < next.version { held = next } }
        if !left.isEmpty { unreadable(left) }
    }

    /// Counts members anew, which change too often to be told one by one.
    public func recount() async throws {
        let counts = try await store.memberCounts()
        let next = current.counted(counts)
        map.withLock { held in if held.version == next.version { held = next } }
    }
}
