import Watch
import WatchWords

/// How a territory's registry has grown, as a picture of bars, and as a table for who cannot see it.
struct FiguresChart: Equatable, Sendable {
    struct Bar: Equatable, Sendable {
        /// Under the bar, and in the table.
        let label: String
        let when: String
        let count: String
        let isEmpty: Bool
        /// Whether its number stands over it: where they are too long to stand side by side, the first and the last do.
        let hasNumber: Bool
        // In the picture's own units.
        let x: Int
        let y: Int
        let width: Int
        let height: Int
        let middle: Int
        let numberY: Int
    }

    let title: String
    let unit: String
    let bars: [Bar]

    /// Groups by year, and members by month once there are two months to compare.
    static func all(_ growth: Growth, _ words: Catalogue) -> [FiguresChart] {
        var charts: [FiguresChart] = []
        if growth.years.contains(where: { $0.groups > 0 }) {
            charts.append(
                FiguresChart(
                    words.text("figures.growth.groups"), unit: words.text("figures.groups"),
                    growth.years.map { (short: "’\(String($0.year).suffix(2))", long: String($0.year), $0.groups) },
                    words))
        }
        if growth.months.count > 1 {
            charts.append(
                FiguresChart(
                    words.text("figures.growth.members"), unit: words.text("figures.members"),
                    growth.months.map { kept in
                        let name = words.text("month.\(kept.month.month)")
                        return (
                            short: String(name.prefix(1)).uppercased(), long: "\(name) \(kept.month.year)", kept.members
                        )
                    }, words))
        }
        return charts
    }

    private init(
        _ title: String, unit: String, _ values: [(short: String, long: String, count: Int)], _ words: Catalogue
    ) {
        self.title = title
        self.unit = unit
        let most = max(values.map(\.count).max() ?? 1, 4)
        let step = 360 / max(values.count, 1)
        // A digit is about six units wide.
        let isTight = words.number(most).count * 6 > step - 2
        bars = values.enumerated().map { index, value in
            let height = value.count * 76 / most
            let isAtEnd = index == 0 || index == values.count - 1
            return Bar(
                label: value.short, when: value.long, count: words.number(value.count), isEmpty: value.count == 0,
                hasNumber: value.count > 0 && (isAtEnd || !isTight),
                x: index * step + 5, y: 96 - height, width: min(step - 10, 40), height: height,
                middle: index * step + 5 + min(step - 10, 40) / 2, numberY: 91 - height)
        }
    }
}
