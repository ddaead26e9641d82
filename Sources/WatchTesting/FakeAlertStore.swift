import Synchronization
import Watch

/// Alerts in memory, by the contract of `AlertStore` (`AlertStoreContract`): one lock for everything, so that whoever comes second decides on
/// what the first one left; a refusal leaves no trace.
public final class FakeAlertStore: AlertStore, DueStore {
    private let shelf: Mutex<FakeShelf>
    private let surroundings: Surroundings
    private let hidden = Mutex(0)

    /// A store with these groups and people, before anything has happened.
    public init(
        groups: [Group] = [Street.group, Street.nextGroup], members: [Member] = Street.members,
        persons: [Person] = Street.everybody.map(\.person), offices: [PersonId: [Office]] = Street.offices,
        surroundings: Surroundings
    ) {
        self.surroundings = surroundings
        shelf = Mutex(
            FakeShelf(
                groups: Dictionary(groups.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
                members: members,
                persons: Dictionary(persons.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
                offices: offices))
    }

    // MARK: for tests to arrange and to look at

    /// From now on nobody is told how far an alert has come, so many times.
    public func hideReach(times: Int) { hidden.withLock { $0 = times } }

    /// Puts somebody's place in, or changes it.
    public func place(_ member: Member) {
        shelf.withLock { shelf in
            shelf.members.removeAll { $0.person == member.person && $0.group == member.group }
            shelf.members.append(member)
        }
    }

    /// The group as it now is.
    public func group(_ id: GroupId) -> Group? { shelf.withLock { $0.groups[id] } }

    /// An alert as it stands, whoever may see it.
    public func alert(_ id: AlertId) -> Alert? { shelf.withLock { $0.alerts[id] } }

    /// How many alerts there are.
    public var alertCount: Int { shelf.withLock { $0.alerts.count } }

    /// What was told, in the order of the events.
    public var notices: [FakeNotice] { shelf.withLock { $0.notices } }

    /// Nothing is due any more, as an older program left it.
    public func forget(_ alert: AlertId) { shelf.withLock { $0.dues[alert] = nil } }

    /// The one thing that is due for an alert, and when.
    public func due(_ alert: AlertId) -> (due: AlertDue, at: Moment)? {
        shelf.withLock { shelf in
            shelf.dues[alert].flatMap { due in AlertDue(rawValue: due.kind.rawValue).map { ($0, due.at) } }
        }
    }

    /// The police's register of a group, hashed with `FakeSeal`.
    public func register(of group: GroupId) -> [RegisterLine] { shelf.withLock { $0.register[group] ?? [] } }

    /// As what somebody hears a group.
    public func hearing(_ person: PersonId, in group: GroupId) -> Hearing? {
        shelf.withLock { shelf in shelf.groups[group].flatMap { shelf.hearing(person, in: $0) } }
    }

    // MARK: AlertStore

    /// See `AlertStore`. No groups are linked here.
    public func share(
        in group: GroupId, by person: PersonId, looksAround: Bool, travel: Travel, at now: Moment,
        request: RequestKey?, decide: @escaping @Sendable (ShareScene) throws(Refusal) -> ShareDecision
    ) throws -> AlertOutcome {
        try shelf.withLock { shelf throws(Refusal) in
            guard let group = shelf.groups[group] else { throw Refusal(.notFound) }
            let key = FakeRequest(request, by: person)
            if let answer = try shelf.answer(to: key, at: now) { return answer }
            let actor = try HearingRules.actor(
                person, member: shelf.member(person, in: group.id), offices: shelf.offices[person] ?? [], group: group)
            let scene = ShareScene(
                group: group, actor: actor, firstName: shelf.persons[person]?.firstName ?? "",
                open: looksAround ? shelf.open(in: group.id) : [],
                recentReports: shelf.alerts.values.count {
                    $0.reporter == person && ($0.sharedAt ?? now) > now - .hours(1)
                })
            switch try decide(scene) {
            case .share(let change): return shelf.save(change, request: key, at: now, surroundings: surroundings)
            case .saidBefore(let alert):
                return AlertOutcome(alert: alert, message: nil, events: [], isReplay: false, isSaidBefore: true)
            }
        }
    }

    /// See `AlertStore`. No groups are linked here.
    public func openAlerts(around group: GroupId, for person: PersonId) -> [Alert] {
        shelf.withLock { $0.open(in: group) }
    }

    /// See `AlertStore`. A suspended member is told so; anybody else who does not hear the group learns nothing.
    public func change(
        _ subject: AlertSubject, by person: PersonId?, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (AlertScene) throws(Refusal) -> AlertChange
    ) throws -> AlertOutcome {
        try shelf.withLock { shelf throws(Refusal) in
            var message: Message?
            let id: AlertId?
            switch subject {
            case .alert(let alert), .forwarding(let alert): id = alert
            case .message(let messageId):
                message = shelf.messages.first { $0.id == messageId }
                id = message?.alert
            case .due(let due): id = due.subject.alert
            }
            guard let id, let alert = shelf.alerts[id], let group = shelf.groups[alert.group] else {
                throw Refusal(.notFound)
            }
            if case .due(let due) = subject {
                guard shelf.dues[id]?.kind == due.kind, shelf.dues[id]?.leasedUntil == due.leasedUntil else {
                    return AlertOutcome(alert: id, message: nil, events: [], isReplay: false)
                }
            }
            let key = FakeRequest(request, by: person)
            if let answer = try shelf.answer(to: key, at: now) { return answer }
            var actor: Actor?
            var absence: Refusal?
            if let person {
                if let hearing = shelf.hearing(person, in: group), shelf.mayRead(alert, hearing, at: now) {
                    actor = Actor(person: person, capacity: hearing.audience, asMember: hearing.asMember)
                } else if let why = shelf.absence(person, from: alert, at: now) {
                    actor = Actor(person: person, capacity: .neighbour, isFormer: true)
                    absence = why
                } else {
                    let isSuspended = shelf.member(person, in: group.id)?.standing == .suspended
                    throw Refusal(isSuspended ? .memberSuspended : .notFound)
                }
            }
            let scene = AlertScene(
                group: group, alert: alert, actor: actor, firstName: person.flatMap { shelf.persons[$0]?.firstName },
                message: message,
                recentReactions: shelf.messages.count {
                    $0.author == person && $0.at > now - .minutes(1) && Message.Kind.reactions.contains($0.kind)
                },
                recentCorrections: shelf.messages.count {
                    $0.author == person && $0.at > now - .hours(1) && $0.kind == .correction
                },
                recentTurns: shelf.events.count {
                    $0.group == alert.group && $0.alertNews?.alert == id && $0.at > now - .hours(1)
                        && [.alertReopened, .alertHeld].contains($0.alertNews?.kind)
                }, absence: absence)
            return shelf.save(try decide(scene), request: key, at: now, surroundings: surroundings)
        }
    }

    /// See `AlertStore`.
    public func file(_ alert: AlertId, for person: PersonId) -> AlertFile? {
        let now = surroundings.now()
        return shelf.withLock { shelf in
            guard let alert = shelf.alerts[alert], let group = shelf.groups[alert.group] else { return nil }
            let messages = shelf.messages.filter { $0.alert == alert.id && $0.kind != .alert }
            guard let hearing = shelf.hearing(person, in: group), shelf.mayRead(alert, hearing, at: now) else {
                guard shelf.absence(person, from: alert, at: now) != nil else { return nil }
                return AlertFile(ownWordsOf: person, in: alert, group: group, messages: messages)
            }
            let flags = shelf.flags.mapValues(\.count)
            func told(_ kinds: [AlertNews.Kind]) -> [EventId] {
                shelf.events.filter { event in
                    event.group == group.id && event.sequence >= hearing.since
                        && event.alertNews.map { $0.alert == alert.id && kinds.contains($0.kind) } == true
                }.map(\.id)
            }
            return AlertFile(
                alert: alert, group: group, messages: messages, flags: hearing.audience == .neighbour ? [:] : flags,
                hearing: hearing, reader: person,
                news: told(AlertNews.Kind.tellings) + told(AlertNews.Kind.followings).suffix(AlertFile.mostNews))
        }
    }

    /// See `AlertStore`.
    public func file(link: String) -> LinkedFile? {
        shelf.withLock { shelf in
            guard let alert = shelf.alerts.values.first(where: { $0.link == link }),
                let group = shelf.groups[alert.group]
            else { return nil }
            return LinkedFile(
                alert: alert, group: group,
                messages: shelf.messages.filter { $0.alert == alert.id && $0.kind != .alert })
        }
    }

    /// See `AlertStore`.
    public func flagged(in groups: [GroupId], limit: Int) -> [GroupId: [AlertId]] {
        shelf.withLock { shelf in
            let pointedOut = shelf.messages.filter { !$0.isRetracted && shelf.flags[$0.id]?.isEmpty == false }
            let alerts = Set(pointedOut.map(\.alert)).compactMap { shelf.alerts[$0] }
                .filter { groups.contains($0.group) }
                .sorted {
                    ($0.sharedAt ?? Moment(milliseconds: 0), $0.id) > ($1.sharedAt ?? Moment(milliseconds: 0), $1.id)
                }
            return Dictionary(grouping: alerts, by: \.group).mapValues { $0.prefix(limit).map(\.id) }
        }
    }

    /// See `AlertStore`.
    public func figures(of group: GroupId, since: Moment, limit: Int) -> [AlertFigure] {
        shelf.withLock { shelf in
            let ended = shelf.alerts.values.filter { $0.group == group && ($0.sharedAt ?? since) >= since }
            let figures = ended.compactMap { alert -> AlertFigure? in
                guard let closure = alert.closure else { return nil }
                return shelf.figures[alert.id]
                    ?? AlertFigure(
                        kind: alert.kind, outcome: closure.outcome, sharedAt: alert.sharedAt ?? closure.closedAt,
                        closedAt: closure.closedAt)
            }
            return Array(figures.sorted { $0.sharedAt > $1.sharedAt }.prefix(limit))
        }
    }

    /// See `AlertStore`.
    public func alerts(of hearing: Hearing, limit: Int) -> [Alert] {
        let now = surroundings.now()
        return shelf.withLock { shelf in
            func rank(_ alert: Alert) -> (Int, Int64) {
                (alert.isOpen ? 0 : 1, -(shelf.sharing[alert.id]?.sequence ?? 0))
            }
            let mine = shelf.alerts.values.filter { $0.group == hearing.group && shelf.mayRead($0, hearing, at: now) }
            return Array(mine.sorted { rank($0) < rank($1) }.prefix(limit))
        }
    }

    /// See `AlertStore`.
    public func events(of group: GroupId, after sequence: Int64, limit: Int) -> [PastEvent] {
        shelf.withLock { shelf in
            shelf.events.filter { $0.group == group && $0.sequence > sequence }.prefix(limit).map(shelf.past)
        }
    }

    /// See `AlertStore`.
    public func placements(of event: EventId) -> EventPlacements? {
        shelf.withLock { shelf in
            let places = shelf.events.filter { $0.id == event }.map(\.placement)
            return places.isEmpty ? nil : EventPlacements(event: event, placements: places)
        }
    }

    /// See `AlertStore`.
    public func receive(
        _ events: [EventId], by person: PersonId, channel: NoticeChannel, at now: Moment
    ) -> [GrownReach] {
        shelf.withLock { shelf in
            events.compactMap { event in
                guard shelf.receipts[event]?[person] == nil else { return nil }
                shelf.receipts[event, default: [:]][person] = (channel, now)
                return shelf.sharing.first { $0.value.id == event }
                    .map { GrownReach(alert: $0.key, home: $0.value.group) }
            }
        }
    }

    /// See `AlertStore`.
    public func reach(of alert: AlertId) throws -> Reach {
        let isHidden = hidden.withLock { hidden in
            defer { hidden = max(0, hidden - 1) }
            return hidden > 0
        }
        guard !isHidden else { throw Refusal(.unavailable) }
        return shelf.withLock { shelf in
            guard let event = shelf.sharing[alert] else { return Reach(audience: 0, receipts: []) }
            let reporter = shelf.alerts[alert]?.reporter
            let people = shelf.members.filter {
                $0.group == event.group && $0.heard(event.sequence) && $0.person != reporter
            }
            let receipts = people.compactMap { shelf.receipts[event.id]?[$0.person] }
            return Reach(
                audience: people.count,
                receipts: receipts.map { (took: $0.at - event.at, channel: $0.channel.rawValue) })
        }
    }

    /// See `AlertStore`.
    public func alert(of message: MessageId) -> AlertId? {
        shelf.withLock { shelf in shelf.messages.first { $0.id == message }?.alert }
    }

    /// See `AlertStore`.
    public func reporter(of alert: AlertId) -> PersonId? { shelf.withLock { $0.alerts[alert]?.reporter } }

    /// See `AlertStore`.
    public func remember(at now: Moment, limit: Int) -> Int {
        shelf.withLock { shelf in
            let forgotten = shelf.alerts.values.filter { $0.isOpen && shelf.dues[$0.id] == nil }.prefix(limit)
            for alert in forgotten {
                shelf.dues[alert.id] = Due(
                    subject: .alert(alert.id), kind: .init(.quiet), at: now, leasedUntil: Moment(milliseconds: 0))
            }
            return forgotten.count
        }
    }

    /// See `DueStore`.
    public func claim(_ kinds: [Subject.Kind], at now: Moment, lease: Span, limit: Int) -> [Due] {
        guard kinds.contains(.alert) else { return [] }
        return shelf.withLock { shelf in
            let free = shelf.dues.values.filter { $0.at <= now && $0.leasedUntil <= now }
            let claimed = free.sorted { $0.at < $1.at }.prefix(limit).map { due in
                Due(subject: due.subject, kind: due.kind, at: due.at, leasedUntil: now + lease)
            }
            for due in claimed { if let alert = due.subject.alert { shelf.dues[alert] = due } }
            return claimed
        }
    }

    /// See `DueStore`. There is no earlier program.
    public func carry(at now: Moment, limit: Int) -> Int { 0 }
}
