/// Names that nobody may go by, in the languages of the pages and folded as names are: who is called so could be taken for
/// the police, an office, a coordinator or Saar itself.
enum ReservedNames {
    private static let names = [
        // Police.
        "politie", "police", "policier", "policière", "policewoman", "policeman", "polizei", "polizist", "gendarme",
        "agent", "agente", "wijkagent", "inspecteur", "inspector", "commissaris", "commissaire", "kommissar",
        "marechaussee", "officer", "constable", "sheriff", "recherche", "meldkamer", "alarmcentrale", "leitstelle",
        // Other help.
        "112", "101", "110", "911", "999", "brandweer", "ambulance", "noodcentrale", "hulpdienst", "pompier", "secours",
        "urgence", "feuerwehr", "notruf", "rettungsdienst", "emergency", "firefighter",
        // Municipality.
        "gemeente", "commune", "mairie", "bourgmestre", "burgemeester", "gemeinde", "rathaus", "bürgermeister",
        "ordnungsamt", "municipality", "municipalité", "council", "handhaving", "stadhuis",
        // Coordinators.
        "beheer", "beheerder", "coördinator", "coordinateur", "coordinatrice", "coordination", "koordination",
        "koordinator", "vervanger", "admin", "administrator", "moderator", "modérateur",
        // Foundation, and the watch itself.
        "stichting", "fondation", "stiftung", "foundation", "wabp", "buurtpreventie", "buurtwacht", "systeem",
        "système",
        "system", "helpdesk", "support",
    ]

    /// Reserved for who is called nothing else: Saar is a first name, and `Saar B.` a neighbour.
    static let alone: Set<String> = Set(["Saar", "Team Saar", "Saar Team"].map { PersonName.folded($0).joined() })

    /// Short ones are reserved as whole words, long ones wherever they stand in a name.
    static let short = Set(folded.filter { $0.count < 7 })
    static let long = folded.filter { $0.count >= 7 }

    private static let folded = names.map { PersonName.folded($0).joined() }

    /// Small letters that look like another, of three alphabets. An l looks like a capital i.
    static let alike: [Unicode.Scalar: String] = {
        let rows = [
            ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặаαά"), ("b", "вβ"), ("c", "çćĉċčсς"), ("d", "ďđԁ"),
            ("e", "èéêëēĕėęěẹẻẽếềểễệеёєε"),
            ("f", "ƒ"), ("g", "ĝğġģǧ"), ("h", "ĥħһн"), ("i", "ìíîïĩīĭįıǐịỉіїιίĺļľŀłӏl|"), ("j", "ĵј"),
            ("k", "ķĸкκ"), ("m", "м"), ("n", "ñńņňŋпηп"), ("o", "òóôõöøōŏőơǒọỏốồổỗộớờởỡợоοό"), ("p", "рρ"),
            ("r", "ŕŗřг"), ("s", "śŝşšșѕ"), ("t", "ţťŧțтτ"), ("u", "ùúûüũūŭůűųưǔụủứừửữựυ"), ("v", "ѵν"), ("w", "ŵѡω"),
            ("x", "хχ"), ("y", "ýÿŷуγ"), ("z", "źżž"), ("ae", "æ"), ("oe", "œ"), ("ss", "ß"), ("ij", "ĳ"),
        ]
        var alike: [Unicode.Scalar: String] = [:]
        for (letter, others) in rows { for other in others.unicodeScalars { alike[other] = letter } }
        return alike
    }()

    static let digits: [Unicode.Scalar: String] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b",
    ]
}
