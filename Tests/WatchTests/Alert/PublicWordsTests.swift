import Testing
import Watch

/// A place to the street, in the ways in which people write one; and texts without plates.
@Suite struct PublicWordsTests {
    static let places: [(String, String?)] = [
        // A street and a number.
        ("Rembrandtlaan 12", "Rembrandtlaan"), ("Rembrandtlaan 12a", "Rembrandtlaan"),
        ("Rembrandtlaan 12a, Woerden", "Rembrandtlaan, Woerden"), ("Rembrandtlaan 12-14", "Rembrandtlaan"),
        ("Rembrandtlaan 12/3", "Rembrandtlaan"), ("Rembrandtlaan 12, 14 en 16", "Rembrandtlaan"),
        ("Rembrandtlaan, 12", "Rembrandtlaan"), ("Rembrandtlaan,12", "Rembrandtlaan"),
        ("Rembrandtlaan12", "Rembrandtlaan"), ("Rembrandtlaan (12)", "Rembrandtlaan"),
        ("Rembrandtlaan #12", "Rembrandtlaan"), ("Rembrandtlaan 12bis", "Rembrandtlaan"),
        ("Rembrandtlaan 12 a", "Rembrandtlaan"), ("Rembrandtlaan 12 A, Woerden", "Rembrandtlaan, Woerden"),
        ("  Rembrandtlaan   12  ", "Rembrandtlaan"), ("Rembrandtlaan\n12", "Rembrandtlaan"),
        ("Rembrandtlaan 12e", "Rembrandtlaan"), ("Rembrandtlaan 12e, Woerden", "Rembrandtlaan, Woerden"),
        ("Rembrandtlaan 12e Woerden", "Rembrandtlaan Woerden"), ("Rembrandtlaan ١٢", "Rembrandtlaan"),
        // A number with a word that leads to it.
        ("Rembrandtlaan nr. 12", "Rembrandtlaan"), ("Rembrandtlaan nr.12", "Rembrandtlaan"),
        ("Rembrandtlaan nr12", "Rembrandtlaan"), ("Rembrandtlaan no. 12", "Rembrandtlaan"),
        ("Rembrandtlaan no.12", "Rembrandtlaan"), ("Rembrandtlaan nummer 12", "Rembrandtlaan"),
        ("Rembrandtlaan huisnummer 12", "Rembrandtlaan"), ("bij nummer 12 in de Kerkstraat", "in de Kerkstraat"),
        ("ter hoogte van nr. 7", nil), ("Kerkstraat, ter hoogte van nr. 7", "Kerkstraat"),
        ("Kerkstraat t.h.v. 7", "Kerkstraat"), ("tussen 12 en 14, Kerkstraat", "Kerkstraat"),
        ("voor nummer 12", nil), ("tegenover Kerkstraat 12", "tegenover Kerkstraat"),
        // Postcodes.
        ("Kerkstraat 3443 AB Woerden", "Kerkstraat Woerden"), ("Kerkstraat 12, 3443 AB Woerden", "Kerkstraat, Woerden"),
        ("Kerkstraat 12 3443AB", "Kerkstraat"), ("3443 AB 12", nil), ("3443AB12", nil), ("3443 AB, 12", nil),
        // Streets with numbers in their names.
        ("1e Helmersstraat 4", "1e Helmersstraat"), ("in de 2de Jan Steenstraat", "in de 2de Jan Steenstraat"),
        ("hoek 1e Helmersstraat", "hoek 1e Helmersstraat"),
        ("Woerden, 1e Helmersstraat 4", "Woerden, 1e Helmersstraat"),
        ("Plein 1944", "Plein"), ("Laan 1940-1945", "Laan"), ("langs de A12", "langs de A12"),
        ("N70 bij de brug", "N70 bij de brug"),
        // Places without a number stay as they are.
        ("Rembrandtlaan", "Rembrandtlaan"), ("parkeerplaats achter de Jumbo", "parkeerplaats achter de Jumbo"),
        ("hoek Kerkstraat/Molenweg", "hoek Kerkstraat/Molenweg"), ("bij de brug", "bij de brug"),
        ("Burgemeester van de Polstraat", "Burgemeester van de Polstraat"),
        // Belgium.
        ("Heidestraat 12 bus 3", "Heidestraat"), ("Heidestraat 12 bus3", "Heidestraat"),
        ("Heidestraat 12, 8310 Brugge", "Heidestraat, Brugge"), ("12 rue de la Gare", "rue de la Gare"),
        ("12, rue de la Gare", "rue de la Gare"), ("12 bis, rue de la Gare", "rue de la Gare"),
        ("rue de la Gare 12 bte 3", "rue de la Gare"), ("rue de la Gare 12, boîte 3", "rue de la Gare"),
        ("Rue de la Gare, n° 12", "Rue de la Gare"), ("rue de la Gare n°12", "rue de la Gare"),
        ("au 12 rue de la Gare", "rue de la Gare"), ("devant le numéro 12", nil),
        ("rue de la 1ère Armée 7", "rue de la 1ère Armée"), ("place du 4 août", "place août"),
        // Germany.
        ("Hauptstraße 12", "Hauptstraße"), ("Hauptstr. 12a", "Hauptstr."), ("Hauptstr.12", "Hauptstr."),
        ("Hauptstraße 12, 50667 Köln", "Hauptstraße, Köln"), ("Hausnummer 12", nil),
        ("vor Hauptstraße 3", "vor Hauptstraße"),
        ("Straße des 17. Juni 12", "Straße des Juni"),
        // Flats and boxes.
        ("Kerkstraat 12 B03", "Kerkstraat"), ("Kerkstraat 12 F008", "Kerkstraat"),
        ("Kerkstraat 12-14 A02", "Kerkstraat"),
        ("Kerkstraat 12 III", "Kerkstraat"), ("Kerkstraat B03", "Kerkstraat"), ("Kerkstraat III", "Kerkstraat"),
        ("Kerkstraat 12 hs", "Kerkstraat"), ("Kerkstraat 12-hs, Amsterdam", "Kerkstraat, Amsterdam"),
        ("Kerkstraat 12 2 hoog", "Kerkstraat"), ("Kerkstraat 12 apt. B", "Kerkstraat"),
        ("Kerkstraat bus B", "Kerkstraat"),
        ("Kerkstraat 12 bte A12, 1000 Brussel", "Kerkstraat, Brussel"), ("rue Haute 12 boîte B", "rue Haute"),
        ("Kerkstraat flat C3", "Kerkstraat"), ("Hauptstr. 12 Whg. B", "Hauptstr."),
        ("High Street 12 Flat B", "High Street"),
        ("Oude Gracht 37 IV", "Oude Gracht"), ("Kerkstraat Hs", "Kerkstraat"),
        ("afrit A12 bij Woerden", "afrit A12 bij Woerden"),
        // Nothing is left.
        ("12", nil), ("12a", nil), ("nr. 12", nil), ("", nil), ("  ", nil), ("12, 14", nil), ("1e", nil), ("…", nil),
    ]

