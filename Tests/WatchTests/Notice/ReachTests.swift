import Testing
import Watch
import WatchTesting

@Suite struct ReachTests {
    @Test func nobodyYet() {
        let reach = Reach(audience: 91, receipts: [])
        #expect(reach.audience == 91)
        #expect(reach.told == 0)
        #expect(reach.within == Reach.Within(seconds1: 0, seconds4: 0, seconds15: 0, seconds60: 0))
        #expect(reach.channels == [:])
    }

    @Test(
        arguments: [
            // milliseconds taken, and what they count as
            (Int64(0), [1, 1, 1, 1]), (1_000, [1, 1, 1, 1]), (1_001, [0, 1, 1, 1]), (4_000, [0, 1, 1, 1]),
            (4_001, [0, 0, 1, 1]), (15_000, [0, 0, 1, 1]), (15_001, [0, 0, 0, 1]), (60_000, [0, 0, 0, 1]),
            (60_001, [0, 0, 0, 0]),
        ] as [(Int64, [Int])])
    func withinSeconds(took: Int64, counted: [Int]) {
        let within = Reach(audience: 1, receipts: [(Span(milliseconds: took), "live")]).within
        #expect([within.seconds1, within.seconds4, within.seconds15, within.seconds60] == counted)
    }

    @Test func channelsAreCounted() {
        let receipts = [(took: Span.seconds(1), channel: "live"), (.seconds(9), "push"), (.seconds(2), "live")]
        let reach = Reach(audience: 4, receipts: receipts)
        #expect(reach.told == 3)
        #expect(reach.channels == ["live": 2, "push": 1])
        #expect(reach.within == Reach.Within(seconds1: 1, seconds4: 2, seconds15: 3, seconds60: 3))
    }

    @Test func whoWasSentItIsNotAmongThoseTold() {
        let reach = Reach(
            audience: 9, receipts: [(.seconds(1), "live")],
            unseen: NoticeTally(waiting: 1, sent: ["mail": 5], inDoubt: 1, dropped: ["muted": 2]))
        #expect(reach.told == 1 && reach.channels == ["live": 1])
        #expect(reach.unseen.sent == ["mail": 5])
    }
}
