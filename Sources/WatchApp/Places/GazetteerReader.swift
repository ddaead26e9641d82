import Watch

/// Makes the gazetteer of a release's files, and says exactly what is wrong where something is.
public struct GazetteerReader {
    let release: GazetteerRelease
    /// Names beside those that the publishers give, by the key of the place.
    private var otherNames: [String: [OtherName]] = [:]
    private(set) var places: [Place] = []
    private(set) var outlines: [String: Area] = [:]
    /// The codes of municipalities, each with its province's.
    private(set) var provinces: [String: String] = [:]
    private(set) var middles: [String: Coordinate] = [:]
    private var keys: Set<String> = []

    struct OtherName: Sendable {
        /// A language, `local` for how it is called there, or nothing.
        let language: String?
        let name: String
    }

    /// Reads and checks all of it.
    ///
    /// - Throws: `PlaceFileFault`.
    public static func gazetteer(_ release: GazetteerRelease) throws -> Gazetteer {
        var reader = GazetteerReader(release: release)
        try reader.readOtherNames()
        try reader.readOutlines()
        try reader.readNetherlands()
        try reader.readBelgium()
        return Gazetteer(released: release.released, places: reader.places, outlines: reader.outlines)
    }

    private init(release: GazetteerRelease) { self.release = release }

    func table(_ file: String, columns: [String]) throws -> CSVTable {
        guard let bytes = release.bytes(file) else { throw PlaceFileFault(file: file, "it is missing") }
        return try CSVTable(file, bytes, columns: columns)
    }

    private mutating func readOtherNames() throws {
        let table = try table("other_names.csv", columns: ["country", "kind", "code", "language", "name"])
        for row in table.rows {
            let kind = try row.text("kind")
            guard Place.Kind(rawValue: kind) != nil else { throw row.fault("kind", "\"\(kind)\" is no kind of place") }
            let language = row.optional("language")
            guard language == nil || language == "local" || language.flatMap({ Language(rawValue: $0) }) != nil else {
                throw row.fault("language", "it is none of nl, fr, de, en, local")
            }
            let key = "\(try row.text("country"))/\(kind)/\(try row.text("code"))"
            otherNames[key, default: []].append(OtherName(language: language, name: try row.text("name")))
        }
    }

    private mutating func readOutlines() throws {
        for (file, code, beginning) in [
            ("nl_gemeenten.geojson", "code", "GM"), ("nl_provincies.geojson", "code", "PV"),
            ("be_municipalities.geojson", "nis", ""), ("be_provinces.geojson", "nis", ""),
        ] {
            guard let bytes = release.bytes(file) else { throw PlaceFileFault(file: file, "it is missing") }
            outlines.merge(try OutlineFile.read(file, bytes, code: code, after: beginning)) { first, _ in first }
        }
    }

    /// Takes a place up, with the names that are given to it beside its own.
    ///
    /// - Returns: false when another one has its key.
    @discardableResult
    mutating func add(_ place: Place) -> Bool {
        guard keys.insert(place.key).inserted else { return false }
        if place.kind == .municipality {
            provinces[place.code] = place.province
            middles[place.code] = place.middle
        }
        places.append(named(place))
        return true
    }

    private func named(_ place: Place) -> Place {
        guard let others = otherNames[place.key] else { return place }
        var name = place.name
        var names = place.names
        var otherNames = place.otherNames
        for other in others {
            if other.language == "local" {
                if !otherNames.contains(name) { otherNames.append(name) }
                name = other.name
            } else if let language = other.language.flatMap({ Language(rawValue: $0) }), names[language] == nil {
                names[language] = other.name
            } else {
                otherNames.append(other.name)
            }
        }
        return Place(
            place.kind, country: place.country, code: place.code, name: name, names: names.filter { $0.value != name },
            otherNames: otherNames, region: place.region, province: place.province, municipality: place.municipality,
            postcode: place.postcode, middle: place.middle, population: place.population)
    }

    /// The name without what tells it apart from others on paper: `Bergen (NH)` is called Bergen by who lives there.
    static func bare(_ name: String) -> String? {
        guard let open = name.unicodeScalars.firstIndex(of: "("), open > name.startIndex else { return nil }
        return Words.trimmed(String(name[..<open]))
    }
}
