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
    var dues: [AlertId: Due] = [:]
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
        try? HearingRules.hearing(
            person, member: member(person, in: group.id), offices: offices[person] ?? [], group: group)
    }

    func mayRead(_ alert: Alert, _ hearing: Hearing, at now: Moment) -> Bool {
        guard let group = groups[alert.group] else { return false }
        return AlertRules.mayRead(
            alert, endedAt: end(of: alert.id) ?? sharing[alert.id]?.sequence ?? 0, as: hearing, at: now,
            in: group.jurisdiction)
    }

    /// The sequence of an alert's newest end.
    private func end(of alert: AlertId) -> Int64? {
        events.last { $0.alertNews?.alert == alert && $0.alertNews?.kind == .alertClosed }?.sequence
    }

    /// Why somebody who spoke in an alert does not hear it any more; nil for who said nothing in it.
    func absence(_ person: PersonId, from alert: Alert, at now: Moment) -> Refusal? {
        guard let group = groups[alert.group],
            messages.contains(where: { $0.alert == alert.id && $0.author == person }),
            AlertRules.mayReadOwnWords(alert, at: now, in: group.jurisdiction)
        else { return nil }
        return HearingRules.whyNot(
            person, member: member(person, in: group.id), offices: offices[person] ?? [], group: group)
    }

    func past(_ event: Event) -> PastEvent {
        let message = messages.first { $0.id == event.alertNews?.message }
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
        var written: [Placement] = []
        effects: for effect in change.effects {
            switch effect {
            case .announce(let news, let told, let isQuiet):
                let event = append(news, in: change.alert.group, at: now, surroundings: surroundings)
                written.append(event.placement)
                notices.append(FakeNotice(event: event.sequence, kind: news.kind, told: told, isQuiet: isQuiet))
            case .forward(let news, let group, _):
                let event = append(
                    news, of: sharing[change.alert.id]?.id, in: group, at: now, surroundings: surroundings)
                written.append(event.placement)
            case .keep(let message): messages.append(message)
            case .register(let kind, let message, let content):
                let salt = surroundings.randomness.bytes(16)
                register[change.alert.group, default: []].append(
                    RegisterLine.following(
                        register[change.alert.group]?.last, chain: .group(change.alert.group), at: now, kind: kind,
                        subject: .alert(change.alert.id), message: message, salt: salt, content: content))
            case .hide(let id): hide(id)
            case .mark(let id):
                guard flags[id, default: []].insert(flagger(change)).inserted else { break effects }
            case .schedule(let due, let moment):
                dues[change.alert.id] = Due(
                    subject: .alert(change.alert.id), kind: .init(due), at: moment, leasedUntil: Moment(milliseconds: 0)
                )
            case .retire: retire(change.alert, at: now)
            case .unschedule: dues[change.alert.id] = nil
            }
        }
        recount(change.alert.group)
        let outcome = AlertOutcome(alert: change.alert.id, message: change.message, events: written, isReplay: false)
        if let request { requests[request] = (request.bodyHash, outcome, now) }
        return outcome
    }

    /// - Parameter id: that of the event which is told of in one more group; nil for a new one.
    private mutating func append(
        _ news: AlertNews, of id: EventId? = nil, in group: GroupId, at now: Moment, surroundings: Surroundings
    ) -> Event {
        let event = Event(
            id: id ?? surroundings.id(at: now),
            placement: Placement(group: group, sequence: (groups[group]?.lastSequence ?? 0) + 1), at: now,
            news: .alert(news))
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
            guard let news = event.alertNews, news.alert == alert.id else { return event }
            return Event(
                id: event.id, placement: event.placement, at: event.at, news: .alert(news.figuresOnly(at: now)))
        }
        for message in messages where message.alert == alert.id { flags[message.id] = nil }
        for event in events where event.alertNews?.alert == alert.id { receipts[event.id] = nil }
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
            zone: group.zone, policeReads: group.policeReads, municipality: group.municipality, area: group.area,
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
}

/// What one event was told as. Who that is in the end, only a database knows.
public struct FakeNotice: Hashable, Sendable {
    /// The event's sequence.
    public let event: Int64
    /// What happened.
    public let kind: AlertNews.Kind
    /// Whom the rules named.
    public let told: Told
    /// Whether without a sound.
    public let isQuiet: Bool
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
    ///
    /// - Parameter form: nil for that in which one about this is written now.
    public static func following(
        _ last: RegisterLine?, chain: RegisterChain, at moment: Moment, form: RegisterEntry.Form? = nil,
        kind: RegisterEntry.Kind, subject: Subject, message: MessageId?, salt: [UInt8], content: RegisterContent
    ) -> RegisterLine {
        let position = (last?.entry.position ?? 0) + 1
        let digest = FakeSeal.hash(salt + content.canonical.bytes)
        let form = form ?? RegisterEntry.Form(of: subject, in: chain)
        let canonical = RegisterEntry.canonical(
            form: form, chain: chain, position: position, at: moment, kind: kind, subject: subject, message: message,
            digest: digest)
        let entry = RegisterEntry(
            form: form, chain: chain, position: position, at: moment, kind: kind, subject: subject, message: message,
            digest: digest, hash: FakeSeal.hash((last?.entry.hash ?? RegisterEntry.genesis) + canonical.bytes))
        return RegisterLine(entry: entry, salt: salt, content: content)
    }
}
