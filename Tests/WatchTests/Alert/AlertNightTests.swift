import Testing
import Watch
import WatchTesting

/// Quiet time at 03:00 over both changes of the clocks, and what is told at night.
@Suite struct AlertNightTests {
    struct Night: Sendable, CustomStringConvertible {
        let description: String
        /// When the alert is shared.
        let start: String
        /// What the wall says then, and two hours later: the night of the change is an hour shorter or longer.
        let wall: Int
        let wallLater: Int
    }

    static let nights = [
        Night(description: "an ordinary night", start: "2026-11-20T01:30:00+01:00", wall: 90, wallLater: 210),
        // The last Sunday of October: 03:00 becomes 02:00.
        Night(description: "clocks go back", start: "2026-10-25T01:30:00+02:00", wall: 90, wallLater: 150),
        Night(description: "the hour that comes twice", start: "2026-10-25T02:30:00+02:00", wall: 150, wallLater: 210),
        // The last Sunday of March: 02:00 becomes 03:00.
        Night(description: "clocks go forward", start: "2026-03-29T01:30:00+01:00", wall: 90, wallLater: 270),
        Night(description: "up to the gap", start: "2026-03-29T00:00:00+01:00", wall: 0, wallLater: 180),
    ]

    private func open(_ night: Night) async throws -> (street: LivingStreet, alert: AlertId, start: Moment) {
        let start = try #require(Moment(night.start))
        let street = LivingStreet(at: start)
        return (street, try await street.burglary().alert, start)
    }

    @Test(arguments: nights)
    func theWallSaysSo(night: Night) throws {
        let start = try #require(Moment(night.start))
        let wall = EuropeanLocalTime()
        #expect(wall.minuteOfDay(start, zone: "Europe/Amsterdam") == night.wall)
        #expect(wall.minuteOfDay(start + .hours(2), zone: "Europe/Amsterdam") == night.wallLater)
    }

    @Test(arguments: nights)
    func askedAfterTwoHoursWhateverTheWallSays(night: Night) async throws {
        let (street, alert, start) = try await open(night)
        street.clock.advance(by: .hours(2) - .milliseconds(1))
        #expect(try await street.dues.round() == 0)
        street.clock.advance(by: .milliseconds(1))
        #expect(try await street.dues.round() == 1)
        #expect(street.store.alert(alert)?.state == .open(askedAt: start + .hours(2), heldUntil: nil))
        let notice = try #require(street.store.notices.last)
        #expect(notice.kind == .alertAsked)
        #expect(notice.told == .responsible)
        #expect(street.store.due(alert)?.due == .unanswered)
        #expect(street.store.due(alert)?.at == start + .minutes(150))
    }

