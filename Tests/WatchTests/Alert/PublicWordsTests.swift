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
        // Nothing is left.
        ("12", nil), ("12a", nil), ("nr. 12", nil), ("", nil), ("  ", nil), ("12, 14", nil), ("1e", nil), ("…", nil),
    ]

    @Test(arguments: places)
    func aPlaceToTheStreet(place: String, street: String?) {
        #expect(PublicWords.street(place) == street)
    }

    @Test(arguments: [
        ("Rent weg", String?.some("Rent weg")), ("witte bus GH-482-X", "witte bus …"),
        ("GH-482-X, wit", "… wit"), ("1-ABC-234 reed weg", "… reed weg"), ("wit\nGH-482-X weg", "… weg"),
        ("GH-482-X", nil), ("GH-482-X 1-ABC-234", nil), ("(GH-482-X).", nil),
        ("om 21-nov-26 gezien", "om 21-nov-26 gezien"), ("twee  spaties", "twee  spaties"), ("gh-482-x", nil),
        ("witte bus GH482X weg", "witte bus … weg"), ("witte bus gh 482 x weg", "witte bus … weg"),
        ("1 ABC 234 reed weg", "… reed weg"), ("1abc234", nil), ("GH 482 X en 1ABC234", "… en …"),
        ("om 12 uur 3 mannen", "om 12 uur 3 mannen"), ("in 3443 AB", "in 3443 AB"),
    ])
    func aTextWithoutPlates(text: String, kept: String?) {
        #expect(PublicWords.text(text) == kept)
    }

    @Test(arguments: [
        ("Het is nr. 17, niet 15", "Het is nr. …, niet 15"), ("bij nummer 12!", "bij nummer …!"),
        ("liep de Kerkstraat 12a in", "liep de Kerkstraat … in"), ("Hausnummer 4 und weg", "Hausnummer … und weg"),
        ("ging naar de Molenweg, 3 man", "ging naar de Molenweg, … man"),
        ("2 mannen, 1,80 m, om 21:04", "2 mannen, 1,80 m, om 21:04"), ("straat 12", "straat 12"),
        ("rond 3 uur weg", "rond 3 uur weg"),
        ("Steht vor Hauptstr. 12.", "Steht vor Hauptstr. …."),
        ("bij Kerkstr. 12a naar binnen", "bij Kerkstr. … naar binnen"),
        ("Hauptstr.12 hinten", "Hauptstr.… hinten"), ("in de Kerkstraat12", "in de Kerkstraat…"),
        ("au 12 rue de la Gare", "au … rue de la Gare"), ("12, rue de la Gare", "…, rue de la Gare"),
        ("12 bis rue de la Gare", "… … rue de la Gare"), ("rue de la Gare 12", "rue de la Gare …"),
        ("rue de la gare 12, derrière", "rue de la gare …, derrière"), ("Rue Haute 7 !", "Rue Haute … !"),
        ("avenue des Deux Ponts 3", "avenue des Deux Ponts …"), ("chaussée de Wavre 120", "chaussée de Wavre …"),
        ("dans la rue vers 22 heures", "dans la rue vers 22 heures"),
        ("rue de la Gare. 2 hommes", "rue de la Gare. 2 hommes"),
        ("la rue de la gare à 22 heures", "la rue de la gare à 22 heures"),
        ("3 hommes dans la rue", "3 hommes dans la rue"),
    ])
    func aTextWithoutDoors(text: String, kept: String) {
        #expect(PublicWords.text(text) == kept)
    }
}
