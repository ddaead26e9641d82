// The life of an alert. Each event is a `mutating func` that returns what must be done as plain data, or refuses with
// a reason and changes nothing. It knows neither stores nor clocks: moments and ids are handed in.
//
//   draft ──signal──▶ signalled ──alarm──▶ alarmed ──share──▶ open ──close──▶ closed ──reopen──▶ open
//                         └────── withdraw ─────┘               ├─ react, flag, retract, correct, hold, addReference
//                                                               └─ quiet ─▶ asked ─ no answer ─▶ closed (unknown)
//
// Who is missing is not closed for no answer, but asked about again.

extension Alert {
    // MARK: S, A and A

    /// S: something was seen. Checks and keeps the words; what neighbours may not be told here goes to the police alone.
    ///
    /// - Throws: `alert-out-of-order` unless it is a draft or was only signalled; what `AlertRules.observation` throws.
    public mutating func signal(_ report: Report, in jurisdiction: Jurisdiction) throws(Refusal) -> [AlertEffect] {
        guard state == .draft || state == .signalled else { throw outOfOrder() }
        let checked = try AlertRules.observation(report)
        var parted = PartedWords(checked.policeOnly, about: report.kind, in: jurisdiction)
        kind = report.kind
        observation = Observation(
            behaviour: parted.open(checked.observation.behaviour),
            appearance: parted.open(checked.observation.appearance),
            vehicle: parted.open(checked.observation.vehicle), direction: checked.observation.direction)
        location = checked.location.map { $0.saying(parted.open($0.description)) }
        policeOnly = parted.policeOnly
        moved = parted.moved.isEmpty ? nil : parted.moved
        advice = AlertRules.advice(observation, at: location?.description, about: kind)
        state = .signalled
        return []
    }

    /// A: the police were called.
    ///
    /// - Throws: `alert-out-of-order` unless it was signalled; what `AlertRules.call` throws.
    public mutating func alarm(
        _ made: Report.Call?, at now: Moment, in jurisdiction: Jurisdiction
    ) throws(Refusal) -> [AlertEffect] {
        guard state == .signalled || state == .alarmed else { throw outOfOrder() }
        call = try AlertRules.call(made, at: now, in: jurisdiction)
        state = .alarmed
        return []
    }

    /// A: the group is told. Wakes it.
    ///
    /// - Parameter minuteOfDay: on the wall where the group lives.
    /// - Throws: `emergency-call-missing` before the police were called, `alert-out-of-order` when told already.
    public mutating func share(
        at now: Moment, minuteOfDay: Int, in jurisdiction: Jurisdiction
    ) throws(Refusal) -> [AlertEffect] {
        guard state != .draft, state != .signalled else {
            throw Refusal(.emergencyCallMissing, field: "emergencyCall", ["number": jurisdiction.offered.number])
        }
        guard state == .alarmed, call != nil else { throw outOfOrder() }
        state = .open(askedAt: nil, heldUntil: nil)
        sharedAt = now
        lastWordAt = now
        let text = Message(
            id: message, alert: id, kind: .alert, author: reporter, capacity: reporterCapacity,
            firstName: reporterFirstName, text: nil, at: now)
        return [
            .keep(text),
            .register(.alertShared, message: message, content: RegisterContent(self)),
            .announce(
                AlertNews(.alertShared, alert: id, message: message, shared: self), told: .members,
                isQuiet: isQuiet(minuteOfDay: minuteOfDay, in: jurisdiction)),
        ] + quietSchedule(in: jurisdiction)
    }

    /// Taken back before anybody was told.
    ///
    /// - Throws: `alert-out-of-order` once it was shared.
    public mutating func withdraw() throws(Refusal) -> [AlertEffect] {
        guard state == .signalled || state == .alarmed || state == .draft else { throw outOfOrder() }
        state = .withdrawn
        return []
    }

    // MARK: R, and what else is said while it is open

