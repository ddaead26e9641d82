import Watch
import WatchWords

/// A map on which each municipality has the tone of its figures, drawn here and not by a script.
///
/// Tones differ by their pattern, too, so that they are told apart without colours. The table below the map says the same
/// in words, and has the same links: so the map is for eyes and pointers alone.
struct FiguresMap: Equatable, Sendable {
    /// All of one tone.
    struct Shape: Equatable, Sendable {
        let tone: Int
        let path: String
    }

    /// What one link leads from: a province on the map of a country, a municipality on that of a province.
    struct Part: Equatable, Sendable {
        let path: String
        let title: String
        let shapes: [Shape]
    }

    /// A number written on the map.
    struct Number: Equatable, Sendable {
        let x: Int
        let y: Int
        let text: String
    }

    struct Tone: Equatable, Sendable {
        let tone: Int
        let text: String
    }

    let width: Int
    let height: Int
    let label: String
    let parts: [Part]
    /// Borders of provinces, or of the municipality that the page is about.
    let borders: [String]
    let numbers: [Number]
    let tones: [Tone]

    /// - Parameter shown: the country or province; nil where there is nothing to draw.
    init?(
        _ figures: Figures, of shown: TerritoryFigures, marked: String?, by measure: Ranking.Measure, _ words: Catalogue
    ) {
        guard let sketch = figures.maps.municipalities(of: shown.code), !sketch.rings.isEmpty else { return nil }
        let all = figures.municipalities(of: shown.code)
        let classes = FigureClasses(all.map { Ranking.value($0, measure) ?? 0 })
        // A little room around it, so that the outermost border is not cut in half.
        width = sketch.width + 8
        height = sketch.height + 8
        func title(_ territory: TerritoryFigures) -> String {
            words.text(
                "figures.title",
                [
                    "name": territory.name(in: words.language),
                    "groups": words.count("figures.count.groups", territory.groups),
                    "members": words.count("figures.count.members", territory.members),
                ])
        }
        func tone(_ territory: TerritoryFigures) -> Int { classes.of(Ranking.value(territory, measure) ?? 0) }
        func path(_ territory: TerritoryFigures) -> String { FiguresMap.path(sketch.rings[territory.code] ?? []) }
        if shown.kind == .country {
            let inside = Dictionary(grouping: all) { $0.province ?? "" }
            parts = figures.provinces(of: shown.code).map { province in
                let toned = Dictionary(grouping: inside[province.code] ?? [], by: tone)
                return Part(
                    path: SiteURL.territory(province.code).path, title: title(province),
                    shapes: toned.sorted { $0.key < $1.key }.map { tone, territories in
                        Shape(tone: tone, path: territories.map(path).joined())
                    })
            }
            let outer = figures.maps.provinces(of: shown.code)
            borders =
                outer.map { outer in
                    outer.rings.sorted { $0.key < $1.key }.map { FiguresMap.path($0.value) }
                } ?? []
            numbers = figures.provinces(of: shown.code).compactMap { province in
                guard let middle = figures.places.province(province.code)?.middle else { return nil }
                let point = sketch.point(middle)
                return Number(x: Int(point.x), y: Int(point.y), text: words.number(province.groups))
            }
        } else {
            parts = all.map { territory in
                Part(
                    path: SiteURL.territory(territory.code).path, title: title(territory),
                    shapes: [Shape(tone: tone(territory), path: path(territory))])
            }
            borders = marked.flatMap { sketch.rings[$0] }.map { [FiguresMap.path($0)] } ?? []
            numbers = []
        }
        tones = FiguresMap.tones(classes, measure, words)
        label =
            switch measure {
            case .groups: words.text("figures.map.groups")
            case .members: words.text("figures.map.members")
            case .density: words.text("figures.map.density")
            }
    }

    private static func tones(_ classes: FigureClasses, _ measure: Ranking.Measure, _ words: Catalogue) -> [Tone] {
        func text(_ value: Double) -> String {
            measure == .density ? words.decimal(value) : words.number(Int(value))
        }
        var tones = [Tone(tone: 0, text: words.text("figures.map.none"))]
        for (index, floor) in classes.floors.enumerated() {
            let isLast = index + 1 == classes.floors.count
            // Whole numbers end before the next class begins.
            let end = isLast ? classes.most : classes.floors[index + 1] - (measure == .density ? 0 : 1)
            let isOne = text(end) == text(floor)
            let span = words.text("figures.map.span", ["from": text(floor), "to": text(end)])
            tones.append(Tone(tone: index + 1, text: isOne ? text(floor) : span))
        }
        return tones
    }

    /// Rings as an SVG path with steps from point to point, which are shorter than places.
    static func path(_ rings: [[MapSketch.Point]]) -> String {
        var path = ""
        for ring in rings {
            guard let first = ring.first else { continue }
            path += "M\(first.x) \(first.y)l"
            var before = first
            for (index, point) in ring.dropFirst().enumerated() {
                let (x, y) = (point.x - before.x, point.y - before.y)
                if index > 0, x >= 0 { path += " " }
                path += y < 0 ? "\(x)\(y)" : "\(x) \(y)"
                before = point
            }
            path += "z"
        }
        return path
    }
}

extension Catalogue {
    /// A number with one digit behind the point, as the language writes it: `3,5`.
    func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return number(tenths / 10) + (language == .en ? "." : ",") + String(tenths % 10)
    }
}
