import Testing
import WatchTesting

@testable import Watch

/// What somebody may be called by their neighbours: anything that is a name, and nobody who speaks for others.
@Suite struct PersonNameTests {
    @Test(
        arguments: [
            ("Anna", "Anna"), ("  Anna \n", "Anna"), ("Jan\r\nPiet", "Jan Piet"), ("Zoë-Anne", "Zoë-Anne"), ("李", "李"),
            ("Anna & Bram", "Anna & Bram"), ("O'Neill", "O'Neill"), ("Mary J.", "Mary J."), ("Nguyễn", "Nguyễn"),
            ("Şeyma", "Şeyma"), ("Zoe\u{301}", "Zoe\u{301}"), ("Анна", "Анна"), ("مريم", "مريم"), ("Ελένη", "Ελένη"),
            ("Bewoner 12", "Bewoner 12"), ("Saar", "Saar"), ("SAAR", "SAAR"), ("Saar B.", "Saar B."),
            ("Saartje", "Saartje"), ("Sara", "Sara"),
            ("Agnes", "Agnes"), ("Gemma", "Gemma"), ("Polly", "Polly"), ("Agatha", "Agatha"), ("Stien", "Stien"),
            ("Marshall", "Marshall"), ("Ghent", "Ghent"), ("Beer", "Beer"), ("Coos", "Coos"),
            ("Police-Anne Marie", nil),
            // Letters of living alphabets, and joiners that show in the letters around them.
            ("Nərmin", "Nərmin"), ("Akɔs", "Akɔs"), ("Afɛ", "Afɛ"), ("Yaɗi", "Yaɗi"), ("Kaʻula", "Kaʻula"),
            ("رضا\u{200C}علی", "رضا\u{200C}علی"), ("ශ්\u{200D}රියා", "ශ්\u{200D}රියා"), ("Gal·la", "Gal·la"),
            ("Ĳsbrand", "Ĳsbrand"), ("Mª Carmen", "Mª Carmen"), ("Ŋasha", "Ŋasha"), ("Ꞌawapuhi", "Ꞌawapuhi"),
            ("Oʻgʻil", "Oʻgʻil"), ("ⵢⵓⴱⴰ", "ⵢⵓⴱⴰ"), ("ܫܡܥܘܢ", "ܫܡܥܘܢ"), ("ג׳ני", "ג׳ני"), ("アン・マリー", "アン・マリー"),
            ("สมชัย", "สมชัย"), ("ൻ", "ൻ"), ("അവന്\u{200D}", "അവന്\u{200D}"), ("Եվա", "Եվա"), ("ᓄᓇ", "ᓄᓇ"),
            // Alphabets that people do write together.
            ("Kim 김", "Kim 김"), ("李 Anna", "李 Anna"), ("花子Anna", "花子Anna"), ("さくら子", "さくら子"),
            // What looks like a reserved word and is none.
            ("Boaz", "Boaz"), ("Sami", "Sami"), ("Şamil", "Şamil"), ("Leopolda", "Leopolda"), ("Лавр", "Лавр"),
            ("Anna Gent", "Anna Gent"), ("Boas", "Boas"), ("Máire", "Máire"), ("Sherif", "Sherif"),
            ("Chérif", "Chérif"),
            ("Policarpo", "Policarpo"), ("Hippolyte", "Hippolyte"), ("Agenor", "Agenor"), ("Gendry", "Gendry"),
            ("Major", "Major"), ("Samu", "Samu"), ("Admir", "Admir"), ("Beatrijs", "Beatrijs"), ("Preeti", "Preeti"),
        ] as [(String, String?)])
    func whatIsAName(typed: String, kept: String?) {
        #expect((try? PersonName.checked(typed)) == kept)
    }