    /// R: somebody reacts.
    ///
    /// - Throws: `not-allowed` for who does not hear the group any more, `alert-closed` with the words' fate in the reader's
    ///   hands, `field-invalid` for what is no reaction, `text-missing` where the kind says nothing by itself.
    public mutating func react(
        _ said: Message, by actor: Actor, in jurisdiction: Jurisdiction
    ) throws(Refusal) -> [AlertEffect] {
        guard Message.Kind.reactions.contains(said.kind) else { throw Refusal(.fieldInvalid, field: "kind") }
        try check(.react, of: actor, at: said.at, in: jurisdiction)
        let speaks = said.text != nil || said.policeOnly != nil || said.kind.speaksForItself
        guard speaks else { throw Refusal(.textMissing, field: "text") }
        return [
            .keep(said),
            .register(.reactionAdded, message: said.id, content: RegisterContent(said)),
            .announce(
                AlertNews(.reactionAdded, alert: id, message: said.id, said: said), told: .nobody, isQuiet: true),
        ] + word(at: said.at, in: jurisdiction)
    }

    /// A correction by the reporter or somebody with care; it reaches those who were told before, as loudly.
    ///
    /// - Parameter isNight: as `AlertRules.isNight` has it.
    /// - Throws: `not-allowed`, `alert-closed`, `text-missing`.
    public mutating func correct(
        _ said: Message, by actor: Actor, isNight: Bool = false, in jurisdiction: Jurisdiction
    ) throws(Refusal) -> [AlertEffect] {
        try check(.correct, of: actor, at: said.at, in: jurisdiction)
        guard said.text != nil else { throw Refusal(.textMissing, field: "text") }
        return [
            .keep(said),
            .register(.alertCorrected, message: said.id, content: RegisterContent(said)),
            .announce(
                AlertNews(.alertCorrected, alert: id, message: said.id, said: said), told: .toldBefore,
                isQuiet: isQuiet(isNight: isNight)),
        ] + word(at: said.at, in: jurisdiction)
    }

    /// Takes a message back. Neighbours no longer see it anywhere; the register keeps both.
    ///
    /// - Throws: `not-allowed` unless it is one's own or one has care, `message-retracted` the second time,
    ///   `alert-out-of-order` before it was shared.
    public mutating func retract(
        _ message: Message, by actor: Actor, at now: Moment
    ) throws(Refusal) -> [AlertEffect] {
        try check(.retract, over: message, of: actor)
        if message.id == self.message { isRetracted = true }
        let content = RegisterContent(person: actor.person, capacity: actor.capacity, fields: [])
        return [
            .hide(message.id),
            .register(.messageRetracted, message: message.id, content: content),
            .announce(
                AlertNews(.messageRetracted, alert: id, message: message.id), told: .toldBefore, isQuiet: true),
        ]
    }

    /// Points a message out to the coordinator.
    ///
    /// - Throws: `message-retracted` when there is nothing left to point at, `alert-out-of-order` before it was shared,
    ///   `not-allowed` for who does not hear the group any more.
    public func flag(_ message: Message, by actor: Actor) throws(Refusal) -> [AlertEffect] {
        try check(.flag, over: message, of: actor)
        let content = RegisterContent(person: actor.person, capacity: actor.capacity, fields: [])
        return [.mark(message.id), .register(.messageFlagged, message: message.id, content: content)]
    }

    /// Coordinator or police hold it open although it is quiet.
    ///
    /// - Throws: `not-allowed`, `alert-closed`.
    public mutating func hold(
        by actor: Actor, at now: Moment, in jurisdiction: Jurisdiction
    ) throws(Refusal) -> [AlertEffect] {
        try check(.hold, of: actor, at: now, in: jurisdiction)
        let until = now + jurisdiction.holdSpan
        state = .open(askedAt: nil, heldUntil: until)
        lastWordAt = now
        let content = RegisterContent(
            person: actor.person, capacity: actor.capacity, fields: [.init("until", until.description)])
        return [
            .register(.alertHeld, message: nil, content: content),
            .announce(AlertNews(.alertHeld, alert: id, until: until), told: .nobody, isQuiet: true),
        ] + quietSchedule(in: jurisdiction)
    }

