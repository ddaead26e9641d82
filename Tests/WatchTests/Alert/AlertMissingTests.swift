import Testing
import Watch
import WatchTesting

/// Who is missing: nobody's silence ends that, and nobody is left unasked.
@Suite("An alert about somebody who is missing")
struct AlertMissingTests {
    private static let policy = Street.jurisdiction
    private static let start = ManualClock.friday

    private static func shared() throws -> (alert: Alert, effects: [AlertEffect]) {
        var alert = Street.draft()
        _ = try alert.signal(Street.missingChild(), in: .netherlands)
        _ = try alert.alarm(Street.called(), at: start, in: policy)
        let effects = try alert.share(at: start, minuteOfDay: 0, in: policy)
        return (alert, effects)
    }

    /// What was, in hours since the last word: when they were asked last; when it is looked at; what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let asked: Int64?
        let at: Int64
        let isAsked: Bool
        let next: Int64

        var testDescription: String { "asked \(asked.map { "after \($0) h" } ?? "never"), looked at after \(at) h" }
    }

    static let cases = [
        Case(asked: nil, at: 1, isAsked: false, next: 2), Case(asked: nil, at: 2, isAsked: true, next: 4),
        Case(asked: 2, at: 3, isAsked: false, next: 4), Case(asked: 2, at: 4, isAsked: true, next: 8),
        Case(asked: 4, at: 8, isAsked: true, next: 16), Case(asked: 8, at: 16, isAsked: true, next: 32),
        // From a day on it stays at once a day.
        Case(asked: 16, at: 32, isAsked: true, next: 56), Case(asked: 32, at: 56, isAsked: true, next: 80),
        Case(asked: 800, at: 823, isAsked: false, next: 824), Case(asked: 800, at: 824, isAsked: true, next: 848),
        // A server that stood still asks once, and not for every time that went by.
        Case(asked: nil, at: 30, isAsked: true, next: 54), Case(asked: 4, at: 100, isAsked: true, next: 124),
    ]

    @Test("reporter, coordinator and police are asked again and again, and it never ends by itself", arguments: cases)
    func asking(_ row: Case) throws {
        var (alert, _) = try AlertMissingTests.shared()
        func hours(_ count: Int64) -> Moment { AlertMissingTests.start + .hours(count) }
        if let asked = row.asked { _ = alert.quiet(at: hours(asked), in: AlertMissingTests.policy) }
        let effects = alert.quiet(at: hours(row.at), in: AlertMissingTests.policy)
        let question = AlertEffect.announce(
            AlertNews(.alertAsked, alert: alert.id), told: .responsible, isQuiet: false)
        #expect(effects == (row.isAsked ? [question] : []) + [.schedule(.quiet, at: hours(row.next))])
        #expect(alert.state == .open(askedAt: row.isAsked ? hours(row.at) : row.asked.map(hours), heldUntil: nil))
    }

    @Test("from the sharing on it is known when they are asked; a word starts the count anew")
    func words() throws {
        let policy = AlertMissingTests.policy
        let start = AlertMissingTests.start
        var (alert, effects) = try AlertMissingTests.shared()
        #expect(effects.last == .schedule(.quiet, at: start + .hours(2)))
        for hours: Int64 in [2, 4, 8, 16, 32] { _ = alert.quiet(at: start + .hours(hours), in: policy) }
        let now = start + .hours(33)
        #expect(
            try alert.react(Street.said(.sighting, "Bij de vijver", at: now), by: Street.byBram, in: policy).last
                == .schedule(.quiet, at: now + .hours(2)))
        #expect(alert.state == .open(askedAt: nil, heldUntil: nil))
    }

    @Test("no answer is awaited that would end it, also not by a server from before")
    func unanswered() throws {
        let policy = AlertMissingTests.policy
        let start = AlertMissingTests.start
        var (alert, _) = try AlertMissingTests.shared()
        _ = alert.quiet(at: start + .hours(2), in: policy)
        #expect(alert.unanswered(at: start + .days(3), in: policy) == [.schedule(.quiet, at: start + .hours(4))])
        #expect(alert.isOpen)
        _ = try alert.close(.gone, words: nil, by: Street.byCarla, at: start + .days(3), in: policy)
        #expect(alert.closure?.by == .coordinator)
        #expect(alert.quiet(at: start + .days(4), in: policy) == [.unschedule])
    }

    @Test("a hold is kept, and after it they are asked")
    func held() throws {
        let policy = AlertMissingTests.policy
        let start = AlertMissingTests.start
        var (alert, _) = try AlertMissingTests.shared()
        _ = try alert.hold(by: Street.byDeWit, at: start, in: policy)
        #expect(alert.quiet(at: start + .hours(3), in: policy) == [.schedule(.quiet, at: start + .hours(12))])
        _ = alert.quiet(at: start + .hours(12), in: policy)
        #expect(alert.state == .open(askedAt: start + .hours(12), heldUntil: nil))
    }

    @Test("those who are asked are the reporter, the coordinator and the police")
    func responsible() async throws {
        let street = LivingStreet()
        let alert = try await street.desk.share(Street.missingChild(), in: Street.group.id, by: Street.anna.id).alert
        for (round, hours) in [2, 2, 4, 8].enumerated() {
            street.clock.advance(by: .hours(Int64(hours)))
            #expect(try await street.dues.round() == 1)
            let asked = street.store.notices.filter { $0.kind == .alertAsked }
            #expect(asked.count == round + 1)
            #expect(asked.last?.told == .responsible)
        }
        #expect(street.store.alert(alert)?.isOpen == true)
    }

    @Test("what an older program took for done is looked at again")
    func forgotten() async throws {
        let street = LivingStreet()
        let alert = try await street.desk.share(Street.missingChild(), in: Street.group.id, by: Street.anna.id).alert
        street.store.forget(alert)
        street.clock.advance(by: .days(3))
        #expect(try await street.dues.round() == 0)
        #expect(try await street.desk.remember() == 1)
        #expect(try await street.desk.remember() == 0)
        #expect(try await street.dues.round() == 1)
        #expect(street.store.notices.last?.kind == .alertAsked)
    }
}
