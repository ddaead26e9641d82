/// Words beside which a number is that of a house, a flat or a box, and words beside which it is not, in the languages of
/// the pages. In small letters.
enum DoorNumberWords {
    /// What says by itself that a number follows.
    static let numbers: Set<String> = [
        "nr", "nrs", "no", "nos", "nummer", "nummers", "huisnummer", "huisnummers", "huisnr", "number", "numbers",
        "num",
        "numéro", "numero", "numéros", "nº", "n", "hausnummer", "hausnummern", "hausnr", "adres", "address", "adresse",
        "pand", "perceel", "woning", "huis", "huizen", "house", "houses", "maison", "maisons", "haus", "häuser",
        "haustür", "voordeur", "deur", "door", "doors", "porte", "tür", "portiek", "toegang", "hauteur", "hoogte",
        "höhe", "thv", "t.h.v", "tov", "t.o.v", "blok", "block", "bloc", "bâtiment", "gebouw", "gebäude", "postbus",
    ]

    /// What parts a house: the number or letter after it is that of a flat or a box.
    static let boxes: Set<String> = [
        "bus", "bte", "boîte", "boite", "box", "bt", "app", "apt", "appt", "appartement", "appartementen", "apartment",
        "apartement", "flat", "flats", "kamer", "room", "chambre", "zimmer", "whg", "wohnung", "unit", "studio",
        "étage", "etage", "verdieping", "floor", "stock", "stiege", "toren", "hs", "huis", "og", "eg", "rdc",
    ]

    /// What stands apart behind a number and belongs to it.
    static let suffixes: Set<String> = [
        "bis", "ter", "quater", "hs", "huis", "hoog", "boven", "beneden", "og", "eg", "stock",
    ]

    /// Where somebody is, said right before a number: then it is a house.
    static let places: Set<String> = [
        "bij", "op", "naar", "voor", "tegenover", "naast", "achter", "nabij", "langs", "tussen", "aan", "au", "aux",
        "chez", "devant", "derrière", "le", "du", "bei", "beim", "vor", "neben", "gegenüber", "hinter", "zwischen",
        "an",
        "zur", "zum", "at", "outside", "near", "opposite", "behind", "beside", "between",
    ]

    /// Between a place and a number: `in der 12`, `op de 12`.
    static let articles: Set<String> = [
        "de", "het", "'t", "die", "der", "dem", "den", "das", "the", "la", "les", "een", "le",
    ]

    /// Before an article, too: `in der 12`, and `van 12`.
    static let beforeArticles: Set<String> = places.union([
        "in", "aus", "von", "auf", "uit", "dans", "entre", "of", "to",
    ])

    /// Who lives there: `de buren van 12`.
    static let neighbours: Set<String> = [
        "buren", "buurman", "buurvrouw", "bewoner", "bewoners", "bewoonster", "mensen", "overburen", "voisin",
        "voisine",
        "voisins", "nachbar", "nachbarin", "nachbarn", "bewohner", "neighbour", "neighbours", "hoogte", "hauteur",
        "höhe", "familie", "thuis",
    ]
    static let ofs: Set<String> = ["van", "du", "de", "von", "aus", "of", "at", "from", "der", "op"]

    /// What numbers of houses are strung together by.
    static let connectors: Set<String> = [
        "en", "of", "et", "ou", "und", "oder", "and", "or", "tot", "to", "bis", "à", "a", "t/m", "tm", "dan", "naar",
        "op",
        "le", "au", "the", "van", "de", "que", "plaats", "lieu", "bij", "nr", "nummer", "no", "number", "die", "der",
        "in",
    ]

    /// What sets one thing against another: `niet 15 maar 17`.
    static let contrasts: Set<String> = [
        "niet", "geen", "maar", "ipv", "i.p.v", "plaats", "pas", "mais", "plutôt", "lieu", "non", "nicht", "sondern",
        "statt", "anstatt", "not", "but", "instead", "wel",
    ]

    /// Before a time, an age or an estimate.
    static let clocks: Set<String> = [
        "om", "rond", "omstreeks", "tegen", "vanaf", "sinds", "tot", "na", "ca", "circa", "ongeveer", "±", "vers", "à",
        "depuis", "jusqu", "environ", "um", "gegen", "seit", "ab", "etwa", "rund", "ungefähr", "about", "around",
        "since", "until", "till", "leeftijd", "âge", "age", "aged", "alter", "uur", "kwart", "half",
    ]

