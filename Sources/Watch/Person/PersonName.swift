/// A first name as neighbours see it beside what somebody said: on one line, without signs that pretend or hide something,
/// and none that the police, an office or a coordinator could be taken by.
public enum PersonName {
    /// The name as it is kept.
    ///
    /// - Throws: `first-name-missing` without any letter, `first-name-invalid`, `text-too-long`, `first-name-reserved`.
    public static func checked(_ typed: String?) throws(Refusal) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in (typed ?? "").unicodeScalars {
            let isSpace = scalar.properties.isWhitespace
            if isSpace, scalars.isEmpty || scalars.last == " " { continue }
            scalars.append(isSpace ? " " : scalar)
        }
        let name = Words.trimmed(String(scalars))
        guard name.unicodeScalars.contains(where: \.isAlphabetic) else {
            throw Refusal(.firstNameMissing, field: "firstName")
        }
        guard isReadable(name) else { throw Refusal(.firstNameInvalid, field: "firstName") }
        guard let kept = try Words.kept(name, field: "firstName", limit: 40) else {
            throw Refusal(.firstNameMissing, field: "firstName")
        }
        guard !isReserved(kept) else { throw Refusal(.firstNameReserved, field: "firstName") }
        return kept
    }

    /// Letters of one alphabet with their accents, digits, and what joins them: no commas or brackets behind which a task
    /// could stand, no pictures, nothing invisible, nothing that turns the direction of writing.
    private static func isReadable(_ name: String) -> Bool {
        var isLatin = false
        var isOther = false
        var accents = 0
        for scalar in name.unicodeScalars {
            let properties = scalar.properties
            guard !properties.isDefaultIgnorableCodePoint else { return false }
            switch properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
                guard !isDisguised(scalar.value) else { return false }
                if isLatinLetter(scalar.value) { isLatin = true } else if scalar.value != 0x2BC { isOther = true }
                accents = 0
            case .nonspacingMark, .spacingMark:
                accents += 1
                // More than any language puts on one letter would hang over the lines beside it.
                guard accents <= 3 else { return false }
            case .decimalNumber: accents = 0
            default:
                guard joining.contains(scalar) else { return false }
                accents = 0
            }
        }
        return !(isLatin && isOther)
    }

    private static let joining: Set<Unicode.Scalar> = [" ", "-", "‐", "‑", "'", "’", "‘", ".", "&", "+"]

    private static func isLatinLetter(_ value: UInt32) -> Bool {
        value < 0x250 || (0x1E00...0x1EFF).contains(value)
    }

    /// Letters that are others in disguise: of phonetics, of formulas, or as wide as Chinese ones.
    private static func isDisguised(_ value: UInt32) -> Bool {
        switch value {
        case 0x2BC: false
        case 0x250...0x2FF, 0x1D00...0x1DBF, 0x2100...0x214F, 0xA720...0xA7FF, 0xAB30...0xAB6F, 0xFF00...0xFFEF,
            0x1D400...0x1D7FF:
            true
        default: false
        }
    }

    /// Whether it could be taken for somebody who speaks for others.
    static func isReserved(_ name: String) -> Bool {
        let words = folded(name)
        let run = words.joined()
        return ReservedNames.alone.contains(run) || ReservedNames.short.contains(run)
            || words.contains(where: ReservedNames.short.contains)
            || ReservedNames.long.contains { run.contains($0) }
    }

    /// Word by word, without capitals and accents, and with one letter for all that look like it.
    static func folded(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        for scalar in name.lowercased().unicodeScalars {
            if (0x300...0x36F).contains(scalar.value) { continue }
            switch ReservedNames.alike[scalar] ?? String(scalar) {
            case let letters where letters.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic || isDigit($0) }):
                word += letters
            default:
                words.append(word)
                word = ""
            }
        }
        return (words + [word]).filter { !$0.isEmpty }.map { word in
            // A digit in a word stands for a letter; a number is a number.
            word.unicodeScalars.allSatisfy(isDigit)
                ? word
                : word.unicodeScalars.map { ReservedNames.digits[$0] ?? String($0) }.joined()
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
}