    @Test(arguments: places)
    func aPlaceToTheStreet(place: String, street: String?) {
        #expect(PublicWords.street(place) == street)
    }

    @Test(arguments: [
        ("Rent weg", String?.some("Rent weg")), ("witte bus GH-482-X", "witte bus …"),
        ("GH-482-X, wit", "…, wit"), ("1-ABC-234 reed weg", "… reed weg"), ("wit\nGH-482-X weg", "wit\n… weg"),
        ("GH-482-X", nil), ("GH-482-X 1-ABC-234", nil), ("(GH-482-X).", nil),
        ("om 21-nov-26 gezien", "om 21-nov-26 gezien"), ("twee  spaties", "twee  spaties"), ("gh-482-x", nil),
        ("witte bus GH482X weg", "witte bus … weg"), ("witte bus gh 482 x weg", "witte bus … weg"),
        ("1 ABC 234 reed weg", "… reed weg"), ("1abc234", nil), ("GH 482 X en 1ABC234", "… en …"),
        ("om 12 uur 3 mannen", "om 12 uur 3 mannen"), ("in 3443 AB", "in 3443 AB"),
    ])
    func aTextWithoutPlates(text: String, kept: String?) {
        #expect(PublicWords.text(text) == kept)
    }

    /// Where a number is a door's.
    static let doors: [(String, String)] = [
        // After a word with a capital, which need be no street that anybody knows.
        ("Man staat bij Oude Gracht 37", "Man staat bij Oude Gracht …"),
        ("Loopt nu bij Grote Markt 5", "Loopt nu bij Grote Markt …"),
        ("Probeert de deur van Korte Straat 12", "Probeert de deur van Korte Straat …"),
        ("In de tuin van Kerkpad 8", "In de tuin van Kerkpad …"), ("Bij Gentsebaan 101", "Bij Gentsebaan …"),
        ("Nu op Wilgenveld 14", "Nu op Wilgenveld …"),
        ("loopt bij Boskant 14 de tuin in", "loopt bij Boskant … de tuin in"),
        ("Bij 't Zand 3a naar binnen", "Bij 't Zand … naar binnen"), ("bij Zuidergeest, 14", "bij Zuidergeest, …"),
        ("Zuidergeest (14), achter", "Zuidergeest (…), achter"), ("Zuidergeest - 14", "Zuidergeest - …"),
        ("Zuidergeest\u{A0}14 nu", "Zuidergeest\u{A0}… nu"), ("Zuidergeest\n14 nu", "Zuidergeest\n… nu"),
        ("Zuidergeest 14.", "Zuidergeest …."), ("Zuidergeest 14-16!", "Zuidergeest …!"),
        ("Zuidergeest 12/3", "Zuidergeest …"),
        ("Zuidergeest 12-2", "Zuidergeest …"), ("Zuidergeest #14", "Zuidergeest #…"),
        ("Zuidergeest14 in", "Zuidergeest… in"),
        ("Zuidergeest 37a", "Zuidergeest …"), ("ZUIDERGEEST 14", "ZUIDERGEEST …"),
        ("Zuidergeest 14 en 16", "Zuidergeest … en …"),
        ("Zuidergeest 12, 14 of 16 open", "Zuidergeest …, … of … open"),
        ("Zuidergeest 14e staat open", "Zuidergeest … staat open"),
        ("Zuidergeest ١٤", "Zuidergeest …"), ("bij Lange Nieuwstr. 12 b", "bij Lange Nieuwstr. …"),
        ("Dorpsstr. 12/14", "Dorpsstr. …"), ("Place Rogier 4", "Place Rogier …"),
        ("Am Bach 7 hinten", "Am Bach … hinten"),
        ("In der Au 12a", "In der Au …"), ("Bij de Singel 200 deur open", "Bij de Singel … deur open"),
        // Streets in small letters.
        ("bij oude gracht 37", "bij oude gracht …"), ("nu op grote markt 5", "nu op grote markt …"),
        ("straat 12", "straat …"),
        ("kerkstraat links bij 12", "kerkstraat links bij …"), ("rue haute 7", "rue haute …"),
        ("hauptstraße gegenüber 4", "hauptstraße gegenüber …"),
        // With a word for it.
        ("bij nummer 12!", "bij nummer …!"), ("bij nummer twaalf", "bij nummer …"),
        ("au numéro vingt-deux", "au numéro …"), ("Hausnummer zwölf hinten", "Hausnummer … hinten"),
        ("huis 12 staat open", "huis … staat open"),
        ("deur van nr 12 open", "deur van nr … open"),
        ("sonne au n° 5", "sonne au n° …"), ("sonne au n°5", "sonne au n°…"),
        ("Nr. 3 steht offen", "Nr. … steht offen"),
        ("no. 7", "no. …"), ("№ 7 open", "№ … open"), ("numéro 12 bis", "numéro …"),
        ("Hausnummer 4 und weg", "Hausnummer … und weg"),
        ("number 12 is open", "number … is open"), ("house no 12", "house no …"),
        ("bij 37a naar binnen", "bij … naar binnen"),
        ("hij is nu bij 12", "hij is nu bij …"), ("staat voor 14", "staat voor …"),
        ("tussen 12 en 14", "tussen … en …"),
        ("de buren van 15 zijn weg", "de buren van … zijn weg"), ("chez le voisin du 12", "chez le voisin du …"),
        ("steht in der 12 im Flur", "steht in der … im Flur"), ("outside 12 now", "outside … now"),
        ("het is 17", "het is …"),
        ("Het is nr. 17, niet 15", "Het is nr. …, niet …"), ("ter hoogte van 37", "ter hoogte van …"),
        ("12 A staat open", "… staat open"),
        // Flats and boxes.
        ("Kerkstraat 12 B03 open", "Kerkstraat … open"), ("Kerkstraat 12 bus 3", "Kerkstraat … bus …"),
        ("Kerkstraat 12 F008", "Kerkstraat …"), ("Kerkstraat 12-14 A02", "Kerkstraat …"),
        ("Kerkstraat 12 III", "Kerkstraat …"),
        ("Kerkstraat B03", "Kerkstraat …"), ("Kerkstraat 12 hs", "Kerkstraat …"), ("Kerkstraat Hs", "Kerkstraat …"),
        ("rue Haute 12 bte 3", "rue Haute … bte …"), ("rue Haute 12, boîte B", "rue Haute …, boîte …"),
        ("bus 3 staat open", "bus … staat open"),
        ("Oude Gracht 37 2 hoog", "Oude Gracht …"), ("flat B van de toren", "flat … van de toren"),
        ("app. 4", "app. …"),
        ("Whg. 12 oben", "Whg. … oben"), ("kamer 12", "kamer …"), ("bte.3", "bte.…"), ("bus3 open", "bus… open"),
        // A number that stands before its street.
        ("37 Oude Gracht", "… Oude Gracht"), ("at 12 High Street", "at … High Street"),
        ("Seen in 5, place Rogier", "Seen in …, place Rogier"),
        ("liep de Kerkstraat 12a in", "liep de Kerkstraat … in"), ("Steht vor Hauptstr. 12.", "Steht vor Hauptstr. …."),
        ("bij Kerkstr. 12a naar binnen", "bij Kerkstr. … naar binnen"), ("Hauptstr.12 hinten", "Hauptstr.… hinten"),
        ("in de Kerkstraat12", "in de Kerkstraat…"), ("au 12 rue de la Gare", "au … rue de la Gare"),
        ("12, rue de la Gare", "…, rue de la Gare"), ("12 bis rue de la Gare", "… rue de la Gare"),
        ("rue de la Gare 12", "rue de la Gare …"), ("rue de la gare 12, derrière", "rue de la gare …, derrière"),
        ("Rue Haute 7 !", "Rue Haute … !"), ("avenue des Deux Ponts 3", "avenue des Deux Ponts …"),
        ("chaussée de Wavre 120", "chaussée de Wavre …"),
        ("ging naar de Molenweg, 3 man", "ging naar de Molenweg, … man"),
        ("Straße des 17. Juni 12", "Straße des 17. Juni …"),
    ]