    @Test(arguments: [
        // In four languages, whatever stands beside it and however it is written.
        "Politie", "politie woerden", "POLITIE", "Police", "la police", "Polizei", "Wijkagent Jan", "Agent de Wit",
        "Gemeente Woerden", "Commune", "Gemeinde", "Bürgermeister", "Burgermeister", "Carla beheerder",
        "Carla-beheerder",
        "Coördinator", "Coordinator", "Coordinateur", "Koordination", "112 Woerden", "Meld 101", "Stichting WABP",
        "Fondation", "Stiftung", "Team Saar", "Saar Helpdesk", "Saar-support", "Admin", "Brandweer", "Pompiers",
        "Buurtpreventie Oost",
        // Written to look like it.
        "P.o.l.i.t.i.e", "Poli tie", "Pölítïe", "Polit\u{301}ie", "PoIitie", "P0litie", "Pol1ti3", "роӏісе",
        "ꓑꓳꓡꓲꓔꓲꓰ", "ꓑꓳꓡꓲꓚꓰ", "Vvijkagent", "VVijkagent", "Uuijkagent", "Agent7", "7agent", "Ag3nt", "Aqent", "Agent007",
        "Pollitie", "Politie-", "P o l i t i e", "Po li tie", "P0I1T1E", "Politic\u{301}ie Politie",
        "Cornmissaris", "Brandvveer", "8randweer", "Ge meente", "Bri gadier", "Hoofclagent",
        // Ranks and offices of four countries.
        "Hoofdagent", "Brigadier", "BOA", "Boa Jan", "Groepsbeheer", "Wijkagente", "Rechercheur", "Korpschef",
        "Opperwachtmeester", "Inspecteur", "Hoofdinspecteur", "Gemeenschapswacht", "Veldwachter", "Garde champêtre",
        "Gardien de la paix", "Brigadier-chef", "Maréchal des logis", "Agent de quartier", "Monsieur le maire",
        "Préfet",
        "Polizeimeister", "Kriminalhauptkommissar", "Wachtmeister", "Oberbürgermeister", "Streifendienst",
        "Zoll beamter",
        "Handhaver", "Wethouder", "Échevin", "Officier van Justitie", "Полиция", "ПОЛИЦИЯ", "شرطة", "警察 Anna",
    ])
    func whoeverSpeaksForOthers(name: String) {
        #expect(Refusal.of { _ = try PersonName.checked(name) }?.code == .firstNameReserved, "\(name)")
    }

    @Test(arguments: [
        "Carla, buur", "Carla (buur)", "Carla [x]", "Carla: ik", "Carla | buur", "Anna\u{202E}", "A\u{202E}nna",
        "An\u{200B}na", "An\u{AD}na", "An\u{0}na", "Anna\u{FE0F}", "Anna\u{3164}", "Anna 👮", "✓ Anna", "Anna ★",
        "Carla – buur", "Carla · buur", "Рolitie", "Pоlitie", "ᴘᴏʟɪᴛɪᴇ", "Ｐｏｌｉｔｉｅ", "𝐏𝐨𝐥𝐢𝐭𝐢𝐞",
        "A\u{301}\u{301}\u{301}\u{301}nna", "<b>Anna</b>", "anna@example.org", "Pol\u{5B0}itie", "ⲡⲟⲗⲓⲧⲓⲉ",
        "ΡοӏіtιΕ", "Анна Anna", "An\u{200D}na", "Anna\u{200C}", "رضا\u{200C}", "Anna·", "Ga·a", "Аnna", "𐌐𐌏𐌋𐌉", "ₐnna",
        "ⓐnna",
        "ﬁen", "Anna\u{F8FF}", "An\u{640}na\u{1D165}",
    ])
    func whatPretendsOrHides(name: String) {
        let refusal = Refusal.of { _ = try PersonName.checked(name) }
        #expect(refusal?.code == .firstNameInvalid && refusal?.field == "firstName", "\(name)")
    }

    @Test(arguments: [
        "www.evil.nl", "evil.nl", "Anna evil.com", "Anna.Bakker", "Bel 0612345678", "Anna +31 6 12345678",
        "Anna 0900-8844",
    ])
    func whatLeadsElsewhere(name: String) {
        let refusal = Refusal.of { _ = try PersonName.checked(name) }
        #expect(refusal?.code == .linkUnwanted && refusal?.field == "firstName", "\(name)")
    }

    /// Whoever is called so from before goes on being written to in their language.
    @Test func anOldNameStaysAsItIs() {
        let person = Person(
            id: Street.anna.id, firstName: "Politie", lastName: "X", email: nil, language: .nl,
            createdAt: Street.founded)
        let profile = PersonProfile(person, language: .fr)
        #expect(profile.firstName == "Politie" && profile.lastName == "X" && profile.language == .fr)
    }
}
