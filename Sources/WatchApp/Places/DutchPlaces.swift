import Watch

extension GazetteerReader {
    /// Provinces, municipalities, towns, districts, neighbourhoods and postcodes of the Netherlands.
    mutating func readNetherlands() throws {
        try readDutchMunicipalities()
        try readDutchTowns()
        try readDutchNeighbourhoods()
        try readDutchPostcodes()
    }

    private mutating func readDutchMunicipalities() throws {
        let table = try table(
            "nl_gemeenten.csv",
            columns: ["code", "name", "common_name", "province_code", "province", "population", "lat", "lon"])
        var municipalities: [Place] = []
        var provinceNames: [String: String] = [:]
        var populations: [String: Int] = [:]
        for row in table.rows {
            let code = try row.code("code", after: "GM", digits: 4...4)
            let province = try row.code("province_code", after: "PV", digits: 2...2)
            let official = try row.text("name")
            // The common name is taken where it is another one, and not the same without its apostrophe.
            let common = row.optional("common_name") ?? official
            let name = official.ends(with: common) ? official : common
            let population = try row.count("population")
            provinceNames[province] = try row.text("province")
            populations[province, default: 0] += population ?? 0
            var others = official == name ? [] : [official]
            if let bare = GazetteerReader.bare(name), !others.contains(bare) { others.append(bare) }
            let municipality = Place(
                .municipality, country: "NL", code: code, name: name, otherNames: others, province: province,
                municipality: code, middle: try row.point(), population: population)
            municipalities.append(municipality)
            guard outlines[code] != nil else { throw row.fault("code", "nl_gemeenten.geojson has no outline of it") }
        }
        for (code, name) in provinceNames.sorted(by: { $0.key < $1.key }) {
            guard let outline = outlines[code] else {
                throw PlaceFileFault(file: "nl_provincies.geojson", "province \(code), \(name), is missing")
            }
            add(
                Place(
                    .province, country: "NL", code: code, name: name, province: code, middle: outline.middle,
                    population: populations[code]))
        }
        for municipality in municipalities where !add(municipality) {
            throw PlaceFileFault(file: "nl_gemeenten.csv", "GM\(municipality.code) is there twice")
        }
    }

    private mutating func readDutchTowns() throws {
        var towns = TownList(country: "NL")
        let names = try table(
            "nl_places.csv", columns: ["name", "gemeente_code", "lat", "lon", "population"])
        for row in names.rows {
            let municipality = try municipality(of: row)
            // Nobody counted where it says 0.
            let population = try row.count("population").flatMap { $0 > 0 ? $0 : nil }
            towns.add(
                try row.text("name"), in: municipality, at: try row.point(), population: population)
        }
        let registered = try table(
            "nl_woonplaatsen.csv", columns: ["woonplaats", "gemeente_code", "lat", "lon", "population_geonames"])
        for row in registered.rows {
            let name = try row.text("woonplaats")
            let population = try row.count("population_geonames").flatMap { $0 > 0 ? $0 : nil }
            towns.add(name, in: try municipality(of: row), at: try row.point(), population: population)
        }
        for town in towns.places(provinces: provinces) { add(town) }
    }

    private mutating func readDutchNeighbourhoods() throws {
        /// What the neighbourhoods of a district come to.
        struct Sum {
            var points = 0
            var latitude = 0.0
            var longitude = 0.0
            var population = 0
        }
        var sums: [String: Sum] = [:]
        var neighbourhoods: [Place] = []
        let parts = try table(
            "nl_buurten.csv", columns: ["code", "name", "gemeente_code", "pc4", "inwoners", "lat", "lon"])
        for row in parts.rows {
            let municipality = try municipality(of: row)
            let point = try row.pointIfPresent()
            let population = try row.count("inwoners")
            let code = try row.code("code", after: "BU", digits: 8...8)
            // Its own code begins with that of its district.
            let district = "WK" + code.prefix(6)
            if let point {
                sums[district, default: Sum()].points += 1
                sums[district, default: Sum()].latitude += point.latitude
                sums[district, default: Sum()].longitude += point.longitude
            }
            sums[district, default: Sum()].population += population ?? 0
            neighbourhoods.append(
                Place(
                    .neighbourhood, country: "NL", code: "BU" + code, name: try row.text("name"),
                    province: provinces[municipality], municipality: municipality, postcode: row.optional("pc4"),
                    middle: try point ?? middles[municipality] ?? row.point(), population: population))
        }
        let districts = try table("nl_wijken.csv", columns: ["code", "name", "gemeente_code"])
        for row in districts.rows {
            let municipality = try municipality(of: row)
            let code = "WK" + (try row.code("code", after: "WK", digits: 6...6))
            let sum = sums[code] ?? Sum()
            let middle =
                sum.points == 0
                ? middles[municipality]
                : Coordinate(
                    latitude: sum.latitude / Double(sum.points), longitude: sum.longitude / Double(sum.points))
            guard let middle else { throw row.fault("code", "it has no middle") }
            let district = Place(
                .district, country: "NL", code: code, name: DutchDistrict.name(try row.text("name")),
                province: provinces[municipality], municipality: municipality, middle: middle,
                population: sum.population == 0 ? nil : sum.population)
            guard add(district) else { throw row.fault("code", "it is there twice") }
        }
        for neighbourhood in neighbourhoods where !add(neighbourhood) {
            throw PlaceFileFault(file: "nl_buurten.csv", "\(neighbourhood.code) is there twice")
        }
    }

    private mutating func readDutchPostcodes() throws {
        let table = try table(
            "nl_pc4.csv", columns: ["pc4", "place", "other_places", "gemeente_code", "lat", "lon"])
        for row in table.rows {
            let digits = try row.code("pc4", digits: 4...4)
            guard Postcode(digits) != nil else { throw row.fault("pc4", "\(digits) is no postcode") }
            let municipality = try municipality(of: row)
            let others = row.optional("other_places")?.split(scalar: "|").map(String.init) ?? []
            let postcode = Place(
                .postcode, country: "NL", code: digits, name: try row.text("place"), otherNames: others,
                province: provinces[municipality], municipality: municipality, postcode: digits,
                middle: try row.point())
            guard add(postcode) else { throw row.fault("pc4", "\(digits) is there twice") }
        }
    }

    /// The municipality that a row names.
    private func municipality(of row: CSVTable.Row) throws -> String {
        let code = try row.code("gemeente_code", after: "GM", digits: 4...4)
        guard provinces[code] != nil else { throw row.fault("gemeente_code", "nl_gemeenten.csv has no GM\(code)") }
        return code
    }
}

/// How CBS names districts.
private enum DutchDistrict {
    /// Without the number in front that people never say: `Wijk 03 Westbroekpark` is Westbroekpark.
    static func name(_ name: String) -> String {
        guard let match = name.prefixMatch(of: #/Wijk \d\d /#), match.range.upperBound < name.endIndex else {
            return name
        }
        return String(name[match.range.upperBound...])
    }
}
