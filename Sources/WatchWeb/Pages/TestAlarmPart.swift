import Watch
import WatchWords

/// What came of the last test of a group's alarm, and the way to the next, for who leads it: beside who would be reached.
struct TestAlarmPart: Equatable, Sendable {
    /// So many, by this way or for this reason; or a time.
    struct Line: Equatable, Sendable {
        let label: String
        let number: String
    }

    /// How far the last one came.
    struct Outcome: Equatable, Sendable {
        /// When it was.
        let when: String
        /// To how many it was shown.
        let line: String
        // For the bar.
        let told: Int
        let audience: Int
        let lines: [Line]
    }

    let outcome: Outcome?
    /// Where the next one is sent; nil while none may be.
    let action: String?
    /// Why none may be sent now.
    let whyNot: String?

    init(_ standing: TestAlarmDesk.Standing, in group: Group, _ clock: WallClock, _ words: Catalogue) {
        outcome = standing.last.map { Outcome($0, clock, words) }
        action = standing.refusal == nil ? SiteURL.testAlarms(.init(group)).path : nil
        whyNot = standing.refusal.map { words.refusal($0.said(by: clock)) }
    }
}

extension TestAlarmPart.Outcome {
    init(_ tested: TestedAlarm, _ clock: WallClock, _ words: Catalogue) {
        let reach = tested.reach
        when = words.text("test-alarm.when", ["time": clock.phrase(tested.test.sentAt)])
        line = words.text(
            reach.told == 0 ? "test-alarm.none" : "test-alarm.line",
            ["told": words.number(reach.told), "audience": words.number(reach.audience)])
        told = reach.told
        audience = max(reach.audience, 1)
        let times: [(String, Span?)] = [
            (words.text("reach.median"), reach.pace?.median), (words.text("reach.nine-in-ten"), reach.pace?.nineInTen),
        ]
        let seen = NoticeChannel.allCases.map { channel in
            (words.text("reach.by.\(channel.rawValue)"), reach.channels[channel.rawValue] ?? 0)
        }
        let sent = NoticeChannel.allCases.filter { $0 != .live }.map { channel in
            (words.text("reach.sent.\(channel.rawValue)"), reach.unseen.sent[channel.rawValue] ?? 0)
        }
        let rest = [
            (words.text("reach.in-doubt"), reach.unseen.inDoubt), (words.text("reach.waiting"), reach.unseen.waiting),
        ]
        // Who has seen it is told.
        let reasons = NoticeReason.allCases.filter { $0 != .seen }.map { reason in
            let key = reason == .over ? "test-alarm.over" : "reach.reason.\(reason.rawValue)"
            return (
                words.text("reach.not-told", ["reason": words.text(key)]), reach.unseen.dropped[reason.rawValue] ?? 0
            )
        }
        lines =
            times.compactMap { label, span in
                span.map { TestAlarmPart.Line(label: label, number: words.took($0)) }
            }
            + (seen + sent + rest + reasons).filter { $0.1 > 0 }.map {
                TestAlarmPart.Line(label: $0.0, number: words.number($0.1))
            }
    }
}

extension Refusal {
    /// The same with the day as a person says it, of one that names a day.
    func said(by clock: WallClock) -> Refusal {
        guard code == .testAlarmTooSoon, let from = parameters["nextFrom"].flatMap(Moment.init) else { return self }
        return Refusal(code, field: field, parameters.merging(["date": clock.date(from)]) { $1 })
    }
}
