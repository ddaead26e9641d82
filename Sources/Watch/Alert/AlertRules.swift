/// What the check of words has to say about an observation. It asks once, and never stops anybody.
public enum AlertAdvice: String, Codable, Sendable, CaseIterable {
    /// Only what somebody looks like, not what they do.
    case appearanceAlone = "appearance-alone"
    /// An origin, and fewer than two other features to know somebody by.
    case originAlone = "origin-alone"
    /// A licence plate where neighbours read: it belongs in the police part.
    case licencePlate = "licence-plate"
    /// Somebody's name, or behind which door they live: it belongs in the police part, unless they are missing.
    case namedPerson = "named-person"
}

/// The policies of an alert: each answers one question, and names its reason.
public enum AlertRules {
    /// Whether the police were called, as the policy here understands it.
    ///
    /// - Returns: the call, its number spelled as here. A clock that is ahead counts as now, however far: nobody waits for
    ///   help because of a clock. One that is far ahead is noted.
    /// - Throws: `emergency-call-missing`, `emergency-number-unknown`, `emergency-call-time-missing`,
    ///   `emergency-call-too-old`.
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
        var clockSaid: Moment?
        if let moment = calledAt {
            if moment > now + jurisdiction.clockSkew { clockSaid = moment }
            guard moment >= now - jurisdiction.oldestCall else {
                throw Refusal(.emergencyCallTooOld, field: "emergencyCall.calledAt", ["number": number.number])
            }
            calledAt = min(moment, now)
        }
        return EmergencyCall(
            number: number.number, isUrgent: number.isUrgent, calledAt: calledAt, by: by, clockSaid: clockSaid)
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
            licencePlate: kept(report.policeOnly?.licencePlate, "policeOnly.licencePlate", plateLimit),
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

    /// Scalars of a plate, at most.
    static let plateLimit = 40

    /// How long words said inside an alert may be: they are short, unless they were a report, all of which stays.
    public static func textLimit(wasReport: Bool) -> Int { wasReport ? 2_100 : 500 }

    /// Words said inside an alert, as they are kept.
    ///
    /// - Parameter wasReport: whether they were a report that is added to an alert which is open already.
    /// - Throws: `text-too-long`.
    public static func text(_ typed: String?, wasReport: Bool = false) throws(Refusal) -> String? {
        try Words.kept(typed, field: "text", limit: textLimit(wasReport: wasReport))
    }

    /// The police part of words said inside an alert, as it is kept; nil when nothing is in it.
    ///
    /// - Throws: `text-too-long`.
    public static func policeOnly(_ typed: PoliceOnly?) throws(Refusal) -> PoliceOnly? {
        let plate = try Words.kept(typed?.licencePlate, field: "policeOnly.licencePlate", limit: plateLimit)
        let text = try Words.kept(typed?.text, field: "policeOnly.text", limit: 1_000)
        return plate == nil && text == nil ? nil : PoliceOnly(licencePlate: plate, text: text)
    }

    /// A place as it is kept; nil when neither a point nor words are given.
    public static func location(_ typed: Location?, field: String = "location") throws(Refusal) -> Location? {
        guard let typed else { return nil }
        let words = try Words.kept(typed.description, field: "\(field).description", limit: 200)
        guard words != nil || typed.coordinate != nil else { return nil }
        return Location(coordinate: typed.coordinate, description: words, isOwnPosition: typed.isOwnPosition)
    }

    /// What to offer as a better wording. Empty for most. Who is missing is told by appearance, so nothing is said of it.
    ///
    /// - Parameter place: the place in words.
    public static func advice(
        _ observation: Observation, at place: String? = nil, about kind: Alert.Kind = .other
    ) -> [AlertAdvice] {
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
        let open = [observation.behaviour, observation.appearance, observation.vehicle, place].compactMap(\.self)
        return advice + recognisable(open, about: kind)
    }

    /// The same of words said inside an alert: what somebody looks like may well be all that is added.
    public static func advice(saying text: String?, about kind: Alert.Kind) -> [AlertAdvice] {
        guard let text else { return [] }
        let words = Words.pieces(text)
        let isOriginAlone =
            AlertWords.tellsOrigin(behaviour: words, appearance: [])
            && Set(words.filter(AlertWords.isFeature)).count < 2
        return (isOriginAlone ? [.originAlone] : []) + recognisable([text], about: kind)
    }

    /// What of an advice is asked: what is forbidden here is not asked about, it is moved.
    public static func questions(
        _ advice: [AlertAdvice], about kind: Alert.Kind, in jurisdiction: Jurisdiction
    ) -> [AlertAdvice] {
        let forbidden = jurisdiction.forbidden(about: kind)
        return advice.filter { !forbidden.contains($0) }
    }

    private static func recognisable(_ texts: [String], about kind: Alert.Kind) -> [AlertAdvice] {
        var advice: [AlertAdvice] = []
        if texts.contains(where: AlertWords.showsPlate) { advice.append(.licencePlate) }
        let isNamed = texts.contains { !NamedPerson.names(in: PublicPiece.pieces(of: $0)).isEmpty }
        if kind != .missingPerson, isNamed { advice.append(.namedPerson) }
        return advice
    }

    /// Whether neighbours are told without a sound: a number for which there is no hurry, at night.
    public static func isQuiet(_ call: EmergencyCall, minuteOfDay: Int, in jurisdiction: Jurisdiction) -> Bool {
        !call.isUrgent && jurisdiction.isNight(minuteOfDay: minuteOfDay)
    }

    /// Whether what follows in an alert for which there is no hurry is told without a sound: at night, and at any hour
    /// where its beginning was told so, since an end wakes nobody whom the beginning let sleep.
    public static func isNight(
        for alert: Alert, at now: Moment, by localTime: any LocalTime, in jurisdiction: Jurisdiction
    ) -> Bool {
        [now, alert.sharedAt ?? now].contains {
            jurisdiction.isNight(minuteOfDay: localTime.minuteOfDay($0, zone: jurisdiction.timeZone))
        }
    }

    /// Whether somebody who hears the group may read the alert: whatever is open now, since help goes first, and what was
    /// open when they were let in or has been since; for neighbours until their time with it is over.
    ///
    /// - Parameter sequence: of the event by which its newest end was told in this group; that by which it came there where
    ///   none was.
    public static func mayRead(
        _ alert: Alert, endedAt sequence: Int64, as hearing: Hearing, at now: Moment, in jurisdiction: Jurisdiction
    ) -> Bool {
        if hearing.audience == .police || alert.isOpen { return true }
        guard let closure = alert.closure, sequence >= hearing.since else { return false }
        return now <= closure.closedAt + jurisdiction.neighbourRetention
    }
}