    /// Who, before an age.
    static let people: Set<String> = [
        "man", "vrouw", "jongen", "meisje", "dame", "heer", "kind", "tiener", "persoon", "homme", "femme", "garçon",
        "fille", "enfant", "mann", "frau", "junge", "mädchen", "woman", "boy", "girl", "person", "male", "female",
    ]

    /// Makes of cars, whose models are numbers.
    static let makes: Set<String> = [
        "peugeot", "fiat", "bmw", "mercedes", "audi", "volvo", "citroën", "citroen", "mazda", "golf", "polo", "renault",
        "opel", "ford", "skoda", "seat", "tesla", "model", "lexus", "porsche", "saab", "rover", "alfa", "kia", "toyota",
        "vw", "volkswagen", "nissan", "honda", "hyundai", "suzuki", "mini", "smart", "mitsubishi", "vespa", "yamaha",
        "type", "maat", "lijn", "tram", "ligne", "linie", "line",
    ]

    /// What is counted or measured.
    static let units: Set<String> = [
        // measures and money
        "m", "meter", "meters", "mtr", "cm", "km", "mm", "mètre", "mètres", "metre", "metres", "kilo", "kg", "gram",
        "liter", "kilometer", "kilomètres", "km/u", "km/h", "kmh", "mph", "feet", "ft", "yards", "miles", "euro",
        "euros",
        "eur", "€", "%", "procent", "graden", "cc", "pk",
        // times and ages
        "uur", "u", "h", "heure", "heures", "uhr", "o'clock", "pm", "am", "p.m", "a.m", "min", "minuut", "minuten",
        "minute",
        "minutes", "mins", "sec", "seconden", "seconde", "secondes", "seconds", "sekunden", "dag", "dagen", "jour",
        "jours", "tag", "tage", "tagen", "day", "days", "week", "weken", "weeks", "semaines", "wochen", "maanden",
        "mois", "monate", "months", "jaar", "jaren", "jr", "j", "an", "ans", "jahr", "jahre", "jahren", "year", "years",
        "yrs", "stunden", "hours", "kwartier", "nachts", "abends",
        // how often, and of what
        "keer", "maal", "fois", "mal", "times", "x", "stuks", "stuk",
    ]

    /// What there can be two of.
    static let counted: Set<String> = [
        "mannen", "vrouwen", "jongens", "meisjes", "meiden", "personen", "mensen", "figuren", "types", "gasten", "lui",
        "tieners", "jongeren", "kinderen", "verdachten", "inbrekers", "daders", "dieven", "agenten", "buren", "dames",
        "heren", "honden", "auto's", "autos", "auto’s", "wagens", "busjes", "bussen", "bestelbussen", "bestelbusjes",
        "scooters",
        "fietsen", "brommers", "motoren", "huizen", "deuren", "ramen", "straten", "tassen", "rugzakken", "dozen",
        "pakketten", "ladders", "zaklampen", "lampen", "messen", "plaatsen", "kanten", "anderen", "politieauto's",
        "politiewagens", "ambulances", "brandweerwagens", "hommes", "femmes", "garçons", "filles", "personnes", "gars",
        "jeunes", "individus", "types", "enfants", "voleurs", "policiers", "voitures", "véhicules", "camionnettes",
        "vélos",
        "motos", "maisons", "portes", "fenêtres", "chiens", "sacs", "männer", "frauen", "jungen", "jungs", "mädchen",
        "leute", "jugendliche", "kinder", "täter", "verdächtige", "einbrecher", "polizisten", "autos", "wagen",
        "fahrräder", "fahrzeuge", "lieferwagen", "roller", "häuser", "türen", "fenster", "hunde", "taschen", "men",
        "women", "boys",
        "girls", "people", "persons", "guys", "lads", "teenagers", "youths", "children", "kids", "suspects", "burglars",
        "officers",
        "cars", "vans", "bikes", "bicycles", "scooters", "houses", "doors", "windows", "dogs", "bags", "streets",
        "others", "fatbikes",
        "schoten", "knallen", "klappen", "schüsse", "coups", "shots",
    ]

    /// Before what is counted; others end in `e`.
    static let adjectives: Set<String> = [
        "young", "white", "black", "masked", "other", "more", "dark", "tall", "unknown", "suspicious", "old", "small",
        "jeunes", "grands", "petits", "autres", "gros", "vieux", "inconnus", "police", "armed",
    ]

    static let months: Set<String> = [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december", "jan", "feb", "mrt", "apr", "jun", "jul", "aug", "sept", "sep", "okt", "oct", "nov", "dec",
        "janvier",
        "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        "januar", "februar", "märz", "dezember", "january", "february", "march", "may", "june", "july", "august",
        "october",
    ]

