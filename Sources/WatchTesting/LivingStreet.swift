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

    /// A street on a Friday evening in November, unless another moment is given.
    public init(at moment: Moment = ManualClock.friday, groups: [Group] = [Street.group, Street.nextGroup]) {
        clock = ManualClock(at: moment)
        announcer = RecordingAnnouncer()
        let surroundings = Surroundings(
            clock: clock, randomness: SeededRandomness(), localTime: EuropeanLocalTime())
        store = FakeAlertStore(groups: groups, surroundings: surroundings)
        desk = AlertDesk(store: store, announcer: announcer, surroundings: surroundings)
    }

    /// Anna sees a burglary at Bram's, calls 112 now, and shares it.
    public func burglary(request: RequestKey? = nil) async throws -> AlertOutcome {
        try await desk.share(
            Street.burglary(call: Street.called(at: clock.now())), in: Street.group.id, by: Street.anna.id,
            request: request)
    }

    /// The alert as this neighbour's page shows it.
    public func view(_ alert: AlertId, for neighbour: Street.Neighbour) async throws -> AlertView {
        let file = try await desk.file(alert, for: neighbour.id)
        return AlertView(file.alert, for: file.hearing.audience, messages: file.messages, flags: file.flags)
    }

    /// The group's history as this neighbour's page replays it; empty for who does not hear it.
    public func history(for neighbour: Street.Neighbour) async throws -> [EventView] {
        guard let hearing = store.hearing(neighbour.id, in: Street.group.id) else { return [] }
        return try await desk.events(of: hearing, after: 0, limit: 1_000).map { EventView($0, for: hearing.audience) }
    }
}
