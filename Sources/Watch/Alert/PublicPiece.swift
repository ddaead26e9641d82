/// A word, a number or a sign of a text, with what stands between it and the next.
///
/// Words end at white space; a number that hangs on a word (`Kerkstraat12`, `n°5`, `Plein,12`) is a piece of its own.
struct PublicPiece: Hashable, Sendable {
    /// As it stands in the text.
    let text: String
    /// Without signs at both ends, and without what is not seen.
    let bare: String
    /// The same in small letters, to be looked up.
    let lower: String
    /// What stands before the next piece.
    var gap: String
    /// Part of what looks like a licence plate.
    let isPlate: Bool

    init(_ text: String, gap: String = "", isPlate: Bool = false) {
        self.text = text
        self.gap = gap
        self.isPlate = isPlate
        let seen = text.keeping { !$0.isUnseen }
        bare = seen.trimming { !PublicPiece.isOfWord($0) }
        lower = bare.lowercased()
    }

    /// The pieces of a text, which together are the text again.
    static func pieces(of text: String) -> [PublicPiece] {
        var words: [(word: String, gap: String)] = []
        var isGap = true
        for scalar in text.unicodeScalars {
            if scalar.isSpace {
                if words.isEmpty { words.append(("", "")) }
                words[words.count - 1].gap.unicodeScalars.append(scalar)
                isGap = true
            } else {
                if isGap { words.append(("", "")) }
                words[words.count - 1].word.unicodeScalars.append(scalar)
                isGap = false
            }
        }
        let plates = LicencePlate.ranges(in: words.map(\.word))
        return words.enumerated().flatMap { index, piece in
            if plates.contains(where: { $0.contains(index) }) {
                return [PublicPiece(piece.word, gap: piece.gap, isPlate: true)]
            }
            var parts = parted(piece.word).map { PublicPiece($0) }
            parts[parts.count - 1].gap = piece.gap
            return parts
        }
    }

    /// `Kerkstraat12` and `12,rue` as two; what begins with few letters stays whole (`A12`, `B03`), unless they are a word
    /// for a number (`nr12`).
    private static func parted(_ word: String) -> [String] {
        let scalars = word.unicodeScalars
        guard let digit = scalars.firstIndex(where: \.isNumeric) else { return [word] }
        let head = String(scalars[..<digit])
        var rest = scalars[digit...]
        var tail = ""
        // `12,rue`, `12/Kerkstraat`: letters after a sign.
        var index = rest.startIndex
        while index < rest.endIndex {
            if ",/;:(".unicodeScalars.contains(rest[index]) {
                let letters = rest[rest.index(after: index)...]
                if letters.prefix(while: \.isAlphabetic).count > 2 {
                    tail = String(letters)
                    rest = rest[...index]
                    break
                }
            }
            index = rest.index(after: index)
        }
        let number = String(rest)
        let pieces = tail.isEmpty ? [number] : [number] + parted(tail)
        guard !head.isEmpty else { return pieces }
        let letters = head.keeping { !$0.isJoining }.trimming { !isOfWord($0) }.lowercased()
        let isOneRun = head.unicodeScalars.allSatisfy { $0.isAlphabetic || $0.isJoining }
        let isCode =
            isOneRun && letters.unicodeScalars.count <= 3
            && !(DoorNumberWords.numbers.contains(letters) || DoorNumberWords.boxes.contains(letters)) || head == "N"
        return isCode ? [word] : [head] + pieces
    }

    static func isOfWord(_ scalar: Unicode.Scalar) -> Bool { scalar.isAlphabetic || scalar.isNumeric }

    // MARK: what it is

    var isNumeral: Bool { !isPlate && bare.unicodeScalars.first?.isNumeric == true }

    /// Only signs.
    var isSign: Bool { bare.isEmpty }

    /// `№`, `#`: a number follows.
    var isNumberSign: Bool { isSign && text.unicodeScalars.contains { $0 == "№" || $0 == "#" || $0 == "°" } }

    /// Written with a capital anywhere: `Gracht`, `'s-Gravenweg`, `d'Artagnan`.
    var isCapitalised: Bool { !isNumeral && bare.unicodeScalars.contains { $0.properties.isUppercase } }

    /// One letter, as it stands behind a number.
    var isOneLetter: Bool {
        let scalars = bare.unicodeScalars
        return scalars.count == 1 && scalars.allSatisfy { $0.isASCII && $0.isAlphabetic }
    }

    /// `B03`, `F008`: a flat, a box, a road or a model, by what stands before it.
    var isCode: Bool {
        let scalars = bare.unicodeScalars
        let letters = scalars.prefix(while: \.isAlphabetic).count
        return (1...3).contains(letters) && letters < scalars.count
            && scalars.dropFirst(letters).first?.isNumeric == true
    }

    /// `II`, `IV`: floors are told by them.
    var isRoman: Bool {
        (1...4).contains(bare.utf8.count) && bare.utf8.allSatisfy { "IVX".utf8.contains($0) }
    }

    /// Whether it names a street by itself: `Kerkstraat`, `Straat`, `oude gracht`, `Hauptstr.`.
    var isStreet: Bool {
        !isNumeral && DoorNumberWords.streetEndings.contains { lower.ends(with: $0) }
    }

    /// What stands behind it in the same word: a full stop, a bracket.
    var end: String {
        let scalars = text.unicodeScalars
        return String(
            String.UnicodeScalarView(
                scalars.reversed().prefix { !PublicPiece.isOfWord($0) && !$0.isJoining }.reversed()))
    }

    /// Whether a thought ends after it, so that what follows is said of something else.
    var endsThought: Bool { end.unicodeScalars.contains { "!?;".unicodeScalars.contains($0) } }
}
