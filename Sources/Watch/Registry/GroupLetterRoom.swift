/// Where letters to the coordinators of groups are met: whoever is to hear of what there is gets a notice, and nothing more is
/// written until the pause is over. See `GroupLetterStore.meet`.
public struct GroupLetterRoom: DueRoom {
    private let store: any GroupLetterStore
    private let surroundings: Surroundings

    public init(store: any GroupLetterStore, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
    }

    public var subjects: [Subject.Kind] { GroupLetter.Kind.allCases.map(Subject.Kind.coordinators) }

    public func meet(_ due: Due) async throws {
        let now = surroundings.now()
        try await store.meet(due, news: surroundings.id(at: now), at: now)
    }
}

extension GroupLetter.Kind {
    /// The kind of letter that is due about this; nil for what is none.
    public init?(_ subject: Subject.Kind) {
        guard let kind = Self.allCases.first(where: { Subject.Kind.coordinators($0) == subject }) else { return nil }
        self = kind
    }
}

extension Due.Kind {
    /// Somebody is to be written to.
    public static let letter = Due.Kind(rawValue: "letter")
}
