#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The earth laid flat around a point, in metres east and north of it, so that lengths and surfaces can be reckoned with
/// plain geometry.
///
/// Straight lines in degrees stay straight, so what crosses or holds what is the same in both. Lengths are those of the
/// WGS 84 ellipsoid at the middle; away from it, those from west to east are off by about 0.2 % for every 10 km north or
/// south (at 52° north).
public struct LocalPlane: Hashable, Sendable {
    /// Where both axes are 0.
    public let middle: Coordinate
    /// Metres in a degree of latitude, and in a degree of longitude, at the middle.
    public let metresNorth: Double, metresEast: Double

    public init(around middle: Coordinate) {
        let latitude = middle.latitude * .pi / 180
        // Both radii of curvature of the ellipsoid: across the meridian and along it.
        let flattening = 1 - LocalPlane.eccentricity * sin(latitude) * sin(latitude)
        let across = LocalPlane.equator / sqrt(flattening)
        let along = across * (1 - LocalPlane.eccentricity) / flattening
        self.middle = middle
        metresNorth = along * .pi / 180
        // At the poles all meridians meet; a metre is left of them so that nothing is divided by 0.
        metresEast = max(1, across * cos(latitude) * .pi / 180)
    }

    /// Where a point of the earth lies on the plane.
    public func flat(_ point: Coordinate) -> FlatPoint {
        FlatPoint(
            x: (point.longitude - middle.longitude) * metresEast, y: (point.latitude - middle.latitude) * metresNorth)
    }

    /// Which point of the earth lies there, to seven decimals of a degree (a centimetre); what falls beyond a pole or
    /// beyond the 180th meridian is brought back to it.
    public func coordinate(_ point: FlatPoint) -> Coordinate {
        let latitude = LocalPlane.rounded(middle.latitude + point.y / metresNorth, most: 90)
        let longitude = LocalPlane.rounded(middle.longitude + point.x / metresEast, most: 180)
        return Coordinate(latitude: latitude, longitude: longitude) ?? middle
    }

    private static func rounded(_ degrees: Double, most: Double) -> Double {
        max(-most, min(most, (degrees * 10_000_000).rounded() / 10_000_000))
    }

    /// The half axis of WGS 84, and the square of its first eccentricity.
    private static let equator = 6_378_137.0
    private static let eccentricity = 0.006_694_379_990_14
}

/// A point on a plane.
public struct FlatPoint: Hashable, Sendable {
    public let x: Double
    public let y: Double

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}
