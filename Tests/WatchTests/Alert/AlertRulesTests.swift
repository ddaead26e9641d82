import Testing
import Watch
import WatchTesting

@Suite struct AlertRulesTests {
    private static let start = ManualClock.friday
    private let start = ManualClock.friday

    // MARK: the call

    struct CallCase: Sendable, CustomStringConvertible {
        let description: String
        let call: Report.Call?
        let verdict: Result<EmergencyCall, Refusal>
        var policy = Jurisdiction.netherlands
    }

    private static func ok(_ number: String, _ isUrgent: Bool, _ at: Moment?, _ by: EmergencyCall.Caller = .me)
        -> Result<EmergencyCall, Refusal>
    {
        .success(EmergencyCall(number: number, isUrgent: isUrgent, calledAt: at, by: by))
    }
    private static func ahead(_ by: Span, _ caller: EmergencyCall.Caller = .me) -> Result<EmergencyCall, Refusal> {
        .success(
            EmergencyCall(number: "112", isUrgent: true, calledAt: start, by: caller, clockSaid: start + by))
    }
    private static func no(_ code: Refusal.Code, _ field: String, _ parameters: [String: String] = [:])
        -> Result<EmergencyCall, Refusal>
    {
        .failure(Refusal(code, field: field, parameters))
    }
    private static let missing = no(.emergencyCallMissing, "emergencyCall", ["number": "112"])
    private static let unknown = no(
        .emergencyNumberUnknown, "emergencyCall.number", ["known": "112, 0900-8844"])
    private static let tooOld = no(.emergencyCallTooOld, "emergencyCall.calledAt", ["number": "112"])

    static let calls: [CallCase] = [
        CallCase(description: "no call", call: nil, verdict: missing),
        CallCase(description: "no number", call: Street.called(nil), verdict: missing),
        CallCase(description: "blank number", call: Street.called("  "), verdict: missing),
        CallCase(description: "nobody called", call: Street.called(by: nil), verdict: missing),
        CallCase(description: "112 just now", call: Street.called(), verdict: ok("112", true, start)),
        CallCase(description: "1-1-2", call: Street.called("1-1-2"), verdict: ok("112", true, start)),
        CallCase(description: "the 112 app", call: Street.called("112 app"), verdict: ok("112", true, start)),
        CallCase(
            description: "09008844 is no hurry", call: Street.called("0900 8844"),
            verdict: ok("0900-8844", false, start)),
        CallCase(description: "911", call: Street.called("911"), verdict: unknown),
        CallCase(description: "words", call: Street.called("politie"), verdict: unknown),
        CallCase(description: "101 is Belgian", call: Street.called("101"), verdict: unknown),
        CallCase(
            description: "101 in Belgium", call: Street.called("101"), verdict: ok("101", true, start), policy: .belgium
        ),
        CallCase(
            description: "no call in Belgium", call: nil,
            verdict: no(.emergencyCallMissing, "emergencyCall", ["number": "101"]), policy: .belgium),
        CallCase(
            description: "found afterwards, in Belgium", call: Street.called("local-police"),
            verdict: ok("local-police", false, start), policy: .belgium),
        CallCase(
            description: "the police of Ghent", call: Street.called("092666111"),
            verdict: ok("09 266 61 11", false, start), policy: JurisdictionTests.ghent),
        CallCase(
            description: "the police of Ghent elsewhere in Belgium", call: Street.called("09 266 61 11"),
            verdict: no(
                .emergencyNumberUnknown, "emergencyCall.number", ["known": "101, 112, local-police"]), policy: .belgium),
        CallCase(
            description: "one's own call has a time", call: Street.called(at: nil),
            verdict: no(.emergencyCallTimeMissing, "emergencyCall.calledAt", ["number": "112"])),
        CallCase(
            description: "by somebody else, unknown when", call: Street.called(at: nil, by: .other),
            verdict: ok("112", true, nil, .other)),
        CallCase(
            description: "by somebody else, known when", call: Street.called(at: start - .minutes(3), by: .other),
            verdict: ok("112", true, start - .minutes(3), .other)),
        CallCase(
            description: "phone 4 minutes ahead", call: Street.called(at: start + .minutes(4)),
            verdict: ok("112", true, start)),
        CallCase(
            description: "phone 5 minutes ahead", call: Street.called(at: start + .minutes(5)),
            verdict: ok("112", true, start)),
        CallCase(
            description: "phone 6 minutes ahead: nobody waits for help because of a clock",
            call: Street.called(at: start + .minutes(6)), verdict: ahead(.minutes(6))),
        CallCase(
            description: "phone years ahead", call: Street.called(at: start + .days(3_000)),
            verdict: ahead(.days(3_000))),
        CallCase(
            description: "somebody else's, 6 minutes ahead", call: Street.called(at: start + .minutes(6), by: .other),
            verdict: ahead(.minutes(6), .other)),
        CallCase(
            description: "a day ago", call: Street.called(at: start - .hours(24)),
            verdict: ok("112", true, start - .hours(24))),
        CallCase(
            description: "longer ago", call: Street.called(at: start - .hours(24) - .milliseconds(1)), verdict: tooOld),
    ]

