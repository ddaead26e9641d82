import Watch
import WatchTesting

/// A plain of square groups, each 400 metres wide: `A` in a corner, the others so many metres east and north of it.
enum LinkPlain {
    static let corner = Street.corner

    static func point(east: Double, north: Double) -> Coordinate {
        let latitude = corner.latitude + north / 111_195.08
        let longitude = corner.longitude + east / (111_195.08 * 0.61437)
        guard let point = Coordinate(latitude: latitude, longitude: longitude) else {
            preconditionFailure("a plain lies on the earth")
        }
        return point
    }

    static func area(east: Double, north: Double, width: Double = 400, height: Double = 400) -> Area {
        let corners = [(0, 0), (width, 0), (width, height), (0, height), (0, 0)]
        guard
            let area = Area(polygons: [[corners.map { point(east: east + $0.0, north: north + $0.1) }]])
        else { preconditionFailure("a square is an area") }
        return area
    }

    static func group(_ name: String, east: Double, north: Double = 0, policy: Jurisdiction = .netherlands) -> Group {
        Group(
            id: id(name), slug: name.lowercased(), name: name, place: "De Vlakte", jurisdiction: policy, zone: "zone",
            municipality: nil, area: area(east: east, north: north), createdAt: Street.founded)
    }

    /// The same group, closed.
    static func closed(_ group: Group) -> Group {
        Group(
            id: group.id, slug: group.slug, name: group.name, place: group.place, jurisdiction: group.jurisdiction,
            zone: group.zone, municipality: nil, area: group.area, createdAt: group.createdAt,
            closedAt: group.createdAt + .days(1))
    }

    /// The same group as the registry lists it.
    static func listed(_ group: Group, standing: Registration.Standing = .listed) -> ListedGroup {
        ListedGroup(
            id: group.id, slug: group.slug, name: group.name, place: group.place, country: group.jurisdiction.code,
            municipality: nil, area: group.area, standing: standing, channel: .saar, members: 0,
            foundedAt: group.createdAt, createdAt: group.createdAt)
    }

    static func id(_ name: String) -> GroupId {
        Street.fixed("e" + String(Int(name.unicodeScalars.first?.value ?? 0)))
    }

    /// `"A-B, B-C"`
    static func network(_ groups: [Group], _ links: String) -> LinkNetwork {
        LinkNetwork(
            groups: groups,
            links: Set(
                links.split(separator: ",").compactMap { pair in
                    let ends = pair.split(separator: "-").map { id($0.filter { $0 != " " }) }
                    return Link.Pair(ends[0], ends[1])
                }))
    }
}
