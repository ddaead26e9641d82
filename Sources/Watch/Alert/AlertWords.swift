/// Words that the check of an observation knows, in the languages of the pages. A short list on purpose: it asks a
/// question, it judges nobody. Whole words only, so that `man` does not match `mandarijn`.
enum AlertWords {
    /// Could say where somebody is thought to come from, or their skin. Whether it does depends on what stands around
    /// it: see `tellsOrigin`.
    static func isOrigin(_ word: String) -> Bool {
        isOriginAlone(word) || isOriginBesideWho(word) || shades.contains(word)
    }

    /// Whether a person is told by origin. A Turkish bakery, a black jacket, a foreign plate and the way east tell
    /// nothing of a person: most words count only beside one.
    static func tellsOrigin(behaviour: [String], appearance: [String]) -> Bool {
        appearance.contains(where: isOriginBesideWho) || tellsOrigin(behaviour) || tellsOrigin(appearance)
    }

    private static func tellsOrigin(_ words: [String]) -> Bool {
        words.indices.contains { index in
            let word = words[index]
            let after = words[(index + 1)...].prefix(2)
            if isOriginAlone(word) { return true }
            if shades.contains(word) { return after.first.map(isWho) ?? (words.count == 1) }
            guard isOriginBesideWho(word) else { return false }
            return after.contains(where: isWho) || index > 0 && isWho(words[index - 1])
        }
    }

    private static func isOriginAlone(_ word: String) -> Bool { nouns.contains(word) }

    private static func isOriginBesideWho(_ word: String) -> Bool {
        // By Character: an accent counts the same however it is written, and this only asks a question.
        origins.contains(word) || stems.contains { word.hasPrefix($0) }
    }

    private static func isWho(_ word: String) -> Bool { people.contains(word) || looks.contains(word) }

    /// Helps to recognise a person: build, age, hair, clothing.
    static func isFeature(_ word: String) -> Bool { features.contains(word) }

    /// Tells who, or glues words together, but tells nothing that happens.
    static func tellsOnlyWho(_ word: String) -> Bool {
        people.contains(word) || isFeature(word) || isOrigin(word) || glue.contains(word)
            || word.unicodeScalars.allSatisfy(\.isNumeric)
    }

    /// Whether a text seems to hold a Dutch or Belgian plate. See `LicencePlate`.
    static func showsPlate(_ text: String) -> Bool {
        !LicencePlate.ranges(in: text.split(whereScalar: \.isSpace)).isEmpty
    }

    /// Beginnings of words that tell an origin beside a person.
    private static let stems = [
        "marokkaans", "turkse", "antilliaans", "surinaams", "oosteurope", "oosteurop", "roemeens", "bulgaars",
        "afrikaans", "arabisch", "maghr", "roumain", "bulgare", "polonais", "africain", "arabe", "osteurop",
        "rumänisch",
        "bulgarisch", "polnisch", "afrikanisch", "türkisch", "marokkanisch", "maroc", "morocc", "romanian", "bulgarian",
        "turkish", "african", "aziatisch", "buitenlands", "ausländisch", "allochtoon", "allochtone", "dunkelhäutig",
    ]
    /// Words that tell an origin beside a person.
    private static let origins: Set<String> = [
        "turks", "pools", "poolse", "europees", "europese", "european", "polish", "arab", "arabic", "turc", "turque",
        "turcs", "étranger", "étrangère", "étrangers", "etranger", "foreign", "roma", "latino", "asian", "gitan",
        "gitane",
        "getint", "getinte",
    ]
    /// Words that name a person by origin, whatever stands around them.
    private static let nouns: Set<String> = [
        "marokkaan", "marokkanen", "turk", "turken", "antilliaan", "antillianen", "surinamer", "surinamers", "roemeen",
        "roemenen", "bulgaar", "bulgaren", "afrikaan", "afrikanen", "arabier", "arabieren", "oosteuropeaan",
        "oosteuropeanen", "aziaat", "aziaten", "buitenlander", "buitenlanders", "allochtonen", "neger", "negers",
        "negro", "zigeuner", "zigeuners", "ausländer", "ausländern", "rumäne", "rumänen", "türke", "türken",
        "osteuropäer",
        "schwarzafrikaner", "foreigner", "foreigners", "moroccans", "romanians", "gypsy", "gypsies", "gitans",
    ]
    /// Shades that are a person's skin only right before the person: of anything else they are a colour.
    private static let shades: Set<String> = [
        "donker", "donkere", "zwarte", "black", "noir", "noire", "dunkle", "schwarze",
    ]
    /// What origin is seen by.
    private static let looks: Set<String> = [
        "huid", "huidskleur", "uiterlijk", "afkomst", "peau", "origine", "haut", "hautfarbe", "aussehen", "herkunft",
        "skin", "appearance", "looking", "descent", "kinderen", "kind", "enfants", "kinder", "children", "teenager",
        "teenagers", "tieners", "tiener", "adolescent", "adolescents",
    ]
    private static let people: Set<String> = [
        "man", "mannen", "vrouw", "vrouwen", "jongen", "jongens", "meisje", "persoon", "personen", "iemand", "figuur",
        "figuren", "type", "types", "gast", "gasten", "homme", "hommes", "femme", "personne", "personnes", "jeune",
        "jeunes", "mann", "männer", "frau", "frauen", "person", "personen", "junge", "jungs", "men", "woman", "women",
        "boy", "boys", "girl", "people", "guy", "guys", "verdacht", "verdachte", "suspect", "suspicious",
        "verdächtig", "verdächtige", "verdächtiger",
    ]
    private static let features: Set<String> = [
        "lang", "lange", "klein", "kleine", "dik", "dikke", "dun", "dunne", "slank", "slanke", "jong", "jonge", "oud",
        "oude", "baard", "snor", "bril", "kaal", "kale", "haar", "krullen", "pet", "muts", "capuchon", "jas", "jack",
        "broek", "spijkerbroek", "trui", "hoodie", "schoenen", "rugzak", "tas", "handschoenen", "helm", "tatoeage",
        "zwart", "zwarte", "wit", "witte", "rood", "rode", "blauw", "blauwe", "groen", "groene", "grijs", "grijze",
        "grand", "grande", "petit", "petite", "barbe", "lunettes", "chauve", "cheveux", "casquette", "veste",
        "pantalon", "sac", "groß", "großer", "kleiner", "bart", "brille", "mütze", "jacke", "hose", "rucksack", "tall",
        "short", "beard", "glasses", "bald", "hair", "cap", "hat", "jacket", "coat", "trousers", "jeans", "backpack",
        "bag", "gloves", "helmet", "tattoo", "red", "blue", "green", "grey", "white", "young", "old",
    ]
    private static let glue: Set<String> = [
        "een", "de", "het", "met", "en", "van", "uit", "in", "ongeveer", "circa", "twee", "drie", "jaar", "zeer", "un",
        "une", "le", "la", "les", "des", "avec", "et", "de", "deux", "trois", "ans", "ein", "eine", "der", "die",
        "das", "mit", "und", "zwei", "drei", "jahre", "a", "an", "the", "with", "and", "of", "about", "two", "three",
        "years",
    ]
}
