import Testing
import Watch
import WatchTesting

/// From one way to the next: what comes of a notice by what its channels said, as tables.
@Suite("When one way is not enough")
struct NoticeFallbackTests {
    private static let start = ManualClock.friday
    private static let mail = NoticeRulesTests.mail()
    private static let push = Street.pushWay()

    /// What has come of it so far.
    struct Past: Sendable {
        var age = Span.seconds(0)
        var tries = 0
        var channel: NoticeChannel?
        var past: Set<NoticeChannel> = []
        var takenBy: NoticeChannel?
        var isInDoubt = false

        /// Right after a channel tried it.
        static func tried(
            _ channel: NoticeChannel, _ tries: Int = 1, past: Set<NoticeChannel> = [], takenBy: NoticeChannel? = nil
        ) -> Past { Past(tries: tries, channel: channel, past: past, takenBy: takenBy) }

        /// A push was taken, twenty seconds ago.
        static let taken = Past(
            age: .seconds(20), tries: 1, channel: .push, past: [.push], takenBy: .push)
        /// A push was refused.
        static let refused = Past(tries: 1, channel: .push, past: [.push])

        func notice(_ cause: Notice.Cause = .alert(.alarm), _ lane: Notice.Lane? = nil) -> Notice {
            Notice(
                key: .init(news: Street.fixed("f1"), person: Street.bram.id), cause: cause, lane: lane,
                subject: .alert(Street.fixed("d1")), group: Street.group.id, sequence: 1, at: start - age,
                tries: tries, channel: channel, past: past, takenBy: takenBy, isInDoubt: isInDoubt)
        }
    }

    // MARK: verdicts

    static let verdicts: [(says: String, past: Past, ways: [Way], isSeen: Bool, verdict: NoticeRules.Verdict)] = [
        // All of these are among the pushes.
        ("a push waits for no page", Past(), [push, mail], false, .send(push)),
        ("a letter waits for open pages", Past(), [mail], false, .wait(until: start + .seconds(20))),
        (
            "a letter waits for the rest of it", Past(age: .seconds(15)), [mail], false,
            .wait(until: start + .seconds(5))
        ),
        ("a letter before a push waits, too", Past(), [mail, push], false, .wait(until: start + .seconds(20))),
        ("then it goes", Past(age: .seconds(20)), [mail, push], false, .send(mail)),
        (
            "a push that is off is passed over", Past(age: .seconds(20)), [Street.pushWay(isOn: false), mail], false,
            .send(mail)
        ),
        ("shown before it was pushed", Past(), [push, mail], true, .drop(.seen)),
        ("taken, and not shown", .taken, [push, mail], false, .send(mail)),
        ("taken, and shown", .taken, [push, mail], true, .keep),
        ("taken, and there is no other way any more", .taken, [push], false, .keep),
        (
            "taken, and the other way is off by now", .taken,
            [push, NoticeRulesTests.mail(isOn: false)], false, .keep
        ),
        ("taken, and nobody has a way any more", .taken, [], false, .keep),
        ("refused, and no page had its word", .refused, [push, mail], false, .send(mail)),
        ("refused, and there is no other way any more", .refused, [push], false, .drop(.refused)),
        ("refused, and all are off by now", .refused, [NoticeRulesTests.mail(isOn: false)], false, .drop(.declined)),
        (
            "in doubt, and pushed again", Past(tries: 1, channel: .push, isInDoubt: true), [push, mail], false,
            .send(push)
        ),
        (
            "in doubt, and the device is gone", Past(tries: 1, channel: .push, isInDoubt: true), [mail], false,
            .send(mail)
        ),
        ("pushed too often", Past(tries: 6, channel: .push), [push, mail], false, .send(mail)),
        ("pushed too often, with nothing else", Past(tries: 6, channel: .push), [push], false, .drop(.givenUp)),
        (
            "a letter that was tried too often, behind a push that was taken",
            Past(age: .hours(0), tries: 6, channel: .mail, past: [.push], takenBy: .push), [push, mail], false, .keep
        ),
        (
            "one that was tried too often does not bring back one that is done with",
            Past(tries: 6, channel: .mail, past: [.push]), [push, mail], false, .drop(.givenUp)
        ),
    ]

    private static func scene(_ past: Past, _ ways: [Way], isSeen: Bool, isOpen: Bool = true) throws -> NoticeScene {
        let alert = try Street.alert(at: isOpen ? .alarm : .end, until: start)
        return NoticeScene(
            notice: past.notice(.alert(.alarm), .pushes), group: Street.group, person: Street.bram.person,
            member: Member(
                id: Street.fixed("b2"), group: Street.group.id, person: Street.bram.id, standing: .approved,
                role: .resident, joinedSequence: 1, appliedAt: Street.founded),
            matter: .alert(AlertMatter(news: .alarm, alert: alert, isSeen: isSeen)), ways: ways)
    }

