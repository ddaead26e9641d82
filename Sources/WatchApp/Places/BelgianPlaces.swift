import Watch

extension GazetteerReader {
    /// Provinces, municipalities, towns and postcodes of Belgium.
    mutating func readBelgium() throws {
        let municipalities = try readBelgianMunicipalities()
        try readBelgianPostcodes(municipalities)
    }

    /// - Returns: the municipalities by their codes.
    private mutating func readBelgianMunicipalities() throws -> [String: Place] {
        let table = try table(
            "be_municipalities.csv",
            columns: [
                "nis", "name_nl", "name_fr", "province_nis", "province_nl", "province_fr", "region", "lat", "lon",
            ])
        var municipalities: [String: Place] = [:]
        var provinces: [String: Place] = [:]
        for row in table.rows {
            let code = try row.code("nis", digits: 5...5)
            let province = try row.code("province_nis", digits: 5...5)
            let region = try row.text("region")
            let names = BelgianNames(dutch: try row.text("name_nl"), french: try row.text("name_fr"), region: region)
            guard outlines[code] != nil else {
                throw row.fault("nis", "be_municipalities.geojson has no outline of it")
            }
            if provinces[province] == nil {
                guard let outline = outlines[province] else {
                    throw row.fault("province_nis", "be_provinces.geojson has no outline of it")
                }
                let names = BelgianNames(
                    dutch: try row.text("province_nl"), french: try row.text("province_fr"), region: region)
                provinces[province] = Place(
                    .province, country: "BE", code: province, name: names.name, names: names.others, region: region,
                    province: province, middle: outline.middle)
            }
            let municipality = Place(
                .municipality, country: "BE", code: code, name: names.name, names: names.others, region: region,
                province: province, municipality: code, middle: try row.point())
            guard municipalities.updateValue(municipality, forKey: code) == nil else {
                throw row.fault("nis", "\(code) is there twice")
            }
        }
        for province in provinces.values.sorted(by: { $0.code < $1.code }) { add(province) }
        for municipality in municipalities.values.sorted(by: { $0.code < $1.code }) { add(municipality) }
        return municipalities
    }

    private mutating func readBelgianPostcodes(_ municipalities: [String: Place]) throws {
        let table = try table("be_postcodes.csv", columns: ["postcode", "locality", "municipality_nis", "lat", "lon"])
        var towns = TownList(country: "BE")
        var postcodes: [(digits: String, localities: [(name: String, point: Coordinate, municipality: Place)])] = []
        var known: [String: Int] = [:]
        for row in table.rows {
            let digits = try row.code("postcode", digits: 4...4)
            guard Postcode(digits) != nil else { throw row.fault("postcode", "\(digits) is no postcode") }
            let name = try row.text("locality")
            let code = try row.code("municipality_nis", digits: 5...5)
            guard let municipality = municipalities[code] else {
                throw row.fault("municipality_nis", "be_municipalities.csv has no \(code)")
            }
            let point = try row.point()
            let isSeat = municipality.allNames.contains { PlaceName.folded($0) == PlaceName.folded(name) }
            // The town from which a municipality has its name has that name in every language.
            if isSeat {
                towns.add(municipality.name, names: municipality.names, in: code, at: point, postcode: digits)
            } else {
                towns.add(name, in: code, at: point, postcode: digits)
            }
            if known[digits] == nil {
                known[digits] = postcodes.count
                postcodes.append((digits, []))
            }
            let locality = (name: name, point: point, municipality: municipality)
            let index = known[digits] ?? 0
            // The seat of the municipality is what most people mean.
            postcodes[index].localities.insert(locality, at: isSeat ? 0 : postcodes[index].localities.count)
        }
        let regions = municipalities.compactMapValues(\.region)
        for town in towns.places(provinces: provinces, regions: regions) { add(town) }
        for postcode in postcodes.sorted(by: { $0.digits < $1.digits }) {
            let main = postcode.localities[0]
            var others: [String] = []
            for locality in postcode.localities.dropFirst() where locality.name != main.name {
                if !others.contains(locality.name) { others.append(locality.name) }
            }
            add(
                Place(
                    .postcode, country: "BE", code: postcode.digits, name: main.name, otherNames: others,
                    region: main.municipality.region, province: main.municipality.province,
                    municipality: main.municipality.code, postcode: postcode.digits, middle: main.point))
        }
    }
}

/// A name in the languages in which Statbel gives it.
private struct BelgianNames {
    /// What it is called there: in French in Wallonia, in Dutch elsewhere.
    let name: String
    /// What it is called by the others.
    let others: [Language: String]

    init(dutch: String, french: String, region: String) {
        name = region == "Waals Gewest" ? french : dutch
        others = [.nl: dutch, .fr: french].filter { [name] in $0.value != name }
    }
}
