import Testing
import Watch
import WatchTesting

/// When a group's alarm may be tested, and by whom, as tables.
@Suite("Tests of a group's alarm") struct TestAlarmRulesTests {
    /// Saturday 21 November 2026, 10:00 on the wall.
    private static let morning = moment("2026-11-21T09:00:00Z")

    private static func moment(_ text: String) -> Moment {
        guard let moment = Moment(text) else { preconditionFailure("no moment: \(text)") }
        return moment
    }

    private static func sent(_ text: String) -> TestAlarm {
        TestAlarm(
            id: Street.fixed("c1"), group: Street.group.id, event: Street.fixed("f1"), sequence: 1,
            sentAt: moment(text))
    }

    private static func group(open: Int = 0, closed: Moment? = nil) -> Group {
        let group = Street.group
        return Group(
            id: group.id, slug: group.slug, name: group.name, place: group.place, jurisdiction: group.jurisdiction,
            municipality: nil, area: group.area, openAlerts: open, createdAt: group.createdAt, closedAt: closed)
    }

    private static func refusal(
        _ member: Member? = Street.carlaMember, _ capacity: Audience = .coordinator, in group: Group = group(),
        last: TestAlarm? = nil, at now: Moment = morning
    ) -> Refusal? {
        let actor = Actor(person: member?.person ?? Street.deWit.id, capacity: capacity)
        let scene = TestAlarmRules.Scene(group: group, actor: actor, member: member, last: last)
        do throws(Refusal) {
            try TestAlarmRules.check(scene, at: now, EuropeanLocalTime())
            return nil
        } catch {
            return error
        }
    }

    private static let who: [(says: String, member: Member?, capacity: Audience, code: Refusal.Code?)] = [
        ("who leads the group", Street.carlaMember, .coordinator, nil),
        ("an officer who leads it where they live", Street.carlaMember, .police, nil),
        ("a resident", Street.bramMember, .neighbour, .notAllowed),
        ("an officer of the zone", nil, .police, .notAllowed),
        ("an officer who lives there", Street.bramMember, .police, .notAllowed),
    ]

    @Test("who may send one", arguments: who.indices) func sends(index: Int) {
        let row = Self.who[index]
        #expect(Self.refusal(row.member, row.capacity)?.code == row.code, "\(row.says)")
    }

    private static let hours: [(says: String, now: String, until: String?)] = [
        ("a minute before nine", "2026-11-21T07:59:59Z", "2026-11-21T08:00:00.000Z"),
        ("nine in the morning", "2026-11-21T08:00:00Z", nil),
        ("the last minute of the evening", "2026-11-21T19:59:59Z", nil),
        ("nine in the evening", "2026-11-21T20:00:00Z", "2026-11-22T08:00:00.000Z"),
        ("after midnight", "2026-11-21T23:30:00Z", "2026-11-22T08:00:00.000Z"),
        ("an hour earlier in summer", "2026-07-21T07:00:00Z", nil),
        ("and later in the evening", "2026-07-21T19:00:00Z", "2026-07-22T07:00:00.000Z"),
        ("before the night in which summer ends", "2026-10-24T20:00:00Z", "2026-10-25T08:00:00.000Z"),
        ("before the night in which it begins", "2027-03-27T21:00:00Z", "2027-03-28T07:00:00.000Z"),
    ]

    @Test("between nine and nine on the group's own clock", arguments: hours.indices) func rings(index: Int) {
        let row = Self.hours[index]
        let refusal = Self.refusal(at: Self.moment(row.now))
        #expect(refusal?.code == (row.until == nil ? nil : .testAlarmAtNight), "\(row.says)")
        #expect(refusal?.parameters["until"] == row.until)
        #expect(refusal?.parameters["clock"] == row.until.map { _ in "09:00" })
    }

    private static let pauses: [(says: String, sent: String, now: String, from: String?, date: String?)] = [
        ("right after", "2026-11-21T09:00:00Z", "2026-11-21T09:00:01Z", "2027-02-19T23:00:00.000Z", "2027-02-20"),
        ("the day before", "2026-11-21T09:00:00Z", "2027-02-19T15:00:00Z", "2027-02-19T23:00:00.000Z", "2027-02-20"),
        ("that day, from its first hour on", "2026-11-21T15:00:00Z", "2027-02-20T08:00:00Z", nil, nil),
        (
            "over the change to summer", "2027-01-10T10:00:00Z", "2027-04-01T10:00:00Z", "2027-04-10T22:00:00.000Z",
            "2027-04-11"
        ),
        ("and back", "2026-09-01T10:00:00Z", "2026-11-01T10:00:00Z", "2026-11-30T23:00:00.000Z", "2026-12-01"),
    ]

    @Test("once in 91 days", arguments: pauses.indices) func again(index: Int) {
        let row = Self.pauses[index]
        let refusal = Self.refusal(last: Self.sent(row.sent), at: Self.moment(row.now))
        #expect(refusal?.code == (row.from == nil ? nil : .testAlarmTooSoon), "\(row.says)")
        #expect(refusal?.parameters["nextFrom"] == row.from && refusal?.parameters["date"] == row.date, "\(row.says)")
    }

    @Test("never beside an alert, nor in a group that is closed") func asleep() {
        #expect(Self.refusal(in: Self.group(open: 1))?.code == .testAlarmWhileAwake)
        #expect(Self.refusal(in: Self.group(closed: Self.morning))?.code == .groupClosed)
        // Who may not ask at all is told nothing of how things stand.
        let last = Self.sent("2026-11-21T08:00:00Z")
        #expect(Self.refusal(Street.bramMember, .neighbour, in: Self.group(open: 1), last: last)?.code == .notAllowed)
    }

