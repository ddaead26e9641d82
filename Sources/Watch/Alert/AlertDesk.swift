/// Where alerts are dealt with: decides by the rules, saves in one transaction, announces after commit.
///
/// What somebody says is looked at only once it is known that they may say something here: who may not is told the same,
/// whatever they send.
public struct AlertDesk: Sendable {
    private let store: any AlertStore
    private let announcer: any Announcer
    private let surroundings: Surroundings

    public init(store: any AlertStore, announcer: any Announcer, surroundings: Surroundings) {
        self.store = store
        self.announcer = announcer
        self.surroundings = surroundings
    }

    /// What somebody says in an alert, as it came in.
    public struct Words: Hashable, Sendable {
        public let kind: Message.Kind
        public let text: String?
        public let location: Location?

        public init(kind: Message.Kind, text: String?, location: Location? = nil) {
            self.kind = kind
            self.text = text
            self.location = location
        }
    }

    // MARK: the life of an alert

    /// S, A and A in one: signals, alarms and shares.
    ///
    /// - Returns: the alert, and whether the same request was answered before; or the one that was shared a moment ago with
    ///   the same report by the same person, with `isSaidBefore`, unless it is to be shared separately.
    /// - Throws: refusals of `Alert.signal`, `alarm` and `share`; `incident-already-open` naming it in `alertId`;
    ///   `too-many-reports`; `not-found` for the group; `not-a-member` and its like.
    public func share(
        _ report: @autoclosure @Sendable () throws(Refusal) -> Report, in group: GroupId, by person: PersonId,
        request: RequestKey? = nil
    ) async throws -> AlertOutcome {
        let said = Result(catching: report)
        let report = try? said.get()
        let now = surroundings.now()
        let alertId: AlertId = surroundings.id(at: now)
        let messageId: MessageId = surroundings.id(at: now)
        let link = Hex.text(surroundings.randomness.bytes(16))
        let localTime = surroundings.localTime
        let outcome = try await store.share(
            in: group, by: person, looksAround: report?.isSeparate == false,
            travel: report.map(Travel.init) ?? Travel(place: nil, direction: nil), at: now, request: request
        ) { scene throws(Refusal) in
            let jurisdiction = scene.group.jurisdiction
            guard scene.group.closedAt == nil else { throw RegistryRules.closed(scene.group) }
            let report = try said.get()
            var alert = Alert(
                id: alertId, group: scene.group.id, message: messageId, reporter: scene.actor,
                reporterFirstName: scene.firstName, link: link)
            var effects = try alert.signal(report)
            effects += try alert.alarm(report.call, at: now, in: jurisdiction)
            if !report.isSeparate {
                if let first = IncidentRules.sameReport(alert, at: now, among: scene.open, in: jurisdiction) {
                    return .saidBefore(first.id)
                }
                if let open = IncidentRules.incident(alert, at: now, among: scene.open, in: scene.group) {
                    throw Refusal(.incidentAlreadyOpen, ["alertId": open.id.text])
                }
            }
            guard scene.recentReports < jurisdiction.reportsPerHour else {
                throw Refusal(.tooManyReports, ["number": jurisdiction.inDanger(after: report.call?.number).number])
            }
            let minute = localTime.minuteOfDay(now, zone: jurisdiction.timeZone)
            effects += try alert.share(at: now, minuteOfDay: minute, in: jurisdiction)
            let way = LinkRules.way(of: Travel(alert), from: scene.group, in: scene.network)
            effects += alert.passOn(way, isQuiet: alert.isQuiet(minuteOfDay: minute, in: jurisdiction))
            return .share(AlertChange(alert: alert, effects: effects, message: messageId))
        }
        announcer.announce(outcome.events)
        return outcome
    }

    /// R: a reaction. See `Alert.react` for what is refused.
    public func react(
        _ words: @autoclosure @Sendable () throws(Refusal) -> Words, to alert: AlertId, by person: PersonId,
        request: RequestKey? = nil
    ) async throws -> AlertOutcome {
        let said = Result(catching: words)
        return try await say(said, in: alert, by: person, request: request, may: { _, _ in true }) {
            alert, said, _, jurisdiction throws(Refusal) in
            try alert.react(said, in: jurisdiction)
        }
    }