    @Test(arguments: calls)
    func theCall(_ example: CallCase) {
        let verdict = Result { () throws(Refusal) in
            try AlertRules.call(example.call, at: start, in: example.policy)
        }
        #expect(verdict == example.verdict)
    }

    // MARK: the observation

    struct Seen: Sendable, CustomStringConvertible {
        let description: String
        let kind: Alert.Kind
        var behaviour: String?
        var appearance: String?
        var point: Coordinate?
        var place: String?
        let code: Refusal.Code?
        var field: String?
    }

    static let seen: [Seen] = [
        Seen(description: "whole", kind: .burglary, behaviour: "voelt aan deuren", point: Street.corner, code: nil),
        Seen(description: "words for a place", kind: .theft, behaviour: "fiets weg", place: "bij de kerk", code: nil),
        Seen(
            description: "no behaviour", kind: .suspiciousPerson, appearance: "zwarte jas", point: Street.corner,
            code: .behaviourMissing, field: "observation.behaviour"),
        Seen(
            description: "blank behaviour", kind: .other, behaviour: " \n\t ", point: Street.corner,
            code: .behaviourMissing, field: "observation.behaviour"),
        Seen(
            description: "invisible behaviour", kind: .other, behaviour: "\u{200B}\u{202E}", point: Street.corner,
            code: .behaviourMissing, field: "observation.behaviour"),
        Seen(
            description: "no place", kind: .vandalism, behaviour: "gooit ruit in", code: .locationMissing,
            field: "location"),
        Seen(
            description: "a blank place", kind: .vandalism, behaviour: "gooit ruit in", place: "  ",
            code: .locationMissing, field: "location"),
        Seen(description: "missing, by place", kind: .missingPerson, place: "speeltuin", code: nil),
        Seen(description: "missing, by point", kind: .missingPerson, point: Street.corner, code: nil),
        Seen(description: "missing, by appearance", kind: .missingPerson, appearance: "rode jas", code: nil),
        Seen(
            description: "missing, by nothing", kind: .missingPerson, code: .lastPlaceOrAppearanceMissing,
            field: "observation.appearance"),
        Seen(
            description: "missing, by behaviour alone", kind: .missingPerson, behaviour: "liep weg",
            code: .lastPlaceOrAppearanceMissing, field: "observation.appearance"),
        Seen(
            description: "as long as may be", kind: .other, behaviour: String(repeating: "é", count: 1_000),
            point: Street.corner, code: nil),
        Seen(
            description: "too long", kind: .other, behaviour: String(repeating: "é", count: 1_001),
            point: Street.corner, code: .textTooLong, field: "observation.behaviour"),
        Seen(
            description: "appearance too long", kind: .other, behaviour: "x",
            appearance: String(repeating: "x", count: 501), point: Street.corner, code: .textTooLong,
            field: "observation.appearance"),
        Seen(
            description: "place too long", kind: .other, behaviour: "x", place: String(repeating: "x", count: 201),
            code: .textTooLong, field: "location.description"),
    ]

    @Test(arguments: seen)
    func theObservation(_ example: Seen) throws {
        let report = Report(
            kind: example.kind,
            observation: Observation(behaviour: example.behaviour, appearance: example.appearance),
            location: Location(coordinate: example.point, description: example.place), call: nil)
        let refusal = Refusal.of { _ = try AlertRules.observation(report) }
        #expect(refusal?.code == example.code)
        #expect(refusal?.field == example.field)
    }

