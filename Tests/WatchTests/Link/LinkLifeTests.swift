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
}