    /// A correction of the alert. See `Alert.correct`.
    public func correct(
        _ text: @autoclosure @Sendable () throws(Refusal) -> String?, of alert: AlertId, by person: PersonId,
        request: RequestKey? = nil
    ) async throws -> AlertOutcome {
        let said = Result(catching: text).map { Words(kind: .correction, text: $0) }
        return try await say(said, in: alert, by: person, request: request, may: AlertRules.mayEnd) {
            alert, said, actor, jurisdiction throws(Refusal) in
            try alert.correct(said, by: actor, in: jurisdiction)
        }
    }

    /// The end. See `Alert.close`.
    public func close(
        _ alert: AlertId, _ outcome: @autoclosure @Sendable () throws(Refusal) -> Alert.Outcome,
        text: @autoclosure @Sendable () throws(Refusal) -> String?, by person: PersonId, request: RequestKey? = nil
    ) async throws -> AlertOutcome {
        let outcome = Result(catching: outcome)
        let said = Result(catching: text).map { Words(kind: .closure, text: $0) }
        return try await say(said, in: alert, by: person, request: request, may: AlertRules.mayEnd) {
            alert, said, actor, jurisdiction throws(Refusal) in
            try alert.close(
                try outcome.get(), words: said.text == nil ? nil : said, by: actor, at: said.at, in: jurisdiction)
        }
    }

    /// Opens it again. See `Alert.reopen`.
    public func reopen(_ alert: AlertId, by person: PersonId, request: RequestKey? = nil) async throws -> AlertOutcome {
        try await act(on: .alert(alert), by: person, request: request) { scene, actor, now throws(Refusal) in
            var alert = scene.alert
            let effects = try alert.reopen(by: actor, at: now, in: scene.group.jurisdiction)
            try checkTurns(scene)
            return AlertChange(alert: alert, effects: effects)
        }
    }

    /// Holds it open. See `Alert.hold`.
    public func hold(_ alert: AlertId, by person: PersonId, request: RequestKey? = nil) async throws -> AlertOutcome {
        try await act(on: .alert(alert), by: person, request: request) { scene, actor, now throws(Refusal) in
            var alert = scene.alert
            let effects = try alert.hold(by: actor, at: now, in: scene.group.jurisdiction)
            try checkTurns(scene)
            return AlertChange(alert: alert, effects: effects)
        }
    }

    /// Sends it on to linked groups. See `Alert.sendOn`.
    ///
    /// - Parameter groups: nil for every linked one that has not got it.
    public func sendOn(
        _ alert: AlertId, to groups: @autoclosure @Sendable () throws(Refusal) -> [GroupId]?, by person: PersonId,
        request: RequestKey? = nil
    ) async throws -> AlertOutcome {
        let wanted = Result(catching: groups)
        let localTime = surroundings.localTime
        return try await act(on: .forwarding(alert), by: person, request: request) {
            scene, actor, now throws(Refusal) in
            guard let forwarding = scene.forwarding, !forwarding.senders.isEmpty else { throw Refusal(.notAllowed) }
            let jurisdiction = scene.group.jurisdiction
            let minute = localTime.minuteOfDay(now, zone: jurisdiction.timeZone)
            let effects = try scene.alert.sendOn(
                to: try wanted.get(), by: actor, in: forwarding, home: scene.group,
                isQuiet: scene.alert.isQuiet(minuteOfDay: minute, in: jurisdiction))
            return AlertChange(alert: scene.alert, effects: effects)
        }
    }

    /// Takes a message back. See `Alert.retract`.
    public func retract(
        _ message: MessageId, by person: PersonId, request: RequestKey? = nil
    ) async throws -> AlertOutcome {
        try await act(on: .message(message), by: person, request: request) { scene, actor, now throws(Refusal) in
            guard let said = scene.message else { throw Refusal(.notFound) }
            var alert = scene.alert
            let effects = try alert.retract(said, by: actor, at: now)
            return AlertChange(alert: alert, effects: effects, message: said.id)
        }
    }

    /// Points a message out to the coordinator; a second time changes nothing.
    public func flag(_ message: MessageId, by person: PersonId, request: RequestKey? = nil) async throws -> AlertOutcome
    {
        let outcome = try await act(on: .message(message), by: person, request: request) {
            scene, actor, now throws(Refusal) in
            guard let said = scene.message else { throw Refusal(.notFound) }
            return AlertChange(
                alert: scene.alert, effects: try scene.alert.flag(said, by: actor), message: said.id)
        }
        if let file = try await store.file(outcome.alert, for: person) {
            announcer.flagged(message, alert: outcome.alert, in: file.alert.group)
        }
        return outcome
    }

    // MARK: what is due

