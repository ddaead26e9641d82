/// How a territory's registry has grown.
public struct Growth: Sendable, Equatable {
    /// What a year brought.
    public struct Year: Hashable, Sendable {
        public let year: Int
        /// Groups that began in it, and that ended.
        public let began: Int
        public let ended: Int
        /// How many there were at its end.
        public let groups: Int
    }

    /// A month that was written down.
    public struct Month: Hashable, Sendable {
        public let month: Watch.Month
        public let groups: Int
        public let members: Int
    }

    /// The last ten years, the oldest first.
    public let years: [Year]
    /// The months of the last year that were written down, the oldest first.
    public let months: [Month]

    init(_ changes: [Int: YearChange], until year: Int, months: [Month]) {
        var groups = 0
        var years: [Year] = []
        let first = year - 9
        for (when, change) in changes where when < first { groups += change.began - change.ended }
        for when in first...year {
            let change = changes[when] ?? YearChange()
            groups += change.began - change.ended
            years.append(Year(year: when, began: change.began, ended: change.ended, groups: groups))
        }
        self.years = years
        self.months = months
    }
}

/// Groups that began and ended in a year.
struct YearChange {
    var began = 0
    var ended = 0

    static func += (sum: inout YearChange, other: YearChange) {
        sum.began += other.began
        sum.ended += other.ended
    }
}