    // MARK: who is told

    private static let push = Street.pushWay()
    private static let mail = NoticeRulesTests.mail()
    private static let suspended = Street.dirkMember

    /// Everything that is asked of one notice.
    private struct Row: Sendable {
        let says: String
        var person: Person? = Street.bram.person
        var member: Member? = Street.bramMember
        var ways = [push, mail]
        var isSeen = false
        var choice = NoticeChoice()
        var group = TestAlarmRulesTests.group()
        var age = Span.seconds(0)
        var takenBy: NoticeChannel?
        var past: Set<NoticeChannel> = []
        let verdict: NoticeRules.Verdict
    }

    private static var muted: Member {
        var member = Street.bramMember
        _ = try? member.change(
            Member.Wish(isMuted: true), by: nil, coordinators: 1, sequence: 1, at: morning, in: Street.jurisdiction)
        return member
    }

    private static let notices: [Row] = [
        Row(says: "a device rings at once", verdict: .send(push)),
        Row(says: "a letter waits for pages", ways: [mail], verdict: .wait(until: morning + .seconds(20))),
        Row(says: "then it goes", ways: [mail], age: .seconds(20), verdict: .send(mail)),
        Row(says: "pushed, and not shown", age: .seconds(20), takenBy: .push, past: [.push], verdict: .send(mail)),
        Row(says: "pushed, and shown", isSeen: true, takenBy: .push, past: [.push], verdict: .keep),
        Row(says: "seen on a page", isSeen: true, verdict: .drop(.seen)),
        Row(says: "erased", person: nil, verdict: .drop(.gone)),
        Row(says: "suspended meanwhile", member: suspended, verdict: .drop(.suspended)),
        Row(says: "out of the group", member: nil, verdict: .drop(.gone)),
        Row(says: "muted the group", member: muted, verdict: .drop(.muted)),
        Row(says: "stopped all", choice: NoticeChoice(stop: Pause()), verdict: .drop(.stopped)),
        Row(
            says: "a stop that has ended", choice: NoticeChoice(stop: Pause(until: morning)), verdict: .send(push)),
        Row(
            says: "sleeps by day",
            choice: NoticeChoice(
                choices: GroupChoices(quietHours: QuietHours(from: 9 * 60, until: 17 * 60)), minuteOfDay: 10 * 60),
            verdict: .drop(.quietHours)),
        Row(
            says: "wants no vandalism, and nothing of others",
            choice: NoticeChoice(choices: GroupChoices(without: [.vandalism], linked: .nothing)), verdict: .send(push)),
        Row(says: "an alert came in between", group: group(open: 1), verdict: .drop(.over)),
        Row(
            says: "after the push", group: group(open: 1), age: .seconds(20), takenBy: .push, past: [.push],
            verdict: .keep),
        Row(says: "half an hour", age: .minutes(30), verdict: .send(push)),
        Row(says: "and longer", age: .minutes(31), verdict: .drop(.stale)),
        Row(says: "nothing leads to them", ways: [], verdict: .drop(.noAddress)),
    ]

    @Test("by the stages of an alarm", arguments: notices.indices) func tells(index: Int) {
        let row = Self.notices[index]
        let notice = Notice(
            key: .init(news: Street.fixed("f1"), person: Street.bram.id), cause: .testAlarm,
            subject: .testAlarm(Street.fixed("c1")), group: Street.group.id, sequence: 1, at: Self.morning - row.age,
            channel: row.takenBy, past: row.past, takenBy: row.takenBy)
        let scene = NoticeScene(
            notice: notice, group: row.group, person: row.person, member: row.member,
            matter: .testAlarm(isSeen: row.isSeen), ways: row.ways, choice: row.choice)
        #expect(NoticeRules.verdict(scene, at: Self.morning) == row.verdict, "\(row.says)")
    }

    @Test("it goes on from way to way, and stands in a lane of its own") func lane() {
        #expect(Notice.Cause.testAlarm.lane == .tests && Notice.Cause.testAlarm.isNews)
        #expect(Notice.Cause(rawValue: Notice.Cause.testAlarm.rawValue) == .testAlarm)
        let notice = Notice(
            key: .init(news: Street.fixed("f1"), person: Street.bram.id), cause: .testAlarm,
            subject: .testAlarm(Street.fixed("c1")), group: Street.group.id, at: Self.morning, tries: 1, channel: .push)
        let settled = NoticeRules.settle(notice, .accepted, ways: [Self.push, Self.mail], at: Self.morning)
        #expect(settled == .awaiting(until: Self.morning + .seconds(20), isInDoubt: false))
    }

    @Test("what a page is told of it", arguments: Audience.allCases) func event(audience: Audience) throws {
        let event = Event(
            id: Street.fixed("f1"), placement: Placement(group: Street.group.id, sequence: 7), at: Self.morning,
            news: .testAlarm(TestAlarmNews(testAlarm: Street.fixed("c1"))))
        #expect(event.news.kind == "test-alarm-sent" && event.news.subject == .testAlarm(Street.fixed("c1")))
        #expect(event.alertNews == nil && event.news.message == nil)
        let seen = try #require(SeenEvent(PastEvent(event: event, isRetracted: false), for: audience))
        guard case .testAlarm(let view) = seen else {
            Issue.record("it is about a test: \(seen)")
            return
        }
        #expect(view.sequence == 7 && view.testAlarm.id == Street.fixed("c1") && view.testAlarm.sentAt == Self.morning)
    }
}
