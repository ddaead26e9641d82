/// Where it is kept what people chose about what they are told of.
public protocol ChoiceStore: Sendable {
    /// What somebody chose; nothing of a group where they have no place.
    func choices(of person: PersonId) async throws -> Choices

    /// Changes it, all of it or nothing. Groups are muted with it, which stands with their places.
    ///
    /// - Throws: `not-found` for who was erased; `not-a-member`, naming the group, where they are not in.
    func change(_ wish: ChoicesWish, of person: PersonId, at now: Moment) async throws
}

/// Where somebody says what they want to be told of beyond open pages.
public struct ChoiceDesk: Sendable {
    /// So many groups may be named at once: nobody lives in more streets.
    public static let mostGroups = 50

    private let store: any ChoiceStore
    private let surroundings: Surroundings

    public init(store: any ChoiceStore, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
    }

    /// What somebody chose. A stop that has ended is none.
    public func choices(of person: PersonId) async throws -> Choices {
        var choices = try await store.choices(of: person)
        if choices.stop?.holds(at: surroundings.now()) == false { choices.stop = nil }
        return choices
    }

    /// Changes it.
    ///
    /// - Throws: `not-found` for who was erased; and naming what is amiss, `period-invalid` for a pause that is over or too
    ///   long, `field-invalid` for no kind at all, for metres out of bounds, for hours that are none, for a group that was named before or too
    ///   many of them, `not-a-member` for one where they are not in.
    public func change(_ wish: ChoicesWish, of person: PersonId) async throws {
        let now = surroundings.now()
        if let pause = wish.hearing?.pause { _ = try ChoiceRules.begin(pause, at: now, field: "stoppedUntil") }
        guard wish.groups.count <= ChoiceDesk.mostGroups else { throw Refusal(.fieldInvalid, field: "groups") }
        var named: Set<GroupId> = []
        for (place, group) in wish.groups.enumerated() {
            let field = "groups.\(place)."
            guard named.insert(group.group).inserted else { throw Refusal(.fieldInvalid, field: field + "groupId") }
            if let pause = group.hearing?.pause {
                _ = try ChoiceRules.begin(pause, at: now, field: field + "mutedUntil")
            }
            if let refusal = group.choices.flatMap({ ChoiceRules.refusals(of: $0, field: field + "choices.").first }) {
                throw refusal
            }
        }
        try await store.change(wish, of: person, at: now)
    }

    /// How long a pause lasts that somebody chose on a page, from now on.
    public func pause(_ length: PauseLength, in jurisdiction: Jurisdiction) -> Pause {
        length.pause(at: surroundings.now(), zone: jurisdiction.timeZone, surroundings.localTime)
    }
}
