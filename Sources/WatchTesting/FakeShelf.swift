import Watch

/// What `FakeAlertStore` holds, and how an effect changes it. A change works on a copy of it, so that it is done whole
/// or not at all.
struct FakeShelf: Sendable {
    var groups: [GroupId: Group]
    var members: [Member]
    var persons: [PersonId: Person]
    var offices: [PersonId: [Office]]
    var alerts: [AlertId: Alert] = [:]
    var sharing: [AlertId: Event] = [:]
    var messages: [Message] = []
    var flags: [MessageId: Set<PersonId>] = [:]
    var events: [Event] = []
    var notices: [FakeNotice] = []
    var register: [GroupId: [RegisterLine]] = [:]
    var dues: [AlertId: (due: AlertDue, at: Moment, leasedUntil: Moment)] = [:]
    var receipts: [EventId: [PersonId: (channel: NoticeChannel, at: Moment)]] = [:]
    var figures: [AlertId: AlertFigure] = [:]
    var requests: [FakeRequest: (bodyHash: [UInt8], outcome: AlertOutcome, at: Moment)] = [:]

    /// The open alerts of a group, the newest first.
    func open(in group: GroupId) -> [Alert] {
        let open = alerts.values.filter { $0.group == group && $0.isOpen }
        return open.sorted { (sharing[$0.id]?.sequence ?? 0) > (sharing[$1.id]?.sequence ?? 0) }
    }

    // MARK: who is who

    func member(_ person: PersonId, in group: GroupId) -> Member? {
        members.first { $0.person == person && $0.group == group }
    }

    /// As what somebody hears a group; nil when they do not.
    func hearing(_ person: PersonId, in group: Group) -> Hearing? {
        let member = member(person, in: group.id)
        let actor = try? MemberRules.actor(
            person, member: member, offices: offices[person] ?? [], group: group)
        return actor.map {
            Hearing(
                group: group.id, audience: $0.capacity,
                since: $0.capacity == .police ? 1 : member?.joinedSequence ?? 1)
        }
    }

    func mayRead(_ alert: Alert, _ hearing: Hearing, at now: Moment) -> Bool {
        guard let group = groups[alert.group] else { return false }
        return AlertRules.mayRead(
            alert, sharedAt: sharing[alert.id]?.sequence ?? 0, as: hearing, at: now, in: group.jurisdiction)
    }

    func past(_ event: Event) -> PastEvent {
        let message = messages.first { $0.id == event.news.message }
        return PastEvent(event: event, isRetracted: message?.isRetracted ?? false)
    }

    // MARK: requests

    /// The remembered answer to the same request.
    func answer(to request: FakeRequest?, at now: Moment) throws(Refusal) -> AlertOutcome? {
        guard let request, let known = requests[request], known.at > now - RequestKey.lifetime else { return nil }
        guard known.bodyHash == request.bodyHash else {
            throw Refusal(.idempotencyKeyReused, field: "Idempotency-Key")
        }
        return AlertOutcome(alert: known.outcome.alert, message: known.outcome.message, events: [], isReplay: true)
    }

    // MARK: what a decision does

    /// Applies all effects, in order.
    mutating func save(
        _ change: AlertChange, request: FakeRequest?, at now: Moment, surroundings: Surroundings
    ) -> AlertOutcome {
        alerts[change.alert.id] = change.alert
        var written: [EventReference] = []
        effects: for effect in change.effects {
            switch effect {
            case .announce(let news, let told, let isQuiet):
                let event = append(news, in: change.alert.group, at: now, surroundings: surroundings)
                written.append(EventReference(group: event.group, sequence: event.sequence))
                notices.append(
                    FakeNotice(
                        event: event.sequence, kind: news.kind, told: told, isQuiet: isQuiet,
                        people: people(told, of: change.alert, at: event)))
            case .forward(let news, let group, _):
                let event = append(news, in: group, at: now, surroundings: surroundings)
                written.append(EventReference(group: event.group, sequence: event.sequence))
            case .keep(let message): messages.append(message)
            case .register(let kind, let message, let content):
                let salt = surroundings.randomness.bytes(16)
                register[change.alert.group, default: []].append(
                    RegisterLine.following(
                        register[change.alert.group]?.last, group: change.alert.group, at: now, kind: kind,
                        alert: change.alert.id, message: message, salt: salt, content: content))
            case .hide(let id): hide(id)
            case .mark(let id):
                guard flags[id, default: []].insert(flagger(change)).inserted else { break effects }
            case .schedule(let due, let moment): dues[change.alert.id] = (due, moment, Moment(milliseconds: 0))
            case .retire: retire(change.alert, at: now)
            case .unschedule: dues[change.alert.id] = nil
            }
        }
        recount(change.alert.group)
        let outcome = AlertOutcome(alert: change.alert.id, message: change.message, events: written, isReplay: false)
        if let request { requests[request] = (request.bodyHash, outcome, now) }
        return outcome
    }

    private mutating func append(
        _ news: AlertNews, in group: GroupId, at now: Moment, surroundings: Surroundings
    ) -> Event {
        let event = Event(
            id: surroundings.id(at: now), group: group, sequence: (groups[group]?.lastSequence ?? 0) + 1, at: now,
            news: news)
        events.append(event)
        if news.kind == .alertShared { sharing[news.alert] = event }
        recount(group)
        return event
    }

