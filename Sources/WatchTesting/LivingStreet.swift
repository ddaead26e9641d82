import Watch

/// The Kerkstraat with all that its desk needs: a clock to move, a store to look into, an announcer that remembers.
public struct LivingStreet: Sendable {
    /// Moved by tests.
    public let clock: ManualClock
    /// Looked into by tests.
    public let store: FakeAlertStore
    /// What was announced.
    public let announcer: RecordingAnnouncer
    /// The desk under test.
    public let desk: AlertDesk
    /// Its clock, its chances and its hours.
    public let surroundings: Surroundings
    /// Where what is due is done.
    public let dues: DueDesk

    /// A street on a Friday evening in November, unless another moment is given.
    public init(at moment: Moment = ManualClock.friday, groups: [Group] = [Street.group, Street.nextGroup]) {
        clock = ManualClock(at: moment)
        announcer = RecordingAnnouncer()
        surroundings = Surroundings(
            clock: clock, randomness: SeededRandomness(), localTime: EuropeanLocalTime())
        store = FakeAlertStore(groups: groups, surroundings: surroundings)
        desk = AlertDesk(store: store, announcer: announcer, surroundings: surroundings)
        dues = DueDesk(store: store, rooms: [desk], surroundings: surroundings)
    }

    /// Anna sees a burglary at Bram's, calls 112 now, and shares it.
    public func burglary(request: RequestKey? = nil) async throws -> AlertOutcome {
        try await desk.share(
            Street.burglary(call: Street.called(at: clock.now())), in: Street.group.id, by: Street.anna.id,
            request: request)
    }

    /// The alert as this neighbour's page shows it.
    public func view(_ alert: AlertId, for neighbour: Street.Neighbour) async throws -> AlertView {
        AlertView(try await desk.file(alert, for: neighbour.id))
    }

    /// The group's history as this neighbour's page replays it; empty for who does not hear it.
    public func history(for neighbour: Street.Neighbour) async throws -> [EventView] {
        guard let hearing = store.hearing(neighbour.id, in: Street.group.id) else { return [] }
        return try await desk.events(of: hearing, after: 0, limit: 1_000)
            .compactMap { EventView($0, for: hearing.audience) }
    }
}

extension LivingStreet: AlertStoreSide {
    /// The store in memory.
    public var alertStore: any AlertStore { store }

    /// The same one.
    public var dueStore: any DueStore { store }

    /// See `AlertStoreSide`.
    public func group() -> Group? { store.group(Street.group.id) }

    /// See `AlertStoreSide`.
    public func hearing(_ person: PersonId) -> Hearing? { store.hearing(person, in: Street.group.id) }

    /// See `AlertStoreSide`.
    public func registered() -> [RegisterEntry.Kind] { store.register(of: Street.group.id).map(\.entry.kind) }
}
