/// Words that the check of an observation knows, in the languages of the pages. A short list on purpose: it asks a
/// question, it judges nobody. Whole words only, so that `man` does not match `mandarijn`.
enum AlertWords {
    /// Says where somebody is thought to come from, or their skin.
    static func isOrigin(_ word: String) -> Bool {
        origins.contains(word) || stems.contains { word.hasPrefix($0) }
    }

    /// Helps to recognise a person: build, age, hair, clothing.
    static func isFeature(_ word: String) -> Bool { features.contains(word) }

    /// Tells who, or glues words together, but tells nothing that happens.
    static func tellsOnlyWho(_ word: String) -> Bool {
        people.contains(word) || isFeature(word) || isOrigin(word) || glue.contains(word)
            || word.allSatisfy(\.isNumber)
    }

    /// Whether a text seems to hold a Dutch or Belgian plate: six or seven letters and digits in groups parted by
    /// hyphens, both letters and digits among them (`GH-482-X`, `1-ABC-234`).
    static func showsPlate(_ text: String) -> Bool {
        text.uppercased().split { $0.isWhitespace || ",.;:()".contains($0) }.contains { token in
            let groups = token.split(separator: "-", omittingEmptySubsequences: false)
            let bare = groups.joined()
            return groups.count == 3 && (6...7).contains(bare.count)
                && groups.allSatisfy { (1...3).contains($0.count) }
                && bare.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLetter) }
                && bare.contains(where: \.isNumber) && bare.contains(where: \.isLetter)
        }
    }

    private static let stems = [
        "marokka", "turks", "antilliaan", "surinaam", "oosteurope", "oosteurop", "roemeen", "bulgaar", "pools",
        "afrikaan", "arabi", "negro", "maghr", "roumain", "bulgare", "polonais", "africain", "arabe", "osteurop",
        "rumän", "bulgar", "polnisch", "afrikan", "türk", "maroc", "morocc", "romanian", "polish", "turkish",
        "african", "zigeuner", "gypsy", "gitan",
    ]
    private static let origins: Set<String> = [
        "buitenlander", "buitenlands", "buitenlandse", "allochtoon", "allochtone", "getint", "getinte", "donkere",
        "neger", "etranger", "étranger", "étrangère", "ausländer", "ausländisch", "foreigner", "foreign", "roma",
        "oost", "europees", "europese", "east", "eastern", "european", "latino", "asian", "aziaat", "aziatisch",
        "aziatische", "black", "dunkelhäutig", "schwarzafrikaner",
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
