import Testing
import Watch
import WatchTesting

/// The check of words asks once: about descriptions that tell nothing but who, and never about an ordinary report.
@Suite struct AlertWordsTests {
    private func advice(_ behaviour: String?, _ appearance: String? = nil, vehicle: String? = nil) -> [AlertAdvice] {
        AlertRules.advice(Observation(behaviour: behaviour, appearance: appearance, vehicle: vehicle))
    }

    @Test(arguments: [
        // nl
        "Verdachte man", "Twee jongens met capuchon", "Een man van ongeveer 30 jaar met zwarte jas en rode pet",
        "Verdacht persoon", "Lange vrouw, bril, rugzak", "een gast met een hoodie",
        // fr
        "Un homme avec casquette", "Deux jeunes", "Une femme, cheveux et lunettes",
        // de
        "Ein Mann mit Bart und Brille", "Zwei Jungs mit Rucksack", "verdächtige Person",
        // en
        "Suspicious man with a backpack", "Two guys", "A tall woman with glasses and a hat",
    ])
    func appearanceAloneIsAskedAbout(behaviour: String) {
        #expect(advice(behaviour) == [.appearanceAlone])
    }

    @Test(
        arguments: [
            // nl
            ("Marokkaanse jongen belt aan", nil), ("Turkse man loopt langs", nil), ("Roemenen bij de kerk", nil),
            ("Een Poolse man kijkt naar binnen", nil), ("Er loopt een donkere man rond", nil),
            ("Oost-Europese mannen bellen aan", nil), ("Buitenlandse mannen bellen aan", nil),
            ("Zigeuners aan de deur", nil), ("Belt overal aan", "Noord-Afrikaans uiterlijk"),
            ("Belt overal aan", "getinte huid"), ("Belt overal aan", "Marokkaans"), ("Belt overal aan", "getint"),
            ("Belt overal aan", "donker getinte man, muts"),
            // fr
            ("Un homme roumain sonne partout", nil), ("Des hommes d'origine maghrébine sonnent", nil),
            ("Un homme étranger sonne partout", nil), ("Sonne partout", "peau noire, africain"),
            // de
            ("Ein polnischer Mann klingelt", nil), ("Rumänen klingeln überall", nil),
            ("Klingelt überall", "osteuropäisches Aussehen"), ("Ausländer klingeln überall", nil),
            // en
            ("A black man rings doorbells", nil), ("Moroccan-looking boys ring doorbells", nil),
            ("Polish guys ring doorbells", nil), ("Foreigners ring doorbells", nil),
            ("Rings doorbells", "Romanian, cap"),
        ] as [(String, String?)])
    func originAloneIsAskedAbout(behaviour: String, appearance: String?) {
        #expect(advice(behaviour, appearance) == [.originAlone])
    }

    @Test func originWithTwoOtherFeaturesIsADescription() {
        #expect(advice("Belt aan", "Marokkaanse jongen, pet, rugzak") == [])
        #expect(advice("Belt aan", "Marokkaanse jongen met pet", vehicle: "rode scooter") == [])
        #expect(advice("Belt aan", "Marokkaanse jongen met pet, pet, pet") == [.originAlone])
    }

    @Test func bothAreAskedAboutAtOnce() {
        #expect(advice("Marokkaanse jongen") == [.appearanceAlone, .originAlone])
    }

    @Test(arguments: [
        // nl
        "Voelt aan autodeuren en kijkt naar binnen", "Man belt overal aan en vraagt naar de meterstand",
        "Twee jongens forceren het slot van de berging", "Iemand loopt met een zaklamp door de tuin",
        "Busje met buitenlands kenteken rijdt rondjes", "Rent weg richting oost",
        "Donkere auto met getinte ramen wacht",
        "Jongen in zwarte hoodie voelt aan deuren", "Breekt in bij de Turkse bakker",
        "Buurman gaat poolshoogte nemen", "Vrouw roept om hulp op het Surinameplein", "Rijdt naar Polen",
        "Fietsendief bij de Afrikaanderwijk", "Klimt via de regenpijp naar de eerste verdieping",
        "Man doet zich voor als monteur", "Er wordt ingebroken bij nummer 12", "Hond wordt vergiftigd",
        "Man in donkere jas volgt een meisje", "Rijdt weg in een zwarte Golf",
        // fr
        "Une voiture noire tourne dans la rue", "Un homme essaie d'ouvrir les portes des voitures",
        "Véhicule à plaque étrangère devant l'école", "Personne qui photographie les maisons",
        // de
        "Ein Mann versucht, die Haustür aufzubrechen", "Fährt mit ausländischem Kennzeichen herum",
        "Junge in türkiser Jacke schlägt Autospiegel ab", "Wirft eine Scheibe ein",
        // en
        "Man in a black jacket trying car doors", "Black car driving round and round", "Ran off to the east",
        "Van with foreign plates outside number 12", "Two women offer to polish silver at the door",
        "Somebody climbs into the swimming pools", "Breaking into the Asian supermarket",
    ])
    func anOrdinaryReportIsNotAskedAbout(behaviour: String) {
        #expect(advice(behaviour) == [])
    }

    @Test(arguments: [
        "zwarte jas, witte pet", "donkere jas en donkere broek", "black jacket, jeans", "veste noire", "schwarze Jacke",
        "lang, slank, baard", "tall, grey hair",
    ])
    func clothesAreNoOrigin(appearance: String) {
        #expect(advice("Voelt aan deuren", appearance) == [])
    }

    @Test func nothingIsAskedWhereNothingStands() {
        #expect(advice(nil) == [])
        #expect(advice("", "") == [])
    }

