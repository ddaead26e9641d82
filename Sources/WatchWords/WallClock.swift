import Foundation
import Watch

/// A moment as a page shows it.
public struct Stamp: Equatable, Sendable {
    /// For `datetime`.
    public let iso: String
    /// As people read it.
    public let text: String

    /// A moment, for programs and for people.
    public init(iso: String, text: String) {
        self.iso = iso
        self.text = text
    }
}

/// The clock on a wall somewhere, and how a person would say what it shows.
public struct WallClock: Sendable {
    private let calendar: Calendar
    private let now: Moment
    private let words: Catalogue

    /// The clock of a zone, at a moment, in the words of a language.
    ///
    /// - Parameter zone: an IANA name; an unknown one counts as UTC.
    public init(zone: String, now: Moment, words: Catalogue) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        self.calendar = calendar
        self.now = now
        self.words = words
    }

    /// `21:04`, as a field for a time wants it.
    public func time(_ moment: Moment) -> String {
        let parts = calendar.dateComponents([.hour, .minute], from: WallClock.date(moment))
        return WallClock.padded(parts.hour) + ":" + WallClock.padded(parts.minute)
    }

    /// `2026-11-21`, as a field for a date wants it.
    public func day(_ moment: Moment) -> String {
        let parts = calendar.dateComponents([.year, .month, .day], from: WallClock.date(moment))
        return "\(parts.year ?? 0)-\(WallClock.padded(parts.month))-\(WallClock.padded(parts.day))"
    }

    /// The end of a day that a date field gave; nil for what is no date.
    public func endOfDay(_ typed: String) -> Moment? {
        let parts = typed.split(scalar: "-").compactMap { Int($0) }
        // No calendar is asked about a month or a day that no calendar has.
        guard parts.count == 3, (2000...2200).contains(parts[0]), (1...12).contains(parts[1]),
            (1...31).contains(parts[2])
        else { return nil }
        let wanted = DateComponents(year: parts[0], month: parts[1], day: parts[2])
        guard let start = calendar.date(from: wanted),
            calendar.dateComponents([.year, .month, .day], from: start)
                == DateComponents(year: parts[0], month: parts[1], day: parts[2]),
            let end = calendar.date(byAdding: .day, value: 1, to: start)
        else { return nil }
        return Moment(milliseconds: Int64((end.timeIntervalSince1970 * 1_000).rounded()) - 1)
    }

    /// The month of a moment, counted from year 0, for figures by month.
    public func month(_ moment: Moment) -> Int {
        let parts = calendar.dateComponents([.year, .month], from: WallClock.date(moment))
        return (parts.year ?? 0) * 12 + (parts.month ?? 1) - 1
    }

    /// The date alone: `3 juni`, with the year where it is another one.
    public func date(_ moment: Moment) -> String {
        let parts = calendar.dateComponents([.year, .month, .day], from: WallClock.date(moment))
        let year = calendar.component(.year, from: WallClock.date(now))
        return words.text(
            parts.year == year ? "time.date" : "time.date.year",
            ["day": dayNumber(parts.day), "month": monthName(parts.month), "year": String(parts.year ?? 0)])
    }

    /// `21:04`, as the language writes it in a sentence: in French `21 h 04`.
    private func said(_ moment: Moment) -> String {
        let parts = calendar.dateComponents([.hour, .minute], from: WallClock.date(moment))
        return words.text(
            "time.clock", ["hour": WallClock.padded(parts.hour), "minute": WallClock.padded(parts.minute)])
    }

    private func dayNumber(_ day: Int?) -> String { day == 1 ? words.text("time.first") : String(day ?? 1) }

    private func monthName(_ month: Int?) -> String { words.text("month.\(month ?? 1)") }

    /// Within a sentence: `om 21:04`, `gisteren om 21:04`, `op 3 juni om 21:04`.
    public func phrase(_ moment: Moment) -> String { said(moment, "time.phrase") }

    /// On its own: `21:04`, `gisteren 21:04`, `3 juni 21:04`.
    public func stamp(_ moment: Moment) -> Stamp { Stamp(iso: moment.description, text: said(moment, "time.stamp")) }

    /// So long ago a time of yesterday's can be meant where none of today's is: the evening, after midnight. What lies
    /// farther back is a slip on the clock, and no slip is told to a street as a call of yesterday.
    static let night = Span.hours(12)

    /// A time of day in minutes since midnight; nil for what is none.
    ///
    /// - Parameter typed: `21:04`, as browsers send it; `21.04`, `21u04` and `2104` too, where no clock field is shown.
    public static func minute(_ typed: String) -> Int? {
        let digits = typed.plain.split(whereScalar: { !$0.isNumeric }).map(String.init)
        let isBare = digits.count == 1 && digits[0].utf8.count == 4
        let pair = isBare ? [String(digits[0].prefix(2)), String(digits[0].suffix(2))] : digits
        guard pair.count == 2 || pair.count == 3, let hour = Int(pair[0]), let minute = Int(pair[1]),
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    /// `21:04`, as a field for a time wants it, of minutes since midnight.
    public static func face(_ minute: Int) -> String { padded(minute / 60) + ":" + padded(minute % 60) }

    /// `21:04`, as the language writes it in a sentence, of minutes since midnight.
    public func said(minute: Int) -> String {
        words.text(
            "time.clock", ["hour": WallClock.padded(minute / 60), "minute": WallClock.padded(minute % 60)])
    }

    /// Until when something lasts that ends by itself: `tot 21:04`, `tot morgen 08:00`, `tot 3 juni 08:00`.
    public func until(_ moment: Moment) -> String {
        let date = WallClock.date(moment)
        let clock = ["clock": said(moment)]
        let today = WallClock.date(now)
        if calendar.isDate(date, inSameDayAs: today) { return words.text("time.until.today", clock) }
        if let next = calendar.date(byAdding: .day, value: 1, to: today), calendar.isDate(date, inSameDayAs: next) {
            return words.text("time.until.tomorrow", clock)
        }
        let parts = calendar.dateComponents([.month, .day], from: date)
        return words.text(
            "time.until.date",
            clock.merging(["day": dayNumber(parts.day), "month": monthName(parts.month)]) { first, _ in first })
    }

    /// The last time that the clock showed this. One that is still to come today, and was not within the night either, is
    /// given as it is, ahead of now: the rules take it as now and note it, as they do of a program.
    ///
    /// - Parameters:
    ///   - typed: `21:04`, as browsers send it; `21.04`, `21u04` and `2104` too, where no clock field is shown.
    ///   - skew: so far ahead counts as now.
    /// - Returns: nil for what is no time of day.
    public func last(_ typed: String, skew: Span) -> Moment? {
        guard let face = WallClock.minute(typed) else { return nil }
        let (hour, minute) = (face / 60, face % 60)
        let latest = now + skew
        var ahead: Moment?
        // Three days back reach over any hour that a change of the clocks leaves out.
        for back in 0..<3 {
            guard let day = calendar.date(byAdding: .day, value: -back, to: WallClock.date(latest)) else { continue }
            var parts = calendar.dateComponents([.year, .month, .day], from: day)
            parts.hour = hour
            parts.minute = minute
            guard let date = calendar.date(from: parts).map({ newest(of: $0, notAfter: latest) }) else { continue }
            let moment = Moment(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
            if moment <= latest {
                let isOfToday = calendar.isDate(date, inSameDayAs: WallClock.date(now))
                return isOfToday || now - moment <= WallClock.night ? moment : ahead ?? moment
            }
            ahead = moment
        }
        return nil
    }

    /// Of two times at which the clock showed the same, in the night in which summer time ends, the later one that has been.
    private func newest(of date: Date, notAfter latest: Moment) -> Date {
        let again = date.addingTimeInterval(3_600)
        let face: Set<Calendar.Component> = [.hour, .minute]
        let isTheSame = calendar.dateComponents(face, from: again) == calendar.dateComponents(face, from: date)
        return isTheSame && again <= WallClock.date(latest) ? again : date
    }

    private func said(_ moment: Moment, _ key: String) -> String {
        let date = WallClock.date(moment)
        let today = WallClock.date(now)
        if calendar.isDate(date, inSameDayAs: today) { return words.text("\(key).today", ["clock": said(moment)]) }
        if let before = calendar.date(byAdding: .day, value: -1, to: today), calendar.isDate(date, inSameDayAs: before)
        {
            return words.text("\(key).yesterday", ["clock": said(moment)])
        }
        let parts = calendar.dateComponents([.month, .day], from: date)
        return words.text(
            "\(key).date",
            ["clock": said(moment), "day": dayNumber(parts.day), "month": monthName(parts.month)])
    }

    private static func date(_ moment: Moment) -> Date {
        Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
    }

    private static func padded(_ number: Int?) -> String {
        let text = String(number ?? 0)
        return text.count == 1 ? "0" + text : text
    }
}