    @Test(arguments: verdicts.indices)
    func verdict(_ index: Int) throws {
        let row = Self.verdicts[index]
        let scene = try Self.scene(row.past, row.ways, isSeen: row.isSeen)
        #expect(NoticeRules.verdict(scene, at: Self.start) == row.verdict, "\(row.says)")
    }

    @Test func whatNoPushWasToWakeComesAtItsTime() throws {
        let scene = try Self.scene(Past(), [Self.mail], isSeen: false)
        let plain = NoticeScene(
            notice: Past().notice(), group: scene.group, person: scene.person, member: scene.member,
            matter: scene.matter, ways: scene.ways)
        #expect(NoticeRules.verdict(plain, at: Self.start) == .send(Self.mail))
    }

    @Test func whatWasTakenIsNeverDropped() throws {
        let over = try Self.scene(.taken, [Self.push, Self.mail], isSeen: false, isOpen: false)
        #expect(NoticeRules.verdict(over, at: Self.start) == .keep)
        let untaken = try Self.scene(.refused, [Self.push, Self.mail], isSeen: false, isOpen: false)
        #expect(NoticeRules.verdict(untaken, at: Self.start) == .drop(.over))
    }

    // MARK: answers

    private static let again = NoticeRules.Settlement.again(at: start + .seconds(20))
    private static let onward = NoticeRules.Settlement.passed(at: start)

    static let answers: [(says: String, past: Past, answer: ChannelAnswer, ways: [Way], then: NoticeRules.Settlement)] =
        [
            (
                "taken, a letter may follow", .tried(.push), .accepted, [push, mail],
                .awaiting(until: start + .seconds(20), isInDoubt: false)
            ),
            (
                "in doubt, a letter may follow", .tried(.push), .inDoubt, [push, mail],
                .awaiting(until: start + .seconds(20), isInDoubt: true)
            ),
            ("shown", .tried(.push), .shown, [push, mail], .sent(isInDoubt: false)),
            ("taken, and nothing follows", .tried(.push), .accepted, [push], .sent(isInDoubt: false)),
            (
                "taken, and what follows is off", .tried(.push), .accepted, [push, NoticeRulesTests.mail(isOn: false)],
                .sent(isInDoubt: false)
            ),
            ("refused", .tried(.push), .refused, [push, mail], onward),
            ("refused, and nothing follows", .tried(.push), .refused, [push], .dropped(.refused)),
            ("too large", .tried(.push), .tooLarge, [push, mail], onward),
            ("later", .tried(.push), .later(after: nil), [push, mail], again),
            ("later, twice", .tried(.push, 2), .later(after: nil), [push, mail], onward),
            ("much later", .tried(.push), .later(after: .seconds(21)), [push, mail], onward),
            (
                "much later, and nothing follows", .tried(.push), .later(after: .minutes(2)), [push],
                .again(at: start + .minutes(2))
            ),
            ("later, too often, and nothing follows", .tried(.push, 6), .later(after: nil), [push], .dropped(.givenUp)),
            (
                "the letter behind it is taken", .tried(.mail, past: [.push], takenBy: .push), .accepted, [push, mail],
                .sent(isInDoubt: false)
            ),
            (
                "the letter behind it is refused", .tried(.mail, past: [.push], takenBy: .push), .refused,
                [push, mail],
                .kept
            ),
            (
                "the letter behind it is given up", .tried(.mail, 6, past: [.push], takenBy: .push), .later(after: nil),
                [push, mail], .kept
            ),
            (
                "the letter behind a refused push is refused", .tried(.mail, past: [.push]), .refused, [push, mail],
                .dropped(.refused)
            ),
            (
                "a letter before a push", .tried(.mail), .accepted, [mail, push],
                .awaiting(until: start + .seconds(20), isInDoubt: false)
            ),
        ]

    @Test(arguments: answers.indices)
    func settles(_ index: Int) {
        let row = Self.answers[index]
        let settled = NoticeRules.settle(row.past.notice(), row.answer, ways: row.ways, at: Self.start)
        #expect(settled == row.then, "\(row.says)")
    }

    @Test func lettersOfTheRegistryHaveOneWay() {
        let notice = Past.tried(.mail).notice(.reminder)
        for answer in [ChannelAnswer.accepted, .inDoubt] {
            let settled = NoticeRules.settle(notice, answer, ways: [Self.push, Self.mail], at: Self.start)
            #expect(settled == .sent(isInDoubt: answer == .inDoubt))
        }
        let refused = NoticeRules.settle(notice, .refused, ways: [Self.push, Self.mail], at: Self.start)
        #expect(refused == .dropped(.refused))
    }
}
