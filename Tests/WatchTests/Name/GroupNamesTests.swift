import Testing
import WatchTesting

@testable import Watch

/// What a group may be called: after the streets in which it watches, and not as if it were the police.
@Suite struct GroupNamesTests {
    @Test(arguments: [
        "Politie Woerden", "politie", "POLITIE", "De Politie", "Politie-Woerden", "Woerden Politie",
        "Politiezone Rivierenland",
        "Politiebureau Oost", "Politie Kerkstraat", "Police de Bruxelles", "Polizei Köln", "Bundespolizei",
        "Gendarmerie",
        "Wijkagent Woerden", "Wijkagent Kerkstraat", "Wijkagenten", "Hoofdagent Jansen", "BOA Woerden", "BOA’s",
        "Handhaving Woerden", "Gemeente Woerden", "Buurtpreventie gemeente Woerden", "Commune d’Ixelles",
        "Mairie de Lille",
        "Gemeinde Köln", "Ordnungsamt", "Stadsbestuur", "Burgemeester", "De burgemeester van Woerden", "Bürgermeister",
        "Brigadier", "Commissaris Woerden", "Brandweer Woerden", "Feuerwehr", "Pompiers", "Meldkamer 112",
        "Alarmcentrale",
        "112", "112 Woerden", "Groep 112", "Alarm 112", "Bel 112 Woerden", "101 Gent", "Team Saar", "Saar",
        "Saar helpdesk", "Veiligheidsregio",
        // Written to look like it.
        "ꓑꓳꓡꓲꓔꓲꓰ Woerden", "роӏісе", "Poli tie Woerden", "P o l i t i e", "P.O.L.I.T.I.E. Woerden",
        "Pol\u{5B0}itie Woerden",
        "P0litie", "PoIitie", "Vvijkagent Jan", "🅿🅾litie", "Ⓟⓞⓛⓘⓣⓘⓔ", "Pol\u{AD}itie", "Pölítïe", "Gerneente Woerden",
        "١١٢",
        "Politie112", "112politie", "$aar",
    ])
    func whoeverSpeaksForAnOffice(name: String) {
        #expect(GroupRules.isForOffices(name), "\(name)")
    }

    @Test(arguments: [
        "Buurtpreventie Politiestraat", "Wijkagentenbuurt", "Burgemeester van Bommelstraat", "Rechtestraat",
        "Brigadierstraat",
        "Burgemeester de Vlugtlaan en omgeving", "Commissaris Gaarlandtstraat", "Burgemeesterswijk", "Gemeenteplein",
        "Gemeentehuisplein", "Politiekwartier", "Bij het politiebureau", "Rond het gemeentehuis", "Achter de brandweer",
        "Am Rathaus", "Rathausplatz", "Rue de la Gendarmerie", "Place de la Mairie", "Rue du Commissaire Lafont",
        "Avenue du Bourgmestre", "Bürgermeister-Smidt-Straße", "Polizeistraße", "Kerkstraat 112", "Nummers 98 tot 112",
        "Kerkstraat 101-199", "112, rue de la Gare", "Flat 112", "Huisnummer 110", "Woerden 112", "Zuidplaspolder",
        "Bon-Secours", "Saarstraat",
        "Saarlandbuurt", "Saarwijk",
        "Agentschapsbuurt", "Kerkstraat", "WABP Kerkstraat", "Buurtpreventie Oost", "Buurtwacht Noord",
        "Stichting Ons Plein",
        "VvE Beheer De Linden", "De Meern - Noord", "Polisbuurt", "Metropolis", "Gemeenschap De Linden", "Boazbuurt",
        "Commandeursbuurt", "Zandpolitiepad", "Recherchepad", "Kim 김", "🌳 Bomenbuurt 🌳", "Wijk 7.2", "'t Zand",
        "Москва 1",
        "St. Jansbuurt", "Voisins de la commune", "Justitieplein", "Douanekade", "Wethouder Buitenhuisstraat",
    ])
    func whoeverLivesThere(name: String) {
        #expect(!GroupRules.isForOffices(name), "\(name)")
    }

    @Test(arguments: [
        ("Kerkstraat", true), ("Café Απόλλων", true), ("Kim 김-buurt", true), ("🌳 Bomenbuurt 🌳", true), ("Nº 5", true),
        ("Kerk\u{AD}straat", true), ("Familie 👩‍👧", true), ("Ελένη", true), ("Kеrkstraat", false), ("𝐊𝐞𝐫𝐤𝐬𝐭𝐫𝐚𝐚𝐭", false),
        ("Ｋerkstraat", false), ("K\u{301}\u{301}\u{301}\u{301}erk", false), ("Kerk\u{E000}", false),
        ("ᴋerkstraat", false),
        ("ⲡⲟⲗⲓⲥ a", false), ("Ke\u{200D}rk\u{200D}ѕtraat", false),
    ])
    func whatIsReadable(name: String, isReadable: Bool) {
        #expect(NameLetters.areReadable(name) == isReadable, "\(name)")
    }

    @Test func aListMaySayWhoseItIsAndAGroupKeepsItsName() throws {
        #expect(try GroupRules.listedName("Politie Woerden") == "Politie Woerden")
        #expect(try GroupRules.name(" Politie Woerden ", insteadOf: "Politie Woerden") == "Politie Woerden")
        let refusal = Refusal.of { _ = try GroupRules.name("Politie Utrecht", insteadOf: "Politie Woerden") }
        #expect(refusal?.code == .nameReserved && refusal?.field == "name")
        #expect(Refusal.of { _ = try GroupRules.name("Kеrkstraat") }?.code == .nameInvalid)
    }
}
