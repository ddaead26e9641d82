// What somebody may do with an alert at a moment. This is the one place that says so: the life of an alert refuses by it, and
// pages, calls and what is handed to a chat ask it what to offer. What is offered is done, and what is not is refused.

/// Something that may be done with an alert once it was shared.
public enum AlertPower: String, Sendable, CaseIterable {
    /// R: say what one sees.
    case react
    case correct
    case close
    case reopen
    /// Keep it open although it is quiet.
    case hold
    /// Pass it on to linked groups.
    case sendOn = "send-on"
    /// Put the police's own number to it.
    case addReference = "add-reference"
    /// See how many were told of it.
    case seeReach = "see-reach"
    /// Read what of it goes to the police alone.
    case readPolicePart = "read-police-part"
    /// Hand it, or its end, to the ordinary chat of the street.
    case handOff = "hand-off"
}

/// Something that may be done with what was said in an alert, its own text included.
public enum MessagePower: String, Sendable, CaseIterable {
    /// Point it out to the coordinator.
    case flag
    /// Take it back.
    case retract
}

extension Alert {
    /// What somebody may do with it at a moment.
    ///
    /// - Parameters:
    ///   - sends: whether they lead a group that has it, from which it can go on.
    ///   - recentTurns: how often it was opened again or held open within the last hour.
    public func powers(
        of actor: Actor, at now: Moment, in jurisdiction: Jurisdiction, sends: Bool = false, recentTurns: Int = 0
    ) -> Set<AlertPower> {
        Set(
            AlertPower.allCases.filter { power in
                may(power, actor, sends: sends, recentTurns: recentTurns)
                    && (try? stand(for: power, at: now, in: jurisdiction)) != nil
            })
    }

    /// What somebody may do with something that was said in it.
    public func powers(over message: Message, of actor: Actor) -> Set<MessagePower> {
        Set(MessagePower.allCases.filter { (try? check($0, over: message, of: actor)) != nil })
    }

    /// How somebody who may end it may say that it ended: who is not in the group any more knows no more of it than that it was
    /// a mistake of their own.
    public func outcomes(for actor: Actor) -> [Outcome] { actor.isFormer ? [.falseAlarm] : Outcome.allCases }

    // MARK: the rule

    /// Whether it is theirs to do, however things stand.
    ///
    /// Who reported it and is not in the group any more may end it, as a false alarm, since nobody knows better than they; what
    /// others opened again or held open a short time ago stays open all the same.
    func may(_ power: AlertPower, _ actor: Actor, sends: Bool = false, recentTurns: Int = 0) -> Bool {
        let isReporter = reporter == actor.person
        // It is one's own, or in one's care.
        let isTheirs = actor.hasCare || isReporter && !actor.isFormer
        return switch power {
        case .react: !actor.isFormer
        case .correct, .reopen, .seeReach: isTheirs
        case .close: isTheirs || isReporter && actor.isFormer && recentTurns == 0
        case .hold: actor.hasCare
        case .sendOn: sends
        case .addReference: actor.capacity == .police
        case .readPolicePart: actor.capacity.readsPolicePart
        case .handOff: actor.capacity != .police && !actor.isFormer
        }
    }

    /// Whether it can be done as things stand, whoever does it.
    ///
    /// - Throws: why not: `alert-closed`, `alert-open`, `reopen-too-late`, `alert-retracted`, `alert-out-of-order` before it was
    ///   shared, `alert-withdrawn`, `not-found` where there is nothing to hand on.
    func stand(for power: AlertPower, at now: Moment, in jurisdiction: Jurisdiction) throws(Refusal) {
        switch power {
        case .react, .correct, .close, .hold: try stillOpen(in: jurisdiction)
        case .sendOn: try stillGoesOn(in: jurisdiction)
        case .reopen:
            guard !isOpen else { throw Refusal(.alertOpen) }
            try stillFresh(at: now, in: jurisdiction)
        case .addReference, .seeReach, .readPolicePart: try wasShared()
        case .handOff:
            guard link != nil, !isRetracted else { throw Refusal(.notFound) }
            if !isOpen { try stillFresh(at: now, in: jurisdiction) }
        }
    }

    /// Both of them: who may not is told so first, however things stand.
    func check(
        _ power: AlertPower, of actor: Actor, at now: Moment, in jurisdiction: Jurisdiction, sends: Bool = false
    ) throws(Refusal) {
        guard may(power, actor, sends: sends) else { throw Refusal(.notAllowed) }
        try stand(for: power, at: now, in: jurisdiction)
    }

    /// - Throws: `alert-out-of-order` before it was shared, `not-allowed`, `message-retracted`.
    func check(_ power: MessagePower, over message: Message, of actor: Actor) throws(Refusal) {
        try wasShared()
        let isTheirs =
            switch power {
            case .flag: !actor.isFormer
            case .retract: actor.hasCare || message.author == actor.person
            }
        guard isTheirs else { throw Refusal(.notAllowed) }
        guard !message.isRetracted else { throw Refusal(.messageRetracted) }
    }

    // MARK: how things stand

    /// - Throws: `alert-closed` with the number to call, and what `wasShared` throws.
    func stillOpen(in jurisdiction: Jurisdiction) throws(Refusal) {
        try wasShared()
        guard isOpen else {
            let number = jurisdiction.inDanger(after: call?.number).number
            throw Refusal(.alertClosed, ["number": number, "alertId": id.text])
        }
    }

    /// - Throws: `alert-retracted`, and what `stillOpen` throws.
    func stillGoesOn(in jurisdiction: Jurisdiction) throws(Refusal) {
        try stillOpen(in: jurisdiction)
        guard !isRetracted else { throw Refusal(.alertRetracted) }
    }

    /// For so long after its end it is news, and can be opened again.
    ///
    /// - Throws: `reopen-too-late`, and what `wasShared` throws.
    private func stillFresh(at now: Moment, in jurisdiction: Jurisdiction) throws(Refusal) {
        try wasShared()
        guard let closure, retiredAt == nil, now <= closure.closedAt + jurisdiction.reopenSpan else {
            throw Refusal(.reopenTooLate)
        }
    }

    /// - Throws: `alert-out-of-order`, `alert-withdrawn`.
    func wasShared() throws(Refusal) {
        guard isOpen || closure != nil else { throw outOfOrder() }
    }

    func outOfOrder() -> Refusal {
        state == .withdrawn ? Refusal(.alertWithdrawn) : Refusal(.alertOutOfOrder)
    }
}

extension AlertFile {
    /// What its reader may do with the alert at a moment.
    public func powers(at now: Moment) -> Set<AlertPower> {
        alert.powers(of: actor, at: now, in: group.jurisdiction, sends: !sendOn.isEmpty)
    }

    /// What its reader may do with something said in it.
    public func powers(over message: Message) -> Set<MessagePower> { alert.powers(over: message, of: actor) }
}

extension Audience {
    /// Whether they read what goes to the police alone.
    public var readsPolicePart: Bool { self == .police }
}