    @Test func whatIsKeptIsTrimmedAndAnEmptyPolicePartIsNone() throws {
        let kept = try AlertRules.observation(
            Report(
                kind: .burglary,
                observation: Observation(
                    behaviour: " klimt over de muur\n", appearance: " ", vehicle: "", direction: .west),
                location: Location(coordinate: Street.corner, description: " "),
                policeOnly: PoliceOnly(licencePlate: " ", text: ""), call: nil))
        #expect(kept.observation == Observation(behaviour: "klimt over de muur", direction: .west))
        #expect(kept.location == Location(coordinate: Street.corner, description: nil))
        #expect(kept.policeOnly == nil)
    }

    @Test func whatIsRefusedLeavesTheDraftAlone() {
        var alert = Street.draft()
        let before = alert
        let report = Report(
            kind: .burglary, observation: Observation(behaviour: nil), location: nil, call: nil)
        #expect(Refusal.of { _ = try alert.signal(report, in: .netherlands) }?.code == .behaviourMissing)
        #expect(alert == before)
    }

    // MARK: quiet at night

    @Test(arguments: [
        (true, 3 * 60, false), (true, 12 * 60, false), (false, 12 * 60, false), (false, 22 * 60 - 1, false),
        (false, 22 * 60, true), (false, 0, true), (false, 7 * 60 - 1, true), (false, 7 * 60, false),
    ])
    func aNumberWithoutHurryIsToldQuietlyAtNight(isUrgent: Bool, minute: Int, isQuiet: Bool) {
        let call = EmergencyCall(number: "x", isUrgent: isUrgent, calledAt: start, by: .me)
        #expect(AlertRules.isQuiet(call, minuteOfDay: minute, in: .netherlands) == isQuiet)
    }

    // MARK: who may read

    struct Reading: Sendable, CustomStringConvertible {
        let stage: Stage
        let audience: Audience
        let since: Int64
        let after: Span
        let may: Bool
        var description: String { "\(stage) as \(audience) since \(since), \(after.milliseconds / 3_600_000) h later" }
    }

    @Test(arguments: [
        // Its end is event 8. What is open is for everybody in the group.
        Reading(stage: .open, audience: .neighbour, since: 1, after: .hours(1), may: true),
        Reading(stage: .open, audience: .neighbour, since: 9, after: .hours(1), may: true),
        Reading(stage: .asked, audience: .coordinator, since: 6, after: .hours(1), may: true),
        // What is closed is for those who were there while it was open, for thirty days: let in before it was shared,
        // after that, or when nothing but its end was still to come.
        Reading(stage: .closed, audience: .neighbour, since: 1, after: .hours(1), may: true),
        Reading(stage: .closed, audience: .neighbour, since: 6, after: .hours(1), may: true),
        Reading(stage: .closed, audience: .coordinator, since: 6, after: .hours(1), may: true),
        Reading(stage: .closed, audience: .neighbour, since: 8, after: .hours(1), may: true),
        Reading(stage: .closed, audience: .neighbour, since: 9, after: .hours(1), may: false),
        Reading(stage: .closed, audience: .coordinator, since: 9, after: .hours(1), may: false),
        Reading(stage: .closed, audience: .neighbour, since: 1, after: .days(30) + .minutes(20), may: true),
        Reading(
            stage: .closed, audience: .neighbour, since: 1, after: .days(30) + .minutes(20) + .milliseconds(1),
            may: false),
        // The police read on.
        Reading(stage: .closed, audience: .police, since: 9, after: .days(400), may: true),
        // Nobody reads what was never shared.
        Reading(stage: .alarmed, audience: .neighbour, since: 1, after: .hours(1), may: false),
        Reading(stage: .withdrawn, audience: .coordinator, since: 1, after: .hours(1), may: false),
    ])
    func whoMayRead(_ reading: Reading) throws {
        let hearing = Hearing(group: Street.group.id, audience: reading.audience, since: reading.since)
        let may = AlertRules.mayRead(
            try reading.stage.alert(), endedAt: 8, as: hearing, at: start + reading.after, in: .netherlands)
        #expect(may == reading.may)
    }
}
