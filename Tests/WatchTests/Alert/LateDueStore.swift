import Watch
import WatchTesting

/// A store whose worker is overtaken: something happens after it has claimed what is due, and before it does it.
struct LateDueStore: DueStore {
    private let store: FakeAlertStore
    private let meanwhile: @Sendable () async throws -> Void
    private let alsoDue: AlertId?

    /// - Parameter alsoDue: claimed first, though nobody knows it any more.
    init(
        _ store: FakeAlertStore, alsoDue: AlertId? = nil,
        meanwhile: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.store = store
        self.alsoDue = alsoDue
        self.meanwhile = meanwhile
    }

    func claim(_ kinds: [Subject.Kind], at now: Moment, lease: Span, limit: Int) async throws -> [Due] {
        let claimed = store.claim(kinds, at: now, lease: lease, limit: limit)
        try await meanwhile()
        let forgotten = alsoDue.map { alert in
            Due(subject: .alert(alert), kind: .init(.quiet), at: now, leasedUntil: now + lease)
        }
        return [forgotten].compactMap(\.self) + claimed
    }

    func carry(at now: Moment, limit: Int) async throws -> Int { store.carry(at: now, limit: limit) }
}