    @Test(arguments: doors)
    func aTextWithoutDoors(text: String, kept: String) {
        #expect(PublicWords.text(text) == kept)
    }

    /// What must stay, or nobody would understand the alert.
    @Test(arguments: [
        "Man 40", "Man, 40, zwarte jas", "Man van 40 jaar met pet", "Jongen 16, fiets", "vrouw van 30", "40-jarige man",
        "Man 40jr",
        "homme de 40 ans", "Mann, 40 Jahre", "Frau um die 30", "tussen 20 en 30 jaar", "leeftijd 20-25", "Ongeveer 40",
        "om 23.15", "Om 23.15 gezien", "rond 3 uur weg", "Rond 3 uur", "Gezien in Woerden 23:15", "Kerkstraat 21u04",
        "vers 22 heures",
        "à 22h rue de la Gare", "Vers 22h", "um 21 Uhr", "Gegen 21.30 Uhr", "at 9 pm", "Sinds 9",
        "Kerkstraat 3 uur geleden",
        "in Utrecht 21 h 30", "21:00-21:30", "Op 21 november", "op 21-11-2026", "am 21. November 2026",
        "1,80 m", "1,80 lang", "Ca. 1,80", "Man 1,80 m", "Man 1m80", "180cm", "ongeveer 1.75 groot", "100 m verderop",
        "50 meter",
        "2 mannen", "Twee mannen", "Kerkstraat, 3 mannen", "Zag 2 jonge mannen", "Nog 2 auto's", "3 hommes dans la rue",
        "2 Männer",
        "rue de la Gare. 2 hommes", "dans la rue vers 22 heures", "la rue de la gare à 22 heures", "2 dark cars",
        "3 man", "met 3 man",
        "2x gebeld", "4x4 met aanhanger", "Schade 50%", "voor 50 euro", "groep van 5", "Er vielen 2 schoten",
        "3 keer aangebeld",
        "Rijdt Peugeot 308", "witte Golf 7", "grijze BMW 3", "Audi A4 richting A12", "langs de A12", "N70 naar Gent",
        "de 2e man",
        "Hoek 1e Helmersstraat", "2e straat rechts", "nam lijn 12", "Bel 112 nu eerst",
    ])
    func whatIsNoDoorStays(text: String) {
        #expect(PublicWords.text(text) == (text.holds("Bel 112") ? "Bel … nu eerst" : text))
    }

