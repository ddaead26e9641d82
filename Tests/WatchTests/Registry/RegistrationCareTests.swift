import Testing
import Watch
import WatchTesting

/// What comes of it when it is looked at what is due for a group, with letters that are on their way, went out, or did not.
@Suite("Looking after a group in the registry")
struct RegistrationCareTests {
    private static let start = ManualClock.friday
    private static let reader = Street.carla.id

    private static func day(_ number: Int64) -> Moment { start + .days(number) }

    private static func listed(_ reminders: Int = 0, reminded: Int64? = nil) -> Registration {
        Registration(
            group: Street.group.id, foundedAt: start, confirmedAt: start, remindedAt: reminded.map(day),
            reminders: reminders, joinCode: JoinCode(trusted: "abcdefgh"))
    }

    private static func silent(warned: Int64? = nil) -> Registration {
        Registration(
            group: Street.group.id, standing: .silent, foundedAt: start, confirmedAt: start, reminders: 3,
            silentAt: day(407), joinCode: JoinCode(trusted: "abcdefgh"), warnedAt: warned.map(day))
    }

    private static func standing(_ standing: Registration.Standing) -> Registration {
        Registration(
            group: Street.group.id, standing: standing, foundedAt: start, confirmedAt: start,
            joinCode: JoinCode(trusted: "abcdefgh"))
    }

    private static func scene(
        _ registration: Registration, asked: Int = 1, signs: LifeSigns = LifeSigns(), readers: [PersonId] = [reader],
        _ letters: [CareLetter] = []
    ) -> CareScene {
        CareScene(
            group: Street.group, registration: registration, asked: asked, signs: signs, readers: readers,
            letters: letters)
    }

    private static func reminder(_ number: Int, _ day: Int64, _ fate: CareLetter.Fate) -> CareLetter {
        CareLetter(.reminder, number: number, at: self.day(day), fate: fate)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let scene: CareScene
        let now: Moment
        let step: CareStep
    }

