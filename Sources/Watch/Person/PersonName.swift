/// A first name as neighbours see it beside what somebody said: on one line, without signs that pretend or hide something,
/// and none that the police, an office or a coordinator could be taken by.
public enum PersonName {
    /// The name as it is kept.
    ///
    /// - Throws: `first-name-missing` without any letter, `first-name-invalid`, `text-too-long`, `link-unwanted`,
    ///   `first-name-reserved`.
    public static func checked(_ typed: String?) throws(Refusal) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in (typed ?? "").unicodeScalars {
            let isSpace = scalar.properties.isWhitespace
            if isSpace, scalars.isEmpty || scalars.last == " " { continue }
            scalars.append(isSpace ? " " : scalar)
        }
        let name = Words.trimmed(String(scalars))
        guard name.unicodeScalars.contains(where: NameLetters.isLetter) else {
            throw Refusal(.firstNameMissing, field: "firstName")
        }
        guard isReadable(name) else { throw Refusal(.firstNameInvalid, field: "firstName") }
        guard let kept = try Words.kept(name, field: "firstName", limit: 40) else {
            throw Refusal(.firstNameMissing, field: "firstName")
        }
        guard !AddressInName.isFound(in: kept) else { throw Refusal(.linkUnwanted, field: "firstName") }
        guard !ReservedNames.isTaken(firstName: kept) else { throw Refusal(.firstNameReserved, field: "firstName") }
        return kept
    }

    /// Letters of one alphabet with their accents, digits, and what joins them: no commas or brackets behind which a task
    /// could stand, no pictures, nothing invisible, nothing that turns the direction of writing.
    private static func isReadable(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        var scripts: Set<String> = []
        var marks = 0
        for (index, scalar) in scalars.enumerated() {
            let before = index > 0 ? scalars[index - 1] : nil
            let behind = index + 1 < scalars.count ? scalars[index + 1] : nil
            if let script = NameLetters.script(of: scalar) {
                scripts.insert(script)
                marks = NameLetters.isMark(scalar) ? marks + 1 : 0
                guard marks <= NameLetters.mostMarks else { return false }
            } else {
                guard joins(scalar, before, behind) else { return false }
                if !scalar.properties.isDefaultIgnorableCodePoint { marks = 0 }
            }
        }
        return NameLetters.areWrittenTogether(scripts)
    }

    /// Whether a sign that is no letter may stand where it does.
    private static func joins(_ scalar: Unicode.Scalar, _ before: Unicode.Scalar?, _ behind: Unicode.Scalar?) -> Bool {
        switch scalar {
        case " ", "-", "‐", "‑", "'", "’", "‘", ".", "&", "+": true
        // Catalan writes Gal·la.
        case "·": isL(before) && isL(behind)
        // A joiner is seen by what it does to the letters around it: in Persian, and behind a sign that takes a vowel away.
        case "\u{200C}":
            isArabic(before) && isArabic(behind) || takesVowel(before) && behind.map(NameLetters.isLetter) == true
        case "\u{200D}": takesVowel(before)
        // What Hebrew, Armenian, Japanese and Tibetan have in words.
        case "\u{5F3}", "\u{5F4}", "\u{58A}", "\u{30FB}", "\u{F0B}":
            before.flatMap(NameLetters.script).map { joiners[$0]?.contains(scalar) == true } == true
        default: false
        }
    }

    private static let joiners: [String: Set<Unicode.Scalar>] = [
        "Hebr": ["\u{5F3}", "\u{5F4}"], "Armn": ["\u{58A}"], "Hani": ["\u{30FB}"], "Hira": ["\u{30FB}"],
        "Kana": ["\u{30FB}"], "Tibt": ["\u{F0B}"], "Zinh": ["\u{F0B}"], "Zyyy": ["\u{30FB}"],
    ]

    private static func isL(_ scalar: Unicode.Scalar?) -> Bool { scalar?.value == 0x6C || scalar?.value == 0x4C }

    private static func isArabic(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.flatMap(NameLetters.script) == "Arab"
    }

    /// A virama stands for no vowel (canonical combining class 9).
    private static func takesVowel(_ scalar: Unicode.Scalar?) -> Bool {
        scalar?.properties.canonicalCombiningClass.rawValue == 9
    }
}
