import Watch
import WatchTesting

// The whole life of an alert in one table: every state by every event. What is refused changes nothing; what is done
// ends in a state, with effects in this order. Everything is done by somebody who may, at a time when it is due.

/// The states that the table tells apart, each reached the way it is reached in life.
enum Stage: String, CaseIterable, Sendable {
    case draft, signalled, alarmed, open, asked, held, closed, withdrawn

    /// An alert that has come this far.
    func alert() throws -> Alert {
        var alert = Street.draft()
        let policy = Street.jurisdiction
        if self == .draft { return alert }
        _ = try alert.signal(Street.burglary(), in: .netherlands)
        if self == .signalled { return alert }
        if self == .withdrawn {
            _ = try alert.withdraw()
            return alert
        }
        _ = try alert.alarm(Street.called(), at: ManualClock.friday, in: policy)
        if self == .alarmed { return alert }
        _ = try alert.share(at: ManualClock.friday, minuteOfDay: 21 * 60 + 4, in: policy)
        switch self {
        case .asked: _ = alert.quiet(at: ManualClock.friday + .hours(2), in: policy)
        case .held: _ = try alert.hold(by: Street.byCarla, at: ManualClock.friday + .minutes(10), in: policy)
        case .closed:
            _ = try alert.close(
                .gone, words: nil, by: Street.byAnna, at: ManualClock.friday + .minutes(20), in: policy)
        default: break
        }
        return alert
    }

    init(_ state: Alert.State) {
        self =
            switch state {
            case .draft: .draft
            case .signalled: .signalled
            case .alarmed: .alarmed
            case .open(askedAt: .some, _): .asked
            case .open(nil, heldUntil: .some): .held
            case .open(nil, nil): .open
            case .closed: .closed
            case .withdrawn: .withdrawn
            }
    }
}

/// The events that can befall an alert.
enum Happening: String, CaseIterable, Sendable {
    case signal, alarm, share, withdraw, react, correct, retract, flag, hold, reference, quiet, unanswered, close,
        reopen, retire

    /// Late enough for quiet, for no answer and for the end of a hold, and in time for reopening.
    static let now = ManualClock.friday + .hours(15)

    func befall(_ alert: inout Alert) throws -> [AlertEffect] {
        let now = Happening.now
        let policy = Street.jurisdiction
        let reaction = Street.said(.sighting, "Hij rent naar de Molenweg", at: now)
        switch self {
        case .signal: return try alert.signal(Street.burglary(), in: .netherlands)
        case .alarm: return try alert.alarm(Street.called(at: now), at: now, in: policy)
        case .share: return try alert.share(at: now, minuteOfDay: 12 * 60, in: policy)
        case .withdraw: return try alert.withdraw()
        case .react: return try alert.react(reaction, by: Street.byBram, in: policy)
        case .correct:
            let said = Street.said(.correction, "Het is no. 17", by: Street.byAnna, at: now)
            return try alert.correct(said, by: Street.byAnna, in: policy)
        case .retract: return try alert.retract(reaction, by: Street.byCarla, at: now)
        case .flag: return try alert.flag(reaction, by: Street.byAnna)
        case .hold: return try alert.hold(by: Street.byCarla, at: now, in: policy)
        case .reference: return try alert.addReference("PL1500-2026-1", by: Street.byDeWit)
        case .quiet: return alert.quiet(at: now, in: policy)
        case .unanswered: return alert.unanswered(at: now, in: policy)
        case .close: return try alert.close(.caught, words: nil, by: Street.byCarla, at: now, in: policy)
        case .reopen: return try alert.reopen(by: Street.byCarla, at: now, in: policy)
        case .retire: return alert.retire(at: now, in: policy)
        }
    }
}

/// What comes of one event in one state.
enum Verdict: Sendable {
    case refused(Refusal.Code)
    case done(Stage, [String])
}

/// One field of the table.
struct Field: Sendable, CustomStringConvertible {
    let stage: Stage
    let happening: Happening
    let verdict: Verdict

    var description: String { "\(happening.rawValue) while \(stage.rawValue)" }

    /// The table, a row a state, a column an event.
    static let all: [Field] = rows.flatMap { stage, verdicts in
        zip(Happening.allCases, verdicts).map { Field(stage: stage, happening: $0, verdict: $1) }
    }

