/// Where questions to lead a group are met, so that who is asked hears of them: once, and by no more letters than an address
/// takes. See `CoCoordinationStore.meet`.
public struct QuestionRoom: DueRoom {
    private let store: any CoCoordinationStore
    private let surroundings: Surroundings

    public init(store: any CoCoordinationStore, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
    }

    public var subjects: [Subject.Kind] { [.question] }

    public func meet(_ due: Due) async throws {
        let now = surroundings.now()
        try await store.meet(due, news: surroundings.id(at: now), at: now)
    }
}
