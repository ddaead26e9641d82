/// Where drawn areas are checked, joined, cut and compared: what takes more geometry than the rules have themselves.
///
/// Every call reckons at once, without waiting for anything, and may be made from anywhere: what comes from outside goes
/// through `AreaRules.drawn` first, which turns away what would take long.
public protocol AreaOperations: Sendable {
    /// The area made canonical, or why it is none: outlines counter-clockwise and holes clockwise (RFC 7946 §3.1.6), points
    /// that repeat the one before gone, parts that touch or overlap joined. A ring that is drawn the other way round is
    /// turned, not refused. Says nothing about its size: `AreaRules.drawn` does.
    ///
    /// - Throws: `area-crosses-itself` with latitude and longitude of the place, `area-hole-outside`, `area-malformed`,
    ///   `area-crosses-antimeridian`, `area-too-small` for what is a mere line, `area-invalid` for too many points.
    func checked(_ area: Area) throws(Refusal) -> Area

    /// All of them as one area.
    ///
    /// - Throws: `area-invalid` for none at all or too many points, and what `checked` throws.
    func union(_ areas: [Area]) throws(Refusal) -> Area

    /// How much of the smaller one lies in the other, 0 to 1. Areas that merely touch share nothing: less than a square
    /// metre counts as 0. Where both together are too intricate to be laid over each other, their hulls are.
    func overlap(_ a: Area, _ b: Area) -> Double

    /// For each point the part of the outline that is nearer to it than to any other point: outlines to begin with, where
    /// only middles are known. Nil where that is nothing, and for a point that was there before.
    func cells(around points: [Coordinate], within outline: Area) -> [Area?]

    /// The same area with fewer points, none of its borders moved by more than so many metres; the area itself when
    /// nothing can be left out.
    func simplified(_ area: Area, metres: Double) -> Area
}

extension AreaOperations {
    /// A circle of so many metres as a polygon of 32 corners.
    public func around(_ point: Coordinate, metres: Double) -> Area {
        guard let circle = Area(around: point, metres: metres) else {
            preconditionFailure("32 corners around a point are an area")
        }
        return circle
    }

    /// Square metres.
    public func surface(_ area: Area) -> Double { area.surface }
}
