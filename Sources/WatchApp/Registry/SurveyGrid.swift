/// A grid of metres in which surveyors and municipalities of these countries draw, told by where its numbers lie: a list in
/// one of them is refused by its name, with the way out, rather than called nonsense.
struct SurveyGrid: Sendable {
    /// As map programs name it, with its number in the EPSG's register.
    let name: String
    private let east: ClosedRange<Double>
    private let north: ClosedRange<Double>

    /// Rounded outwards from the areas of use that the EPSG Geodetic Parameter Dataset gives; none of them meets another one.
    static let all = [
        SurveyGrid(name: "Rijksdriehoek (EPSG:28992)", east: 500...300_000, north: 289_000...640_000),
        SurveyGrid(name: "Lambert 72 (EPSG:31370)", east: 500...300_000, north: 15_000...260_000),
        SurveyGrid(name: "Lambert 2008 (EPSG:3812)", east: 500_000...810_000, north: 510_000...760_000),
        SurveyGrid(name: "UTM 31N (EPSG:25831)", east: 400_000...850_000, north: 5_450_000...5_980_000),
        SurveyGrid(name: "Web Mercator (EPSG:3857)", east: 200_000...830_000, north: 6_280_000...7_150_000),
    ]

    /// The grid in which a point lies that cannot be degrees, whichever of its numbers comes first; nil for none of them.
    static func around(_ first: Double, _ second: Double) -> SurveyGrid? {
        guard abs(first) > 180 || abs(second) > 180 else { return nil }
        return all.first {
            ($0.east.contains(first) && $0.north.contains(second))
                || ($0.east.contains(second) && $0.north.contains(first))
        }
    }

    /// What to do about it.
    var reason: String {
        "these are metres of \(name): write degrees (WGS 84, EPSG:4326), as map programs save them when asked"
    }
}
