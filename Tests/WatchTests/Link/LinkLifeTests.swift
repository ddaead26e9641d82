import Testing
import Watch
import WatchTesting

/// How two groups come to hear each other, and how that ends.
@Suite struct LinkLifeTests {
    private let one = Street.group.id
    private let other = Street.nextGroup.id
    private let now = ManualClock.friday

    private func pair() throws -> Link.Pair { try #require(Link.Pair(one, other)) }

    private func link(_ state: Link.State, by group: GroupId? = nil) throws -> Link {
        Link(pair: try pair(), state: state, by: group, proposedAt: now, changedAt: now)
    }

    @Test func aPairIsTheSameFromBothEnds() throws {
        #expect(Link.Pair(one, other) == Link.Pair(other, one))
        #expect(Link.Pair(one, one) == nil)
        let pair = try pair()
        #expect(pair.low < pair.high)
        #expect(pair.other(than: one) == other && pair.other(than: other) == one)
    }

    @Test func bothSidesMakeALinkAndOneEndsIt() throws {
        var link = try #require(
            Link.proposed(try pair(), before: nil, at: now, in: Street.jurisdiction))
        #expect(link.state == .proposed && link.awaits(one) && link.awaits(other))
        try link.change(to: .accepted, by: one, at: now + .hours(1))
        #expect(link.state == .asked && !link.awaits(one) && link.awaits(other) && link.isWanted(by: one))
        try link.change(to: .accepted, by: one, at: now + .hours(2))
        #expect(link.state == .asked && link.changedAt == now + .hours(1), "one side alone makes no link")
        try link.change(to: .accepted, by: other, at: now + .hours(3))
        #expect(link.state == .linked && link.by == nil && link.isWanted(by: other))
        try link.change(to: .ended, by: other, at: now + .hours(4))
        #expect(link.state == .ended && link.by == other && !link.awaits(one))
    }

    /// What comes of each wish of one's own side: the state and whose doing it is; nil where it is refused.
    @Test(
        arguments: [
            (.proposed, nil, .accepted, .asked), (.proposed, nil, .declined, .declined), (.proposed, nil, .ended, nil),
            (.asked, "other", .accepted, .linked), (.asked, "other", .declined, .declined),
            (.asked, "other", .ended, nil),
            (.asked, "own", .accepted, .asked), (.asked, "own", .declined, .declined), (.asked, "own", .ended, nil),
            (.linked, nil, .accepted, .linked), (.linked, nil, .declined, nil), (.linked, nil, .ended, .ended),
            (.declined, "other", .accepted, nil), (.declined, "own", .declined, .declined),
            (.declined, "other", .ended, nil),
            (.ended, "other", .accepted, nil), (.ended, "own", .declined, nil), (.ended, "other", .ended, .ended),
        ] as [(Link.State, String?, Link.Wish, Link.State?)])
    func everyWishInEveryState(state: Link.State, by: String?, wish: Link.Wish, after: Link.State?) throws {
        var link = try link(state, by: by.map { $0 == "own" ? one : other })
        let before = link
        do {
            try link.change(to: wish, by: one, at: now + .hours(1))
            #expect(link.state == after)
        } catch let refusal {
            #expect(after == nil && refusal.code == .linkUnreachable && refusal.parameters["from"] == state.rawValue)
            #expect(link == before)
        }
    }

    @Test func aCoordinatorAsksAgainAtAnyTimeAndTheWatchAfterARest() throws {
        let pair = try pair()
        for state in [Link.State.declined, .ended] {
            let over = try link(state, by: other)
            #expect(Link.asked(pair, before: over, by: one, at: now + .minutes(1)).state == .asked)
            let rest = Street.jurisdiction.linkRest
            let soon = Link.proposed(
                pair, before: over, at: now + rest - .seconds(1), in: Street.jurisdiction)
            #expect(soon == nil)
            let later = Link.proposed(pair, before: over, at: now + rest, in: Street.jurisdiction)
            #expect(later?.state == .proposed && later?.by == nil && later?.proposedAt == now)
        }
        for state in [Link.State.proposed, .asked, .linked] {
            let under = Link.proposed(
                pair, before: try link(state, by: state == .asked ? one : nil), at: now + .days(9_000),
                in: Street.jurisdiction)
            #expect(under == nil)
        }
    }

    @Test func whoAsksWhereTheOtherHasAskedAgrees() throws {
        let pair = try pair()
        let first = Link.asked(pair, before: nil, by: one, at: now)
        #expect(first.state == .asked && first.by == one)
        #expect(Link.asked(pair, before: first, by: one, at: now + .hours(1)) == first)
        let linked = Link.asked(pair, before: first, by: other, at: now + .hours(1))
        #expect(linked.state == .linked)
        #expect(Link.asked(pair, before: linked, by: one, at: now + .hours(2)) == linked)
    }

    // MARK: a group that moves

    struct Move: Sendable, CustomStringConvertible {
        /// Metres between the two areas before and after.
        let before: Double
        let after: Double
        let parts: Bool
        var description: String { "from \(before) to \(after) m" }
    }

    @Test(arguments: [
        Move(before: 100, after: 100, parts: false), Move(before: 100, after: 400, parts: false),
        Move(before: 100, after: 700, parts: true), Move(before: 100, after: 30_000, parts: true),
        // Linked by their coordinators from farther away: for as long as that may be.
        Move(before: 1_200, after: 1_500, parts: false), Move(before: 1_200, after: 100, parts: false),
        Move(before: 1_200, after: 2_300, parts: true), Move(before: 2_300, after: 2_300, parts: false),
    ])
    func whoAreNeighboursNoLongerAreAskedAgain(move: Move) throws {
        let other = LinkPlain.group("B", east: 0)
        let group = LinkPlain.group("A", east: 400 + move.before)
        let moved = LinkPlain.group("A", east: 400 + move.after)
        #expect(LinkRules.part(group, from: other, by: moved) == move.parts)
        let pair = try #require(Link.Pair(group.id, other.id))
        // What comes of it by how the link stands; nil where it stays.
        let table: [(Link.State, GroupId?, Link.State?)] = [
            (.proposed, nil, nil), (.asked, group.id, .proposed), (.asked, other.id, .proposed),
            (.linked, nil, .proposed), (.declined, other.id, nil), (.ended, group.id, nil),
        ]
        for (state, side, after) in table {
            let link = Link(pair: pair, state: state, by: side, proposedAt: now, changedAt: now)
            let next = link.afterMove(of: group, to: moved, beside: other, at: now + .hours(1))
            #expect(next?.state == (move.parts ? after : nil), "\(state)")
            guard let next else { continue }
            #expect(next.isAskedAgain && next.awaits(group.id) && next.awaits(other.id) && next.by == group.id)
            #expect(next.changedAt == now + .hours(1) && next.proposedAt == now)
            // Both must say yes once more.
            var answered = next
            try answered.change(to: .accepted, by: group.id, at: now + .hours(2))
            #expect(answered.state == .asked && !answered.isAskedAgain && answered.awaits(other.id))
            try answered.change(to: .accepted, by: other.id, at: now + .hours(3))
            #expect(answered.state == .linked)
            // The watch does not ask a third time.
            #expect(Link.proposed(pair, before: next, at: now + .days(9_000), in: Street.jurisdiction) == nil)
        }
    }
}
