/// What somebody's own choices let through, and what may be chosen.
public enum ChoiceRules {
    /// How long a pause with an end may be: who wants to hear nothing for longer says so without one.
    public static let longestPause: Span = .days(366)

    /// How near is near, in metres, as somebody may say it of linked groups.
    public static let metres = 100...5_000

    /// Those that a page offers.
    public static let offeredMetres = [250, 500, 1_000, 2_000]

    // MARK: what comes through

    /// Why somebody does not want to hear of this now; nil where they do.
    ///
    /// That what they were told of is over, or was taken back, the house tells them whatever they have chosen since: it was
    /// the last that they heard. Which kinds and how near they chose decides whether they hear of an alert at all; once they
    /// have been told of one, they hear the rest of it as well. Who is in several groups in which it stands hears of it if one of
    /// them lets it through.
    static func refusal(_ scene: NoticeScene, _ matter: AlertMatter, at now: Moment) -> NoticeReason? {
        guard matter.news != .end, matter.news != .retraction else { return nil }
        let choice = scene.choice
        if choice.stop?.holds(at: now) == true { return .stopped }
        func refusal(of member: Member?, _ choices: GroupChoices, in group: Group) -> NoticeReason? {
            if member?.pause(at: now) != nil { return .muted }
            if matter.news == .alarm {
                guard !choices.without.contains(matter.alert.kind) else { return .notThisKind }
                guard !isTooFar(matter.alert, choices.linked, in: group) else { return .tooFar }
            }
            guard let quiet = choices.quietHours, quiet.contains(minuteOfDay: choice.minuteOfDay) else { return nil }
            return passing(matter.alert).isDisjoint(with: quiet.passes) ? .quietHours : nil
        }
        guard let reason = refusal(of: scene.member, choice.choices, in: scene.group) else { return nil }
        let isHeard = choice.elsewhere.contains { refusal(of: $0.member, $0.choices, in: $0.group) == nil }
        return isHeard ? nil : reason
    }

    /// Whether it is farther off than somebody wants to hear of. Where it happened is asked as neighbours are shown it, so that
    /// nobody finds out by what they are told where exactly a reporter stood. Without a point it may be near.
    private static func isTooFar(_ alert: Alert, _ linked: GroupChoices.Linked, in group: Group) -> Bool {
        guard alert.group != group.id else { return false }
        switch linked {
        case .all: return false
        case .nothing: return true
        case .within(let metres):
            let shown = alert.location.map { LocationView($0, for: .neighbour) }
            guard let latitude = shown?.latitude, let longitude = shown?.longitude,
                let place = Coordinate(latitude: latitude, longitude: longitude)
            else { return false }
            return group.area.distance(to: place) > Double(metres)
        }
    }

    /// As what an alert may pass quiet hours.
    static func passing(_ alert: Alert) -> Set<QuietHours.Passing> {
        var passing: Set<QuietHours.Passing> = []
        if alert.kind == .missingPerson { passing.insert(.missingPerson) }
        if alert.reporterCapacity == .police { passing.insert(.police) }
        return passing
    }

    // MARK: what may be chosen

    /// A pause as it may begin now.
    ///
    /// - Throws: `period-invalid` for one that ended before or lasts longer than `longestPause`.
    public static func begin(_ pause: Pause, at now: Moment, field: String) throws(Refusal) -> Pause {
        guard let until = pause.until else { return pause }
        guard until > now, until <= now + longestPause else {
            let days = longestPause.milliseconds / Span.days(1).milliseconds
            throw Refusal(.periodInvalid, field: field, ["days": String(days)])
        }
        return pause
    }

    /// Everything that is amiss with what somebody chose about a group, in the order in which it is asked.
    ///
    /// - Parameter field: stands before the name of what is amiss, in the API's spelling.
    public static func refusals(of choices: GroupChoices, field: String = "") -> [Refusal] {
        var refusals: [Refusal] = []
        // Whoever wants to hear of nothing mutes the group, and is told on its page that they do; the same of the hours.
        if choices.without.isSuperset(of: Alert.Kind.allCases) {
            refusals.append(Refusal(.fieldInvalid, field: field + "without"))
        }
        if case .within(let far) = choices.linked, !metres.contains(far) {
            refusals.append(
                Refusal(
                    .fieldInvalid, field: field + "metres",
                    ["least": String(metres.lowerBound), "limit": String(metres.upperBound)]))
        }
        if let quiet = choices.quietHours {
            let isHours = [quiet.from, quiet.until].allSatisfy((0..<24 * 60).contains) && quiet.from != quiet.until
            if !isHours { refusals.append(Refusal(.fieldInvalid, field: field + "quietHours")) }
        }
        return refusals
    }
}

/// How long somebody wants to hear nothing, as a page offers it.
public enum PauseLength: String, Sendable, CaseIterable {
    case hour
    /// Until eight in the morning.
    case morning
    case week
    /// Until they say otherwise.
    case open

    /// When it ends on the clock on the wall, in minutes since midnight.
    static let morningMinute = 8 * 60

    /// The pause that begins now.
    ///
    /// - Parameter zone: in which the morning comes.
    public func pause(at now: Moment, zone: String, _ localTime: any LocalTime) -> Pause {
        switch self {
        case .hour: return Pause(until: now + .hours(1))
        case .morning: return Pause(until: PauseLength.morning(after: now, zone: zone, localTime))
        case .week: return Pause(until: now + .days(7))
        case .open: return Pause()
        }
    }

    /// The next time that it is eight in the morning, at least an hour from now: who goes to bed after midnight means the
    /// morning that comes.
    static func morning(after now: Moment, zone: String, _ localTime: any LocalTime) -> Moment {
        let day = 24 * 60
        let minute = localTime.minuteOfDay(now, zone: zone)
        var ahead = (morningMinute - minute + day) % day
        if ahead < 60 { ahead += day }
        let whole = Moment(milliseconds: now.milliseconds - now.milliseconds % 60_000)
        return localTime.corrected(whole + .minutes(Int64(ahead)), to: morningMinute, zone: zone)
    }
}
