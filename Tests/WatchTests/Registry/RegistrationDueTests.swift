import Testing
import Watch
import WatchTesting

/// What is due for a group in the registry, when, and what becomes of it.
@Suite("What is due in the registry")
struct RegistrationDueTests {
    private static let start = ManualClock.friday
    private static let policy = Confirmation.yearly

    private static func day(_ number: Int64) -> Moment { start + .days(number) }

    private static func group(
        _ standing: Registration.Standing = .listed, reminders: Int = 0, reminded: Int64? = nil, silent: Int64? = nil,
        warned: Int64? = nil
    ) -> Registration {
        Registration(
            group: Street.group.id, standing: standing, foundedAt: start, confirmedAt: start,
            remindedAt: reminded.map(day), reminders: reminders, silentAt: silent.map(day),
            joinCode: JoinCode(trusted: "abcdefgh"), warnedAt: warned.map(day))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let registration: Registration
        /// Coordinators who can be written to.
        var asked = 1
        /// The day on which the group was last seen alive.
        var seen: Int64?
        var isAwake = false
        let due: RegistrationDue?
    }

    static let cases = [
        Case(
            testDescription: "a year after the coordinator's word", registration: group(),
            due: RegistrationDue(.reminder, at: day(365))),
        Case(
            testDescription: "a fortnight after the first letter", registration: group(reminders: 1, reminded: 365),
            due: RegistrationDue(.reminder, at: day(379))),
        Case(
            testDescription: "a fortnight after a first letter that went out late",
            registration: group(reminders: 1, reminded: 500), due: RegistrationDue(.reminder, at: day(514))),
        Case(
            testDescription: "the third letter", registration: group(reminders: 2, reminded: 379),
            due: RegistrationDue(.reminder, at: day(393))),
        Case(
            testDescription: "silent a fortnight after the third letter",
            registration: group(reminders: 3, reminded: 393), due: RegistrationDue(.silence, at: day(407))),
        Case(
            testDescription: "never silent at once after a letter that went out late",
            registration: group(reminders: 3, reminded: 600), due: RegistrationDue(.silence, at: day(614))),
        Case(
            testDescription: "nobody to write to: silent by time alone", registration: group(), asked: 0,
            due: RegistrationDue(.silence, at: day(407))),
        Case(
            testDescription: "told a month before it is closed, a quarter after it fell silent",
            registration: group(.silent, reminders: 3, reminded: 393, silent: 407),
            due: RegistrationDue(.warning, at: day(467))),
        Case(
            testDescription: "closed a month after that was told",
            registration: group(.silent, reminders: 3, reminded: 393, silent: 407, warned: 467),
            due: RegistrationDue(.closure, at: day(497))),
        Case(
            testDescription: "never closed without a month's notice, however late it was told",
            registration: group(.silent, silent: 407, warned: 600), due: RegistrationDue(.closure, at: day(630))),
        Case(
            testDescription: "silent before anybody was told: told first", registration: group(.silent, silent: 100),
            due: RegistrationDue(.warning, at: day(160))),
        Case(
            testDescription: "an alert or a member seen puts it off", registration: group(.silent, silent: 407),
            seen: 450, due: RegistrationDue(.warning, at: day(510))),
        Case(
            testDescription: "seen before it fell silent: no sign since", registration: group(.silent, silent: 407),
            seen: 400, due: RegistrationDue(.warning, at: day(467))),
        Case(
            testDescription: "who came to look after they were told keeps it open",
            registration: group(.silent, silent: 407, warned: 467), seen: 470,
            due: RegistrationDue(.warning, at: day(530))),
        Case(
            testDescription: "seen last before it was told", registration: group(.silent, silent: 407, warned: 510),
            seen: 450, due: RegistrationDue(.closure, at: day(540))),
        Case(
            testDescription: "never while an alert is open", registration: group(.silent, silent: 407, warned: 467),
            isAwake: true, due: nil),
        Case(
            testDescription: "signs do not stand for the coordinator's word", registration: group(), seen: 364,
            isAwake: true, due: RegistrationDue(.reminder, at: day(365))),
        Case(testDescription: "nothing while it waits", registration: group(.proposed), due: nil),
        Case(testDescription: "nothing once it is closed", registration: group(.closed), due: nil),
    ]

    @Test("what comes next", arguments: cases)
    func due(_ row: Case) {
        let signs = LifeSigns(lastAt: row.seen.map(RegistrationDueTests.day), isAwake: row.isAwake)
        #expect(row.registration.due(asked: row.asked, signs: signs, in: .netherlands) == row.due)
    }

    @Test("what is due is done once, and not before")
    func doing() throws {
        var registration = RegistrationDueTests.group()
        func does(_ kind: RegistrationDue.Kind, _ day: Int64) -> Bool {
            registration.does(
                kind, asked: 1, signs: LifeSigns(), at: RegistrationDueTests.day(day), in: .netherlands)
        }
        #expect(!does(.reminder, 364))
        #expect(does(.reminder, 365))
        #expect(!does(.reminder, 365) && registration.reminders == 1)
        #expect(!does(.silence, 400))
        #expect(does(.reminder, 379) && does(.reminder, 393) && !does(.reminder, 500))
        #expect(does(.silence, 407) && registration.standing == .silent)
        #expect(!does(.closure, 497) && !does(.warning, 466))
        #expect(does(.warning, 467) && !does(.warning, 480) && registration.standing == .silent)
        #expect(!does(.closure, 496))
        var answered = registration
        try answered.renew(at: RegistrationDueTests.day(450))
        #expect(answered.standing == .listed && answered.reminders == 0 && answered.silentAt == nil)
        #expect(answered.warnedAt == nil)
        #expect(
            answered.due(asked: 1, signs: LifeSigns(), in: .netherlands)
                == RegistrationDue(.reminder, at: RegistrationDueTests.day(815)))
        #expect(does(.closure, 497) && registration.standing == .closed)
        #expect(!does(.closure, 900))
    }

    @Test("it is asked from the day on which it is due until the answer")
    func asking() {
        func asks(_ registration: Registration, _ day: Int64) -> Bool {
            registration.asksForRenewal(at: RegistrationDueTests.day(day), in: .netherlands)
        }
        #expect(!asks(RegistrationDueTests.group(), 364) && asks(RegistrationDueTests.group(), 365))
        #expect(asks(RegistrationDueTests.group(.silent, silent: 407), 410))
        #expect(!asks(RegistrationDueTests.group(.closed), 900) && !asks(RegistrationDueTests.group(.proposed), 900))
    }

    @Test("the spans of the policy follow one another")
    func order() {
        let policy = RegistrationDueTests.policy
        #expect(policy.reminders == policy.reminders.sorted() && (policy.reminders.last ?? .days(99)) < policy.silence)
        #expect(policy.notice <= policy.closure)
    }
}