    static let cases = [
        Case(
            testDescription: "nothing for a long time: within a month",
            scene: scene(listed()), now: day(10), step: .look(at: day(40))),
        Case(
            testDescription: "nothing yet: when something may be due",
            scene: scene(listed()), now: day(360), step: .look(at: day(365))),
        Case(
            testDescription: "between two letters each day, since who can be written to may change",
            scene: scene(listed(1, reminded: 365)), now: day(370), step: .look(at: day(379))),
        Case(
            testDescription: "what is due late by another's count is looked at each day",
            scene: scene(listed(1, reminded: 400)), now: day(410), step: .look(at: day(411))),
        Case(
            testDescription: "a letter is due", scene: scene(listed()), now: day(365),
            step: .write(.reminder, number: 1)),
        Case(
            testDescription: "the third letter", scene: scene(listed(2, reminded: 379)), now: day(393),
            step: .write(.reminder, number: 3)),
        Case(
            testDescription: "it has just been written", now: 365, listed(), [reminder(1, 365, .waiting)],
            step: .look(at: day(365) + .minutes(1))),
        Case(
            testDescription: "it waits for a while", scene: scene(listed(), [reminder(1, 365, .waiting)]),
            now: day(365) + .minutes(8), step: .look(at: day(365) + .minutes(16))),
        Case(
            testDescription: "it waits for days", now: 367, listed(), [reminder(1, 365, .waiting)],
            step: .look(at: day(367) + .hours(1))),
        Case(
            testDescription: "one who waits stands not for one who was reached", now: 366, listed(),
            [reminder(1, 365, .waiting), reminder(1, 365, .sent(at: day(365)))],
            step: .done(.reminder, listed(1, reminded: 365), at: day(365))),
        Case(
            testDescription: "it reached nobody just now: in ten minutes", now: 366, listed(),
            [reminder(1, 365, .lost(at: day(366)))], step: .look(at: day(366) + .minutes(10))),
        Case(
            testDescription: "it reached nobody: written anew",
            scene: scene(listed(), [reminder(1, 365, .lost(at: day(366)))]), now: day(366) + .minutes(10),
            step: .write(.reminder, number: 1)),
        Case(
            testDescription: "the letter before counts for nothing", now: 379, listed(1, reminded: 365),
            [reminder(1, 365, .sent(at: day(365)))], step: .write(.reminder, number: 2)),
        Case(
            testDescription: "a letter of the year before counts for nothing", now: 366, listed(),
            [reminder(1, 0, .sent(at: day(1)))], step: .write(.reminder, number: 1)),
        Case(
            testDescription: "nobody to write to: by time alone", scene: scene(listed(), asked: 0, readers: []),
            now: day(407), step: .done(.silence, fallen(at: 407), at: day(407))),
        Case(
            testDescription: "those above are asked", scene: scene(silent()), now: day(467),
            step: .write(.warning, number: 1)),
        Case(
            testDescription: "nobody above can be written to: by time alone", scene: scene(silent(), readers: []),
            now: day(470), step: .done(.warning, silent(warned: 470), at: day(470))),
        Case(
            testDescription: "the month's notice begins when the letter went out", now: 475, silent(),
            [CareLetter(.warning, at: day(467), fate: .sent(at: day(473)))],
            step: .done(.warning, silent(warned: 473), at: day(473))),
        Case(
            testDescription: "an office that was not reached is asked again", now: 475, silent(),
            [CareLetter(.warning, at: day(467), fate: .lost(at: day(470)))], step: .write(.warning, number: 1)),
        Case(
            testDescription: "who came by meanwhile has it asked later",
            scene: scene(
                silent(), signs: LifeSigns(lastAt: day(468)),
                [CareLetter(.warning, at: day(467), fate: .sent(at: day(469)))]), now: day(475),
            step: .look(at: day(476))),
        Case(
            testDescription: "and what was sent before that counts for nothing",
            scene: scene(
                silent(), signs: LifeSigns(lastAt: day(468)),
                [CareLetter(.warning, at: day(467), fate: .sent(at: day(469)))]), now: day(528),
            step: .write(.warning, number: 1)),
        Case(
            testDescription: "while an alert is open, each day",
            scene: scene(silent(), signs: LifeSigns(isAwake: true)),
            now: day(600), step: .look(at: day(601))),
        Case(
            testDescription: "closed a month after that", scene: scene(silent(warned: 467)), now: day(497),
            step: .done(.closure, closed(warned: 467), at: day(497))),
        Case(
            testDescription: "nothing while it waits for its confirmation", scene: scene(standing(.proposed)),
            now: day(900), step: .rest),
        Case(
            testDescription: "nothing once it is closed", scene: scene(standing(.closed)), now: day(900), step: .rest),
    ]

    private static func fallen(at day: Int64) -> Registration {
        var registration = listed()
        registration.standing = .silent
        registration.silentAt = self.day(day)
        return registration
    }

    private static func closed(warned: Int64) -> Registration {
        var registration = silent(warned: warned)
        registration.standing = .closed
        return registration
    }

    @Test("what comes of it", arguments: cases)
    func step(_ row: Case) {
        #expect(row.scene.step(at: row.now) == row.step)
    }

    @Test("what is put down with a change is never later than what is due, whatever comes")
    func early() {
        for registration in RegistrationCareTests.cases.map(\.scene.registration) {
            let earliest = registration.earliestDue(in: .netherlands)
            let seen: [Int64?] = [nil, 410, 480]
            for (asked, seen) in [0, 1, 2].flatMap({ asked in seen.map { (asked, $0) } }) {
                let signs = LifeSigns(lastAt: seen.map(RegistrationCareTests.day))
                guard let due = registration.due(asked: asked, signs: signs, in: .netherlands) else { continue }
                #expect(earliest.map { $0 <= due.at } == true)
            }
            #expect((earliest == nil) == [.proposed, .closed].contains(registration.standing))
        }
    }
}

extension RegistrationCareTests.Case {
    /// So many days after the word of the coordinator, with these letters.
    fileprivate init(
        testDescription: String, now day: Int64, _ registration: Registration, _ letters: [CareLetter], step: CareStep
    ) {
        self.init(
            testDescription: testDescription,
            scene: CareScene(
                group: Street.group, registration: registration, asked: 1, readers: [Street.carla.id], letters: letters),
            now: ManualClock.friday + .days(day), step: step)
    }
}
