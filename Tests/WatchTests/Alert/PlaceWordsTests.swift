import Testing
import Watch

/// What two people write of one corner, and what only looks like it.
@Suite struct PlaceWordsTests {
    private func isSame(_ one: String, _ other: String) -> Bool {
        let (one, other) = (PlaceWords(one), PlaceWords(other))
        let around = ["Schilderskwartier", "Woerden"]
        let isSame = one.isSamePlace(as: other, around: around)
        #expect(other.isSamePlace(as: one, around: around) == isSame, "whoever writes first")
        return isSame
    }

    @Test(arguments: [
        // Dutch
        ("Rembrandtlaan 12", "rembrandtlaan"), ("Rembrandtlaan 12", "t.h.v. Rembrandtlaan 148, bij de brug"),
        ("Rembrandt laan", "Rembrandtlaan"), ("Kerkstr. 5", "Kerkstraat 15, achterom"), ("Kerkstraat12a", "kerkstraat"),
        ("hoek Rembrandtlaan/Vermeerstraat", "Vermeerstraat 8"), ("Ruysdaelstraat", "RUIJSDAELSTRAAT 3"),
        ("1e Helmersstraat 4", "Eerste Helmersstraat"), ("Helmersstraat", "2e Helmersstraat 9"),
        ("bij de kerk", "achter de Kerk!"), ("Rembrandtlaan bij de brug", "bij de brug"), ("De Donk 5", "donk"),
        ("3443 AB 12", "3443ab"), ("Dvořákstraat 3", "dvorakstraat"), ("Kerk\u{AD}straat", "Kerkstraat"),
        ("speeltuin aan de Kerkstraat", "Kerkstraat 15"), ("Oude Gracht 3", "oudegracht"),
        ("afrit A12", "a12, naar het oosten"),
        // French
        ("12, rue de l’Église", "Rue de l'Eglise 4"), ("RUE DE L'E\u{301}GLISE", "rue de l’église"),
        ("av. Louise 12", "Avenue Louise"), ("rue du Général de Gaulle", "rue de Gaulle, 3"),
        ("rue Neuve devant la boulangerie", "Rue Neuve 8"), ("devant la gare", "place de la Gare"),
        ("près de l’école", "derrière l'ecole"), ("Bd. du Midi", "boulevard du Midi 100 bte 3"),
        // German
        ("Hauptstraße 5", "HAUPTSTRASSE"), ("HAUPTSTRAẞE", "Hauptstr. 7"), ("Berliner Straße 3", "Berliner Str."),
        ("Goetheplatz", "am Goetheplatz 2"), ("bei der Grundschule", "hinter der Grundschule"),
        // English
        ("Church Road 3", "opposite 8 church rd"), ("near the playground", "Playground, by the gate"),
    ])
    func theSamePlace(one: String, other: String) {
        #expect(isSame(one, other))
    }

    @Test(arguments: [
        ("Rembrandtlaan 12", "Vermeerstraat 12"), ("Rembrandtlaan", "Rembrandtstraat"), ("Kerkstraat", "Kerkplein"),
        ("Kerkstraat", "bij de kerk"), ("12", "12"), ("nr. 12", "nummer 12"), ("", ""), ("…", "…"),
        ("in de straat", "deze straat"), ("voor de deur", "bij mij voor de deur"), ("hier", "hier"),
        ("achter het huis", "huis van de buren"), ("Rembrandtlaan, bij de brug", "Vermeerstraat, bij de brug"),
        ("Kerkstraat, Woerden", "bij het station, Woerden"), ("Schilderskwartier", "in het Schilderskwartier"),
        ("Burgemeester Vosstraat", "Burgemeester Schalijlaan"), ("1e Helmersstraat", "2e Helmersstraat"),
        ("3443 AB", "3443 AC"), ("3443", "3443"), ("parkeerplaats", "op de parkeerplaats"),
        ("rue de la Gare", "avenue de la Gare"), ("rue du Général Leman", "rue du Général de Gaulle"),
        ("dans la rue", "ma rue"), ("rue", "avenue"), ("devant la maison", "notre maison"),
        ("coin de la rue", "au coin"),
        ("Hauptstraße", "Hauptplatz"), ("auf der Straße", "Straße"), ("vor dem Haus", "hinter unserem Haus"),
        ("Church Road", "Church Lane"), ("in the street", "our street"), ("by the door", "next door"),
        ("bus 3", "bus 3"), ("Kerkstraat", "Κηφισίας"),
    ])
    func anotherPlaceOrNone(one: String, other: String) {
        #expect(!isSame(one, other))
    }

    /// As many signs as a place may have, of any kind, come to an end.
    @Test func whateverIsTypedIsTakenApart() {
        for sign in ["1", "a", "1e ", "rue ", "straat ", "de ", "\u{301}", "\u{200D}", ",", "/", "é", "3443 ab "] {
            let typed = String(repeating: sign, count: 200)
            #expect(!PlaceWords(typed).isSamePlace(as: PlaceWords("Kerkstraat")), "\(sign)")
        }
    }
}
