import Testing
import WatchTesting

@testable import Watch

/// When something is written to the coordinators of a group, what it tells, and when it is given up.
@Suite("Letters to the coordinators of a group")
struct GroupLetterTests {
    private static let now = ManualClock.friday
    private static let group = Street.group.id

    /// What is known when something comes, and when the letter is due from then on.
    struct Coming: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let cause: GroupLetter.Cause
        /// As they stood before, from now on.
        var due: Span?
        var told: Span?
        let after: Span
    }

    @Test(
        "when it is due",
        arguments: [
            Coming(testDescription: "an office decides", cause: .decision, after: .days(0)),
            Coming(
                testDescription: "and decides otherwise soon after", cause: .decision, told: .days(-1), after: .days(0)),
            Coming(testDescription: "a neighbour asks", cause: .asked, after: .days(0)),
            Coming(testDescription: "the watch proposes", cause: .proposed, after: .hours(1)),
            Coming(
                testDescription: "it proposes another within the hour", cause: .proposed, due: .minutes(20),
                after: .minutes(20)),
            Coming(
                testDescription: "a neighbour asks within that hour", cause: .asked, due: .minutes(20), after: .days(0)),
            Coming(
                testDescription: "it proposes after somebody asked", cause: .proposed, due: .days(0), after: .days(0)),
            Coming(testDescription: "the day after a letter", cause: .asked, told: .days(-1), after: .days(6)),
            Coming(
                testDescription: "once more before the next letter", cause: .asked, due: .days(3), told: .days(-4),
                after: .days(3)),
            Coming(testDescription: "when the pause ends", cause: .asked, told: .days(-7), after: .days(0)),
            Coming(testDescription: "half an hour before that", cause: .proposed, told: .days(-7), after: .hours(1)),
            Coming(testDescription: "somebody asks to join", cause: .applied, after: .days(0)),
            Coming(
                testDescription: "another an hour after the letter", cause: .applied, told: .hours(-1),
                after: .hours(23)),
            Coming(
                testDescription: "a third before the next", cause: .applied, due: .hours(3), told: .hours(-21),
                after: .hours(3)),
            Coming(
                testDescription: "the next day", cause: .applied, told: .days(-1), after: .days(0)),
            Coming(
                testDescription: "while one that failed waits", cause: .asked, due: .days(2), after: .days(0)),
        ])
    func due(_ row: Coming) {
        var letter = GroupLetter(
            group: Self.group, kind: row.cause.kind, dueAt: row.due.map { Self.now + $0 },
            toldAt: row.told.map { Self.now + $0 }, version: 4)
        letter.hear(row.cause, at: Self.now)
        #expect(letter.dueAt == Self.now + row.after && letter.version == 5)
        #expect(letter.toldAt == row.told.map { Self.now + $0 })
    }

    /// A letter that was taken on, and what becomes of it.
    struct Ending: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var kind = GroupLetter.Kind.links
        let outcome: GroupLetter.Outcome
        var tries = 1
        var hasMore = false
        /// Nil where nothing is due any more.
        let next: Span?
        var triesAfter = 0
    }

    @Test(
        "what becomes of it",
        arguments: [
            Ending(testDescription: "told", outcome: .told, next: nil),
            Ending(testDescription: "told at the last try", outcome: .told, tries: 6, next: nil),
            Ending(testDescription: "more came meanwhile", outcome: .told, hasMore: true, next: .days(7)),
            Ending(
                testDescription: "decided anew meanwhile", kind: .decision, outcome: .told, hasMore: true,
                next: .days(0)),
            Ending(
                testDescription: "another asked to join meanwhile", kind: .applicants, outcome: .told, hasMore: true,
                next: .days(1)),
            Ending(testDescription: "failed", outcome: .failed, next: .minutes(10), triesAfter: 1),
            Ending(testDescription: "failed again", outcome: .failed, tries: 2, next: .hours(1), triesAfter: 2),
            Ending(testDescription: "a third time", outcome: .failed, tries: 3, next: .hours(6), triesAfter: 3),
            Ending(testDescription: "a fourth time", outcome: .failed, tries: 4, next: .days(1), triesAfter: 4),
            Ending(
                testDescription: "a fifth time", kind: .decision, outcome: .failed, tries: 5, next: .days(2),
                triesAfter: 5),
            Ending(testDescription: "given up", outcome: .failed, tries: 6, next: nil),
            Ending(
                testDescription: "given up, and more came", outcome: .failed, tries: 6, hasMore: true,
                next: .minutes(10)),
        ])
    func settling(_ row: Ending) {
        var letter = GroupLetter(
            group: Self.group, kind: row.kind, dueAt: Self.now - .minutes(1), tries: row.tries,
            version: row.hasMore ? 8 : 7)
        letter.settle(row.outcome, of: 7, at: Self.now)
        #expect(letter.dueAt == row.next.map { Self.now + $0 } && letter.tries == row.triesAfter)
        #expect(letter.toldAt == (row.outcome == .told ? Self.now : nil))
    }

    @Test("what gives rise to one")
    func causes() {
        let kinds = AuditEntry.Kind.allCases.filter { GroupLetter.Cause($0) != nil }
        #expect(kinds == [.confirmed, .declined, .reopened])
        #expect(Link.State.allCases.map { GroupLetter.Cause($0) } == [.proposed, .asked, nil, nil, nil])
        #expect(GroupLetter.first(.proposed, .asked) == .asked && GroupLetter.first(.asked, .proposed) == .asked)
    }

    // MARK: what is told

    private static func line(_ kind: AuditEntry.Kind, _ capacity: RegistryRules.Capacity = .municipality) -> AuditEntry
    {
        AuditEntry(
            id: Street.fixed("f1"), group: group, at: now, person: nil, capacity: capacity, kind: kind,
            details: kind == .declined ? ["reason": "Te klein"] : [:])
    }

    private static func scene(
        _ kind: GroupLetter.Kind, isClosed: Bool = false, decisions: [AuditEntry] = [],
        waiting: [(link: Link, name: String?)] = [], applicants: Int = 0, hasPeople: Bool = true, tries: Int = 1
    ) -> GroupLetterScene {
        let closed = Group(
            id: group, slug: "kerkstraat", name: "Kerkstraat", place: "", jurisdiction: .netherlands, zone: "",
            municipality: nil, area: Street.group.area, createdAt: now, closedAt: isClosed ? now : nil)
        return GroupLetterScene(
            letter: GroupLetter(group: group, kind: kind, tries: tries), group: closed, decisions: decisions,
            waiting: waiting, applicants: applicants, people: hasPeople ? [Street.carla.person] : [])
    }

    /// The newest line first.
    struct Decision: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let lines: [AuditEntry]
        var isClosed = false
        var hasPeople = true
        var tries = 1
        let told: GroupLetter.Content?
    }

    @Test(
        "what is told of a decision: what holds now",
        arguments: [
            Decision(testDescription: "confirmed", lines: [line(.confirmed)], told: .confirmed(by: .municipality)),
            Decision(
                testDescription: "by the foundation", lines: [line(.confirmed, .foundation)],
                told: .confirmed(by: .foundation)),
            Decision(
                testDescription: "declined", lines: [line(.declined)], isClosed: true,
                told: .declined(by: .municipality, reason: "Te klein")),
            Decision(
                testDescription: "declined, and opened again", lines: [line(.reopened, .foundation), line(.declined)],
                told: .confirmed(by: .foundation)),
            Decision(
                testDescription: "closed, and opened again", lines: [line(.reopened), line(.closed)], told: nil),
            Decision(
                testDescription: "confirmed, and closed since", lines: [line(.closed), line(.confirmed)],
                isClosed: true, told: nil),
            Decision(testDescription: "nothing was decided", lines: [], told: nil),
            Decision(
                testDescription: "to nobody", lines: [line(.confirmed)], hasPeople: false, told: nil),
            Decision(
                testDescription: "the last try", lines: [line(.confirmed)], tries: 6,
                told: .confirmed(by: .municipality)),
            Decision(testDescription: "one more than that", lines: [line(.confirmed)], tries: 7, told: nil),
        ])
    func decisions(_ row: Decision) {
        let scene = Self.scene(
            .decision, isClosed: row.isClosed, decisions: row.lines, hasPeople: row.hasPeople, tries: row.tries)
        #expect(scene.content == row.told)
    }

    private static func links(_ states: [(Link.State, by: Bool?)]) throws -> [(link: Link, name: String?)] {
        try states.enumerated().map { index, entry in
            let other: GroupId = Street.fixed("b\(10 + index)")
            return (
                link: Link(
                    pair: try #require(Link.Pair(group, other)), state: entry.0,
                    by: entry.by.map { $0 ? group : other }, proposedAt: now, changedAt: now),
                name: "Groep \(index)"
            )
        }
    }

    @Test("neighbours are named, who asks first; what waits for the other side is not")
    func neighbours() throws {
        let waiting = try Self.links([
            (.proposed, nil), (.asked, true), (.asked, false), (.linked, nil), (.declined, false), (.ended, false),
        ])
        let told = GroupLetter.Content.links(
            [.init(name: "Groep 2", asks: true), .init(name: "Groep 0", asks: false)], more: 0)
        #expect(Self.scene(.links, waiting: waiting).content == told)
        #expect(Self.scene(.links, isClosed: true, waiting: waiting).content == nil)
        #expect(Self.scene(.links, waiting: waiting, hasPeople: false).content == nil)
        #expect(Self.scene(.links, waiting: try Self.links([(.asked, true), (.linked, nil)])).content == nil)
        #expect(Self.scene(.links).content == nil)
    }

    @Test("one that is not confirmed comes after those with a name")
    func unconfirmed() throws {
        var waiting = try Self.links([(.asked, false), (.asked, false), (.proposed, nil)])
        waiting[0].name = nil
        let told = GroupLetter.Content.links(
            [.init(name: "Groep 1", asks: true), .init(name: nil, asks: true), .init(name: "Groep 2", asks: false)],
            more: 0)
        #expect(Self.scene(.links, waiting: waiting).content == told)
    }

    @Test("so many wait; where they were answered, nothing is told")
    func applicants() {
        #expect(Self.scene(.applicants, applicants: 3).content == .applicants(3))
        #expect(Self.scene(.applicants).content == nil)
        #expect(Self.scene(.applicants, isClosed: true, applicants: 3).content == nil)
        #expect(Self.scene(.applicants, applicants: 3, hasPeople: false).content == nil)
    }

    @Test("of many, some are named and the others counted", arguments: [(10, 0), (11, 1), (14, 4)])
    func bounded(count: Int, more: Int) throws {
        let waiting = try Self.links((0..<count).map { _ in (.proposed, nil) })
        guard case .links(let named, let rest) = Self.scene(.links, waiting: waiting).content else {
            Issue.record("nothing is told")
            return
        }
        #expect(named.count == 10 && rest == more)
    }
}
