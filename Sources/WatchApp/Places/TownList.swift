import Watch

/// Towns as several lists give them: those of one name in one municipality are one town.
struct TownList {
    private struct Town {
        var name: String
        var names: [Language: String] = [:]
        var otherNames: [String] = []
        let municipality: String
        var postcodes: [String] = []
        let middle: Coordinate
        var population: Int?
    }

    private let country: String
    private var towns: [Town] = []
    /// Municipality and folded name → the town.
    private var known: [String: Int] = [:]

    init(country: String) { self.country = country }

    /// Adds a town, or what is new about one that is there.
    mutating func add(
        _ name: String, names: [Language: String] = [:], in municipality: String, at middle: Coordinate,
        population: Int? = nil, postcode: String? = nil
    ) {
        let bare = TownList.bare(name)
        let key = municipality + "/" + PlaceName.folded(name)
        if let index = known[key] ?? bare.flatMap({ known[municipality + "/" + PlaceName.folded($0)] }) {
            if let population { towns[index].population = max(population, towns[index].population ?? 0) }
            if let postcode, !towns[index].postcodes.contains(postcode) { towns[index].postcodes.append(postcode) }
            if name != towns[index].name, !towns[index].otherNames.contains(name) {
                towns[index].otherNames.append(name)
            }
            known[key] = index
            return
        }
        known[key] = towns.count
        if let bare { known[municipality + "/" + PlaceName.folded(bare)] = towns.count }
        towns.append(
            Town(
                name: bare ?? name, names: names, otherNames: bare == nil ? [] : [name], municipality: municipality,
                postcodes: postcode.map { [$0] } ?? [], middle: middle, population: population))
    }

    /// The towns, each with a key of its own.
    func places(provinces: [String: String], regions: [String: String] = [:]) -> [Place] {
        towns.map { town in
            Place(
                .town, country: country, code: "\(town.municipality)/\(PlaceName.folded(town.name))", name: town.name,
                names: town.names, otherNames: town.otherNames, region: regions[town.municipality],
                province: provinces[town.municipality], municipality: town.municipality,
                postcode: town.postcodes.count == 1 ? town.postcodes[0] : nil, middle: town.middle,
                population: town.population)
        }
    }

    /// Without the letters by which the register of addresses tells towns of one name apart: `Afferden L`,
    /// `Hengelo (Gld)`, `Beek gem Montferland`, `Bleskensgraaf ca`.
    private static func bare(_ name: String) -> String? {
        if let bare = GazetteerReader.bare(name) { return bare }
        if let range = name.utf8.firstRange(of: " gem ".utf8) { return String(name[..<range.lowerBound]) }
        guard let space = name.unicodeScalars.lastIndex(of: " ") else { return nil }
        let ending = name[space...].unicodeScalars.dropFirst()
        return endings.contains(String(ending)) ? String(name[..<space]) : nil
    }

    private static let endings: Set<String> = [
        "AC", "Dr", "Fr", "GN", "Gem", "Gld", "Gn", "L", "Lb", "NB", "NH", "Ov", "Ut", "Z", "ZH", "Zl", "ca",
    ]
}
