/// Places in order, from most to least.
public struct Ranking: Sendable {
    /// By what they are put in order.
    public enum Measure: String, Codable, Sendable, CaseIterable {
        case groups, members
        /// Members for every 1,000 inhabitants.
        case density
    }

    public struct Entry: Hashable, Sendable {
        /// 1 for the first. Those that are equal share a place, and the next comes after all of them: 1, 2, 2, 4. Nil
        /// where the measure is not known.
        public let rank: Int?
        /// Whether others have the same place.
        public let isShared: Bool
        public let figures: TerritoryFigures
    }

    public let measure: Measure
    public let entries: [Entry]

    /// Among equals those with more of the other comes first, and then the name; but they share their place.
    public init(_ figures: [TerritoryFigures], by measure: Measure) {
        self.measure = measure
        let sorted = figures.sorted { a, b in
            let (first, second) = (Ranking.value(a, measure) ?? -1, Ranking.value(b, measure) ?? -1)
            guard first == second else { return first > second }
            guard (a.groups, a.members) == (b.groups, b.members) else {
                return (a.groups, a.members) > (b.groups, b.members)
            }
            return (a.name, a.code) < (b.name, b.code)
        }
        var ranks: [Int?] = []
        ranks.reserveCapacity(sorted.count)
        var last: (rank: Int, value: Double)?
        for (index, figures) in sorted.enumerated() {
            guard let value = Ranking.value(figures, measure) else {
                ranks.append(nil)
                continue
            }
            let rank = last.flatMap { $0.value == value ? $0.rank : nil } ?? index + 1
            last = (rank, value)
            ranks.append(rank)
        }
        entries = sorted.enumerated().map { index, figures in
            let rank = ranks[index]
            let isBefore = index > 0 && ranks[index - 1] == rank
            let isAfter = index + 1 < ranks.count && ranks[index + 1] == rank
            return Entry(rank: rank, isShared: rank != nil && (isBefore || isAfter), figures: figures)
        }
    }

    /// What is compared.
    public static func value(_ figures: TerritoryFigures, _ measure: Measure) -> Double? {
        switch measure {
        case .groups: Double(figures.groups)
        case .members: Double(figures.members)
        case .density: figures.membersPerThousand
        }
    }
}

/// Into which of at most five classes a value falls, for a map: nothing, and four equal shares of what there is.
///
/// Where many are alike there are fewer classes; the same values always make the same.
public struct FigureClasses: Hashable, Sendable {
    /// The least value of each class after that of nothing, ascending.
    public let floors: [Double]
    /// The greatest value there is.
    public let most: Double

    public init(_ values: [Double]) {
        let some = values.filter { $0 > 0 }.sorted()
        var floors: [Double] = []
        for quarter in 0..<4 where !some.isEmpty {
            let floor = some[some.count * quarter / 4]
            if floors.last != floor { floors.append(floor) }
        }
        self.floors = floors
        most = some.last ?? 0
    }

    /// 0 for nothing, then 1 to 4.
    public func of(_ value: Double) -> Int {
        value > 0 ? max(1, floors.lastIndex { $0 <= value }.map { $0 + 1 } ?? 1) : 0
    }
}
