import Testing
import Watch
import WatchTesting

/// What would take a operations long is known before it begins.
@Suite struct AreaIntricacyTests {
    struct Drawn: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let areas: [Area]
        let isIntricate: Bool
    }

    /// Around a middle, so many corners, in and out by turns as the borders of gardens go.
    static func streets(_ corners: Int, east: Double = 0) -> Area {
        let ring = (0..<corners).map { corner in
            let point = AreaIntricacyTests.circle[corner * 2_000 / corners]
            let far = corner.isMultiple(of: 2) ? 1_000.0 : 990
            return (east + point.0 * far, point.1 * far)
        }
        return Plot.area([[ring]])
    }

    /// Two thousand points around a circle, of radius 1.
    static let circle: [(Double, Double)] = {
        // A turn by a two-thousandth, again and again.
        let (cosine, sine) = (0.999_995_065_201_858_2, 0.003_141_587_485_879_563_5)
        var points = [(1.0, 0.0)]
        while points.count < 2_000 {
            let (x, y) = points[points.count - 1]
            points.append((x * cosine - y * sine, x * sine + y * cosine))
        }
        return points
    }()

    static let table = [
        Drawn(testDescription: "a block", areas: [Plot.box(0, 0, 400, 400)], isIntricate: false),
        Drawn(testDescription: "streets with every garden", areas: [streets(1_990)], isIntricate: false),
        Drawn(
            testDescription: "the same streets twice", areas: [streets(1_000), streets(1_000)], isIntricate: false),
        Drawn(
            testDescription: "streets half over others", areas: [streets(1_000), streets(1_000, east: 1_000)],
            isIntricate: false),
        Drawn(
            testDescription: "fifty parts",
            areas: [Plot.area((0..<50).map { [Plot.ring(Double($0) * 100, 0, Double($0) * 100 + 90, 90)] })],
            isIntricate: false),
        Drawn(
            testDescription: "fifty-one parts",
            areas: [Plot.area((0..<51).map { [Plot.ring(Double($0) * 100, 0, Double($0) * 100 + 90, 90)] })],
            isIntricate: true),
        // Strange, and quickly reckoned with: no tooth lies beside another.
        Drawn(testDescription: "a comb", areas: [Plot.comb(600)], isIntricate: false),
        Drawn(testDescription: "a comb from west to east", areas: [Plot.comb(600, turned: true)], isIntricate: false),
        Drawn(
            testDescription: "a comb over itself turned", areas: [Plot.comb(600), Plot.comb(600, turned: true)],
            isIntricate: true),
        Drawn(
            testDescription: "250 triangles over 250",
            areas: [Plot.triangles(250)], isIntricate: true),
        Drawn(
            testDescription: "one star of chords",
            areas: [
                Plot.area([
                    [
                        (0..<1_999).map { corner in
                            let point = circle[corner * 999 % 1_999]
                            return (point.0 * 1_000, point.1 * 1_000)
                        }
                    ]
                ])
            ], isIntricate: true),
    ]

    @Test(arguments: table)
    func whatIsIntricate(drawn: Drawn) {
        let isIntricate =
            drawn.areas.count == 1
            ? AreaIntricacy.isIntricate(drawn.areas[0]) : AreaIntricacy.isIntricate(drawn.areas[0], drawn.areas[1])
        #expect(isIntricate == drawn.isIntricate)
    }
}
