/// Takes out of words by which a door or a car could be known.
public enum PublicWords {
    /// A text without licence plates and house numbers, as far as they can be told from other words and numbers: what
    /// is written like a plate, and a number after `nr.` and its like, after a street's name, or before a French one. Nil
    /// when nothing is left.
    public static func text(_ text: String) -> String? {
        let words = text.split(scalar: " ", omittingEmptySubsequences: false).map(String.init)
        let plates = LicencePlate.ranges(in: words)
        let doors = doors(in: words)
        var kept: [String] = []
        for (index, word) in words.enumerated() {
            if let plate = plates.first(where: { $0.contains(index) }) {
                if index == plate.lowerBound { kept.append("…") }
            } else if doors.contains(index) {
                // What it hangs on, and what a sentence ends with, stays.
                let street = hangsOn(word) ? String(word.unicodeScalars.prefix { !$0.isNumeric }) : ""
                let end = word.unicodeScalars.reversed().prefix { ends.contains($0) }.reversed()
                kept.append(street + "…" + String(String.UnicodeScalarView(end)))
            } else {
                kept.append(word)
            }
        }
        let shown = kept.joined(separator: " ")
        return AlertWords.showsPlate(shown) || !shown.unicodeScalars.contains(where: isOfWord) ? nil : shown
    }

    /// Which words are numbers of houses.
    private static func doors(in words: [String]) -> Set<Int> {
        let bare = words.map(bare)
        var doors: Set<Int> = []
        // How many words a French street's name has had so far; nil outside of one.
        var named: Int?
        for (index, word) in bare.enumerated() {
            let before = index > 0 ? bare[index - 1].lowercased() : ""
            if streets.contains(word.lowercased()) {
                // `12 rue`, `12 bis, rue`.
                var door = index - 1
                if door > 0, isSuffix(bare[door]) { door -= 1 }
                if door >= 0, isNumber(bare[door]) { doors.formUnion(door..<index) }
                named = 0
            } else if isNumber(word) {
                if leadsToDoor(before) || named.map({ $0 > 0 }) == true { doors.insert(index) }
                named = nil
            } else if hangsOn(words[index]) {
                doors.insert(index)
                named = nil
            } else if let count = named {
                let isName =
                    word.unicodeScalars.first?.properties.isUppercase == true
                    || streetParticles.contains(before) && !streetParticles.contains(word)
                if isName {
                    named = count + 1
                } else if !streetParticles.contains(word.lowercased()) {
                    named = nil
                }
            }
            // A sentence ends what was said of the street.
            if words[index].unicodeScalars.last.map({ ends.contains($0) && $0 != "," && $0 != ":" }) == true {
                named = nil
            }
        }
        return doors
    }

    private static func isNumber(_ bare: String) -> Bool {
        bare.unicodeScalars.first?.isNumeric == true && bare.unicodeScalars.prefix { $0.isNumeric }.count <= 4
    }

    /// `Kerkstraat12`, `Hauptstr.12`.
    private static func hangsOn(_ word: String) -> Bool {
        guard let digit = word.unicodeScalars.firstIndex(where: \.isNumeric), isNumber(String(word[digit...])) else {
            return false
        }
        let street = String(word[..<digit])
        return street.unicodeScalars.last?.isSpace == false
            && leadsToDoor(street.trimming { !$0.isAlphabetic }.lowercased())
            && !numberWords.contains(street.lowercased())
    }

    private static func leadsToDoor(_ word: String) -> Bool {
        numberWords.contains(word) || streetEndings.contains { word.ends(with: $0) && word.utf8.count > $0.utf8.count }
    }

    /// What French streets begin with.
    private static let streets: Set<String> = [
        "rue", "avenue", "boulevard", "bd", "chemin", "chaussée", "chaussee", "quai", "impasse", "allée", "allee",
        "ruelle", "sentier", "venelle", "drève", "dreve", "square", "rond-point",
    ]

    /// What stands inside their names, and before a name that is written small.
    private static let streetParticles: Set<String> = ["de", "du", "des", "la", "le", "les", "l", "d", "aux", "au"]

    private static let numberWords: Set<String> = [
        "nr", "no", "nummer", "huisnummer", "huisnr", "number", "numéro", "numero", "nº", "n", "hausnummer", "hausnr",
    ]
    private static let streetEndings = [
        "straat", "laan", "weg", "plein", "kade", "dreef", "hof", "singel", "gracht", "steeg", "dijk", "straße",
        "strasse", "allee", "platz", "gasse", "str",
    ]

