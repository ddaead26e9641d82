import Testing
import WatchTesting

@testable import Watch

/// When something is written to the coordinators of a group, and what it tells.
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
        ])
    func due(_ row: Coming) {
        var letter = GroupLetter(
            group: Self.group, kind: row.cause.kind, dueAt: row.due.map { Self.now + $0 },
            toldAt: row.told.map { Self.now + $0 })
        letter.hear(row.cause, at: Self.now)
        #expect(letter.dueAt == Self.now + row.after)
        #expect(letter.toldAt == row.told.map { Self.now + $0 })
    }

    /// One whose time has come, and when the next goes of which something comes an hour later.
    struct Meeting: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let cause: GroupLetter.Cause
        var isTold = true
        var told: Span?
        let next: Span
    }

    @Test(
        "what was told is told, and what comes then is told by the next",
        arguments: [
            Meeting(testDescription: "a link", cause: .asked, next: .days(7)),
            Meeting(testDescription: "a decision", cause: .decision, told: .days(-1), next: .hours(1)),
            Meeting(testDescription: "an applicant", cause: .applied, told: .days(-1), next: .days(1)),
            Meeting(testDescription: "nothing was left to tell", cause: .applied, isTold: false, next: .hours(1)),
            Meeting(
                testDescription: "nothing was left, and there was one before", cause: .asked, isTold: false,
                told: .days(-2), next: .days(5)),
        ])
    func meeting(_ row: Meeting) {
        let told = row.told.map { Self.now + $0 }
        var letter = GroupLetter(
            group: Self.group, kind: row.cause.kind, dueAt: Self.now - .minutes(1), toldAt: told)
        letter.meet(isTold: row.isTold, at: Self.now)
        #expect(letter.dueAt == nil && letter.toldAt == (row.isTold ? Self.now : told))
        letter.hear(row.cause, at: Self.now + .hours(1))
        #expect(letter.dueAt == Self.now + row.next)
    }

    /// One as this program and one of before have kept it, and as it is from then on.
    struct Taking: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var due: Span?
        var told: Span?
        var otherDue: Span?
        var otherTold: Span?
        let next: Span?
        let toldAfter: Span?
    }

    @Test(
        "what a program of before has kept is told in its time, and its pause counts",
        arguments: [
            Taking(
                testDescription: "nothing was here", otherDue: .minutes(3), otherTold: .days(-9), next: .minutes(3),
                toldAfter: .days(-9)),
            Taking(testDescription: "a pause alone", otherTold: .days(-2), next: nil, toldAfter: .days(-2)),
            Taking(
                testDescription: "both have something to tell", due: .hours(1), otherDue: .minutes(3),
                next: .minutes(3), toldAfter: nil),
            Taking(
                testDescription: "this one has told it a day ago", told: .days(-1), otherDue: .minutes(3),
                next: .days(6), toldAfter: .days(-1)),
            Taking(
                testDescription: "the other has told it a day ago", due: .minutes(3), otherTold: .days(-1),
                next: .days(6), toldAfter: .days(-1)),
        ])
    func taking(_ row: Taking) {
        func letter(due: Span?, told: Span?) -> GroupLetter {
            GroupLetter(
                group: Self.group, kind: .links, dueAt: due.map { Self.now + $0 }, toldAt: told.map { Self.now + $0 })
        }
        var own = letter(due: row.due, told: row.told)
        own.take(over: letter(due: row.otherDue, told: row.otherTold))
        #expect(own == letter(due: row.next, told: row.toldAfter))
    }

    @Test("what gives rise to one")
    func causes() throws {
        let kinds = AuditEntry.Kind.allCases.filter { GroupLetter.Cause($0) != nil }
        #expect(kinds == [.confirmed, .declined, .reopened])
        func link(_ state: Link.State, by group: GroupId? = nil) throws -> Link {
            let pair = try #require(Link.Pair(Street.group.id, Street.nextGroup.id))
            return Link(pair: pair, state: state, by: group, proposedAt: Self.now, changedAt: Self.now)
        }
        #expect(
            try Link.State.allCases.map { GroupLetter.Cause(try link($0)) } == [.proposed, .asked, nil, nil, nil])
        #expect(GroupLetter.Cause(try link(.proposed, by: Street.group.id)) == .moved, "both are asked again")
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
        waiting: [(link: Link, name: String?)] = [], applicants: Int = 0, hasPeople: Bool = true
    ) -> GroupLetterScene {
        let closed = Group(
            id: group, slug: "kerkstraat", name: "Kerkstraat", place: "", jurisdiction: .netherlands, zone: "",
            municipality: nil, area: Street.group.area, createdAt: now, closedAt: isClosed ? now : nil)
        return GroupLetterScene(
            kind: kind, group: closed, decisions: decisions,
            waiting: waiting, applicants: applicants, people: hasPeople ? [Street.carla.person] : [])
    }

    /// The newest line first.
    struct Decision: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let lines: [AuditEntry]
        var isClosed = false
        var hasPeople = true
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
        ])
    func decisions(_ row: Decision) {
        let scene = Self.scene(
            .decision, isClosed: row.isClosed, decisions: row.lines, hasPeople: row.hasPeople)
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

    @Test("who leads the group no more is told nothing of it")
    func recipients() {
        let scene = Self.scene(.applicants, applicants: 3)
        #expect(scene.content(for: Street.carla.id) == .applicants(3))
        #expect(scene.content(for: Street.anna.id) == nil)
        #expect(Self.scene(.applicants).content(for: Street.carla.id) == nil)
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
