import Testing
import Watch
import WatchTesting

/// Whether, by which way and when somebody is told: scenes and what comes of them.
@Suite struct NoticeRulesTests {
    private static let start = ManualClock.friday

    /// How a scene differs from the plainest one: Bram, who has an address, is to hear of an alarm that has just been given.
    struct Scene: Sendable {
        var kind = Notice.Kind.alarm
        /// How long ago it happened.
        var age = Span.seconds(20)
        var tries = 0
        /// Over, or taken back, or kept without its words.
        var alert = Fate.open
        var standing: Member.Standing? = .approved
        var isMuted = false
        var isOfficer = false
        var isErased = false
        var isSeen = false
        var isToldBefore = false
        var isBehind = false
        var message: Message?
        var ways = [NoticeRulesTests.mail()]
    }

    enum Fate: Sendable { case open, closed, retracted, retired }

    static func mail(isOn: Bool = true, bouncedAt: Moment? = nil) -> Way {
        Way(
            channel: .mail, address: "bram@example.org", isOn: isOn, bouncedAt: bouncedAt,
            capability: "00112233445566778899aabbccddeeff")
    }

    private static func alert(_ fate: Fate) throws -> Alert {
        var alert = Street.draft()
        let policy = Street.jurisdiction
        _ = try alert.signal(Street.burglary(), in: policy)
        _ = try alert.alarm(Street.called(), at: start, in: policy)
        _ = try alert.share(at: start, minuteOfDay: 720, in: policy)
        switch fate {
        case .open: break
        case .closed: _ = try alert.close(.gone, words: nil, by: Street.byAnna, at: start, in: policy)
        case .retracted:
            _ = try alert.retract(Street.said(.alert, by: Street.byAnna, id: "c1"), by: Street.byAnna, at: start)
        case .retired:
            _ = try alert.close(.gone, words: nil, by: Street.byAnna, at: start, in: policy)
            _ = alert.retire(at: start + policy.neighbourRetention, in: policy)
        }
        return alert
    }

    private static func made(_ scene: Scene) throws -> NoticeScene {
        let member = scene.standing.map { standing in
            Member(
                id: Street.fixed("b2"), group: Street.group.id, person: Street.bram.id, standing: standing,
                role: .resident, isMuted: scene.isMuted, joinedSequence: 1, appliedAt: Street.founded)
        }
        return NoticeScene(
            notice: Notice(
                key: .init(news: Street.fixed("f1"), person: Street.bram.id), cause: .alert(scene.kind),
                subject: .alert(Street.fixed("d1")), group: Street.group.id, sequence: 1, at: start - scene.age,
                tries: scene.tries),
            group: Street.group, person: scene.isErased ? nil : Street.bram.person, member: member,
            isOfficer: scene.isOfficer,
            matter: .alert(
                AlertMatter(
                    news: scene.kind, alert: try alert(scene.alert), message: scene.message, isSeen: scene.isSeen,
                    isToldBefore: scene.isToldBefore, isBehind: scene.isBehind)),
            ways: scene.ways)
    }

    // MARK: verdicts

    private static let sends = NoticeRules.Verdict.send(mail())
    private static let own = Street.said(.alert, by: Street.byAnna, id: "c1", isRetracted: true)
    private static let correction = Street.said(.correction, "het was groen")

