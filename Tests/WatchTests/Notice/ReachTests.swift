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

    @Test(
        arguments: [
            // what each took, and within what half and nine in ten had seen it
            ([7], 7, 7), ([1, 9], 1, 9), ([9, 5, 1], 5, 9), ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9),
            ([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 6, 10), (Array(repeating: 0, count: 9) + [60], 0, 0),
        ] as [([Int64], Int64, Int64)])
    func howFast(took: [Int64], median: Int64, nineInTen: Int64) throws {
        let reach = Reach(audience: 99, receipts: took.map { (Span.seconds($0), "live") })
        #expect(reach.pace == Reach.Pace(median: .seconds(median), nineInTen: .seconds(nineInTen)))
    }

    @Test func nobodyIsNotFast() { #expect(Reach(audience: 3, receipts: []).pace == nil) }

    @Test(
        arguments: [
            // milliseconds, and tenths of a second as they are told
            (0, 1), (1, 1), (100, 1), (101, 2), (9_900, 99), (9_901, 100), (10_001, 110), (61_234, 620),
        ] as [(Int64, Int)])
    func told(took: Int64, tenths: Int) { #expect(Reach.Pace.tenths(Span(milliseconds: took)) == tenths) }

    @Test func whoCannotBeReachedIsCounted() {
        let dropped = Dictionary(uniqueKeysWithValues: NoticeReason.allCases.map { ($0.rawValue, 1) })
        let reach = Reach(audience: 20, receipts: [], unseen: NoticeTally(dropped: dropped))
        // No address, bounces, refused, given up, and too late: not who wishes it otherwise, or has gone.
        #expect(reach.unreachable == 5)
        #expect(Reach(audience: 20, receipts: [], unseen: NoticeTally(dropped: ["from-tomorrow": 3])).unreachable == 0)
    }
}
