/// How much work it would be to reckon with areas, counted before anybody begins.
///
/// Checking, joining and comparing take as long as there are sides that meet: a hundred thousand of them can be drawn with
/// two thousand points, in the shape of two combs that lie across each other. Streets are never drawn like that, and who is
/// not signed in may look what an area would come to; so what is intricate is refused, or compared by its outer line only.
public enum AreaIntricacy {
    /// Parts of one area. A watch of fifty pieces is no neighbourhood.
    public static let mostParts = 50
    /// Pairs of sides that lie so near to each other that they may meet. The outline of a neighbourhood has two for each of
    /// its sides, and when two groups draw the same streets there are five.
    static let mostMeetings = 20_000
    /// Pairs of sides that must be looked at to know. In a neighbourhood a line from south to north crosses the border a
    /// few times, and this is about fifty times for each of two thousand sides.
    static let mostLooks = 100_000

    /// Whether one area, or several laid over each other, are more than anybody draws around streets.
    public static func isIntricate(_ areas: Area...) -> Bool {
        guard areas.allSatisfy({ $0.polygons.count <= mostParts }) else { return true }
        let sides = areas.flatMap { area in
            area.polygons.joined().flatMap { ring in zip(ring, ring.dropFirst()).map(Side.init) }
        }
        let flat = Sweep(sides.map { (along: $0.longitudes, across: $0.latitudes) })
        switch flat.result {
        case .plain: return false
        case .intricate: return true
        case .tooLong: break
        }
        // Long sides that all run from west to east are quickly looked at from south to north.
        return Sweep(sides.map { (along: $0.latitudes, across: $0.longitudes) }).result != .plain
    }

    private struct Side {
        let latitudes: ClosedRange<Double>
        let longitudes: ClosedRange<Double>

        init(_ start: Coordinate, _ end: Coordinate) {
            latitudes = min(start.latitude, end.latitude)...max(start.latitude, end.latitude)
            longitudes = min(start.longitude, end.longitude)...max(start.longitude, end.longitude)
        }
    }

    /// Goes along all sides in one direction and counts which of them may meet.
    private struct Sweep {
        enum Result { case plain, intricate, tooLong }

        let result: Result

        init(_ sides: [(along: ClosedRange<Double>, across: ClosedRange<Double>)]) {
            result = Sweep.count(sides.sorted { $0.along.lowerBound < $1.along.lowerBound })
        }

        private static func count(_ sides: [(along: ClosedRange<Double>, across: ClosedRange<Double>)]) -> Result {
            var (looks, meetings) = (0, 0)
            for (number, side) in sides.enumerated() {
                var next = number + 1
                while next < sides.count, sides[next].along.lowerBound <= side.along.upperBound {
                    looks += 1
                    if sides[next].across.overlaps(side.across) { meetings += 1 }
                    next += 1
                }
                if meetings > mostMeetings { return .intricate }
                if looks > mostLooks { return .tooLong }
            }
            return .plain
        }
    }
}