    /// The police put their own number to it.
    ///
    /// - Throws: `not-allowed` for anybody else, `text-missing`, `text-too-long`, `alert-out-of-order` before it was
    ///   shared.
    public mutating func addReference(_ typed: String?, by actor: Actor) throws(Refusal) -> [AlertEffect] {
        guard may(.addReference, actor) else { throw Refusal(.notAllowed) }
        try wasShared()
        guard let reference = try Words.kept(typed, field: "reference", limit: 60) else {
            throw Refusal(.textMissing, field: "reference")
        }
        policeReference = reference
        let content = RegisterContent(
            person: actor.person, capacity: actor.capacity, fields: [.init("reference", reference)])
        return [.register(.referenceAdded, message: nil, content: content)]
    }

    // MARK: quiet, and the end

    /// Nothing was said for the quiet time: those responsible are asked. Says when to look again when it was too early,
    /// and keeps the time for an answer when they were asked already; of somebody who is missing they are asked again.
    ///
    /// - Parameter isNight: as `AlertRules.isNight` has it.
    public mutating func quiet(
        at now: Moment, isNight: Bool = false, in jurisdiction: Jurisdiction
    ) -> [AlertEffect] {
        guard case .open(let askedAt, _) = state, let due = questionDue(in: jurisdiction) else { return [.unschedule] }
        if let askedAt, !endsByPersonOnly { return [.schedule(.unanswered, at: askedAt + jurisdiction.answerSpan)] }
        guard now >= due else { return [.schedule(.quiet, at: due)] }
        state = .open(askedAt: now, heldUntil: nil)
        // Nobody answers by a time where nothing comes of no answer.
        let until = endsByPersonOnly ? nil : now + jurisdiction.answerSpan
        return [
            .announce(
                AlertNews(.alertAsked, alert: id, until: until), told: .responsible,
                isQuiet: isQuiet(isNight: isNight))
        ] + (until.map { [.schedule(.unanswered, at: $0)] } ?? quietSchedule(in: jurisdiction))
    }

    /// Nobody answered: it ends as unknown, and says that this is not an all-clear; without a sound at any hour where
    /// there was no hurry, since that there is no news is none. Goes on counting quiet when somebody did answer in the
    /// last moment, and where only a person ends it.
    public mutating func unanswered(at now: Moment, in jurisdiction: Jurisdiction) -> [AlertEffect] {
        guard case .open(let asked, _) = state else { return [.unschedule] }
        guard let askedAt = asked, !endsByPersonOnly else { return quietSchedule(in: jurisdiction) }
        let due = askedAt + jurisdiction.answerSpan
        guard now >= due else { return [.schedule(.unanswered, at: due)] }
        return end(
            Closure(outcome: .unknown, closedAt: now, by: nil, words: .nothing), words: nil, person: nil,
            isQuiet: call?.isUrgent == false, in: jurisdiction)
    }

    /// The end, told to everybody who was told of it, as loudly.
    ///
    /// - Parameter isNight: as `AlertRules.isNight` has it.
    /// - Throws: `not-allowed`, `alert-closed`, `false-alarm-only` for any other end by who is not in the group any more.
    public mutating func close(
        _ outcome: Outcome, words: Message?, by actor: Actor, at now: Moment, isNight: Bool = false,
        in jurisdiction: Jurisdiction
    ) throws(Refusal) -> [AlertEffect] {
        try check(.close, of: actor, at: now, in: jurisdiction)
        guard outcomes(for: actor).contains(outcome) else { throw Refusal(.falseAlarmOnly, field: "outcome") }
        return end(
            Closure(
                outcome: outcome, closedAt: now, by: actor.capacity,
                words: words.map { .said($0.id) } ?? .nothing),
            words: words, person: actor.person, isQuiet: isQuiet(isNight: isNight), in: jurisdiction)
    }

    /// The time in which neighbours may read it is over: only figures remain. Says when to look again when it was too
    /// early; does nothing to one that was opened again.
    public mutating func retire(at now: Moment, in jurisdiction: Jurisdiction) -> [AlertEffect] {
        guard let closure, retiredAt == nil else { return isOpen ? quietSchedule(in: jurisdiction) : [.unschedule] }
        let due = closure.closedAt + jurisdiction.neighbourRetention
        guard now >= due else { return [.schedule(.retirement, at: due)] }
        self = figuresOnly(at: now)
        return [.retire, .unschedule]
    }

