/// What the check of words has to say about an observation. It asks once, and never stops anybody.
public enum AlertAdvice: String, Codable, Sendable, CaseIterable {
    /// Only what somebody looks like, not what they do.
    case appearanceAlone = "appearance-alone"
    /// An origin, and fewer than two other features to know somebody by.
    case originAlone = "origin-alone"
    /// A licence plate where neighbours read: it belongs in the police part.
    case licencePlate = "licence-plate"
}

/// The policies of an alert: each answers one question, and names its reason.
public enum AlertRules {
    /// Whether the police were called, as the policy here understands it.
    ///
    /// - Returns: the call, its number spelled as here; a phone's clock slightly ahead counts as now.
    /// - Throws: `emergency-call-missing`, `emergency-number-unknown`, `emergency-call-time-missing`,
    ///   `emergency-call-in-future`, `emergency-call-too-old`.
    public static func call(
        _ call: Report.Call?, at now: Moment, in jurisdiction: Jurisdiction
    ) throws(Refusal) -> EmergencyCall {
        let offered = (call?.number.flatMap { jurisdiction.number($0) } ?? jurisdiction.offered).number
        guard let call, let typed = call.number, !Words.trimmed(typed).isEmpty, let by = call.by else {
            throw Refusal(.emergencyCallMissing, field: "emergencyCall", ["number": offered])
        }
        guard let number = jurisdiction.number(typed) else {
            let known = jurisdiction.numbers.map(\.number).joined(separator: ", ")
            throw Refusal(.emergencyNumberUnknown, field: "emergencyCall.number", ["known": known])
        }
        if by == .me, call.calledAt == nil {
            throw Refusal(.emergencyCallTimeMissing, field: "emergencyCall.calledAt", ["number": number.number])
        }
        var calledAt = call.calledAt
        if let moment = calledAt {
            guard moment <= now + jurisdiction.clockSkew else {
                throw Refusal(.emergencyCallInFuture, field: "emergencyCall.calledAt")
            }
            guard moment >= now - jurisdiction.oldestCall else {
                throw Refusal(.emergencyCallTooOld, field: "emergencyCall.calledAt", ["number": number.number])
            }
            calledAt = min(moment, now)
        }
        return EmergencyCall(number: number.number, isUrgent: number.isUrgent, calledAt: calledAt, by: by)
    }

    /// What is kept of an observation: trimmed, bounded, and with what its kind needs.
    ///
    /// - Throws: `behaviour-missing`, `last-place-or-appearance-missing`, `location-missing`, `text-too-long`.
    public static func observation(
        _ report: Report
    ) throws(Refusal) -> (observation: Observation, location: Location?, policeOnly: PoliceOnly?) {
        let (observation, place, police, refusals) = examined(report)
        if let first = refusals.first { throw first }
        let saysNothing = police.licencePlate == nil && police.text == nil
        return (observation, place, saysNothing ? nil : police)
    }

    /// Everything for which `observation` would refuse a report, so that nobody mends one thing after the other at night.
    public static func refusals(of report: Report) -> [Refusal] { examined(report).refusals }

    private static func examined(
        _ report: Report
    ) -> (observation: Observation, place: Location?, police: PoliceOnly, refusals: [Refusal]) {
        var found = Refusals()
        func kept(_ typed: String?, _ field: String, _ limit: Int) -> String? {
            found.check { () throws(Refusal) in try Words.kept(typed, field: field, limit: limit) } ?? nil
        }
        let typed = report.observation
        let observation = Observation(
            behaviour: kept(typed.behaviour, "observation.behaviour", 1_000),
            appearance: kept(typed.appearance, "observation.appearance", 500),
            vehicle: kept(typed.vehicle, "observation.vehicle", 300), direction: typed.direction)
        let place = found.check { () throws(Refusal) in try location(report.location) } ?? nil
        let police = PoliceOnly(
            licencePlate: kept(report.policeOnly?.licencePlate, "policeOnly.licencePlate", 40),
            text: kept(report.policeOnly?.text, "policeOnly.text", 1_000))
        // What is too long is not missing as well.
        let lacksBehaviour = observation.behaviour == nil && !found.concerns("observation.behaviour")
        let lacksAppearance = observation.appearance == nil && !found.concerns("observation.appearance")
        let lacksPlace = place == nil && !found.concerns("location.description")
        if report.kind == .missingPerson {
            if lacksPlace && lacksAppearance {
                found.add(Refusal(.lastPlaceOrAppearanceMissing, field: "observation.appearance"))
            }
        } else {
            if lacksBehaviour { found.add(Refusal(.behaviourMissing, field: "observation.behaviour")) }
            if lacksPlace { found.add(Refusal(.locationMissing, field: "location")) }
        }
        return (observation, place, police, found.all)
    }