    static let table: [(says: String, scene: Scene, verdict: NoticeRules.Verdict)] = [
        ("an alarm", Scene(), sends),
        ("a broken way is passed over", Scene(ways: [mail(bouncedAt: start), mail()]), sends),
        ("a way that is off is passed over", Scene(ways: [mail(isOn: false), mail()]), sends),
        ("at the end of its life", Scene(age: .minutes(30)), sends),
        ("a correction", Scene(kind: .correction, isToldBefore: true, message: correction), sends),
        (
            "the alert itself taken back",
            Scene(kind: .retraction, alert: .retracted, isToldBefore: true, message: own),
            sends
        ),
        ("a correction taken back", Scene(kind: .retraction, isToldBefore: true, message: correction), sends),
        ("a question", Scene(kind: .question), sends),
        ("a question to an officer", Scene(kind: .question, standing: nil, isOfficer: true), sends),
        (
            "an officer who is suspended where they live",
            Scene(kind: .question, standing: .suspended, isOfficer: true),
            sends
        ),
        ("an end, a day later", Scene(kind: .end, age: .days(1), alert: .closed, isToldBefore: true), sends),
        ("an end to who has gone since", Scene(kind: .end, alert: .closed, standing: .left, isToldBefore: true), sends),
        (
            "an end to who has muted the group since",
            Scene(kind: .end, alert: .closed, isMuted: true, isToldBefore: true), sends
        ),
        (
            "a taking back to who has muted it since",
            Scene(kind: .retraction, alert: .retracted, isMuted: true, isToldBefore: true, message: own), sends
        ),
        ("a reopening", Scene(kind: .reopening, isToldBefore: true), sends),
        ("as often as it is tried", Scene(tries: NoticeRules.waits.count), sends),
        (
            "what comes before it is on its way", Scene(kind: .end, alert: .closed, isToldBefore: true, isBehind: true),
            .wait(until: start + .seconds(5))
        ),

        ("erased", Scene(isErased: true), .drop(.gone)),
        ("no place and no office", Scene(standing: nil), .drop(.gone)),
        ("gone", Scene(standing: .left), .drop(.gone)),
        ("gone, and asks again", Scene(standing: .applied), .drop(.gone)),
        ("gone before they were told of it", Scene(kind: .end, alert: .closed, standing: .left), .drop(.gone)),
        ("gone, and it was corrected", Scene(kind: .correction, standing: .left, isToldBefore: true), .drop(.gone)),
        ("suspended", Scene(standing: .suspended), .drop(.suspended)),
        (
            "suspended, and it is over", Scene(kind: .end, alert: .closed, standing: .suspended, isToldBefore: true),
            .drop(.suspended)
        ),
        ("an alarm that was taken back", Scene(alert: .retracted), .drop(.retracted)),
        (
            "a reopening of what was taken back", Scene(kind: .reopening, alert: .retracted, isToldBefore: true),
            .drop(.retracted)
        ),
        (
            "a correction of what was taken back",
            Scene(kind: .correction, alert: .retracted, isToldBefore: true, message: correction), .drop(.retracted)
        ),
        (
            "a correction that was taken back",
            Scene(kind: .correction, isToldBefore: true, message: correction.retracted(true)), .drop(.retracted)
        ),
        ("kept without its words", Scene(kind: .end, alert: .retired, isToldBefore: true), .drop(.retired)),
        ("never told of it", Scene(kind: .end, alert: .closed), .drop(.notToldBefore)),
        (
            "a reaction taken back",
            Scene(kind: .retraction, isToldBefore: true, message: Street.said(.sighting, "daar")),
            .drop(.notToldBefore)
        ),
        (
            "nothing is known of what was taken back", Scene(kind: .retraction, isToldBefore: true),
            .drop(.notToldBefore)
        ),
        ("seen on a page", Scene(isSeen: true), .drop(.seen)),
        ("seen, and muted", Scene(isMuted: true, isSeen: true), .drop(.seen)),
        ("muted", Scene(isMuted: true), .drop(.muted)),
        ("a question to who has muted it", Scene(kind: .question, isMuted: true), .drop(.muted)),
        ("an alarm too late", Scene(age: .minutes(30) + Span(milliseconds: 1)), .drop(.stale)),
        ("a reopening too late", Scene(kind: .reopening, age: .hours(1), isToldBefore: true), .drop(.stale)),
        ("over before they heard of it", Scene(alert: .closed), .drop(.over)),
        ("a question that needs no answer any more", Scene(kind: .question, alert: .closed), .drop(.over)),
        ("an end that was none", Scene(kind: .end, isToldBefore: true), .drop(.over)),
        ("pages alone", Scene(ways: [mail(isOn: false)]), .drop(.declined)),
        ("off, and broken", Scene(ways: [mail(isOn: false, bouncedAt: start)]), .drop(.declined)),
        ("no address", Scene(ways: []), .drop(.noAddress)),
        ("letters come back", Scene(ways: [mail(bouncedAt: start)]), .drop(.bounces)),
        ("tried too often", Scene(tries: NoticeRules.waits.count + 1), .drop(.givenUp)),
    ]

