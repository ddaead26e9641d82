import Testing
import WatchTesting

@testable import Watch

/// What gives rise to a letter about somebody's place, whether it still holds when it is written, and when it is given up.
@Suite("Letters about one's own place") struct MemberLetterTests {
    private static let now = ManualClock.friday

    private static func member(
        _ standing: Member.Standing, _ role: Member.Role = .resident, until: Moment? = nil
    ) -> Member {
        Member(
            id: Street.fixed("e1"), group: Street.group.id, person: Street.bram.id, standing: standing, role: role,
            coordinatorUntil: until, appliedAt: now)
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: Member
        let wish: Member.Wish
        var isOwn = false
        let told: MemberLetter.Cause?
    }

    @Test(
        "what somebody else did is told",
        arguments: [
            Change(
                testDescription: "let in", before: member(.applied), wish: .init(standing: .approved), told: .approved),
            Change(
                testDescription: "declined", before: member(.applied), wish: .init(standing: .left), told: .declined),
            Change(
                testDescription: "let in and appointed", before: member(.applied),
                wish: .init(standing: .approved, role: .coordinator), told: .appointed),
            Change(
                testDescription: "appointed", before: member(.approved), wish: .init(role: .coordinator),
                told: .appointed),
            Change(
                testDescription: "appointed for a time", before: member(.approved),
                wish: .init(role: .coordinator, until: now + .days(7)), told: .appointed),
            Change(
                testDescription: "for longer", before: member(.approved, .coordinator, until: now + .days(2)),
                wish: .init(role: .coordinator, until: now + .days(7)), told: nil),
            Change(
                testDescription: "for good", before: member(.approved, .coordinator, until: now + .days(2)),
                wish: .init(role: .coordinator), told: .appointed),
            Change(
                testDescription: "resident again", before: member(.approved, .coordinator),
                wish: .init(role: .resident),
                told: nil),
            Change(
                testDescription: "suspended", before: member(.approved), wish: .init(standing: .suspended), told: nil),
            Change(
                testDescription: "back from that", before: member(.suspended), wish: .init(standing: .approved),
                told: nil),
            Change(
                testDescription: "request taken back", before: member(.applied), wish: .init(standing: .left),
                isOwn: true, told: nil),
            Change(
                testDescription: "left", before: member(.approved), wish: .init(standing: .left), isOwn: true, told: nil
            ),
        ])
    func causes(_ row: Change) throws {
        var member = row.before
        let effects = try member.change(
            row.wish, by: row.isOwn ? nil : Street.byCarla, coordinators: 2, sequence: 7, at: Self.now,
            in: .netherlands)
        let told = effects.compactMap { effect -> MemberLetter.Cause? in
            if case .told(let cause) = effect { cause } else { nil }
        }
        #expect(told == (row.told.map { [$0] } ?? []))
    }

    @Test("asking again is told to the coordinators")
    func again() throws {
        var member = Self.member(.left)
        #expect(try member.apply() == [.waits])
    }

    @Test(
        "whether it still holds",
        arguments: [
            (MemberLetter.Cause.approved, member(.approved), true), (.approved, member(.suspended), false),
            (.approved, member(.left), false), (.declined, member(.left), true), (.declined, member(.applied), false),
            (.declined, member(.approved), false), (.appointed, member(.approved, .coordinator), true),
            (.appointed, member(.approved), false), (.appointed, member(.left, .coordinator), false),
            (.imported, member(.approved, .coordinator), true), (.imported, member(.approved), false),
        ])
    func holds(cause: MemberLetter.Cause, member: Member, isSo: Bool) {
        #expect(cause.holds(for: member) == isSo)
    }

    @Test("tried for some days, and then no more")
    func retries() {
        func letter(_ tries: Int) -> MemberLetter {
            MemberLetter(member: Street.fixed("e1"), cause: .approved, since: Self.now, tries: tries)
        }
        let waits: [Span?] = [.minutes(10), .hours(1), .hours(6), .days(1), .days(2), nil]
        for (index, wait) in waits.enumerated() {
            #expect(letter(index + 1).retry(at: Self.now) == wait.map { Self.now + $0 })
        }
        #expect(!letter(6).isGivenUp && letter(7).isGivenUp)
        #expect(Set(MemberLetter.Cause.awaited + [.imported]) == Set(MemberLetter.Cause.allCases))
    }
}
