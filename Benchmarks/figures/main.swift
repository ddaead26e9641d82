import Foundation
import Watch

// Makes the figures of a registry of so many groups, and says how long each part of it took.

/// Milliseconds of the quickest of five times: what the work takes where nothing else stands in its way.
func least(_ work: () -> Int) -> Double {
    var best = Double.infinity
    for _ in 0..<5 {
        let start = ContinuousClock.now
        precondition(work() >= 0)
        let took = ContinuousClock.now - start
        best = min(best, Double(took.components.seconds) * 1_000 + Double(took.components.attoseconds) / 1e15)
    }
    return best
}

/// Groups around the middles of neighbourhoods, as many in each as there are to spread.
func groups(_ count: Int, _ places: Gazetteer) -> [ListedGroup] {
    let neighbourhoods = places.places.filter { $0.kind == .neighbourhood && ($0.population ?? 0) > 0 }
    return (0..<count).compactMap { number in
        let place = neighbourhoods[number * 7_919 % neighbourhoods.count]
        guard let area = Area(around: place.middle, metres: 250) else { return nil }
        let digits = String(number)
        let id = "01900000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        let founded = Moment(milliseconds: 1_300_000_000_000 + Int64(number) * 1_000_000)
        return ListedGroup(
            id: GroupId(trusted: id), slug: "g\(number)", name: "\(place.name) \(number)", place: place.name,
            country: "NL", municipality: place.municipality, area: area, standing: .listed, channel: .whatsapp,
            members: 90, foundedAt: founded, createdAt: founded)
    }
}

let release = try GazetteerFiles.release(in: URL(fileURLWithPath: CommandLine.arguments[1]))
let places = try GazetteerReader.gazetteer(release)
let maps = FigureMaps(places)
print(String(format: "maps, once a release: %.1f ms", least { FigureMaps(places).released.count }))
for count in [9_000, 90_000] {
    let map = RegistryMap(groups(count, places), version: 1)
    let figures = Figures(map, places: places, maps: maps)
    let all = figures.territory("NL").map { "\($0.groups) groups, \($0.members) members" } ?? "nothing"
    print(all)
    print(String(format: "  figures: %.1f ms", least { Figures(map, places: places, maps: maps).released.count }))
    print(String(format: "  has anything changed: %.1f ms", least { Figures.mark(map, places, .none) & 1 }))
    print(
        String(
            format: "  ranking of a country: %.2f ms",
            least { Ranking(figures.municipalities(of: "NL"), by: .density).entries.count }))
    print(String(format: "  villages of a municipality: %.2f ms", least { figures.villages(of: "0363").count }))
}