    @Test(arguments: table.indices)
    func verdict(_ index: Int) throws {
        let row = Self.table[index]
        #expect(NoticeRules.verdict(try Self.made(row.scene), at: Self.start) == row.verdict, "\(row.says)")
    }

    @Test func everyReasonIsReached() {
        let reached = Self.table.compactMap { row in
            if case .drop(let reason) = row.verdict { reason } else { nil }
        }
        let chosen = Set(ChoiceRulesTests.table.compactMap(\.refused))
        // That a channel says no is known only from its answer.
        #expect(Set(reached).union(chosen) == Set(NoticeReason.allCases).subtracting([.refused]))
    }

    // MARK: answers

    /// An answer to a try, whether it was in doubt before, what comes of it, and with the most jitter.
    static let answers:
        [(answer: ChannelAnswer, tries: Int, doubt: Bool, then: NoticeRules.Settlement, latest: Span?)] = [
            (.accepted, 1, false, .sent(isInDoubt: false), nil), (.shown, 1, false, .sent(isInDoubt: false), nil),
            (.accepted, 2, true, .sent(isInDoubt: true), nil), (.inDoubt, 1, false, .sent(isInDoubt: true), nil),
            (.refused, 1, false, .dropped(.refused), nil), (.tooLarge, 1, false, .dropped(.refused), nil),
            (.later(after: nil), 1, false, .again(at: start + .seconds(20)), .seconds(25)),
            (.later(after: .seconds(5)), 1, false, .again(at: start + .seconds(20)), .seconds(25)),
            (.later(after: .minutes(8)), 1, false, .again(at: start + .minutes(8)), .minutes(10)),
            (.later(after: nil), 5, false, .again(at: start + .minutes(30)), .seconds(2_250)),
            (.later(after: nil), 6, false, .dropped(.givenUp), nil),
            (.later(after: nil), 0, false, .dropped(.givenUp), nil),
        ]

    @Test(arguments: answers.indices)
    func settles(_ index: Int) {
        let row = Self.answers[index]
        let notice = Notice(
            key: .init(news: Street.fixed("f1"), person: Street.bram.id), cause: .alert(.alarm),
            subject: .alert(Street.fixed("d1")), group: Street.group.id, sequence: 1, at: Self.start, tries: row.tries,
            isInDoubt: row.doubt)
        #expect(NoticeRules.settle(notice, row.answer, at: Self.start) == row.then)
        guard let latest = row.latest else { return }
        for jitter in [1.0, 7.0] {
            #expect(
                NoticeRules.settle(notice, row.answer, at: Self.start, jitter: jitter)
                    == .again(at: Self.start + latest))
        }
    }

    // MARK: kinds and receipts

    @Test func whatPagesAloneShowMakesNoNotice() {
        let silent = AlertNews.Kind.allCases.filter { Notice.Kind($0) == nil }
        #expect(silent == [.reactionAdded, .alertHeld])
        #expect(Notice.Kind.allCases.filter { !$0.follows } == [.alarm, .question])
    }

    @Test(
        arguments: [
            ("00112233445566778899aabbccddeeff", true), ("00112233445566778899AABBCCDDEEFF", true), ("", false),
            ("00112233445566778899aabbccddeef", false), ("00112233445566778899aabbccddeeff0", false),
            ("0011223344556677-8899aabbccddeeff", false), ("zz112233445566778899aabbccddeeff", false),
        ])
    func receipts(text: String, isOne: Bool) {
        #expect((NoticeReceipt(text) != nil) == isOne)
        #expect(NoticeReceipt(text).map(\.text) == (isOne ? text.lowercased() : nil))
    }
}
