import Testing
import Watch
import WatchTesting
import WatchWords

@Suite("What the clock on the wall says") struct WallClockTests {
    // Friday 20 November 2026, 21:04 in Amsterdam is 20:04 UTC.
    @Test(arguments: [
        ("21:04", "2026-11-20T20:04:00.000Z"), ("21:00", "2026-11-20T20:00:00.000Z"),
        ("00:00", "2026-11-19T23:00:00.000Z"), ("21:09", "2026-11-20T20:09:00.000Z"),
        ("21.03", "2026-11-20T20:03:00.000Z"), ("9u05", "2026-11-20T08:05:00.000Z"),
        ("2103", "2026-11-20T20:03:00.000Z"), ("٢١:٠٣", "2026-11-20T20:03:00.000Z"),
        ("21:03:20", "2026-11-20T20:03:00.000Z"),
    ])
    func aTimeOfTodayIsTodays(typed: String, expected: String) throws {
        let clock = try HouseWords.clock()
        #expect(clock.last(typed, skew: .minutes(5))?.description == expected)
    }

    // What is still to come is yesterday's within a night; otherwise it stays ahead, and the rules take it as now.
    @Test(arguments: [
        ("2026-11-21T02:05:00Z", "03:10", "2026-11-21T02:10:00.000Z"),
        ("2026-11-21T02:05:00Z", "03:11", "2026-11-21T02:11:00.000Z"),
        ("2026-11-21T02:05:00Z", "03:40", "2026-11-21T02:40:00.000Z"),
        ("2026-11-21T02:05:00Z", "15:04", "2026-11-21T14:04:00.000Z"),
        ("2026-11-21T02:05:00Z", "15:05", "2026-11-20T14:05:00.000Z"),
        ("2026-11-21T02:05:00Z", "23:50", "2026-11-20T22:50:00.000Z"),
        ("2026-11-20T23:10:00Z", "23:59", "2026-11-20T22:59:00.000Z"),
        ("2026-11-20T20:04:00Z", "21:10", "2026-11-20T20:10:00.000Z"),
        ("2026-11-20T22:58:00Z", "00:02", "2026-11-20T23:02:00.000Z"),
        ("2026-11-20T22:58:00Z", "09:00", "2026-11-20T08:00:00.000Z"),
        ("2026-11-20T22:58:00Z", "23:50", "2026-11-20T22:50:00.000Z"),
    ])
    func aTimeToComeIsYesterdaysWithinANight(now: String, typed: String, expected: String) throws {
        let clock = try HouseWords.clock(at: try #require(Moment(now)))
        #expect(clock.last(typed, skew: .minutes(5))?.description == expected)
    }

    @Test(arguments: ["", "x", "25:00", "12:60", "12", "1:2:3:4", "²1:04"])
    func whatIsNoTimeIsNone(typed: String) throws {
        let clock = try HouseWords.clock()
        #expect(clock.last(typed, skew: .minutes(5)) == nil)
    }

    // On 25 October 2026 it is 02:30 in Amsterdam at 00:30 UTC, and again at 01:30.
    @Test(arguments: [
        ("2026-10-25T01:40:00Z", "02:40", "2026-10-25T01:40:00.000Z"),
        ("2026-10-25T01:40:00Z", "02:38", "2026-10-25T01:38:00.000Z"),
        ("2026-10-25T01:40:00Z", "02:44", "2026-10-25T01:44:00.000Z"),
        ("2026-10-25T01:40:00Z", "02:50", "2026-10-25T00:50:00.000Z"),
        ("2026-10-25T02:10:00Z", "02:30", "2026-10-25T01:30:00.000Z"),
        ("2026-10-25T00:40:00Z", "02:38", "2026-10-25T00:38:00.000Z"),
        ("2026-10-25T00:40:00Z", "01:59", "2026-10-24T23:59:00.000Z"),
    ])
    func theNightInWhichSummerTimeEnds(now: String, typed: String, expected: String) throws {
        let clock = try HouseWords.clock(at: try #require(Moment(now)))
        let called = try #require(clock.last(typed, skew: .minutes(5)))
        #expect(called.description == expected)
        #expect(clock.time(called) == typed)
    }

    @Test func theHourThatSummerTimeLeavesOut() throws {
        let now = try #require(Moment("2026-03-29T01:10:00Z"))
        let called = try #require(try HouseWords.clock(at: now).last("02:30", skew: .minutes(5)))
        #expect(now + .minutes(5) < called && called < now + .hours(1), "it never was, and is still to come")
    }

    @Test(arguments: [
        (Span.minutes(3), "at 21:01", "21:01"), (.hours(22), "yesterday at 23:04", "yesterday 23:04"),
        (.days(30), "on 21 October at 22:04", "21 October 22:04"),
    ])
    func momentsAreSaidAsAPersonWould(ago: Span, phrase: String, stamp: String) throws {
        let clock = try HouseWords.clock()
        let moment = ManualClock.friday - ago
        #expect(clock.phrase(moment) == phrase)
        #expect(clock.stamp(moment) == Stamp(iso: moment.description, text: stamp))
    }
}
