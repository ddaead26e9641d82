import Watch

/// The same minute of the day, everywhere and always.
public struct FixedLocalTime: LocalTime {
    private let minute: Int

    /// `FixedLocalTime(hour: 3)` is the middle of the night.
    public init(hour: Int, minute: Int = 0) {
        self.minute = hour * 60 + minute
    }

    /// That minute.
    public func minuteOfDay(_ moment: Moment, zone: String) -> Int { minute }
}

/// Central European time by the rule of directive 2000/84/EC, from the calendar alone: summer time from the last Sunday
/// of March to the last Sunday of October, both at 01:00 UTC. Holds from 1996 on.
public struct EuropeanLocalTime: LocalTime {
    /// Zones that follow it; any other counts as UTC.
    public static let zones: Set<String> = [
        "Europe/Amsterdam", "Europe/Brussels", "Europe/Luxembourg", "Europe/Paris", "Europe/Berlin",
    ]

    /// The rule is the same everywhere it holds.
    public init() {}

    /// Minutes since midnight on the wall.
    public func minuteOfDay(_ moment: Moment, zone: String) -> Int {
        let offset: Int64 =
            if !EuropeanLocalTime.zones.contains(zone) { 0 } else if EuropeanLocalTime.isSummer(moment) { 2 } else { 1 }
        let minutes = moment.milliseconds / 60_000 + offset * 60
        return Int(((minutes % 1_440) + 1_440) % 1_440)
    }

    /// Whether the clocks stand on summer time.
    public static func isSummer(_ moment: Moment) -> Bool {
        let year = moment.description.prefix(4)
        guard let spring = change(lastDay: "\(year)-03-31"), let autumn = change(lastDay: "\(year)-10-31") else {
            return false
        }
        return moment >= spring && moment < autumn
    }

    /// 01:00 UTC on the last Sunday of the month that ends on this day.
    private static func change(lastDay: String) -> Moment? {
        guard let end = Moment("\(lastDay)T01:00:00Z") else { return nil }
        // The first of January 1970 was a Thursday.
        let weekday = (end.milliseconds / 86_400_000 + 4) % 7
        return end - .days(weekday)
    }
}
