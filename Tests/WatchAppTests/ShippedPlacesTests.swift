import Foundation
import Testing
import Watch
import WatchApp

/// The gazetteer that comes with the program, as it is read by every server.
@Suite("The shipped gazetteer") struct ShippedPlacesTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/WatchWeb/Resources/share/gazetteer").standardized
    private static let read = Result { try GazetteerReader.gazetteer(try GazetteerFiles.release(in: folder)) }

    private func rows(_ file: String) throws -> [[String]] {
        try String(
            contentsOf: file.hasPrefix("/") ? URL(filePath: file) : Self.folder.appending(path: file), encoding: .utf8
        )
        .split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func everythingIsThere() throws {
        let gazetteer = try Self.read.get()
        var counts: [Place.Kind: Int] = [:]
        for place in gazetteer.places { counts[place.kind, default: 0] += 1 }
        #expect(counts[.municipality] == 907)
        #expect(counts[.province] == 23)
        #expect(counts[.postcode] == 5_229)
        #expect(counts[.neighbourhood] == 14_574)
        #expect(counts[.district] == 3_393)
        #expect(counts[.town, default: 0] > 9_000)
        #expect(Set(gazetteer.places.map(\.key)).count == gazetteer.places.count)
        for place in gazetteer.provinces() + gazetteer.municipalities() {
            #expect(gazetteer.outline(of: place.code) != nil, "\(place.key)")
        }
    }

    @Test func everyPostcodeLeadsToItsMunicipality() throws {
        let gazetteer = try Self.read.get()
        var seen: Set<String> = []
        for row in try rows("nl_pc4.csv") {
            let place = try #require(gazetteer.postcodes("\(row[0]) AB").first)
            #expect(place.municipality == String(row[3].dropFirst(2)), "\(row[0])")
            seen.insert("NL" + row[0])
        }
        var belgian: [String: Set<String>] = [:]
        for row in try rows("be_postcodes.csv") { belgian[row[0], default: []].insert(row[2]) }
        for (digits, municipalities) in belgian {
            let place = try #require(gazetteer.postcodes("B-\(digits)").first)
            #expect(place.municipality.map(municipalities.contains) == true, "\(digits)")
            #expect(place.municipality.flatMap(gazetteer.municipality) != nil)
            seen.insert("BE" + digits)
        }
        #expect(seen.count == 4_080 + 1_149)
    }

    @Test func carelessSpellingsAreUnderstood() throws {
        let gazetteer = try Self.read.get()
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "spellings.csv").path
        let spellings = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(spellings.count > 200)
        for line in spellings {
            // The spelling may hold a comma, in quotation marks.
            let comma = try #require(line.lastIndex(of: ","))
            let typed = line[..<comma].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            let found = gazetteer.search(typed, limit: 3).map(\.key)
            #expect(found.first == String(line[line.index(after: comma)...]), "\(typed): \(found)")
        }
    }

    @Test func middlesLieInTheirMunicipality() throws {
        let gazetteer = try Self.read.get()
        var inside = 0
        for place in gazetteer.municipalities() {
            guard let outline = gazetteer.outline(of: place.code), outline.contains(place.middle) else { continue }
            inside += 1
            #expect(gazetteer.municipality(at: place.middle)?.code == place.code, "\(place.key)")
        }
        #expect(inside > 890)
        // Far out at sea.
        let sea = try #require(Coordinate(latitude: 52.5, longitude: 3.0))
        #expect(gazetteer.municipality(at: sea) == nil)
    }

    @Test func everyOtherNameBelongsToAPlace() throws {
        let gazetteer = try Self.read.get()
        let others = try rows("other_names.csv")
        #expect(others.count > 100)
        for row in others {
            #expect(gazetteer.place("\(row[0])/\(row[1])/\(row[2])") != nil, "\(row)")
        }
    }

    @Test(arguments: [
        ("nl_pc4.csv", "1011,", "1011,,", "line 2: 11 fields, and the header has 10"),
        ("nl_pc4.csv", "GM0363", "GM9999", "line 2, column gemeente_code: nl_gemeenten.csv has no GM9999"),
        ("nl_pc4.csv", "52.371,", "fifty,", "line 2, column lat: \"fifty\" is no number"),
        ("nl_pc4.csv", "52.371,", "12.371,", "neither in the Netherlands"),
        ("nl_pc4.csv", "\n1012,", "\n1011,", "line 3, column pc4: 1011 is there twice"),
        ("nl_pc4.csv", "pc4,", "postcode,", "line 1, column pc4: the column is missing"),
        ("nl_pc4.csv", "gemeente,", "place,", "line 1, column place: the column is there twice"),
        ("nl_pc4.csv", "1011,Amsterdam,", "1011,\"Amsterdam,", "behind a quotation mark"),
        ("nl_pc4.csv", "1011,Amsterdam,", "1011,Amster\"dam,", "in the middle of a field"),
        ("nl_gemeenten.csv", "GM0034", "GM0014", "GM0014 is there twice"),
        ("nl_gemeenten.csv", "243768", "many", "column population: \"many\" is no number of people"),
        ("be_municipalities.csv", "\n11001,", "\n1101,", "line 2, column nis"),
        ("be_municipalities.geojson", "\"nis\":\"11001\"", "\"nis\":\"11002\"", "11002 is there twice"),
        ("be_municipalities.geojson", "\"Polygon\"", "\"Point\"", "feature 1"),
        ("nl_provincies.geojson", "{\"type\"", "{type", "it is not JSON"),
        ("other_names.csv", ",en,", ",xx,", "column language"),
    ])
    func whatIsWrongIsSaid(_ file: String, _ before: String, _ after: String, _ words: String) throws {
        let release = try GazetteerFiles.release(in: Self.folder)
        let files = release.files.map { kept in
            guard kept.name == file else { return kept }
            let text = String(decoding: kept.bytes, as: UTF8.self)
            return GazetteerRelease.File(
                name: file, bytes: Array(text.replacing(before, with: after, maxReplacements: 1).utf8))
        }
        let fault = #expect(throws: PlaceFileFault.self) {
            _ = try GazetteerReader.gazetteer(GazetteerRelease(released: release.released, files: files))
        }
        let said = fault?.description ?? ""
        #expect(said.hasPrefix(file) && said.contains(words), "\(said)")
    }

    @Test func aByteOrderMarkAndWindowsLinesAreTaken() throws {
        let release = try GazetteerFiles.release(in: Self.folder)
        let files = release.files.map { kept in
            guard kept.name.hasSuffix(".csv") else { return kept }
            let text = "\u{FEFF}" + String(decoding: kept.bytes, as: UTF8.self).replacing("\n", with: "\r\n")
            return GazetteerRelease.File(name: kept.name, bytes: Array(text.utf8))
        }
        let gazetteer = try GazetteerReader.gazetteer(GazetteerRelease(released: "2026-11-21", files: files))
        #expect(try gazetteer.places == Self.read.get().places)
    }
}