    /// Whole messages as people send them.
    @Test(arguments: [
        (
            "Om 23.15 twee mannen van ongeveer 20 jaar, 1,80 m, bij Oude Gracht 37. Reden weg in een witte Golf 7 richting A12.",
            "Om 23.15 twee mannen van ongeveer 20 jaar, 1,80 m, bij Oude Gracht …. Reden weg in een witte Golf 7 richting A12."
        ),
        (
            "3 jongens op fatbikes, rond 3 uur, voelen aan autodeuren Kerkstraat 12 t/m 20. Politie is er in 5 minuten.",
            "3 jongens op fatbikes, rond 3 uur, voelen aan autodeuren Kerkstraat … t/m …. Politie is er in 5 minuten."
        ),
        (
            "Vers 22h30, 2 hommes de 30 ans sonnent au 12 bte 3, rue Haute, puis au n° 14.",
            "Vers 22h30, 2 hommes de 30 ans sonnent au … bte …, rue Haute, puis au n° …."
        ),
        (
            "Gegen 21.30 Uhr 2 Männer, etwa 1,80 m, am Kirchplatz 4 und in der Nr. 6. Weg mit einem Audi A4.",
            "Gegen 21.30 Uhr 2 Männer, etwa 1,80 m, am Kirchplatz … und in der Nr. …. Weg mit einem Audi A4."
        ),
        (
            "At 23:15 two men tried 12 High Street, flat 3, then number 14. One is about 1.80 m and 40 years old.",
            "At 23:15 two men tried … High Street, flat …, then number …. One is about 1.80 m and 40 years old."
        ),
    ])
    func aWholeMessageStaysReadable(text: String, kept: String) {
        #expect(PublicWords.text(text) == kept)
    }

