/// What the registry comes to in one town or village of a municipality.
public struct VillageFigures: Hashable, Sendable {
    public let place: Place
    public var groups: Int
    public var members: Int

    /// Counts groups by village. One belongs to the village that it names as its place and, where it names none of them,
    /// to the one whose middle is nearest to the middle of its area.
    static func all(_ groups: [ListedGroup], towns: [Place]) -> [VillageFigures] {
        guard !towns.isEmpty else { return [] }
        var villages = towns.map { VillageFigures(place: $0, groups: 0, members: 0) }
        var named: [String: Int] = [:]
        for (index, town) in towns.enumerated() {
            for name in town.allNames where named[PlaceName.folded(name)] == nil {
                named[PlaceName.folded(name)] = index
            }
        }
        for group in groups {
            let middle = group.area.middle
            let index = named[PlaceName.folded(group.place)] ?? nearest(to: middle, towns)
            villages[index].groups += 1
            villages[index].members += group.members
        }
        return villages.sorted {
            (-$0.groups, -$0.members, $0.place.name, $0.place.code)
                < (-$1.groups, -$1.members, $1.place.name, $1.place.code)
        }
    }

    private static func nearest(to point: Coordinate, _ towns: [Place]) -> Int {
        let plane = LocalPlane(around: point)
        func distance(_ town: Place) -> Double {
            let flat = plane.flat(town.middle)
            return flat.x * flat.x + flat.y * flat.y
        }
        return towns.indices.min { distance(towns[$0]) < distance(towns[$1]) } ?? 0
    }
}
