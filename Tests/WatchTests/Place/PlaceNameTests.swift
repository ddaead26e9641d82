import Testing
import Watch

@Suite("Names of places as people type them")
struct PlaceNameTests {
    @Test(
        "different ways to type one name are one",
        arguments: [
            ("'s-Gravenhage", ["sgravenhage", "S GRAVENHAGE", "’s Gravenhage", "'s-gravenhage"]),
            ("IJsselstein", ["ijsselstein", "Ysselstein", "ĲSSELSTEIN"]),
            ("Súdwest-Fryslân", ["sudwest fryslan", "Su\u{301}dwest Frijslan"]),
            ("Braine-l’Alleud", ["braine lalleud", "Braine l'Alleud"]),
            ("Büllingen", ["bullingen"]), ("Œudeghien", ["oeudeghien"]), ("1e Exloërmond", ["1e exloermond"]),
        ])
    func folds(_ name: String, _ spellings: [String]) {
        for spelling in spellings { #expect(PlaceName.folded(spelling) == PlaceName.folded(name)) }
    }

    @Test(
        "nothing is left of what is no name",
        arguments: ["", "  ", "-'’", "\u{301}", "東京", "\u{0}\u{7F}"])
    func nothing(_ typed: String) {
        #expect(PlaceName.folded(typed).isEmpty)
    }

    @Test(
        "a postcode is read with country and letters, or not at all",
        arguments: [
            ("2711", "2711", nil, nil), ("2711 AB", "2711", "AB", "NL"), ("2711ab", "2711", "AB", "NL"),
            ("B-1000", "1000", nil, "BE"), ("BE 1000", "1000", nil, "BE"), ("NL-2711 AB", "2711", "AB", "NL"),
            ("nl2711", "2711", nil, "NL"), (" 2711 ", "2711", nil, nil),
            ("٢٧١١ AB", "2711", "AB", "NL"), ("۲۷۱۱", "2711", nil, nil), ("２７１１　ＡＢ", "2711", "AB", "NL"),
            ("\u{200B}2711ab\u{200B}", "2711", "AB", "NL"), ("२७११", "2711", nil, nil),
        ] as [(String, String, String?, String?)])
    func postcodes(_ typed: String, _ digits: String, _ letters: String?, _ country: String?) throws {
        let postcode = try #require(Postcode(typed))
        #expect(postcode.digits == digits && postcode.letters == letters && postcode.country == country)
    }

    @Test(
        "what is no postcode is none",
        arguments: [
            "", "271", "27111", "0271", "2711 A", "2711 ABC", "B-1000 AB", "271a", "٠٢٣٤", "½711", "2711 12", "D-1000",
            String(repeating: " ", count: 100) + "2711",
        ])
    func noPostcode(_ typed: String) { #expect(Postcode(typed) == nil) }
}
