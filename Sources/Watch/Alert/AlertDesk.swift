/// Where alerts are dealt with: decides by the rules, saves in one transaction, announces after commit.
///
/// What somebody says is looked at only once it is known that they may say something here: who may not is told the same,
/// whatever they send.
public struct AlertDesk: Sendable {
    let store: any AlertStore
    let announcer: any Announcer
    let surroundings: Surroundings

    public init(store: any AlertStore, announcer: any Announcer, surroundings: Surroundings) {
        self.store = store
        self.announcer = announcer
        self.surroundings = surroundings
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
                id: alertId, group: scene.group.id, message: messageId,
                reporter: try scene.actor.speaking(asPolice: report.asPolice), reporterFirstName: scene.firstName,
                link: link)
            var effects = try alert.signal(report, in: jurisdiction)
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
        return try await say(said, in: alert, by: person, request: request, may: { $0.alert.may(.react, $1) }) {
            alert, said, actor, jurisdiction throws(Refusal) in
            try alert.react(said, by: actor, in: jurisdiction)
        }
    }

    /// A correction of the alert. See `Alert.correct`.
    public func correct(
        _ text: @autoclosure @Sendable () throws(Refusal) -> String?, of alert: AlertId,
        asPolice: @autoclosure @Sendable () throws(Refusal) -> Bool = false, by person: PersonId,
        request: RequestKey? = nil
    ) async throws -> AlertOutcome {
        let said = Result { () throws(Refusal) in
            Words(kind: .correction, text: try text(), asPolice: try asPolice())
        }
        let localTime = surroundings.localTime
        return try await say(said, in: alert, by: person, request: request, may: { $0.alert.may(.correct, $1) }) {
            alert, said, actor, jurisdiction throws(Refusal) in
            let isNight = AlertRules.isNight(for: alert, at: said.at, by: localTime, in: jurisdiction)
            return try alert.correct(said, by: actor, isNight: isNight, in: jurisdiction)
        }
    }

    /// The end. See `Alert.close`.
    public func close(
        _ alert: AlertId, _ outcome: @autoclosure @Sendable () throws(Refusal) -> Alert.Outcome,
        text: @autoclosure @Sendable () throws(Refusal) -> String?,
        asPolice: @autoclosure @Sendable () throws(Refusal) -> Bool = false, by person: PersonId,
        request: RequestKey? = nil
    ) async throws -> AlertOutcome {
        let outcome = Result(catching: outcome)
        let said = Result { () throws(Refusal) in
            Words(kind: .closure, text: try text(), asPolice: try asPolice())
        }
        let localTime = surroundings.localTime
        return try await say(
            said, in: alert, by: person, request: request, isForFormer: true,
            may: { $0.alert.may(.close, $1, recentTurns: $0.recentTurns) }
        ) { alert, said, actor, jurisdiction throws(Refusal) in
            let isNight = AlertRules.isNight(for: alert, at: said.at, by: localTime, in: jurisdiction)
            return try alert.close(
                try outcome.get(), words: said.text == nil ? nil : said, by: actor, at: said.at, isNight: isNight,
                in: jurisdiction)
        }
    }

    /// Opens it again. See `Alert.reopen`.
    public func reopen(_ alert: AlertId, by person: PersonId, request: RequestKey? = nil) async throws -> AlertOutcome {
        let localTime = surroundings.localTime
        return try await act(on: .alert(alert), by: person, request: request) { scene, actor, now throws(Refusal) in
            var alert = scene.alert
            let jurisdiction = scene.group.jurisdiction
            let isNight = AlertRules.isNight(for: alert, at: now, by: localTime, in: jurisdiction)
            let effects = try alert.reopen(by: actor, at: now, isNight: isNight, in: jurisdiction)
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
        try await act(on: .message(message), by: person, request: request, isForFormer: true) {
            scene, actor, now throws(Refusal) in
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

    // MARK: what they share

    private typealias Said =
        @Sendable (inout Alert, Message, Actor, Jurisdiction) throws(Refusal) -> [AlertEffect]

    /// Keeps the words, lets the rule decide about the message they make.
    ///
    /// - Parameter may: whether who asks may say it at all; asked before anything is looked at.
    private func say(
        _ typed: Result<Words, Refusal>, in alert: AlertId, by person: PersonId, request: RequestKey?,
        isForFormer: Bool = false, may: @escaping @Sendable (AlertScene, Actor) -> Bool, rule: @escaping Said
    ) async throws -> AlertOutcome {
        let messageId: MessageId = surroundings.id(at: surroundings.now())
        return try await act(on: .alert(alert), by: person, request: request, isForFormer: isForFormer) {
            scene, actor, now throws(Refusal) in
            guard may(scene, actor) else { throw scene.absence ?? Refusal(.notAllowed) }
            let words = try typed.get()
            let jurisdiction = scene.group.jurisdiction
            let isReaction = Message.Kind.reactions.contains(words.kind)
            guard !isReaction || scene.recentReactions < jurisdiction.reactionsPerMinute else {
                throw Refusal(.tooManyReactions, ["limit": String(jurisdiction.reactionsPerMinute)])
            }
            guard words.kind != .correction || scene.recentCorrections < jurisdiction.changesPerHour else {
                throw Refusal(.tooManyChanges, ["limit": String(jurisdiction.changesPerHour)])
            }
            let speaker = try speaker(actor, of: words) { may(scene, $0) }
            let text = try AlertRules.text(words.text, wasReport: words.wasReport)
            let place = try AlertRules.location(words.location)
            var parted = PartedWords(
                try AlertRules.policeOnly(words.policeOnly), about: scene.alert.kind, in: jurisdiction)
            let said = Message(
                id: messageId, alert: scene.alert.id, kind: words.kind, author: actor.person,
                capacity: speaker.capacity, firstName: scene.firstName, text: parted.open(text),
                location: place.map { $0.saying(parted.open($0.description)) }, policeOnly: parted.policeOnly,
                moved: parted.moved.isEmpty ? nil : parted.moved, at: now)
            var alert = scene.alert
            let effects = try rule(&alert, said, speaker, jurisdiction)
            let isKept = effects.contains(.keep(said))
            return AlertChange(alert: alert, effects: effects, message: isKept ? messageId : nil)
        }
    }

    /// Who speaks: an officer in their own street as a neighbour, unless they say otherwise or only the office lets them.
    private func speaker(
        _ actor: Actor, of words: Words, may: (Actor) -> Bool
    ) throws(Refusal) -> Actor {
        let speaker = try actor.speaking(asPolice: words.asPolice)
        return may(speaker) ? speaker : actor
    }

    /// Every turn is told to everybody who was told of the alert: a program does not take them for a drum.
    private func checkTurns(_ scene: AlertScene) throws(Refusal) {
        let most = scene.group.jurisdiction.changesPerHour
        guard scene.recentTurns < most else { throw Refusal(.tooManyChanges, ["limit": String(most)]) }
    }

    /// - Parameter isForFormer: whether it is also for who spoke in the alert and does not hear its group any more.
    private func act(
        on subject: AlertSubject, by person: PersonId, request: RequestKey?, isForFormer: Bool = false,
        decide: @escaping @Sendable (AlertScene, Actor, Moment) throws(Refusal) -> AlertChange
    ) async throws -> AlertOutcome {
        let now = surroundings.now()
        let outcome = try await store.change(subject, by: person, at: now, request: request) { scene throws(Refusal) in
            guard let actor = scene.actor else { throw Refusal(.notAllowed) }
            if let absence = scene.absence, !isForFormer { throw absence }
            return try decide(scene, actor, now)
        }
        announcer.announce(outcome.events)
        return outcome
    }
}
