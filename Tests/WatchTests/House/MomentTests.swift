import Testing
import Watch
import WatchTesting

@Suite struct MomentTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("1970-01-01T00:00:00.001Z", 1),
        ("2026-11-20T20:04:00Z", 1_795_205_040_000),
        ("2026-11-20t20:04:00z", 1_795_205_040_000), ("2026-11-20 20:04:00Z", 1_795_205_040_000),
        ("2026-11-20T21:04:00+01:00", 1_795_205_040_000), ("2026-11-20T15:34:00-04:30", 1_795_205_040_000),
        ("2026-11-21T09:49:00+13:45", 1_795_205_040_000), ("2026-11-20T20:04:00-00:00", 1_795_205_040_000),
        // Fractions: cut after milliseconds, filled up before.
        ("2026-11-20T20:04:00.5Z", 1_795_205_040_500), ("2026-11-20T20:04:00.05Z", 1_795_205_040_050),
        ("2026-11-20T20:04:00.1239Z", 1_795_205_040_123), ("2026-11-20T20:04:00.123456789+00:00", 1_795_205_040_123),
        // Leap years: every fourth, not every hundredth, every four hundredth.
        ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-02-29T00:00:00Z", 951_782_400_000),
        ("2000-03-01T00:00:00Z", 951_868_800_000), ("2100-03-01T00:00:00Z", 4_107_542_400_000),
        ("2026-12-31T23:59:59Z", 1_798_761_599_000),
        // A leap second counts as the second after.
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ("1970-01-01T02:00:00+02:00", 0),
    ])
    func reading(text: String, milliseconds: Int64) {
        #expect(Moment(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "now", "2026", "2026-11-20", "2026-11-20T20:04Z", "2026-11-20T20:04:00", "2026-11-20T20:04:00.Z",
        "2026-11-20T20:04:00,5Z", "20261120T200400Z", "2026-11-20T20:04:00ZZ", "2026-11-20T20:04:00Z ",
        " 2026-11-20T20:04:00Z", "2026-11-20T20:04:00+1:00", "2026-11-20T20:04:00+0100", "2026-11-20T20:04:00+24:00",
        "2026-11-20T20:04:00+01:60", "2026-11-20T20:04:00+01", "2026-11-20T20:04:00+", "2026-11-20T24:00:00Z",
        "2026-11-20T20:60:00Z", "2026-11-20T20:04:61Z", "2026-00-20T20:04:00Z", "2026-13-20T20:04:00Z",
        "2026-11-00T20:04:00Z", "2026-11-31T20:04:00Z", "2026-04-31T20:04:00Z", "2026-02-29T20:04:00Z",
        "2100-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
        "-026-11-20T20:04:00Z", "+2026-11-20T20:04:00Z", "12026-11-20T20:04:00Z", "2026-11-20X20:04:00Z",
        "２０２６-11-20T20:04:00Z", "2026-11-20T20:04:00.é0Z", "2026-11-20T20:04:00−01:00",
        "2026-11-20T20:04:00.1234567890123456789012Z",
        // Offsets must not lead out of the years that can be written.
        "1970-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "1969-12-31T23:00:00-01:00",
    ])
    func garbage(text: String) {
        #expect(Moment(text) == nil)
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (1_795_205_040_678, "2026-11-20T20:04:00.678Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_799_999, "2000-02-29T23:59:59.999Z"),
        (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
    ])
    func writing(milliseconds: Int64, text: String) {
        #expect(Moment(milliseconds: milliseconds).description == text)
    }

    @Test func everyDayOfFourCenturiesIsReadAsItWasWritten() {
        var date = (year: 1970, month: 1, day: 1)
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        for day in 0..<146_097 {
            let moment = Moment(milliseconds: Int64(day) * 86_400_000)
            let text = "\(date.year)-\(padded(date.month))-\(padded(date.day))T00:00:00.000Z"
            guard moment.description == text, Moment(text) == moment else {
                Issue.record("day \(day) is \(text), was written \(moment.description)")
                return
            }
            let isLeap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][date.month - 1]
            date.day += 1
            if date.day > days { date = (date.year, date.month + 1, 1) }
            if date.month > 12 { date = (date.year + 1, 1, 1) }
        }
        #expect(date == (2_370, 1, 1))
    }

    @Test func spansAddUp() {
        let moment = Moment(milliseconds: 1_000)
        #expect(moment + .seconds(2) == Moment(milliseconds: 3_000))
        #expect(moment - .seconds(2) == Moment(milliseconds: -1_000))
        #expect(moment - Moment(milliseconds: 4_000) == .seconds(-3))
        #expect([Span.minutes(1), .hours(1), .days(1)].map(\.milliseconds) == [60_000, 3_600_000, 86_400_000])
        #expect(Span.seconds(59) < .minutes(1) && moment < moment + .seconds(1))
    }
}

@Suite struct LocalTimesTests {
    @Test(arguments: [
        // The directive's Sundays, as published for these years.
        ("2024-03-31T01:00:00Z", "2024-10-27T01:00:00Z"), ("2025-03-30T01:00:00Z", "2025-10-26T01:00:00Z"),
        ("2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"), ("2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z"),
        ("2028-03-26T01:00:00Z", "2028-10-29T01:00:00Z"),
    ])
    func summerTime(from: String, until: String) throws {
        let spring = try #require(Moment(from))
        let autumn = try #require(Moment(until))
        #expect(!EuropeanLocalTime.isSummer(spring - .milliseconds(1)))
        #expect(EuropeanLocalTime.isSummer(spring))
        #expect(EuropeanLocalTime.isSummer(autumn - .milliseconds(1)))
        #expect(!EuropeanLocalTime.isSummer(autumn))
    }

    @Test(arguments: [
        ("2026-11-20T20:04:00Z", "Europe/Amsterdam", 21 * 60 + 4), ("2026-07-20T22:30:00Z", "Europe/Brussels", 30),
        ("2026-12-31T23:30:00Z", "Europe/Berlin", 30), ("2026-07-20T22:30:00Z", "UTC", 22 * 60 + 30),
    ])
    func theWall(text: String, zone: String, minute: Int) throws {
        #expect(EuropeanLocalTime().minuteOfDay(try #require(Moment(text)), zone: zone) == minute)
        #expect(FixedLocalTime(hour: 3, minute: 7).minuteOfDay(try #require(Moment(text)), zone: zone) == 187)
    }
}