    /// Opens it again when it was not over after all; told as loudly as its end.
    ///
    /// - Parameter isNight: as `AlertRules.isNight` has it.
    /// - Throws: `not-allowed`, `alert-open`, `reopen-too-late`.
    public mutating func reopen(
        by actor: Actor, at now: Moment, isNight: Bool = false, in jurisdiction: Jurisdiction
    ) throws(Refusal) -> [AlertEffect] {
        try check(.reopen, of: actor, at: now, in: jurisdiction)
        state = .open(askedAt: nil, heldUntil: nil)
        lastWordAt = now
        let content = RegisterContent(person: actor.person, capacity: actor.capacity, fields: [])
        return [
            .register(.alertReopened, message: nil, content: content),
            .announce(
                AlertNews(.alertReopened, alert: id), told: .toldBefore, isQuiet: isQuiet(isNight: isNight)),
        ] + quietSchedule(in: jurisdiction)
    }

    // MARK: what they share

    /// Whether neighbours are told of it without a sound.
    func isQuiet(minuteOfDay: Int, in jurisdiction: Jurisdiction) -> Bool {
        call.map { AlertRules.isQuiet($0, minuteOfDay: minuteOfDay, in: jurisdiction) } ?? false
    }

    /// Whether what comes after the first telling is told without a sound: never louder than that, and never where the
    /// police were called in danger.
    private func isQuiet(isNight: Bool) -> Bool { isNight && call?.isUrgent == false }

    private mutating func end(
        _ closure: Closure, words: Message?, person: PersonId?, isQuiet: Bool, in jurisdiction: Jurisdiction
    ) -> [AlertEffect] {
        state = .closed(closure)
        lastWordAt = closure.closedAt
        let outcome = RegisterContent.Field("outcome", closure.outcome.rawValue)
        let content =
            words.map { RegisterContent($0, extra: [outcome]) }
            ?? RegisterContent(person: person, capacity: closure.by, fields: [outcome])
        let news = AlertNews(.alertClosed, alert: id, message: words?.id, said: words, closure: closure)
        return (words.map { [.keep($0)] } ?? []) + [
            .register(.alertClosed, message: words?.id, content: content),
            .announce(news, told: .toldBefore, isQuiet: isQuiet),
            .schedule(.retirement, at: closure.closedAt + jurisdiction.neighbourRetention),
        ]
    }

    /// A word was said: whoever was asked need not answer any more, and quiet is counted from here.
    private mutating func word(at now: Moment, in jurisdiction: Jurisdiction) -> [AlertEffect] {
        if case .open(_, let heldUntil) = state { state = .open(askedAt: nil, heldUntil: heldUntil) }
        lastWordAt = now
        return quietSchedule(in: jurisdiction)
    }

    private func quietSchedule(in jurisdiction: Jurisdiction) -> [AlertEffect] {
        // Also after it was opened again: what was due at its end is due no more.
        questionDue(in: jurisdiction).map { [.schedule(.quiet, at: $0)] } ?? [.unschedule]
    }

    /// When those responsible are asked; nil unless it is open. Who is missing is asked about again and again, each time
    /// after as long a silence as there was until then, and at least once in `askAgainSpan`: after 2, 4, 8, 16, 32 hours,
    /// and then every day.
    private func questionDue(in jurisdiction: Jurisdiction) -> Moment? {
        guard case .open(let askedAt, let heldUntil) = state, let lastWordAt else { return nil }
        guard let askedAt, endsByPersonOnly else {
            return max(lastWordAt + jurisdiction.quietSpan, heldUntil ?? lastWordAt)
        }
        let silence = Span(milliseconds: askedAt.milliseconds - lastWordAt.milliseconds)
        return askedAt + max(jurisdiction.quietSpan, min(silence, jurisdiction.askAgainSpan))
    }
}