    private mutating func retire(_ alert: Alert, at now: Moment) {
        let event = sharing[alert.id]
        // Its own words still say who reported it.
        let reporter = messages.first { $0.id == alert.message }?.author
        let people = members.filter { member in
            member.group == alert.group && member.person != reporter && event.map { member.heard($0.sequence) } == true
        }
        let told = people.count { member in event.map { receipts[$0.id]?[member.person] != nil } == true }
        if let closure = alert.closure {
            figures[alert.id] = AlertFigure(
                kind: alert.kind, outcome: closure.outcome, sharedAt: alert.sharedAt ?? now, closedAt: closure.closedAt,
                reactions: messages.count { $0.alert == alert.id && Message.Kind.reactions.contains($0.kind) },
                audience: people.count, told: told)
        }
        messages = messages.map { $0.alert == alert.id ? $0.figuresOnly : $0 }
        events = events.map { event in
            guard event.news.alert == alert.id else { return event }
            return Event(
                id: event.id, group: event.group, sequence: event.sequence, at: event.at,
                news: event.news.figuresOnly(at: now))
        }
        for message in messages where message.alert == alert.id { flags[message.id] = nil }
        for event in events where event.news.alert == alert.id { receipts[event.id] = nil }
    }

    private mutating func hide(_ id: MessageId) {
        guard let index = messages.firstIndex(where: { $0.id == id }) else { return }
        messages[index] = messages[index].retracted(true)
    }

    /// A group's counters follow from what is held.
    private mutating func recount(_ id: GroupId) {
        guard let group = groups[id] else { return }
        groups[id] = Group(
            id: group.id, slug: group.slug, name: group.name, place: group.place, jurisdiction: group.jurisdiction,
            zone: group.zone, municipality: group.municipality, area: group.area,
            lastSequence: Int64(events.count { $0.group == id }), memberVersion: group.memberVersion,
            openAlerts: alerts.values.count { $0.group == id && $0.isOpen }, createdAt: group.createdAt)
    }

    /// Who raised the flag: written in the register entry that comes with it.
    private func flagger(_ change: AlertChange) -> PersonId {
        for case .register(.messageFlagged, _, let content) in change.effects {
            if let person = content.person { return person }
        }
        return Street.fixed("0")
    }

    /// Whom an event is told to: for `toldBefore`, those told of the sharing who are still members.
    private func people(_ told: Told, of alert: Alert, at event: Event) -> Set<PersonId> {
        let here = members.filter { $0.group == event.group && $0.heard(event.sequence) }
        let police = offices.filter {
            $0.value.contains(Office(kind: .police, territory: groups[event.group]?.zone ?? ""))
        }
        switch told {
        case .nobody: return []
        case .members: return Set(here.map(\.person))
        case .toldBefore:
            let sequence = sharing[alert.id]?.sequence ?? 0
            return Set(here.filter { $0.heard(sequence) }.map(\.person))
        case .responsible:
            let coordinators = here.filter { $0.role == .coordinator }.map(\.person)
            return Set(coordinators + police.keys + [alert.reporter].compactMap { $0 })
        }
    }
}

/// What one event was told as, and to whom.
public struct FakeNotice: Hashable, Sendable {
    /// The event's sequence.
    public let event: Int64
    /// What happened.
    public let kind: AlertNews.Kind
    /// Whom the rules named.
    public let told: Told
    /// Whether without a sound.
    public let isQuiet: Bool
    /// Who that was, at that moment.
    public let people: Set<PersonId>
}

/// A request's key as the person's own.
struct FakeRequest: Hashable, Sendable {
    let person: PersonId
    let route: String
    let key: String
    let bodyHash: [UInt8]

    init?(_ key: RequestKey?, by person: PersonId?) {
        guard let key, let person else { return nil }
        self.person = person
        self.route = key.route
        self.key = key.key
        self.bodyHash = key.bodyHash
    }

    static func == (left: FakeRequest, right: FakeRequest) -> Bool {
        left.person == right.person && left.route == right.route && left.key == right.key
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(person)
        hasher.combine(route)
        hasher.combine(key)
    }
}

extension RegisterLine {
    /// The next line of a chain, hashed with `FakeSeal`.
    public static func following(
        _ last: RegisterLine?, group: GroupId, at moment: Moment, kind: RegisterEntry.Kind, alert: AlertId,
        message: MessageId?, salt: [UInt8], content: RegisterContent
    ) -> RegisterLine {
        let position = (last?.entry.position ?? 0) + 1
        let digest = FakeSeal.hash(salt + content.canonical.bytes)
        let canonical = RegisterEntry.canonical(
            group: group, position: position, at: moment, kind: kind, alert: alert, message: message, digest: digest)
        let entry = RegisterEntry(
            group: group, position: position, at: moment, kind: kind, alert: alert, message: message, digest: digest,
            hash: FakeSeal.hash((last?.entry.hash ?? RegisterEntry.genesis) + canonical.bytes))
        return RegisterLine(entry: entry, salt: salt, content: content)
    }
}
