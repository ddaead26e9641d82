import Testing
import WatchTesting

@testable import Watch

/// What gives rise to a letter about somebody's place, and whether it still holds when it is written.
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
        var capacity: Audience { before.role == .coordinator ? .coordinator : .neighbour }
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
                wish: .init(role: .resident), told: .dismissed),
            Change(
                testDescription: "a stand-in who is resident again",
                before: member(.approved, .coordinator, until: now + .days(2)), wish: .init(role: .resident),
                told: .dismissed),
            Change(
                testDescription: "suspended", before: member(.approved), wish: .init(standing: .suspended),
                told: .suspended),
            Change(
                testDescription: "a coordinator who is suspended", before: member(.approved, .coordinator),
                wish: .init(standing: .suspended), told: .suspended),
            Change(
                testDescription: "back from that", before: member(.suspended), wish: .init(standing: .approved),
                told: .readmitted),
            Change(
                testDescription: "removed", before: member(.approved), wish: .init(standing: .left), told: .removed),
            Change(
                testDescription: "removed while suspended", before: member(.suspended), wish: .init(standing: .left),
                told: .removed),
            Change(
                testDescription: "resident as before", before: member(.approved), wish: .init(role: .resident),
                told: nil),
            Change(
                testDescription: "steps down", before: member(.approved, .coordinator), wish: .init(role: .resident),
                isOwn: true, told: nil),
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
            row.wish, by: row.isOwn ? Actor(person: Street.bram.id, capacity: row.capacity) : Street.byCarla,
            coordinators: 2, sequence: 7, at: Self.now,
            in: .netherlands)
        let told = effects.compactMap { effect -> MemberLetter.Cause? in
            if case .told(let cause) = effect { cause } else { nil }
        }
        #expect(told == (row.told.map { [$0] } ?? []))
        #expect(member.decided == row.told.map { Member.Decision($0, at: Self.now) })
        let losses: [MemberLetter.Cause] = [.declined, .suspended, .removed, .dismissed]
        #expect(
            member.loss(at: Self.now)
                == row.told.flatMap { losses.contains($0) ? Member.Decision($0, at: Self.now) : nil })
    }

    @Test("asking again is told to the coordinators, and what was decided before is over")
    func again() throws {
        var member = Self.member(.approved)
        _ = try member.change(
            .init(standing: .left), by: Street.byCarla, coordinators: 1, sequence: 7, at: Self.now, in: .netherlands)
        #expect(member.loss(at: Self.now)?.cause == .removed)
        #expect(try member.apply() == [.waits])
        #expect(member.decided == nil && member.loss(at: Self.now) == nil)
    }

    @Test(
        "a suspension is told for as long as it lasts, other losses for a quarter of a year",
        arguments: [
            (Member.Standing.left, MemberLetter.Cause.removed, Int64(92), true), (.left, .removed, 93, false),
            (.left, .declined, 93, false), (.approved, .dismissed, 92, true), (.approved, .dismissed, 93, false),
            (.suspended, .suspended, 900, true), (.suspended, .removed, 1, false), (.approved, .approved, 1, false),
        ])
    func howLong(standing: Member.Standing, cause: MemberLetter.Cause, days: Int64, isTold: Bool) {
        var member = Self.member(standing)
        member.decided = Member.Decision(cause, at: Self.now)
        #expect((member.loss(at: Self.now + .days(days)) != nil) == isTold)
    }

    @Test("what holds no more is no loss, and who goes themselves has lost nothing")
    func losses() throws {
        var member = Self.member(.approved, .coordinator)
        _ = try member.change(
            .init(role: .resident), by: Street.byCarla, coordinators: 2, sequence: 7, at: Self.now, in: .netherlands)
        #expect(member.loss(at: Self.now)?.cause == .dismissed)
        var appointed = member
        _ = try appointed.change(
            .init(role: .coordinator), by: Street.byCarla, coordinators: 1, sequence: 7, at: Self.now, in: .netherlands)
        #expect(appointed.decided?.cause == .appointed && appointed.loss(at: Self.now) == nil)
        // A server from before that hands the group over leaves what was decided as it was.
        member.role = .coordinator
        #expect(member.loss(at: Self.now) == nil)
        member.role = .resident
        _ = try member.change(
            .init(isMuted: true), by: nil, coordinators: 1, sequence: 7, at: Self.now, in: .netherlands)
        #expect(member.loss(at: Self.now)?.cause == .dismissed)
        _ = try member.change(
            .init(standing: .left), by: nil, coordinators: 1, sequence: 7, at: Self.now, in: .netherlands)
        #expect(member.decided == nil)
    }

    @Test(
        "whether it still holds",
        arguments: [
            (MemberLetter.Cause.approved, member(.approved), true), (.approved, member(.suspended), false),
            (.approved, member(.left), false), (.declined, member(.left), true), (.declined, member(.applied), false),
            (.declined, member(.approved), false), (.appointed, member(.approved, .coordinator), true),
            (.appointed, member(.approved), false), (.appointed, member(.left, .coordinator), false),
            (.imported, member(.approved, .coordinator), true), (.imported, member(.approved), false),
            (.suspended, member(.suspended), true), (.suspended, member(.approved), false),
            (.suspended, member(.left), false), (.readmitted, member(.approved), true),
            (.readmitted, member(.suspended), false), (.removed, member(.left), true),
            (.removed, member(.applied), false), (.dismissed, member(.approved), true),
            (.dismissed, member(.approved, .coordinator), false), (.dismissed, member(.left), false),
            (.groupCloses, member(.approved), true), (.groupClosed, member(.approved), true),
            (.groupReopened, member(.approved), true), (.groupClosed, member(.applied), false),
            (.groupClosed, member(.left), false), (.groupReopened, member(.suspended), false),
        ])
    func holds(cause: MemberLetter.Cause, member: Member, isSo: Bool) {
        #expect(cause.holds(for: member) == isSo)
    }

    @Test(
        "what is told of the whole group is what has become of it",
        arguments: [
            (MemberLetter.Cause.groupCloses, false, true, true), (.groupCloses, false, false, false),
            (.groupCloses, true, true, false), (.groupClosed, true, false, true), (.groupClosed, false, false, false),
            (.groupReopened, false, false, true), (.groupReopened, true, false, false), (.removed, false, false, true),
            (.removed, true, false, false),
        ])
    func groups(cause: MemberLetter.Cause, isClosed: Bool, closes: Bool, isSo: Bool) {
        let street = Street.group
        let group = Group(
            id: street.id, slug: street.slug, name: street.name, place: street.place,
            jurisdiction: street.jurisdiction, zone: street.zone, municipality: street.municipality, area: street.area,
            createdAt: street.createdAt, closedAt: isClosed ? Self.now : nil)
        #expect(cause.holds(for: group, closes: closes) == isSo)
    }

    @Test("what there may be thousands of waits behind what somebody waits for", arguments: MemberLetter.Cause.allCases)
    func lanes(_ cause: MemberLetter.Cause) {
        let lane: Notice.Lane =
            switch cause {
            case .imported, .groupCloses, .groupClosed, .groupReopened: .many
            case .approved, .declined, .appointed, .suspended, .readmitted, .removed, .dismissed: .letters
            }
        #expect(Notice.Cause.place(cause).lane == lane)
    }
}