    static let rows: [(Stage, [Verdict])] = [
        // signal, alarm, share, withdraw,
        // react, correct, retract, flag, hold, reference, quiet, unanswered, close, reopen,
        // retire
        (
            .draft,
            [
                .done(.signalled, []), order, .refused(.emergencyCallMissing), .done(.withdrawn, []),
                order, order, order, order, order, order, idle(.draft), idle(.draft), order, order,
                idle(.draft),
            ]
        ),
        (
            .signalled,
            [
                .done(.signalled, []), .done(.alarmed, []), .refused(.emergencyCallMissing), .done(.withdrawn, []),
                order, order, order, order, order, order, idle(.signalled), idle(.signalled), order, order,
                idle(.signalled),
            ]
        ),
        (
            .alarmed,
            [
                order, .done(.alarmed, []), .done(.open, sharing), .done(.withdrawn, []),
                order, order, order, order, order, order, idle(.alarmed), idle(.alarmed), order, order,
                idle(.alarmed),
            ]
        ),
        (
            .open,
            [
                order, order, order, order,
                .done(.open, reacting), .done(.open, correcting), .done(.open, retracting), .done(.open, flagging),
                .done(.held, holding), .done(.open, numbering), .done(.asked, asking),
                .done(.open, ["due: quiet"]), .done(.closed, ending), .refused(.alertOpen),
                .done(.open, ["due: quiet"]),
            ]
        ),
        (
            .asked,
            [
                order, order, order, order,
                .done(.open, reacting), .done(.open, correcting), .done(.asked, retracting), .done(.asked, flagging),
                .done(.held, holding), .done(.asked, numbering), .done(.asked, ["due: unanswered"]),
                .done(.closed, ending), .done(.closed, ending), .refused(.alertOpen),
                .done(.asked, ["due: quiet"]),
            ]
        ),
        (
            .held,
            [
                order, order, order, order,
                .done(.held, reacting), .done(.held, correcting), .done(.held, retracting), .done(.held, flagging),
                .done(.held, holding), .done(.held, numbering), .done(.asked, asking),
                .done(.held, ["due: quiet"]), .done(.closed, ending), .refused(.alertOpen),
                .done(.held, ["due: quiet"]),
            ]
        ),
        (
            .closed,
            [
                order, order, order, order,
                closed, closed, .done(.closed, retracting), .done(.closed, flagging), closed,
                .done(.closed, numbering), idle(.closed), idle(.closed), closed, .done(.open, reopening),
                .done(.closed, ["due: retirement"]),
            ]
        ),
        (
            .withdrawn,
            [
                gone, gone, gone, gone,
                gone, gone, gone, gone, gone, gone, idle(.withdrawn), idle(.withdrawn), gone, gone,
                idle(.withdrawn),
            ]
        ),
    ]

    private static let order = Verdict.refused(.alertOutOfOrder)
    private static let closed = Verdict.refused(.alertClosed)
    private static let gone = Verdict.refused(.alertWithdrawn)
    private static func idle(_ stage: Stage) -> Verdict { .done(stage, ["nothing due"]) }

    private static let sharing = [
        "keep alert", "register alert-shared", "tell members: alert-shared", "due: quiet",
    ]
    private static let reacting = [
        "keep sighting", "register reaction-added", "tell nobody, quietly: reaction-added", "due: quiet",
    ]
    private static let correcting = [
        "keep correction", "register alert-corrected", "tell told-before: alert-corrected", "due: quiet",
    ]
    private static let retracting = [
        "hide", "register message-retracted", "tell told-before, quietly: message-retracted",
    ]
    private static let flagging = ["mark", "register message-flagged"]
    private static let holding = ["register alert-held", "tell nobody, quietly: alert-held", "due: quiet"]
    private static let numbering = ["register reference-added"]
    private static let asking = ["tell responsible: alert-asked", "due: unanswered"]
    private static let ending = ["register alert-closed", "tell told-before: alert-closed", "due: retirement"]
    private static let reopening = ["register alert-reopened", "tell told-before: alert-reopened", "due: quiet"]
}

extension AlertEffect {
    /// An effect as the table writes it.
    var summary: String {
        switch self {
        case .forward(let news, _, let isQuiet): "forward\(isQuiet ? ", quietly" : ""): \(news.kind.rawValue)"
        case .announce(let news, let told, let isQuiet):
            "tell \(told.rawValue)\(isQuiet ? ", quietly" : ""): \(news.kind.rawValue)"
        case .keep(let message): "keep \(message.kind.rawValue)"
        case .register(let kind, _, _): "register \(kind.rawValue)"
        case .hide: "hide"
        case .mark: "mark"
        case .retire: "retire"
        case .schedule(let due, _): "due: \(due.rawValue)"
        case .unschedule: "nothing due"
        }
    }
}