    /// Words said inside an alert, as they are kept.
    ///
    /// - Throws: `text-too-long`.
    public static func text(_ typed: String?) throws(Refusal) -> String? {
        try Words.kept(typed, field: "text", limit: 500)
    }

    /// A place as it is kept; nil when neither a point nor words are given.
    public static func location(_ typed: Location?, field: String = "location") throws(Refusal) -> Location? {
        guard let typed else { return nil }
        let words = try Words.kept(typed.description, field: "\(field).description", limit: 200)
        guard words != nil || typed.coordinate != nil else { return nil }
        return Location(coordinate: typed.coordinate, description: words, isOwnPosition: typed.isOwnPosition)
    }

    /// What to offer as a better wording. Empty for most. Who is missing is told by appearance, so nothing is said of it.
    public static func advice(_ observation: Observation, about kind: Alert.Kind = .other) -> [AlertAdvice] {
        var advice: [AlertAdvice] = []
        let behaviour = Words.pieces(observation.behaviour ?? "")
        let appearance = Words.pieces(observation.appearance ?? "")
        if kind != .missingPerson, !behaviour.isEmpty, behaviour.allSatisfy(AlertWords.tellsOnlyWho) {
            advice.append(.appearanceAlone)
        }
        if AlertWords.tellsOrigin(behaviour: behaviour, appearance: appearance) {
            let features = Set((behaviour + appearance).filter(AlertWords.isFeature))
            let others = features.count + (observation.vehicle == nil ? 0 : 1)
            if others < 2 { advice.append(.originAlone) }
        }
        let open = [observation.behaviour, observation.appearance, observation.vehicle]
        if open.contains(where: { AlertWords.showsPlate($0 ?? "") }) { advice.append(.licencePlate) }
        return advice
    }

    /// The open alert that a report seems to be about; nil when it stands alone.
    ///
    /// - Parameter open: alerts that the reporter may see. Those they may not see never enter here.
    public static func incident(
        near place: Location?, at now: Moment, among open: [OpenAlert], in jurisdiction: Jurisdiction
    ) -> OpenAlert? {
        guard let point = place?.coordinate else { return nil }
        return
            open
            .filter { now - $0.sharedAt <= jurisdiction.nearSpan }
            .map { (alert: $0, metres: $0.coordinate.distance(to: point)) }
            .filter { $0.metres <= jurisdiction.nearMetres }
            .min { $0.metres < $1.metres }?
            .alert
    }

    /// Whether neighbours are told without a sound: a number for which there is no hurry, at night.
    public static func isQuiet(_ call: EmergencyCall, minuteOfDay: Int, in jurisdiction: Jurisdiction) -> Bool {
        !call.isUrgent && jurisdiction.isNight(minuteOfDay: minuteOfDay)
    }

    /// Whether somebody who hears the group may read the alert: what was shared since they were approved, and whatever
    /// is open now, since help goes first; for neighbours until their time with it is over.
    ///
    /// - Parameter sequence: of the event by which it was shared in this group.
    public static func mayRead(
        _ alert: Alert, sharedAt sequence: Int64, as hearing: Hearing, at now: Moment, in jurisdiction: Jurisdiction
    ) -> Bool {
        if hearing.audience == .police || alert.isOpen { return true }
        guard let closure = alert.closure, sequence >= hearing.since else { return false }
        return now <= closure.closedAt + jurisdiction.neighbourRetention
    }

    /// Whether somebody may close, correct or reopen: their own alert, or one in their care.
    public static func mayEnd(_ alert: Alert, _ actor: Actor) -> Bool {
        actor.hasCare || alert.reporter == actor.person
    }
}

/// An open alert, as far as telling incidents apart needs it.
public struct OpenAlert: Hashable, Sendable {
    public let id: AlertId
    public let coordinate: Coordinate
    public let sharedAt: Moment

    public init(id: AlertId, coordinate: Coordinate, sharedAt: Moment) {
        self.id = id
        self.coordinate = coordinate
        self.sharedAt = sharedAt
    }
}
