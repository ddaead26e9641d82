import Testing
import Watch
import WatchTesting

@Suite("Looking for places")
struct GazetteerTests {
    private let gazetteer = StreetPlaces.gazetteer

    private func keys(_ typed: String, limit: Int = 10, kinds: Set<Place.Kind> = Set(Place.Kind.allCases)) -> [String] {
        gazetteer.search(typed, limit: limit, kinds: kinds).map(\.key)
    }

    @Test(
        "what was meant comes first",
        arguments: [
            // A town and its municipality are one answer, and so is the neighbourhood of a town's name.
            ("woerden", ["NL/municipality/0632"]), ("harmelen", ["NL/town/0632/harmelen"]),
            // In every language, and the larger one first.
            ("bergen", ["BE/municipality/53053", "NL/municipality/0893"]), ("mons", ["BE/municipality/53053"]),
            ("henegouwen", ["BE/province/50000"]),
            // Its beginning, or that of a word in it.
            ("woe", ["NL/municipality/0632"]), ("maarten", ["NL/town/0344/sintmaartenaandenijssel"]),
            ("voeren", []), ("gravenvoeren", ["NL/municipality/0994"]),
            // As it is shortened.
            ("st. maarten a/d ijssel", ["NL/town/0344/sintmaartenaandenijssel"]),
            ("St Maarten aan de Yssel", ["NL/town/0344/sintmaartenaandenijssel"]),
            // A slip of each sort, and two of them in a long name.
            ("woreden", ["NL/municipality/0632"]), ("woerdem", ["NL/municipality/0632"]),
            ("woerdn", ["NL/municipality/0632"]), ("wooerden", ["NL/municipality/0632"]), ("woxrdem", []),
            ("schildreskwartir", ["NL/neighbourhood/BU06320101"]),
            // Short words are meant as they are typed.
            ("mns", []),
            // What lies around it tells places of one name apart.
            ("heide", ["NL/town/0344/heide", "NL/town/0893/heide"]), ("heide, limburg", ["NL/town/0893/heide"]),
            ("heide bergen", ["NL/town/0893/heide"]), ("bergen lb", ["NL/municipality/0893"]),
            ("heide, belgie", []),
            // The city before the province of its name.
            ("utrecht", ["NL/municipality/0344", "NL/province/26"]),
            // Numbers.
            ("7000", ["NL/postcode/7000", "BE/postcode/7000"]), ("7000 AB", ["NL/postcode/7000"]),
            ("B-7000", ["BE/postcode/7000"]), ("7000 mons", ["BE/postcode/7000"]),
            ("7000 AB woerden", ["NL/postcode/7000"]),
            // A whole address: the postcode wherever it stands, then the last place.
            ("woerden 7000 AB", ["NL/postcode/7000"]), ("Rembrandtlaan 8, 7000AB Woerden", ["NL/postcode/7000"]),
            ("Rembrandtlaan 8 7000ab", ["NL/postcode/7000"]), ("mons 7000", ["BE/postcode/7000"]),
            ("Rue de Nimy 3 bte 2, 7000 Mons", ["BE/postcode/7000"]),
            ("Rue de Nimy 3, 7000 Mons, Belgique", ["BE/postcode/7000"]),
            ("rue de Nimy, B-7000 Mons (Belgique)", ["BE/postcode/7000"]),
            ("Kerkstraat 7000", ["NL/postcode/7000", "BE/postcode/7000"]),
            ("Kerkstraat 7000 te Harmelen", ["NL/town/0632/harmelen"]), ("bus 7000, Woerden", ["NL/municipality/0632"]),
            ("Rembrandtlaan 8, Woerden", ["NL/municipality/0632"]),
            ("Rembrandtlaan 8 Woerden", ["NL/municipality/0632"]),
            ("Rembrandtlaan Woerden", ["NL/municipality/0632"]),
            ("Rembrandtlaan 8\nWoerden\nNederland", ["NL/municipality/0632"]),
            ("Dorp 3, Harmelen, Woerden", ["NL/town/0632/harmelen"]),
            ("Dorp 3, Heide, Limburg", ["NL/town/0893/heide"]),
            ("Rembrandtlaan 8, Woerdn", ["NL/municipality/0632"]), ("laan 3, heide, belgie", []),
            ("٧٠٠٠ AB", ["NL/postcode/7000"]), ("laan 12 34 ab", []),
            // Nothing.
            ("", []), (",", []), ("amsterdam", []), ("東京", []), ("9999", []),
        ])
    func finds(_ typed: String, _ expected: [String]) { #expect(keys(typed) == expected) }

    @Test("only what was asked for is answered, and no more of it")
    func bounds() {
        #expect(keys("woerden", kinds: [.town]) == ["NL/town/0632/woerden"])
        #expect(keys("harmelen", kinds: [.neighbourhood]) == ["NL/neighbourhood/BU06320602"])
        #expect(keys("7000", kinds: [.town]) == [])
        #expect(keys("bergen", limit: 1).count == 1)
        #expect(keys("bergen", limit: 0).isEmpty)
        #expect(keys(String(repeating: "voeren ", count: 10_000)).isEmpty)
        #expect(keys(String(repeating: "voeren 7000 ", count: 10_000), limit: 1).count == 1)
    }

    @Test("places are looked up by code, by what they lie in and by key")
    func looksUp() {
        #expect(gazetteer.municipality("0632")?.name == "Woerden")
        #expect(gazetteer.municipality("53053")?.name(in: .nl) == "Bergen")
        #expect(gazetteer.municipality("53053")?.name(in: .de) == "Mons")
        #expect(gazetteer.municipality("26") == nil)
        #expect(gazetteer.province("26")?.name == "Utrecht")
        #expect(gazetteer.municipalities(in: "26").map(\.code) == ["0632", "0344"])
        #expect(gazetteer.municipalities().count == 5)
        #expect(gazetteer.provinces(in: "BE").map(\.code) == ["50000"])
        #expect(gazetteer.places(.town, in: "0632").map(\.name) == ["Woerden", "Harmelen"])
        #expect(gazetteer.place("NL/town/0632/harmelen")?.municipality == "0632")
        #expect(gazetteer.outline(of: "0632") != nil && gazetteer.outline(of: "0893") == nil)
        #expect(gazetteer.postcodes("7000", country: "BE").map(\.name) == ["Mons"])
        #expect(Gazetteer.empty.search("woerden").isEmpty && Gazetteer.empty.municipality("0632") == nil)
    }

    @Test(
        "a point lies in a municipality, in the one inside another, just outside, or nowhere",
        arguments: [
            (52.06, 4.81, "0632"), (52.105, 4.905, "0344"), (52.049, 4.9, "0632"), (52.045, 4.9, nil),
            (53.0, 4.9, nil), (-90, 180, nil), (90, -180, nil),
        ] as [(Double, Double, String?)])
    func atPoint(_ latitude: Double, _ longitude: Double, _ code: String?) throws {
        let point = try #require(Coordinate(latitude: latitude, longitude: longitude))
        #expect(gazetteer.municipality(at: point)?.code == code)
    }
}
