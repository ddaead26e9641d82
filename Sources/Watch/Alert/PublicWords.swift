/// Takes out of words by which a person, a door or a car could be known.
public enum PublicWords {
    /// A text without licence plates, names, and numbers of houses, flats and boxes, as far as they can be told from other
    /// words and numbers (`LicencePlate`, `NamedPerson`, `DoorNumber`). Nil when nothing is left.
    ///
    /// - Parameter kind: of the alert: who is missing is looked for by name.
    public static func text(_ text: String, about kind: Alert.Kind = .other) -> String? {
        let pieces = PublicPiece.pieces(of: text)
        return shown(pieces, without: DoorNumber.doors(in: pieces).union(names(pieces, kind)), at: pieces.indices)
    }

    /// A correction without them. A sentence that was about the number is left out: `Het is nr. …, niet …` puts nothing
    /// right.
    public static func correction(_ text: String, about kind: Alert.Kind = .other) -> String? {
        let pieces = PublicPiece.pieces(of: text)
        let doors = DoorNumber.doors(in: pieces, isCorrection: true).union(names(pieces, kind))
        var kept: [String] = []
        for sentence in sentences(of: pieces) where !losesItsSense(pieces, without: doors, at: sentence) {
            if let shown = shown(pieces, without: doors, at: sentence) { kept.append(shown) }
        }
        return kept.isEmpty ? nil : kept.joined().trimming(\.isSpace)
    }

    private static func names(_ pieces: [PublicPiece], _ kind: Alert.Kind) -> Set<Int> {
        kind == .missingPerson ? [] : NamedPerson.names(in: pieces)
    }

    private static func shown(_ pieces: [PublicPiece], without doors: Set<Int>, at range: Range<Int>) -> String? {
        var shown = ""
        // What was put last for something that goes, with nothing behind it: what follows at once is taken in.
        var isOpen = false
        for index in range {
            let piece = pieces[index]
            guard piece.isPlate || doors.contains(index) else {
                shown += piece.text + piece.gap
                isOpen = isOpen && piece.text.isEmpty
                continue
            }
            if isOpen {
                shown = shown.trimmingEnd(\.isSpace)
            } else {
                shown += "…"
            }
            shown += piece.end + piece.gap
            isOpen = piece.end.isEmpty
        }
        let isPlate = AlertWords.showsPlate(shown)
        return isPlate || !shown.unicodeScalars.contains(where: PublicPiece.isOfWord) ? nil : shown
    }

    /// The sentences of a text. A full stop before a number or behind an abbreviation ends none.
    private static func sentences(of pieces: [PublicPiece]) -> [Range<Int>] {
        var sentences: [Range<Int>] = []
        var start = 0
        for index in pieces.indices {
            let piece = pieces[index]
            let next = index + 1 < pieces.count ? pieces[index + 1] : nil
            let isStop =
                piece.end.holds(".") && next?.isNumeral != true && piece.bare.unicodeScalars.count > 1
                && !abbreviations.contains(piece.lower)
            guard
                next == nil || piece.gap.unicodeScalars.contains(where: \.isLineBreak) || piece.endsThought
                    || isStop && !piece.gap.isEmpty
            else { continue }
            sentences.append(start..<index + 1)
            start = index + 1
        }
        return sentences
    }

    /// Whether a sentence without its numbers says nothing, or something else: nothing is left but small words, or what
    /// is gone stood against something else.
    private static func losesItsSense(_ pieces: [PublicPiece], without doors: Set<Int>, at sentence: Range<Int>) -> Bool
    {
        let gone = sentence.filter { pieces[$0].isPlate || doors.contains($0) }
        guard !gone.isEmpty else { return false }
        for index in gone {
            var before = index - 1
            while before >= sentence.lowerBound,
                pieces[before].isSign || DoorNumberWords.connectors.contains(pieces[before].lower),
                !DoorNumberWords.contrasts.contains(pieces[before].lower)
            {
                before -= 1
            }
            if before >= sentence.lowerBound, DoorNumberWords.contrasts.contains(pieces[before].lower) { return true }
        }
        return sentence.allSatisfy { index in
            let piece = pieces[index]
            return gone.contains(index) || piece.isSign || DoorNumberWords.glue.contains(piece.lower)
                || DoorNumberWords.numbers.contains(piece.lower) || DoorNumberWords.boxes.contains(piece.lower)
        }
    }

    private static let abbreviations: Set<String> = [
        "nr", "no", "str", "st", "bte", "app", "apt", "ca", "bijv", "i.p.v", "t.h.v", "t.o.v", "bd", "av", "dr", "ds",
        "burg", "mr", "mevr", "dhr", "huisnr", "hausnr", "hauptstr",
    ]

    /// A place to the street: house numbers and postcodes go, with what hangs on them (`12a`, `bus 3`, `no. 7`).
    /// A number that can be told to be part of a street's name stays (`1e Helmersstraat`); one that cannot goes
    /// (`Plein 1944`): rather a street less than a door more.
    public static func street(_ place: String) -> String? {
        var kept: [String] = []
        let words = place.split(whereScalar: \.isSpace).map(String.init).flatMap(parted)
        var isBehindDoor = false
        for (index, word) in words.enumerated() {
            let piece = PublicPiece(word)
            let bare = piece.bare
            let previous = index > 0 ? words[index - 1] : ","
            let before = PublicPiece(previous)
            let mayBeName =
                index < words.count - 1 && !word.ends(with: ",")
                && (previous.ends(with: ",") || beforeNames.contains(before.lower))
            let isDoor = isDoor(bare, mayBeName: mayBeName)
            let isBox = isBehindDoor && DoorNumberWords.boxes.contains(piece.lower)
            let isFlat = isFlat(piece, behind: before, isBehindDoor: isBehindDoor)
            defer { isBehindDoor = isDoor || isBox || isFlat }
            if isDoor || isBox || isFlat || isPostcode(bare, after: before.bare) {
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

    /// What tells a flat of a house: `12 a`, `12 bis`, `12 B03`, `12 III`; behind a street or a word for a box without
    /// the number, too.
    private static func isFlat(_ word: PublicPiece, behind before: PublicPiece, isBehindDoor: Bool) -> Bool {
        if isBehindDoor {
            return word.isOneLetter || word.isRoman || word.isCode || DoorNumberWords.suffixes.contains(word.lower)
        }
        guard before.end.keeping({ $0 != "." }).isEmpty else { return false }
        if DoorNumberWords.boxes.contains(before.lower) || DoorNumberWords.numbers.contains(before.lower) {
            return word.isCode || word.isRoman || word.isOneLetter && word.isCapitalised
        }
        let isLong = word.isRoman && word.bare.utf8.count > 1
        return before.isStreet && (word.isCode || isLong || word.lower == "hs")
    }

    /// `nr.12` and `Kerkstraat,12` as two words; a road is one word (`A12`).
    private static func parted(_ word: String) -> [String] {
        let bare = PublicPiece(word).bare.unicodeScalars
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

    private static let ordinals: Set<String> = ["e", "de", "ste", "er", "ère", "ème", "nd", "rd", "th", "st"]

    /// The letters of a Dutch postcode, after its digits: `3443 AB`.
    private static func isPostcode(_ word: String, after before: String) -> Bool {
        let (letters, digits) = (word.unicodeScalars, before.unicodeScalars)
        return letters.count == 2 && letters.allSatisfy(\.isAlphabetic) && digits.count == 4
            && digits.allSatisfy(\.isNumeric)
    }
}
