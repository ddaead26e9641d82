/// Where it is done what is due for groups in the registry: coordinators are asked whether all is still right, and a group for
/// which nobody answers falls silent and is closed in the end, never without a month's notice.
public struct RegistrationRoom: DueRoom {
    private let store: any RegistryStore
    private let surroundings: Surroundings

    public init(store: any RegistryStore, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
    }

    public let subjects: [Subject.Kind] = [.registration]

    /// See `CareScene.step`.
    public func meet(_ due: Due) async throws {
        let now = surroundings.now()
        try await store.lookAfter(due, at: now, id: surroundings.id(at: now)) { $0.step(at: now) }
    }
}

extension Due.Kind {
    /// It is looked at what is due for a group in the registry.
    public static let care = Due.Kind(rawValue: "care")
}
