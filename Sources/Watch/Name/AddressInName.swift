/// Finds in a name what leads elsewhere: a web address, an e-mail address, a telephone number. Names stand in letters that
/// Saar signs, and mail programs make a link of what reads like one.
enum AddressInName {
    /// Whether there is one, however it is spelled: what is invisible does not count, and signs count as what they look like.
    static func isFound(in name: String) -> Bool {
        let signs = read(name)
        return hasScheme(signs) || isDomain(in: signs) || holdsNumberToCall(signs)
    }

    // MARK: signs

    /// Sign by sign, as it looks, with a space for all that parts words.
    private static func read(_ name: String) -> [Unicode.Scalar] {
        var signs: [Unicode.Scalar] = []
        for scalar in name.unicodeScalars {
            if scalar.properties.isDefaultIgnorableCodePoint || NameLetters.isMark(scalar) { continue }
            if let sign = looksLike[scalar] {
                signs.append(sign)
            } else if let figure = figure(scalar) {
                signs.append(figure)
            } else if scalar.properties.isWhitespace {
                signs.append(" ")
            } else {
                signs.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return signs
    }

    /// The digit that a digit of any alphabet, or one in a circle, stands for.
    private static func figure(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard let type = scalar.properties.numericType, type != .numeric, let value = scalar.properties.numericValue,
            (0...9).contains(value)
        else { return nil }
        return Unicode.Scalar(0x30 + UInt32(value))
    }

    private static let looksLike: [Unicode.Scalar: Unicode.Scalar] = {
        let rows: [(Unicode.Scalar, String)] = [
            (".", "\u{3002}\u{FF0E}\u{FF61}\u{2024}\u{FE52}\u{6D4}\u{701}\u{702}\u{A4F8}\u{A60E}"),
            ("/", "\u{FF0F}\u{2044}\u{2215}\u{29F8}\u{27CB}"),
            (":", "\u{FF1A}\u{2236}\u{A789}\u{2D0}\u{FE55}\u{589}\u{5C3}\u{A4FD}"),
            ("@", "\u{FF20}\u{FE6B}"),
            ("+", "\u{FF0B}\u{FE62}"),
            ("\\", "\u{FF3C}\u{FE68}\u{29F5}"),
            ("-", "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}\u{FF0D}\u{FE63}"),
            ("(", "\u{FF08}\u{FE59}"),
            (")", "\u{FF09}\u{FE5A}"),
        ]
        var looksLike: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (sign, others) in rows { for other in others.unicodeScalars { looksLike[other] = sign } }
        return looksLike
    }()
}

// MARK: web addresses

extension AddressInName {
    /// `https:`, `://`, `@`, `\\`: nobody's street is spelled so.
    private static func hasScheme(_ signs: [Unicode.Scalar]) -> Bool {
        let bare = signs.filter { $0 != " " }
        if bare.contains("@") || bare.contains("\\") || bare.contains(Array("//".unicodeScalars)) { return true }
        return pieces(signs).contains { $0 == "www" || $0 == "http" || $0 == "https" }
            || signs.split(separator: " ").map { text($0) }.contains { word in
                schemes.contains { word.begins(with: $0) }
            }
    }

    private static let schemes = ["mailto:", "tel:", "sms:", "javascript:", "data:", "ftp:"]

    /// Runs of letters and digits.
    private static func pieces(_ signs: [Unicode.Scalar]) -> [String] {
        signs.split { !isPartOfLabel($0) || $0 == "-" }.map { text($0) }
    }

    /// Whether a dot inside of a word makes an address of it: `evil.nl`, `evil.nl/x`. After an abbreviation it does not
    /// (`Dr.Kuyperstraat`, `P.C.Hooftstraat`, `e.o.`), nor before a number (`Wijk 7.2`).
    private static func isDomain(in signs: [Unicode.Scalar]) -> Bool {
        let words = signs.split(separator: " ").map(Array.init)
        return words.indices.contains { index in
            let hasMore = index + 1 < words.count
            // Brackets around a dot (`evil[.]nl`) hide it from programs alone.
            let word = words[index].filter { !brackets.contains($0) }
            // `evil .nl`
            // By scalar: these are signs, and no text yet.
            if index > 0, word.first == ".", isEnding(text(word.dropFirst())) { return true }
            // By scalar: as above.
            return word.split { $0 != "." && !isPartOfLabel($0) }.contains { isDomain($0, hasMore: hasMore) }
        }
    }

    private static let brackets: Set<Unicode.Scalar> = ["[", "]", "(", ")", "{", "}", "<", ">"]

    private static func isPartOfLabel(_ sign: Unicode.Scalar) -> Bool {
        switch sign.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .otherSymbol:
            true
        default: sign == "-" || sign == "_"
        }
    }

    /// - Parameter hasMore: whether another word follows: `Burg.de Vlugtlaan`.
    private static func isDomain(_ word: some Sequence<Unicode.Scalar>, hasMore: Bool) -> Bool {
        // By scalar: these are signs, and no text yet.
        let labels = word.split(separator: ".").map { text($0) }
        guard labels.count > 1 else { return false }
        if labels.count >= 4, labels.allSatisfy({ UInt8($0) != nil }) { return true }
        return labels.indices.dropFirst().contains { index in
            let label = labels[index]
            let before = labels[index - 1]
            if label.begins(with: "xn--") { return true }
            // No host's name begins so: `Buitengeb.-Noord`.
            if label.begins(with: "-") { return false }
            // Nothing ends in one letter, nor in digits: initials, `7.2`.
            guard label.unicodeScalars.count > 1,
                !label.unicodeScalars.contains(where: { $0.properties.numericType != nil })
            else { return false }
            guard isAbbreviation(before) else { return true }
            if isAbbreviation(label), !(index == labels.count - 1 && topLevels.contains(label)) { return false }
            return isEnding(label)
                && !(hasMore && index == labels.count - 1 && AddressInNameLists.particles.contains(label))
        }
    }

    /// Initials, titles and ordinals, as they stand before a name.
    private static func isAbbreviation(_ label: String) -> Bool {
        let last = label.split(scalar: "-").last.map(String.init) ?? label
        return last.unicodeScalars.count == 1 || last.ends(with: "str")
            || last.utf8.allSatisfy { (0x30...0x39).contains($0) }
            || AddressInNameLists.abbreviations.contains(last)
    }

    private static func isEnding(_ label: String) -> Bool {
        label.unicodeScalars.count == 2 && label.unicodeScalars.allSatisfy(NameLetters.isLetter)
            || topLevels.contains(label)
    }

    private static var topLevels: Set<String> { AddressInNameLists.topLevels }

    private static func text(_ signs: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: signs)
        return String(text)
    }
}

