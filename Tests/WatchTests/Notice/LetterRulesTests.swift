import Testing
import Watch
import WatchTesting

/// Whether and where a letter of the registry goes, how long it is tried, and by which word its cause is kept.
@Suite struct LetterRulesTests {
    private static let now = ManualClock.friday
    /// Their own address, whatever they chose and whatever came back from it.
    private static let own = Way(
        channel: .mail, address: "bram@example.org", isOn: false, bouncedAt: now, capability: "")

    static let table:
        [(says: String, isErased: Bool, content: LetterContent?, tries: Int, ways: [Way], verdict: NoticeRules.Verdict)] =
            [
                ("a letter", false, .place(.approved), 0, [own], .send(own)),
                ("as often as it is tried", false, .question, 5, [own], .send(own)),
                ("tried too often", false, .question, 6, [own], .drop(.givenUp)),
                ("nothing to tell any more", false, nil, 0, [own], .drop(.over)),
                ("nobody to tell it to", true, .question, 0, [own], .drop(.gone)),
                ("no address", false, .place(.removed), 0, [], .drop(.noAddress)),
                ("no address, and over", false, nil, 0, [], .drop(.over)),
            ]

    private static func notice(_ cause: Notice.Cause = .place(.approved), tries: Int = 0) -> Notice {
        Notice(
            key: .init(news: Street.fixed("e1"), person: Street.bram.id), cause: cause,
            subject: .place(Street.fixed("e1")), group: Street.group.id, at: now, tries: tries)
    }

    @Test(arguments: table.indices)
    func verdict(_ index: Int) {
        let row = Self.table[index]
        // Their place says nothing about it: who was shown out is told so.
        let member = Member(
            id: Street.fixed("e1"), group: Street.group.id, person: Street.bram.id, standing: .left, role: .resident,
            isMuted: true, appliedAt: Self.now)
        let scene = NoticeScene(
            notice: Self.notice(tries: row.tries), group: Street.group,
            person: row.isErased ? nil : Street.bram.person, member: member, matter: .letter(row.content),
            ways: row.ways)
        #expect(NoticeRules.verdict(scene, at: Self.now + .days(30)) == row.verdict, "\(row.says)")
    }

    @Test("tried for some days, and then no more")
    func waits() {
        let waits: [Span?] = [.minutes(10), .hours(1), .hours(6), .days(1), .days(2), nil]
        for cause in Notice.Cause.allCases where !cause.isNews {
            for (index, wait) in waits.enumerated() {
                let settled = NoticeRules.settle(
                    Self.notice(cause, tries: index + 1), .later(after: nil), at: Self.now)
                #expect(settled == wait.map { .again(at: Self.now + $0) } ?? .dropped(.givenUp))
            }
        }
    }

    @Test("each cause has a word of its own, by which it is found again")
    func words() {
        let all = Notice.Cause.allCases
        #expect(Set(all.map(\.rawValue)).count == all.count)
        for cause in all { #expect(Notice.Cause(rawValue: cause.rawValue) == cause) }
        #expect(Notice.Cause(rawValue: "place") == nil && Notice.Cause(rawValue: "") == nil)
        // What is kept of alerts is what it was before there were letters.
        for kind in Notice.Kind.allCases { #expect(Notice.Cause.alert(kind).rawValue == kind.rawValue) }
        #expect(all.filter { $0.lane == .alerts }.count == Notice.Kind.allCases.count)
    }
}