    @Test(
        arguments: [
            ("Het is nr. 17, niet 15", nil), ("Het is nummer 17", nil), ("Kerkstraat 17, niet 15", nil),
            ("Niet 15 maar 17!", nil),
            ("17, niet 15", nil), ("17", nil), ("Het moet 17 zijn. De jas is groen.", "De jas is groen."),
            ("C'est le 17, pas le 15", nil),
            ("Es ist die Nr. 17, nicht die 15", nil), ("It's 17, not 15", nil), ("Nr. 17 i.p.v. 15", nil),
            ("Kenteken GH-482-X, niet GH-483-X", nil),
            ("De trui is groen. Het is nr. 17.", "De trui is groen."),
            ("Man bij nr. 17 heeft een mes", "Man bij nr. … heeft een mes"),
            ("Nu in de Molenstraat 4, achterom", "Nu in de Molenstraat …, achterom"),
            ("Het was 21.15 uur, niet 22.15 uur", "Het was 21.15 uur, niet 22.15 uur"),
            ("Twee mannen, niet drie", "Twee mannen, niet drie"),
            ("2 mannen, niet 3 mannen", "2 mannen, niet 3 mannen"),
            ("Hij is 40\nHet is nr. 12", "Hij is 40"), ("De bus is grijs", "De bus is grijs"),
        ] as [(String, String?)])
    func aCorrectionKeepsItsSense(text: String, kept: String?) {
        #expect(PublicWords.correction(text) == kept)
    }
}
