import Testing
import Watch
import WatchTesting

/// Quiet time, to the millisecond: asked, answered, held, unanswered, and what comes too early or twice.
@Suite struct AlertQuietTests {
    private let policy = Street.jurisdiction
    private let start = ManualClock.friday

    @Test(arguments: [
        (Span.hours(2) - .milliseconds(1), false), (.hours(2), true), (.hours(30), true),
    ])
    func quietIsTwoHoursAfterTheLastWord(after: Span, isAsked: Bool) throws {
        var alert = try Stage.open.alert()
        let now = start + after
        let effects = alert.quiet(at: now, in: policy)
        if isAsked {
            #expect(alert.state == .open(askedAt: now, heldUntil: nil))
            #expect(effects.last == .schedule(.unanswered, at: now + .minutes(30)))
        } else {
            #expect(alert.state == .open(askedAt: nil, heldUntil: nil))
            #expect(effects == [.schedule(.quiet, at: start + .hours(2))])
        }
    }

    @Test func aWordStartsTheCountAnew() throws {
        var alert = try Stage.open.alert()
        let said = Street.said(.onTheLookout, at: start + .minutes(90))
        #expect(
            try alert.react(said, by: Street.byBram, in: policy).last == .schedule(.quiet, at: start + .minutes(210)))
        #expect(alert.quiet(at: start + .hours(2), in: policy) == [.schedule(.quiet, at: start + .minutes(210))])
    }

    @Test(arguments: [(Span.minutes(30) - .milliseconds(1), false), (.minutes(30), true)])
    func anAnswerIsAwaitedForHalfAnHour(after: Span, hasEnded: Bool) throws {
        var alert = try Stage.asked.alert()
        let asked = start + .hours(2)
        let effects = alert.unanswered(at: asked + after, in: policy)
        #expect(alert.isOpen == !hasEnded)
        if hasEnded {
            #expect(
                alert.closure
                    == Alert.Closure(
                        outcome: .unknown, closedAt: asked + after, by: nil, words: .nothing))
            #expect(effects.last == .schedule(.retirement, at: asked + after + .days(30)))
        } else {
            #expect(effects == [.schedule(.unanswered, at: asked + .minutes(30))])
        }
    }

    @Test func whatEndsByItselfIsRegisteredWithoutAPerson() throws {
        var alert = try Stage.asked.alert()
        let effects = alert.unanswered(at: start + .hours(3), in: policy)
        let content = RegisterContent(person: nil, capacity: nil, fields: [.init("outcome", "unknown")])
        #expect(effects.first == .register(.alertClosed, message: nil, content: content))
    }

    @Test func aWordWhileAskedIsAnAnswer() throws {
        var alert = try Stage.asked.alert()
        let now = start + .minutes(125)
        _ = try alert.react(Street.said(.onTheLookout, at: now), by: Street.byBram, in: policy)
        #expect(alert.state == .open(askedAt: nil, heldUntil: nil))
        // The time for an answer was claimed just before: it must not end the alert, nor leave it without a due time.
        #expect(alert.unanswered(at: start + .minutes(150), in: policy) == [.schedule(.quiet, at: now + .hours(2))])
        #expect(alert.isOpen)
    }

    @Test func askingTwiceAsksOnce() throws {
        var alert = try Stage.asked.alert()
        let before = alert
        let asked = start + .hours(2)
        #expect(alert.quiet(at: asked + .minutes(1), in: policy) == [.schedule(.unanswered, at: asked + .minutes(30))])
        #expect(alert == before)
    }

    @Test func aHoldLastsTwelveHoursAndIsExtended() throws {
        var alert = try Stage.open.alert()
        let first = start + .minutes(10)
        #expect(
            try alert.hold(by: Street.byCarla, at: first, in: policy).last
                == .schedule(.quiet, at: first + .hours(12)))
        #expect(alert.state == .open(askedAt: nil, heldUntil: first + .hours(12)))
        #expect(alert.quiet(at: start + .hours(11), in: policy) == [.schedule(.quiet, at: first + .hours(12))])
        let second = start + .hours(11)
        _ = try alert.hold(by: Street.byDeWit, at: second, in: policy)
        #expect(alert.state == .open(askedAt: nil, heldUntil: second + .hours(12)))
    }

    @Test func aWordLateInAHoldOutlastsIt() throws {
        var alert = try Stage.held.alert()
        let end = start + .minutes(10) + .hours(12)
        let early = Street.said(.onTheLookout, id: "c3", at: start + .hours(1))
        #expect(try alert.react(early, by: Street.byBram, in: policy).last == .schedule(.quiet, at: end))
        let late = Street.said(.onTheLookout, id: "c4", at: end - .minutes(5))
        #expect(try alert.react(late, by: Street.byBram, in: policy).last == .schedule(.quiet, at: late.at + .hours(2)))
    }

    @Test(arguments: [(Span.hours(24), true), (.hours(24) + .milliseconds(1), false)])
    func reopeningHasADay(after: Span, isInTime: Bool) throws {
        let before = try Stage.closed.alert()
        var alert = before
        let now = start + .minutes(20) + after
        let refusal = Refusal.of { _ = try alert.reopen(by: Street.byAnna, at: now, in: policy) }
        #expect(refusal?.code == (isInTime ? nil : .reopenTooLate))
        #expect(alert.isOpen == isInTime)
        if !isInTime { #expect(alert == before) }
    }

    @Test func whatIsReopenedBecomesQuietAgain() throws {
        var alert = try Stage.held.alert()
        _ = try alert.close(.gone, words: nil, by: Street.byAnna, at: start + .hours(1), in: policy)
        let now = start + .hours(2)
        #expect(
            try alert.reopen(by: Street.byAnna, at: now, in: policy).last == .schedule(.quiet, at: now + .hours(2)))
        #expect(alert.state == .open(askedAt: nil, heldUntil: nil), "a hold does not survive the end")
    }
}

extension Span {
    static func milliseconds(_ count: Int64) -> Span { Span(milliseconds: count) }
    static func - (left: Span, right: Span) -> Span { Span(milliseconds: left.milliseconds - right.milliseconds) }
    static func + (left: Span, right: Span) -> Span { Span(milliseconds: left.milliseconds + right.milliseconds) }
}
