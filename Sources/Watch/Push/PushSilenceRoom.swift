/// Where devices are looked at of which nothing may have been heard for long. See `PushSilenceStore.meet`.
public struct PushSilenceRoom: DueRoom {
    private let store: any PushSilenceStore
    private let surroundings: Surroundings

    public init(store: any PushSilenceStore, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
    }

    public var subjects: [Subject.Kind] { [.devices] }

    public func meet(_ due: Due) async throws {
        let now = surroundings.now()
        try await store.meet(due, news: surroundings.id(at: now), at: now)
    }
}
