/// Temporary: overwritten by the merge.
public struct AreaIndex<Key: Hashable & Sendable>: Sendable {
    private let areas: [(key: Key, area: Area)]
    public init(_ areas: [(Key, Area)]) { self.areas = areas.map { (key: $0.0, area: $0.1) } }
    public func covering(_ point: Coordinate) -> [Key] { areas.filter { $0.area.contains(point) }.map(\.key) }
    public func nearest(to point: Coordinate, limit: Int, within metres: Double) -> [(Key, Double)] {
        areas.map { ($0.key, $0.area.distance(to: point)) }.filter { $0.1 <= metres }.sorted { $0.1 < $1.1 }
            .prefix(limit).map { $0 }
    }
    public func touching(_ area: Area, within metres: Double) -> [Key] {
        areas.filter { other in
            other.area.polygons.joined().joined().contains { area.distance(to: $0) <= metres }
                || area.polygons.joined().joined().contains { other.area.distance(to: $0) <= metres }
        }.map(\.key)
    }
}
