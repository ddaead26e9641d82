import Watch
import WatchWords

/// What has been in a group, as a picture: a bar for each month of the last year. Figures only.
struct GroupChart: Equatable, Sendable {
    struct Bar: Equatable, Sendable {
        let month: String
        /// The month's first letter, under the bar.
        let letter: String
        let count: String
        let isEmpty: Bool
        // In the picture's own units.
        let x: Int
        let y: Int
        let height: Int
        let middle: Int
        let numberY: Int
    }

    let bars: [Bar]
    let total: String
    /// How they ended, the most frequent first.
    let outcomes: [String]
    let label: String
    /// Told on average, where it was counted.
    let reach: String?
    /// How fast they were seen, likewise.
    let pace: String?

    /// Nil where there is nothing to draw.
    init?(_ figures: [AlertFigure], at now: Moment, _ clock: WallClock, _ words: Catalogue) {
        let last = clock.month(now)
        let months = (0..<12).map { last - 11 + $0 }
        let counts = months.map { month in figures.count { clock.month($0.sharedAt) == month } }
        let all = counts.reduce(0, +)
        guard all > 0 else { return nil }
        let most = max(counts.max() ?? 1, 4)
        bars = zip(months, counts).enumerated().map { index, pair in
            let (month, count) = pair
            let name = words.text("month.\(month % 12 + 1)")
            let height = count * 76 / most
            return Bar(
                month: name, letter: String(name.prefix(1)).uppercased(), count: words.number(count),
                isEmpty: count == 0, x: index * 30 + 5, y: 96 - height, height: height, middle: index * 30 + 15,
                numberY: 90 - height)
        }
        let shown = figures.filter { months.contains(clock.month($0.sharedAt)) }
        total = words.count("chart.total", all)
        label = words.text("chart.label")
        let ended = Dictionary(grouping: shown) { AlertSaying.outcomeKey($0.outcome, of: $0.kind) }.mapValues(\.count)
        outcomes = ended.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { outcome, count in
            words.text(
                "chart.outcome",
                [
                    "outcome": words.text(outcome), "count": words.number(count),
                ])
        }
        let counted = shown.compactMap { figure in
            figure.audience.flatMap { audience in audience > 0 ? (figure.told ?? 0) * 100 / audience : nil }
        }
        reach =
            counted.isEmpty
            ? nil
            : words.text("chart.reach", ["percent": words.number(counted.reduce(0, +) / counted.count)])
        // Of alerts, and not of people: one that all saw late is not drowned by those that all saw at once.
        pace = Reach.Pace(shown.compactMap(\.pace?.median)).map { pace in
            words.text("chart.pace", ["time": words.took(pace.median)])
        }
    }
}
