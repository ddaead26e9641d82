/// A month of the calendar, as figures over time are kept by.
///
/// It begins at midnight in Dutch and Belgian summer time all year round: whoever writes down that a group began on the
/// first of January means midnight there, and that must not fall into the year before.
public struct Month: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Counted from January of the year 0.
    public let number: Int

    public init(number: Int) { self.number = number }

    /// The month in which a moment falls.
    public init(_ moment: Moment) {
        let days = Moment.floorDivide((moment + .hours(2)).milliseconds, 86_400_000)
        let (year, month, _) = Moment.civil(fromDays: days)
        number = Int(year) * 12 + Int(month) - 1
    }

    /// Reads `2026-11`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(scalar: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, let year = Int(parts[0]),
            let month = Int(parts[1]), year >= 0, (1...12).contains(month)
        else { return nil }
        number = year * 12 + month - 1
    }

    public var year: Int { number / 12 }

    /// 1 to 12.
    public var month: Int { number % 12 + 1 }

    /// `2026-11`.
    public var description: String { "\(Moment.padded(Int64(year), 4))-\(Moment.padded(Int64(month), 2))" }

    public static func < (left: Month, right: Month) -> Bool { left.number < right.number }

    /// So many months earlier.
    public static func - (month: Month, count: Int) -> Month { Month(number: month.number - count) }
}