    /// A place to the street: house numbers and postcodes go, with what hangs on them (`12a`, `bus 3`, `no. 7`).
    /// A number that can be told to be part of a street's name stays (`1e Helmersstraat`); one that cannot goes
    /// (`Plein 1944`): rather a street less than a door more.
    public static func street(_ place: String) -> String? {
        var kept: [String] = []
        let words = place.split(whereScalar: \.isSpace).map(String.init).flatMap(parted)
        var isAfterDoor = false
        for (index, word) in words.enumerated() {
            let bare = bare(word)
            let previous = index > 0 ? words[index - 1] : ","
            let before = self.bare(previous)
            let mayBeName =
                index < words.count - 1 && !word.ends(with: ",")
                && (previous.ends(with: ",") || beforeNames.contains(before.lowercased()))
            let isDoor = isDoor(bare, mayBeName: mayBeName)
            defer { isAfterDoor = isDoor }
            if isDoor || isPostcode(bare, after: before) || isAfterDoor && isSuffix(bare) {
                // What stood before it only led to it.
                while let last = kept.last, leads.contains(last.lowercased().trimming { !$0.isAlphabetic }) {
                    kept.removeLast()
                }
                // The comma after a number goes on parting what stands beside it.
                if word.ends(with: ","), let last = kept.last, !last.ends(with: ",") {
                    kept[kept.count - 1] = last + ","
                }
            } else {
                kept.append(word)
            }
        }
        let street = kept.joined(separator: " ").trimming { $0.isSpace || ",;-–/".unicodeScalars.contains($0) }
        return street.unicodeScalars.contains(where: \.isAlphabetic) ? street : nil
    }

    /// `nr.12` and `Kerkstraat,12` as two words; a road is one word (`A12`).
    private static func parted(_ word: String) -> [String] {
        let bare = bare(word).unicodeScalars
        guard let first = bare.first, !first.isNumeric,
            let digit = word.unicodeScalars.firstIndex(where: \.isNumeric)
        else { return [word] }
        let isRoad =
            first.properties.isUppercase && (2...4).contains(bare.count) && bare.dropFirst().allSatisfy(\.isNumeric)
        return isRoad ? [word] : [String(word[..<digit]), String(word[digit...])]
    }

    /// Words that lead to a number.
    private static let leads: Set<String> = [
        "nr", "no", "nummer", "huisnummer", "number", "numéro", "numero", "hausnummer", "bus", "bte", "boîte", "box",
        "n", "nº", "nrs", "nummers", "huisnr", "hausnr", "thv", "t.h.v", "tov", "t.o.v", "hauteur", "le", "la", "du",
        "apt", "app", "appartement", "flat", "à", "au", "bij", "bei", "at", "voor", "devant", "vor", "naast",
        "tegenover", "tussen", "en", "et", "und", "and", "achter", "near", "next", "to", "op", "van", "ter", "hoogte",
    ]

    /// Words before a street's name that may begin with a number; after any other word it is a door (`Kerkstraat 12e`).
    private static let beforeNames: Set<String> = [
        "", "in", "de", "het", "hoek", "aan", "op", "bij", "van", "tussen", "en", "langs", "richting", "la", "le", "du",
        "des", "au", "coin", "et", "der", "die", "das", "den", "dem", "am", "bei", "ecke", "und", "the", "of", "on",
    ]

    private static func isDoor(_ word: String, mayBeName: Bool) -> Bool {
        guard let first = word.unicodeScalars.first, first.isNumeric else { return false }
        // `1e`, `2de`, `3rd`, `1er`: a name goes on after it.
        return !mayBeName || !ordinals.contains(String(word.unicodeScalars.drop { $0.isNumeric }).lowercased())
    }

    /// What stands apart behind a number: `12 a`, `12 bis`.
    private static func isSuffix(_ word: String) -> Bool {
        word.lowercased() == "bis"
            || word.utf8.count == 1 && word.unicodeScalars.allSatisfy { $0.isASCII && $0.isAlphabetic }
    }

    private static let ordinals: Set<String> = ["e", "de", "ste", "er", "ère", "ème", "nd", "rd", "th", "st"]

    /// The letters of a Dutch postcode, after its digits: `3443 AB`.
    private static func isPostcode(_ word: String, after before: String) -> Bool {
        let (letters, digits) = (word.unicodeScalars, before.unicodeScalars)
        return letters.count == 2 && letters.allSatisfy(\.isAlphabetic) && digits.count == 4
            && digits.allSatisfy(\.isNumeric)
    }

    // MARK: signs

    /// Without what is neither letter nor digit at both ends.
    private static func bare(_ word: String) -> String { word.trimming { !isOfWord($0) } }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool { scalar.isAlphabetic || scalar.isNumeric }

    /// What words of a sentence end with.
    private static let ends: Set<Unicode.Scalar> = [".", ",", ";", ":", "!", "?"]
}