    @Test(arguments: nights)
    func unansweredItEndsAsUnknown(night: Night) async throws {
        let (street, alert, start) = try await open(night)
        street.clock.advance(by: .hours(2))
        _ = try await street.dues.round()
        street.clock.advance(by: .minutes(30) - .milliseconds(1))
        #expect(try await street.dues.round() == 0)
        street.clock.advance(by: .milliseconds(1))
        #expect(try await street.dues.round() == 1)
        #expect(
            street.store.alert(alert)?.closure
                == Alert.Closure(outcome: .unknown, closedAt: start + .minutes(150), by: nil, words: .nothing))
        #expect(street.store.due(alert)?.due == .retirement)
        #expect(street.store.due(alert)?.at == start + .minutes(150) + .days(30))
        #expect(street.store.group(Street.group.id)?.state == .asleep)
        #expect(street.store.notices.last?.told == .toldBefore)
    }

    @Test(arguments: nights)
    func heldItStaysOpen(night: Night) async throws {
        let (street, alert, start) = try await open(night)
        street.clock.advance(by: .hours(2))
        _ = try await street.dues.round()
        street.clock.advance(by: .minutes(10))
        _ = try await street.desk.hold(alert, by: Street.carla.id)
        street.clock.advance(by: .hours(11))
        #expect(try await street.dues.round() == 0)
        let until = start + .minutes(130) + .hours(12)
        #expect(street.store.alert(alert)?.state == .open(askedAt: nil, heldUntil: until))
        street.clock.set(to: until)
        #expect(try await street.dues.round() == 1)
        #expect(street.store.alert(alert)?.state == .open(askedAt: until, heldUntil: nil))
    }

    @Test(arguments: nights)
    func answeredItGoesOn(night: Night) async throws {
        let (street, alert, start) = try await open(night)
        street.clock.advance(by: .hours(2))
        _ = try await street.dues.round()
        street.clock.advance(by: .minutes(20))
        _ = try await street.desk.react(
            AlertDesk.Words(kind: .onTheLookout, text: nil), to: alert, by: Street.bram.id)
        street.clock.advance(by: .minutes(10))
        #expect(try await street.dues.round() == 0)
        #expect(street.store.due(alert)?.at == start + .minutes(260))
        #expect(street.store.alert(alert)?.isOpen == true)
    }

    // MARK: one worker beside another

    @Test func whatIsClaimedIsDoneByOne() async throws {
        let (street, _, start) = try await open(AlertNightTests.nights[0])
        street.clock.advance(by: .hours(2))
        let now = start + .hours(2)
        #expect(street.store.claim([.alert], at: now, lease: .seconds(30), limit: 10).count == 1)
        #expect(try await street.dues.round() == 0, "another server is at it")
        street.clock.advance(by: .seconds(30))
        #expect(try await street.dues.round() == 1, "the other one died")
    }

    @Test func anAnswerBetweenClaimAndDeedKeepsTheAlertOpenAndWatched() async throws {
        let (street, alert, start) = try await open(AlertNightTests.nights[0])
        street.clock.advance(by: .hours(2))
        _ = try await street.dues.round()
        street.clock.advance(by: .minutes(30))
        let stale = LateDueStore(street.store) {
            _ = try await street.desk.react(
                AlertDesk.Words(kind: .sighting, text: "Daar gaat hij"), to: alert, by: Street.bram.id)
        }
        let late = DueDesk(store: stale, rooms: [street.desk], surroundings: street.surroundings)
        #expect(try await late.round() == 1)
        #expect(street.store.alert(alert)?.isOpen == true)
        #expect(street.store.due(alert)?.due == .quiet)
        #expect(street.store.due(alert)?.at == start + .minutes(270))
    }

    @Test func oneThatCannotBeDoneDoesNotKeepTheOthersWaiting() async throws {
        let (street, alert, _) = try await open(AlertNightTests.nights[0])
        street.clock.advance(by: .hours(2))
        let broken = LateDueStore(street.store, alsoDue: Street.fixed("d9"))
        let dues = DueDesk(store: broken, rooms: [street.desk], surroundings: street.surroundings)
        #expect(await Refusal.of { try await dues.round() }?.code == .notFound)
        #expect(street.store.due(alert)?.due == .unanswered)
    }

    // MARK: told at night

    @Test(arguments: [
        ("2026-11-20T21:59:00+01:00", false), ("2026-11-20T22:00:00+01:00", true), ("2026-11-21T06:59:00+01:00", true),
        ("2026-11-21T07:00:00+01:00", false), ("2026-07-20T22:00:00+02:00", true), ("2026-07-20T07:00:00+02:00", false),
        // The night of the change: 02:30 comes twice, 06:30 UTC is 07:30 before and 08:30 after.
        ("2026-10-25T02:30:00+02:00", true), ("2026-10-25T02:30:00+01:00", true), ("2026-10-25T06:59:00+01:00", true),
        ("2026-03-29T06:59:00+02:00", true), ("2026-03-29T07:00:00+02:00", false),
    ])
    func aNumberWithoutHurryIsToldQuietly(at text: String, isQuiet: Bool) async throws {
        let now = try #require(Moment(text))
        let street = LivingStreet(at: now)
        _ = try await street.desk.share(Street.car(at: now), in: Street.group.id, by: Street.anna.id)
        #expect(street.store.notices.map(\.isQuiet) == [isQuiet])
        #expect(street.store.notices.first?.told == .members)
        let urgent = LivingStreet(at: now)
        _ = try await urgent.burglary()
        #expect(urgent.store.notices.map(\.isQuiet) == [false], "112 is never told quietly")
    }

    // MARK: what follows is as loud as what it is about

    /// What can follow the first telling.
    enum Sequel: String, CaseIterable, Sendable {
        case corrected, asked, noNews, ended, reopened
    }

    /// One course of an alert for which there is no hurry: when it began, when it goes on, and which sequels make a sound.
    struct Course: Sendable, CustomStringConvertible {
        let description: String
        let start: String
        let later: Span
        let aloud: Set<Sequel>
    }

    static let courses = [
        Course(
            description: "by day", start: "2026-11-20T13:00:00+01:00", later: .hours(2),
            aloud: [.corrected, .asked, .ended, .reopened]),
        Course(
            description: "from the day into the night", start: "2026-11-20T20:00:00+01:00", later: .hours(2), aloud: []),
        Course(description: "by night", start: "2026-11-21T01:00:00+01:00", later: .hours(2), aloud: []),
        Course(
            description: "from the night into the day", start: "2026-11-21T05:00:00+01:00", later: .hours(2), aloud: []),
    ]

    @Test(arguments: courses)
    func noHurryWakesNobodyAtItsEnd(course: Course) async throws {
        let start = try #require(Moment(course.start))
        let told = try await AlertNightTests.sequels(of: Street.car(at: start), start, course.later)
        for sequel in Sequel.allCases {
            #expect(told[sequel] == course.aloud.contains(sequel), "\(sequel.rawValue)")
        }
    }

    @Test(arguments: courses)
    func dangerIsToldAloudToItsEnd(course: Course) async throws {
        let start = try #require(Moment(course.start))
        let urgent = Street.burglary(call: Street.called(at: start))
        let told = try await AlertNightTests.sequels(of: urgent, start, course.later)
        #expect(told == Dictionary(uniqueKeysWithValues: Sequel.allCases.map { ($0, true) }))
    }

    /// Whether each sequel made a sound, one alert a sequel.
    private static func sequels(of report: Report, _ start: Moment, _ later: Span) async throws -> [Sequel: Bool] {
        var found: [Sequel: Bool] = [:]
        for sequel in Sequel.allCases {
            let street = LivingStreet(at: start)
            let alert = try await street.desk.share(report, in: Street.group.id, by: Street.anna.id).alert
            street.clock.advance(by: later)
            switch sequel {
            case .corrected: _ = try await street.desk.correct("Het is een Polo", of: alert, by: Street.anna.id)
            case .asked: _ = try await street.dues.round()
            case .noNews:
                _ = try await street.dues.round()
                street.clock.advance(by: .minutes(30))
                _ = try await street.dues.round()
            case .ended: _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
            case .reopened:
                _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
                _ = try await street.desk.reopen(alert, by: Street.anna.id)
            }
            let notice = try #require(street.store.notices.last)
            found[sequel] = !notice.isQuiet
        }
        return found
    }
}