    /// What hangs on a number and makes it a measure: `40jr`, `180cm`.
    static let gluedUnits: Set<String> = units.union([
        "jarige", "jarig", "pers", "er", "ers", "deurs", "tal", "jährige", "jähriger", "jährigen", "hr", "hrs",
    ]).subtracting(["m", "u", "h", "j", "x", "an", "am"])

    static let ordinals: Set<String> = [
        "e", "de", "ste", "er", "ère", "ème", "nd", "rd", "th", "st", "re", "ième",
    ]

    /// `twaalf`, `zevenendertig`, `vingt-deux`: a number in letters.
    static func isSpelled(_ word: String) -> Bool {
        spelled.contains(word) || spelledEndings.contains { word.ends(with: $0) }
            || spelledBeginnings.contains { word.begins(with: $0) }
    }

    private static let spelled: Set<String> = [
        "een", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "un",
        "deux",
        "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze",
        "quinze",
        "seize", "cent", "eins", "zwei", "drei", "fünf", "sechs", "sieben", "neun", "zehn", "zwölf", "one", "two",
        "three",
        "four", "five", "seven", "eight", "nine", "ten", "eleven", "twelve", "hundred", "honderd", "hundert",
    ]
    private static let spelledEndings = ["tien", "tig", "zehn", "zig", "ßig", "teen"]
    private static let spelledBeginnings = [
        "vingt", "trente", "quarante", "cinquante", "soixante", "septante", "quatre-", "nonante", "dix-", "cent-",
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "honderd", "hundert",
    ]

    // MARK: streets

    /// What the names of streets end in, or are.
    static let streetEndings = [
        "straat", "straatje", "laan", "laantje", "weg", "plein", "pleintje", "kade", "kaai", "dreef", "hof", "hofje",
        "singel", "gracht", "steeg", "dijk", "pad", "paadje", "baan", "veld", "markt", "park", "lei", "vest", "wal",
        "haven",
        "oever", "heide", "berg", "akker", "kouter", "brink", "plantsoen", "erf", "donk", "rei", "boulevard", "allee",
        "straße", "strasse", "platz", "gasse", "str", "ufer", "damm", "steig", "stieg", "graben", "ring", "chaussee",
        "promenade", "wijk", "meent", "weide", "zoom", "borg", "hoeve", "kamp",
    ]

    /// What French streets begin with; a name goes on after it.
    static let streetBeginnings: Set<String> = [
        "rue", "avenue", "av", "ave", "boulevard", "bd", "bld", "blvd", "chemin", "chaussée", "chaussee", "chée",
        "quai",
        "impasse", "allée", "allee", "ruelle", "sentier", "venelle", "drève", "dreve", "square", "rond-point", "place",
        "pl",
        "route", "rte", "cours", "passage", "voie", "cité", "clos", "résidence", "residence", "faubourg", "esplanade",
        "digue", "montée", "hameau",
    ]

    /// What English streets end in, as words of their own.
    static let streetWords: Set<String> = [
        "street", "road", "lane", "drive", "close", "court", "terrace", "gardens", "crescent", "way", "square", "mews",
        "rd", "ln",
    ]

    /// What stands inside the names of streets.
    static let particles: Set<String> = [
        "de", "du", "des", "la", "le", "les", "l", "d", "aux", "au", "van", "der", "den", "het", "ter", "ten", "op",
        "von",
        "the", "of", "in",
    ]

    /// Words of a correction that say nothing once the number is gone.
    static let glue: Set<String> = [
        "het", "is", "was", "zijn", "moet", "de", "een", "dus", "sorry", "nee", "ja", "nu", "bij", "op", "in", "aan",
        "voor",
        "van", "en", "of", "dat", "dit", "klopt", "niet", "maar", "wel", "correctie", "fout", "juist", "juiste", "toch",
        "excuses", "c'est", "c’est", "ce", "est", "le", "la", "au", "du", "non", "oui", "pas", "mais", "et", "plutôt",
        "pardon",
        "était", "doit", "être", "es", "ist", "war", "die", "der", "das", "bei", "vor", "nicht", "sondern", "nein",
        "doch",
        "muss", "sein", "it", "it's", "it’s", "the", "at", "not", "but", "no", "should", "be", "that", "correction",
        "korrektur",
        "kenteken", "plaque", "kennzeichen", "plate", "registration", "i.p.v", "ipv", "plaats", "instead", "lieu",
        "statt",
    ]

    static let isBefore: Set<String> = ["is", "est", "ist", "moet", "be", "wordt", "c'est", "c’est"]
}
