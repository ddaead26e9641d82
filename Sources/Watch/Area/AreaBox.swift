extension Area {
    /// A box of degrees, for a quick look before the exact one.
    public struct Box: Hashable, Codable, Sendable {
        public let south: Double, north: Double, west: Double, east: Double

        public init(south: Double, north: Double, west: Double, east: Double) {
            self.south = south
            self.north = north
            self.west = west
            self.east = east
        }

        /// Whether the point lies in it or on its border.
        public func contains(_ point: Coordinate) -> Bool {
            point.latitude >= south && point.latitude <= north && point.longitude >= west && point.longitude <= east
        }

        /// Whether all of the other one lies in it.
        public func holds(_ other: Box) -> Bool {
            other.south >= south && other.north <= north && other.west >= west && other.east <= east
        }

        /// Whether both have a point in common.
        public func meets(_ other: Box) -> Bool {
            south <= other.north && other.south <= north && west <= other.east && other.west <= east
        }

        /// The box around both.
        public func joined(_ other: Box) -> Box {
            Box(
                south: min(south, other.south), north: max(north, other.north), west: min(west, other.west),
                east: max(east, other.east))
        }

        /// A box so many metres wider on every side.
        public func widened(metres: Double) -> Box {
            // A degree of longitude is shortest on the side that is nearer to a pole.
            let far = LocalPlane(around: Coordinate(latitude: max(abs(south), abs(north)), longitude: 0) ?? middle)
            // A degree of latitude is a per cent longer at the poles than at the equator: a box may be a little too wide.
            let up = metres / far.metresNorth * 1.011
            let aside = metres / far.metresEast * 1.001
            return Box(south: south - up, north: north + up, west: west - aside, east: east + aside)
        }

        /// How far it reaches from west to east, and from south to north.
        public var metres: (width: Double, height: Double) {
            let plane = LocalPlane(around: middle)
            return (width: (east - west) * plane.metresEast, height: (north - south) * plane.metresNorth)
        }

        /// Its middle.
        public var middle: Coordinate {
            Coordinate(latitude: (south + north) / 2, longitude: (west + east) / 2) ?? Box.nowhere
        }

        /// All there is.
        public static let earth = Box(south: -90, north: 90, west: -180, east: 180)

        private static var nowhere: Coordinate {
            guard let point = Coordinate(latitude: 0, longitude: 0) else { preconditionFailure("0, 0 is on the earth") }
            return point
        }
    }

    /// All that lies in a box; nil where its sides are not on the earth.
    public init?(_ box: Box) {
        let corners = [(box.south, box.west), (box.south, box.east), (box.north, box.east), (box.north, box.west)]
            .compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }
        guard corners.count == 4 else { return nil }
        self.init(polygons: [[corners + corners.prefix(1)]])
    }

    /// The box around it.
    public var box: Box {
        var (south, north, west, east) = (90.0, -90.0, 180.0, -180.0)
        for polygon in polygons {
            // Holes lie inside.
            for point in polygon[0] {
                south = min(south, point.latitude)
                north = max(north, point.latitude)
                west = min(west, point.longitude)
                east = max(east, point.longitude)
            }
        }
        return Box(south: south, north: north, west: west, east: east)
    }
}