// MARK: telephone numbers

extension AddressInName {
    /// Whether digits stand there that one would call: seven in a row, eight behind a nought, seven behind a plus, or a
    /// country's number and all that follows. Numbers of houses, years and postcodes are shorter.
    private static func holdsNumberToCall(_ signs: [Unicode.Scalar]) -> Bool {
        signs.split { !isDigit($0) && !between.contains($0) }.contains { run in
            // By scalar: these are signs, and no text yet.
            let groups = run.split { !isDigit($0) }.map { text($0) }
            let lengths = groups.map(\.utf8.count)
            if lengths.contains(where: { $0 >= 7 }) { return true }
            // By scalar: as above.
            if run.contains("+"), lengths.reduce(0, +) >= 7 { return true }
            return groups.indices.contains { index in
                let rest = lengths[index...].reduce(0, +)
                // `31 33 35 37 39` are houses, `31 6 12 34 56 78` is none.
                return groups[index].begins(with: "0") && rest >= 8
                    || rest >= 10 && AddressInNameLists.countries.contains(groups[index])
                        && lengths[(index + 1)...].contains { $0 != 2 }
            }
        }
    }

    private static func isDigit(_ sign: Unicode.Scalar) -> Bool { (0x30...0x39).contains(sign.value) }

    /// What people write inside of telephone numbers.
    private static let between: Set<Unicode.Scalar> = [" ", "-", ".", "/", "(", ")", "+"]
}

/// What tells addresses from names with dots in them.
private enum AddressInNameLists {
    /// What stands before a name with a dot, and often without a space behind it.
    static let abbreviations: Set<String> = [
        "adm", "ald", "av", "avd", "bd", "bld", "blvd", "bgm", "bm", "br", "burg", "cdt", "ch", "chap", "cie", "col",
        "dr",
        "drs", "ds", "dir", "dom", "eng", "fam", "fr", "gebr", "gen", "gouv", "gr", "graaf", "heer", "hl", "ing", "ir",
        "jac",
        "jhr", "jkvr", "joh", "jr", "kap", "kard", "kl", "kol", "kon", "lt", "luit", "maj", "mevr", "mej", "mgr", "min",
        "mr",
        "mme", "mlle", "no", "nr", "num", "ob", "olv", "past", "pl", "pr", "pres", "prof", "prs", "rect", "res", "st",
        "ste",
        "sr", "sen", "sgt", "sint", "str", "th", "vic", "wed", "weth", "wm", "zr",
        "bedr", "bej", "ind", "omg", "terr", "ned", "herv", "geref", "chr", "prov", "gem", "nat",
    ]

    /// What a name goes on with after them: each is a country's ending, too.
    static let particles: Set<String> = ["de", "le", "la", "du", "ter", "ten", "van", "von", "der", "den", "des", "st"]

    /// Endings of the web that are longer than two letters and often seen; what is two letters long is one of a country.
    static let topLevels: Set<String> = [
        "com", "net", "org", "info", "biz", "app", "dev", "shop", "store", "online", "site", "website", "web", "xyz",
        "club",
        "live", "link", "click", "top", "page", "pages", "gov", "edu", "int", "mil", "name", "pro", "mobi", "tech",
        "cloud",
        "email", "mail", "support", "help", "chat", "frl", "amsterdam", "gent", "brussels", "vlaanderen", "zip", "mov",
        "icu",
        "vip", "win", "bid", "loan", "work", "today", "world", "news", "security", "police", "group", "one", "art",
        "bank",
        "alsace", "paris", "berlin", "koeln", "cologne", "hamburg", "ruhr", "saarland", "nrw", "bayern", "swiss",
        "onion",
    ]

    /// The numbers of the countries around.
    static let countries: Set<String> = ["31", "32", "33", "49", "352", "44"]
}
