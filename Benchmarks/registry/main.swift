import Foundation
import Watch

// Reads groups with their areas from a file, puts them on the map that a server holds, and prints how long it takes to
// find those in whose area a point lies.
//
//   areas FILE      a line a group: "lon lat,lon lat,…", its ring

func polygon(_ line: Substring) -> Area? {
    let ring = line.split(separator: ",").compactMap { pair -> Coordinate? in
        let numbers = pair.split(separator: " ").compactMap { Double($0) }
        return numbers.count == 2 ? Coordinate(latitude: numbers[1], longitude: numbers[0]) : nil
    }
    return Area(polygons: [[ring]])
}

func milliseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
}

let text = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)
let zero = Moment(milliseconds: 0)
let groups = text.split(separator: "\n").enumerated().compactMap { number, line in
    polygon(line).map { area in
        ListedGroup(
            id: GroupId(at: zero, randomness: (0..<10).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 4))) }),
            slug: "buurt-\(number)", name: "Buurt \(number)", place: "Woerden", country: "NL", municipality: "0632",
            area: area, standing: .listed, channel: .saar, members: 90, foundedAt: zero, createdAt: zero)
    }
}
var start = ContinuousClock.now
let map = RegistryMap(groups, version: 1)
print(
    "the map of \(groups.count) groups made in: \(String(format: "%.0f", milliseconds(ContinuousClock.now - start))) ms"
)

var random = SystemRandomNumberGenerator()
/// A point in or near a group, as those who ask live: half of them within some hundred metres of one's corner.
let points = (0..<200_000).compactMap { number -> Coordinate? in
    let corner = groups[Int.random(in: groups.indices, using: &random)].area.polygons[0][0][0]
    return number.isMultiple(of: 2)
        ? Coordinate(
            latitude: corner.latitude + .random(in: -0.004...0.004, using: &random),
            longitude: corner.longitude + .random(in: -0.006...0.006, using: &random))
        : Coordinate(
            latitude: .random(in: 50.75...53.5, using: &random), longitude: .random(in: 3.4...7.2, using: &random))
}
var inside = 0
let times = points.map { point in
    start = ContinuousClock.now
    inside += map.covering(point).isEmpty ? 0 : 1
    return milliseconds(ContinuousClock.now - start) * 1e3
}.sorted()
precondition(inside > points.count / 20 && inside < points.count, "points lie in areas, and not all of them")
func at(_ share: Double) -> String {
    String(format: "%.1f", times[min(times.count - 1, Int(Double(times.count) * share))])
}
print(
    "a point in areas, in process: p50 \(at(0.5)) µs, p99 \(at(0.99)) µs, most \(at(1)) µs (\(inside) of \(points.count) inside)"
)
