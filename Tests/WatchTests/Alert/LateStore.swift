import Watch
import WatchTesting

/// A store whose worker is overtaken: something happens after it has claimed what is due, and before it does it.
struct LateStore: AlertStore {
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

    func claimDue(at now: Moment, lease: Span, limit: Int) async throws -> [DueAlert] {
        let claimed = store.claimDue(at: now, lease: lease, limit: limit)
        try await meanwhile()
        return (alsoDue.map { [DueAlert(alert: $0, due: .quiet, leasedUntil: now + lease)] } ?? []) + claimed
    }

    func share(
        in group: GroupId, by person: PersonId, looksAround: Bool, travel: Travel, at now: Moment,
        request: RequestKey?, decide: @escaping @Sendable (ShareScene) throws(Refusal) -> ShareDecision
    ) async throws -> AlertOutcome {
        try store.share(
            in: group, by: person, looksAround: looksAround, travel: travel, at: now, request: request, decide: decide)
    }

    func change(
        _ subject: AlertSubject, by person: PersonId?, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (AlertScene) throws(Refusal) -> AlertChange
    ) async throws -> AlertOutcome {
        try store.change(subject, by: person, at: now, request: request, decide: decide)
    }

    func file(_ alert: AlertId, for person: PersonId) async throws -> AlertFile? { store.file(alert, for: person) }

    func file(link: String) async throws -> LinkedFile? { store.file(link: link) }

    func flagged(in groups: [GroupId], limit: Int) async throws -> [GroupId: [AlertId]] {
        store.flagged(in: groups, limit: limit)
    }

    func figures(of group: GroupId, since: Moment, limit: Int) async throws -> [AlertFigure] {
        store.figures(of: group, since: since, limit: limit)
    }

    func alerts(of hearing: Hearing, limit: Int) async throws -> [Alert] { store.alerts(of: hearing, limit: limit) }

    func openAlerts(around group: GroupId, for person: PersonId) async throws -> [Alert] {
        store.openAlerts(around: group, for: person)
    }

    func events(of group: GroupId, after sequence: Int64, limit: Int) async throws -> [PastEvent] {
        store.events(of: group, after: sequence, limit: limit)
    }

    func event(_ id: EventId) async throws -> PastEvent? { store.event(id) }

    func receive(
        _ event: EventId, by person: PersonId, channel: NoticeChannel, at now: Moment
    ) async throws -> GrownReach? {
        store.receive(event, by: person, channel: channel, at: now)
    }

    func reach(of alert: AlertId) async throws -> Reach { store.reach(of: alert) }

    func alert(of message: MessageId) async throws -> AlertId? { store.alert(of: message) }
    func reporter(of alert: AlertId) async throws -> PersonId? { store.reporter(of: alert) }
}
