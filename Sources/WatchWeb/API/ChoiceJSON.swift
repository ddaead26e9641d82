import Watch
import WatchWords

/// How much one hears of what was reported in linked groups, as it is spelled.
private enum LinkedJSON: String, Codable, Sendable { case all, near, nothing }

/// Hours in which one is told of nothing new.
private struct QuietHoursJSON: Codable, Sendable {
    /// `22:00`, on the clock where the group lies.
    let from: String
    let until: String
    /// What passes all the same; all that can where it is missing.
    let passes: [QuietHours.Passing]?
}

/// What one chose about a group.
struct GroupChoicesJSON: Encodable, Sendable {
    private let quietHours: QuietHoursJSON?
    private let without: [Alert.Kind]
    private let linked: LinkedJSON
    private let metres: Int?

    init(_ choices: GroupChoices) {
        quietHours = choices.quietHours.map { quiet in
            QuietHoursJSON(
                from: WallClock.face(quiet.from), until: WallClock.face(quiet.until),
                passes: QuietHours.Passing.allCases.filter(quiet.passes.contains))
        }
        without = Alert.Kind.allCases.filter(choices.without.contains)
        switch choices.linked {
        case .all: (linked, metres) = (.all, nil)
        case .within(let far): (linked, metres) = (.near, far)
        case .nothing: (linked, metres) = (.nothing, nil)
        }
    }
}

/// What one wants to hear beyond open pages.
struct ChoicesJSON: Encodable, Sendable {
    struct OfGroup: Encodable, Sendable {
        let groupId: GroupId
        let muted: Bool
        /// Missing where it lasts until one says otherwise.
        let mutedUntil: Moment?
        let choices: GroupChoicesJSON
    }

    /// Whether one hears of nothing for now, of whichever group.
    let stopped: Bool
    let stoppedUntil: Moment?
    let groups: [OfGroup]

    /// - Parameter places: where they are in.
    init(_ choices: Choices, places: [Member], at now: Moment) {
        stopped = choices.stop != nil
        stoppedUntil = choices.stop?.until
        groups = places.map { place in
            let pause = place.pause(at: now)
            return OfGroup(
                groupId: place.group, muted: pause != nil, mutedUntil: pause?.until,
                choices: GroupChoicesJSON(choices.choices(in: place.group)))
        }
    }
}

/// What one wants changed about it.
struct ChoiceWishesJSON: Decodable, Sendable {
    private struct OfGroup: Decodable, Sendable {
        let groupId: GroupId
        let muted: Bool?
        let mutedUntil: Moment?
        let choices: Wanted?
    }

    private struct Wanted: Decodable, Sendable {
        let quietHours: QuietHoursJSON?
        let without: [Alert.Kind]?
        let linked: LinkedJSON?
        let metres: Int?
    }

    private let stopped: Bool?
    private let stoppedUntil: Moment?
    private let groups: [OfGroup]?

    /// - Throws: `field-missing`, `field-invalid`, naming what is amiss.
    func wish() throws(Refusal) -> ChoicesWish {
        var wanted: [ChoicesWish.OfGroup] = []
        for (place, group) in (groups ?? []).enumerated() {
            let field = "groups.\(place)."
            let hearing = try ChoiceWishesJSON.hearing(group.muted, until: group.mutedUntil, field + "muted")
            let choices = try ChoiceWishesJSON.choices(group.choices, field + "choices.")
            wanted.append(ChoicesWish.OfGroup(group.groupId, hearing: hearing, choices: choices))
        }
        return ChoicesWish(
            hearing: try ChoiceWishesJSON.hearing(stopped, until: stoppedUntil, "stopped"), groups: wanted)
    }

    private static func hearing(
        _ stops: Bool?, until: Moment?, _ field: String
    ) throws(Refusal) -> ChoicesWish.Hearing? {
        guard let stops else {
            guard until == nil else { throw Refusal(.fieldMissing, field: field) }
            return nil
        }
        guard stops || until == nil else { throw Refusal(.fieldInvalid, field: field + "Until") }
        return stops ? .stops(Pause(until: until)) : .goesOn
    }

    /// What is missing of them is as for who chose nothing.
    private static func choices(_ wanted: Wanted?, _ field: String) throws(Refusal) -> GroupChoices? {
        guard let wanted else { return nil }
        var quiet: QuietHours?
        if let hours = wanted.quietHours {
            // Programs say it in one way; what people type on a page is read more kindly.
            let times = [hours.from, hours.until]
            guard let from = WallClock.minute(hours.from), let until = WallClock.minute(hours.until),
                [from, until].map(WallClock.face) == times
            else { throw Refusal(.fieldInvalid, field: field + "quietHours") }
            quiet = QuietHours(
                from: from, until: until, passes: Set(hours.passes ?? QuietHours.Passing.allCases))
        }
        if let metres = wanted.metres, !ChoiceRules.metres.contains(metres) {
            throw Refusal(.fieldInvalid, field: field + "metres")
        }
        let linked: GroupChoices.Linked
        switch wanted.linked ?? .all {
        case .all: linked = .all
        case .nothing: linked = .nothing
        case .near:
            guard let metres = wanted.metres else { throw Refusal(.fieldMissing, field: field + "metres") }
            linked = .within(metres: metres)
        }
        return GroupChoices(quietHours: quiet, without: Set(wanted.without ?? []), linked: linked)
    }
}
