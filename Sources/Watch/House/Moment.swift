/// A point in time: milliseconds since 1970-01-01T00:00:00Z. The rules never ask for the time, they are given it.
public struct Moment: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970, UTC, without leap seconds.
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment a span later.
    public static func + (moment: Moment, span: Span) -> Moment {
        Moment(milliseconds: moment.milliseconds &+ span.milliseconds)
    }

    /// The moment a span earlier.
    public static func - (moment: Moment, span: Span) -> Moment {
        Moment(milliseconds: moment.milliseconds &- span.milliseconds)
    }

    /// How long from `earlier` to `later`; negative when they stand the other way round.
    public static func - (later: Moment, earlier: Moment) -> Span {
        Span(milliseconds: later.milliseconds &- earlier.milliseconds)
    }
}

/// A length of time in milliseconds.
public struct Span: Hashable, Comparable, Codable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1_000) }
    public static func minutes(_ count: Int64) -> Span { seconds(count * 60) }
    public static func hours(_ count: Int64) -> Span { minutes(count * 60) }
    public static func days(_ count: Int64) -> Span { hours(count * 24) }

    public static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }
}

extension Moment: Codable, CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds: `2026-11-21T03:04:05.678Z`.
    public var description: String {
        let days = Moment.floorDivide(milliseconds, 86_400_000)
        let rest = milliseconds - days * 86_400_000
        let (year, month, day) = Moment.civil(fromDays: days)
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60].map { Moment.padded($0, 2) }
        let date = "\(Moment.padded(year, 4))-\(Moment.padded(month, 2))-\(Moment.padded(day, 2))"
        return "\(date)T\(clock.joined(separator: ":")).\(Moment.padded(rest % 1_000, 3))Z"
    }

    /// Reads an RFC 3339 date-time, with `Z` or a numeric offset. Nil for anything else, dates that do not exist
    /// and years before 1970 among them; a leap second counts as the second after.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (20...40).contains(bytes.count) else { return nil }
        func number(_ from: Int, _ count: Int) -> Int64? {
            guard from + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[from..<from + count] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        func sign(_ index: Int, _ character: Unicode.Scalar) -> Bool {
            index < bytes.count && bytes[index] == UInt8(ascii: character)
        }
        guard let year = number(0, 4), sign(4, "-"), let month = number(5, 2), sign(7, "-"),
            let day = number(8, 2), sign(10, "T") || sign(10, "t") || sign(10, " "),
            let hour = number(11, 2), sign(13, ":"), let minute = number(14, 2), sign(16, ":"),
            let second = number(17, 2), year >= 1970, (1...12).contains(month), hour < 24, minute < 60, second <= 60,
            day >= 1, day <= Moment.days(inMonth: month, year: year)
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if sign(index, ".") {
            index += 1
            var digits = 0
            while index < bytes.count, (48...57).contains(bytes[index]) {
                if digits < 3 { fraction = fraction * 10 + Int64(bytes[index] - 48) }
                digits += 1
                index += 1
            }
            guard digits > 0 else { return nil }
            while digits < 3 {
                fraction *= 10
                digits += 1
            }
        }
        var offset: Int64 = 0
        if sign(index, "Z") || sign(index, "z") {
            index += 1
        } else {
            guard sign(index, "+") || sign(index, "-"), let hours = number(index + 1, 2), sign(index + 3, ":"),
                let minutes = number(index + 4, 2), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (sign(index, "+") ? 1 : -1)
            index += 6
        }
        guard index == bytes.count else { return nil }
        let seconds = ((Moment.days(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second
        // The offset may lead out of the years that can be written and read again.
        guard (0..<Moment.days(10_000, 1, 1) * 86_400).contains(seconds) else { return nil }
        self.init(milliseconds: seconds * 1_000 + fraction)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let moment = Moment(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 date-time")
        }
        self = moment
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    // Days and dates after the well-known era arithmetic of the proleptic Gregorian calendar.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day)
    }

    private static func days(inMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