    /// Does what is due: asks about quiet alerts, ends those about which nobody answered.
    ///
    /// One that cannot be done does not keep the others waiting.
    /// - Returns: how many were looked at; call again at once when it is `limit`.
    /// - Throws: the first failure, after all have had their turn.
    public func doDue(limit: Int = 50) async throws -> Int {
        let now = surroundings.now()
        let claimed = try await store.claimDue(at: now, lease: .seconds(30), limit: limit)
        var failure: (any Error)?
        for item in claimed {
            do {
                try await deal(with: item, at: now)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return claimed.count
    }

    private func deal(with item: DueAlert, at now: Moment) async throws {
        let outcome = try await store.change(.due(item), by: nil, at: now, request: nil) {
            scene throws(Refusal) in
            var alert = scene.alert
            let jurisdiction = scene.group.jurisdiction
            let effects =
                switch item.due {
                case .quiet: alert.quiet(at: now, in: jurisdiction)
                case .unanswered: alert.unanswered(at: now, in: jurisdiction)
                case .retirement: alert.retire(at: now, in: jurisdiction)
                }
            return AlertChange(alert: alert, effects: effects)
        }
        announcer.announce(outcome.events)
    }

    // MARK: reading

    /// An alert as a person may see it.
    ///
    /// - Throws: `not-found` for what is unknown or not theirs to see, so that nothing is disclosed.
    public func file(_ alert: AlertId, for person: PersonId) async throws -> AlertFile {
        guard let file = try await store.file(alert, for: person) else { throw Refusal(.notFound) }
        return file
    }

    /// Something said in an alert that a person can take back now, its own text included; and the alert.
    ///
    /// - Throws: `not-found`, and what `Alert.retract` throws.
    public func retractable(
        _ message: MessageId, by person: PersonId
    ) async throws -> (message: Message, file: AlertFile) {
        guard let alert = try await store.alert(of: message) else { throw Refusal(.notFound) }
        let file = try await file(alert, for: person)
        let said = ([file.alert.ownText] + file.messages).first { $0.id == message }
        guard let said else { throw Refusal(.notFound) }
        var tried = file.alert
        _ = try tried.retract(
            said, by: Actor(person: person, capacity: file.hearing.audience), at: surroundings.now())
        return (said, file)
    }

    /// An alert as anybody may see it who has its link, while it is open.
    ///
    /// - Throws: `not-found` for a link that never was, `alert-link-ended` for one whose alert is over.
    public func seen(byLink link: String) async throws -> (alert: PublicAlert, group: Group) {
        guard link.utf8.count == 32, let file = try await store.file(link: link) else { throw Refusal(.notFound) }
        let number = file.group.jurisdiction.inDanger(after: file.alert.call?.number).number
        guard file.alert.isOpen else { throw Refusal(.alertLinkEnded, ["number": number]) }
        return (PublicAlert(file.alert, messages: file.messages), file.group)
    }

    /// How an alert ended, as anybody may see it who has its link, for a day; nil where nothing is told of it.
    public func ending(byLink link: String) async throws -> (end: PublicEnding, group: Group)? {
        guard link.utf8.count == 32, let file = try await store.file(link: link),
            let end = PublicEnding(file.alert, at: surroundings.now())
        else { return nil }
        return (end, file.group)
    }

    /// What remains of a group's alerts: figures, the newest first, for who hears the group.
    public func figures(of hearing: Hearing, since: Moment, limit: Int = 1_000) async throws -> [AlertFigure] {
        try await store.figures(of: hearing.group, since: since, limit: limit)
    }

    /// The alerts of a group for somebody who hears it.
    public func alerts(of hearing: Hearing, limit: Int = 50) async throws -> [Alert] {
        try await store.alerts(of: hearing, limit: limit)
    }

    /// What members point out in these groups, for who looks after them; of a group that they only live in, nothing.
    ///
    /// - Parameter limit: alerts of a group at most.
    public func flagged(
        in hearings: [Hearing], for person: PersonId, limit: Int = 10
    ) async throws -> [GroupId: [FlaggedMessage]] {
        let cared = hearings.filter { $0.audience != .neighbour }.map(\.group)
        guard !cared.isEmpty else { return [:] }
        var found: [GroupId: [FlaggedMessage]] = [:]
        for (group, alerts) in try await store.flagged(in: cared, limit: limit) {
            for alert in alerts {
                // Nil for what is older than what they may read.
                guard let file = try await store.file(alert, for: person), !file.flagged.isEmpty else { continue }
                found[group, default: []] += file.flagged
            }
        }
        return found
    }

    /// The open alerts that a report of this person in this group could be about; without those that were taken back.
    public func openAlerts(around hearing: Hearing, for person: PersonId) async throws -> [Alert] {
        try await store.openAlerts(around: hearing.group, for: person).filter { !$0.isRetracted }
    }

    /// History of a group for somebody who hears it: what came after a sequence, from their own beginning on.
    public func events(of hearing: Hearing, after sequence: Int64, limit: Int) async throws -> [PastEvent] {
        try await store.events(of: hearing.group, after: max(sequence, hearing.since - 1), limit: limit)
    }

    /// A device has shown an event.
    ///
    /// - Throws: `not-found` when the event is unknown or was not for this person.
    public func receive(_ event: EventId, by person: PersonId, hearings: [Hearing]) async throws {
        guard let past = try await store.event(event),
            hearings.contains(where: { $0.group == past.event.group && $0.since <= past.event.sequence })
        else { throw Refusal(.notFound) }
        let changed = try await store.receive(event, by: person, channel: .live, at: surroundings.now())
        if let changed { announcer.reachChanged(changed.alert, in: changed.home) }
    }

    /// How far an alert has come, for its reporter and those with care.
    ///
    /// - Throws: `not-found`, `not-allowed`.
    public func reach(of alert: AlertId, for person: PersonId) async throws -> Reach {
        let file = try await file(alert, for: person)
        guard AlertRules.mayEnd(file.alert, Actor(person: person, capacity: file.hearing.audience)) else {
            throw Refusal(.notAllowed)
        }
        return try await store.reach(of: alert)
    }

    // MARK: what they share

    private typealias Said =
        @Sendable (inout Alert, Message, Actor, Jurisdiction) throws(Refusal) -> [AlertEffect]

    /// Keeps the words, lets the rule decide about the message they make.
    ///
    /// - Parameter may: whether who asks may say it at all; asked before anything is looked at.
    private func say(
        _ typed: Result<Words, Refusal>, in alert: AlertId, by person: PersonId, request: RequestKey?,
        may: @escaping @Sendable (Alert, Actor) -> Bool, rule: @escaping Said
    ) async throws -> AlertOutcome {
        let messageId: MessageId = surroundings.id(at: surroundings.now())
        return try await act(on: .alert(alert), by: person, request: request) { scene, actor, now throws(Refusal) in
            guard may(scene.alert, actor) else { throw Refusal(.notAllowed) }
            let words = try typed.get()
            let jurisdiction = scene.group.jurisdiction
            let isReaction = Message.Kind.reactions.contains(words.kind)
            guard !isReaction || scene.recentReactions < jurisdiction.reactionsPerMinute else {
                throw Refusal(.tooManyReactions, ["limit": String(jurisdiction.reactionsPerMinute)])
            }
            guard words.kind != .correction || scene.recentCorrections < jurisdiction.changesPerHour else {
                throw Refusal(.tooManyChanges, ["limit": String(jurisdiction.changesPerHour)])
            }
            let said = Message(
                id: messageId, alert: scene.alert.id, kind: words.kind, author: actor.person,
                capacity: actor.capacity, firstName: scene.firstName,
                text: try AlertRules.text(words.text),
                location: try AlertRules.location(words.location), at: now)
            var alert = scene.alert
            let effects = try rule(&alert, said, actor, jurisdiction)
            let isKept = effects.contains(.keep(said))
            return AlertChange(alert: alert, effects: effects, message: isKept ? messageId : nil)
        }
    }

    /// Every turn is told to everybody who was told of the alert: a program does not take them for a drum.
    private func checkTurns(_ scene: AlertScene) throws(Refusal) {
        let most = scene.group.jurisdiction.changesPerHour
        guard scene.recentTurns < most else { throw Refusal(.tooManyChanges, ["limit": String(most)]) }
    }

    private func act(
        on subject: AlertSubject, by person: PersonId, request: RequestKey?,
        decide: @escaping @Sendable (AlertScene, Actor, Moment) throws(Refusal) -> AlertChange
    ) async throws -> AlertOutcome {
        let now = surroundings.now()
        let outcome = try await store.change(subject, by: person, at: now, request: request) { scene throws(Refusal) in
            guard let actor = scene.actor else { throw Refusal(.notAllowed) }
            return try decide(scene, actor, now)
        }
        announcer.announce(outcome.events)
        return outcome
    }
}