    @Test func whoIsMissingIsToldByAppearance() throws {
        let child = Observation(behaviour: "Jongen van 8 jaar, blauwe jas")
        #expect(AlertRules.advice(child, about: .missingPerson) == [])
        #expect(AlertRules.advice(Observation(behaviour: "Oude man"), about: .missingPerson) == [])
        #expect(AlertRules.advice(Observation(behaviour: "Oude man"), about: .suspiciousPerson) == [.appearanceAlone])
        var alert = Street.draft()
        let place = Location(coordinate: Street.corner, description: nil)
        _ = try alert.signal(
            Report(kind: .missingPerson, observation: Observation(behaviour: "Oude man"), location: place, call: nil),
            in: .netherlands)
        #expect(alert.advice == [])
    }

    @Test func adviceNeverStopsAnybody() throws {
        var alert = Street.draft()
        _ = try alert.signal(
            Report(
                kind: .suspiciousPerson, observation: Observation(behaviour: "Verdachte man"),
                location: Location(coordinate: Street.corner, description: nil), call: nil), in: .netherlands)
        #expect(alert.advice == [.appearanceAlone])
        #expect(alert.state == .signalled)
    }

    @Test(arguments: [
        ("Wit busje, GH-482-X, rijdt rondjes", true), ("kenteken gh-482-x", true), ("(1-ABC-234)", true),
        ("12-AB-34", true), ("G-001-BB.", true), ("99-XX-99", true),
        ("Gezien op 21-nov-26", false), ("9-mei-26", false), ("op 21-11-2026", false), ("om 12-13-14", false),
        ("06-1234-5678", false), ("0900-8844", false), ("de man-in-zwart", false), ("1-op-1 gesprek", false),
        ("postcode 2411 AB", false), ("huis-aan-huis", false), ("AB-12", false), ("ABCD-12-3", false),
        ("A-1-B-2", false), ("--", false), ("", false),
        // In one run, and with spaces.
        ("GH482X", true), ("gh482x", true), ("gh 482 x", true), ("GH 482 X", true), ("busje GH482X.", true),
        ("1ABC234", true), ("1abc234", true), ("1-abc-234", true), ("1 ABC 234", true), ("1-ABC-234", true),
        ("GH482 X", true), ("1ABC 234", true), ("1 ABC234", true), ("GH.482.X", true), ("GH–482–X", true),
        ("kenteken:GH482X", true), ("blauw (gh482x) weg", true), ("ABC-123", true), ("123-ABC", true),
        // The side codes, one by one.
        ("ND-12-34", true), ("12-34-ND", true), ("12-ND-34", true), ("ND-12-PR", true), ("ND-PR-12", true),
        ("12-ND-PR", true), ("12-NDP-3", true), ("1-NDP-23", true), ("ND-123-P", true), ("N-123-DP", true),
        ("NDP-12-R", true), ("N-12-DPR", true), ("1-ND-234", true), ("123-ND-4", true),
        ("ND1234", true), ("12ND34", true), ("ND12PR", true), ("NDPR12", true), ("12NDPR", true), ("12NDP3", true),
        ("1NDP23", true), ("ND123P", true), ("N123DP", true), ("NDP12R", true), ("N12DPR", true), ("1ND234", true),
        ("123ND4", true), ("12nd34", true), ("nd12pr", true), ("AB12CD", true), ("12-AB-34", true),
        ("ND 12 34", true), ("12 34 ND", true), ("12 ND 34", true), ("ND 12 PR", true), ("12 NDP 3", true),
        ("123 ND 4", true), ("nd 12 pr", true), ("12 ndp 3", true),
        // What is something else.
        ("3443 AB", false), ("3443AB", false), ("2411 ND Bodegraven", false), ("om 21u30", false), ("21h30", false),
        ("langs de A12", false), ("de N207 op", false), ("A12 N207", false), ("50 km", false), ("50 KM 120", false),
        ("BMW 320", false), ("BMW320", false), ("BMW-320", false), ("BMW 320 D", false), ("2e", false),
        ("de 2e 30", false), ("om 12 uur 3 mannen", false), ("OM 12 UUR 3 MANNEN", false), ("nummer 12 a", false),
        ("huis 12B", false), ("12-14", false), ("Kerkstraat 12 bis", false), ("06 12 34 56 78", false),
        ("06-12345678", false), ("+32 470 12 34 56", false), ("bel 06 12 34 NL", false), ("21-nov-26", false),
        ("21 nov 26", false), ("1 JAN 26", false), ("3 mrt 26", false), ("9 MEI 26", false), ("bus 12 a", false),
        ("BUS 12 A", false), ("lijn 3", false), ("lijn 12 en 14", false), ("4x4", false), ("een 4x4 van 2019", false),
        ("12,50 euro", false), ("€ 1 250", false), ("12 eur 50", false), ("12EUR50", false), ("HUIS12", false),
        ("groep12", false), ("om 12 en 14", false), ("tussen 21 en 22 uur", false), ("met 80 km 3 keer", false),
        ("een man van 1 m 80", false), ("2 x 40", false), ("V70 D5", false), ("12 x 3", false),
    ])
    func aPlateBelongsInThePolicePart(text: String, isPlate: Bool) {
        #expect(advice("Rijdt rondjes", nil, vehicle: text).contains(.licencePlate) == isPlate)
        #expect(advice("Rijdt rondjes " + text).contains(.licencePlate) == isPlate)
        #expect(advice("Rijdt rondjes", text).contains(.licencePlate) == isPlate)
    }
}
