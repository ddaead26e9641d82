/// What a group must be before it can be founded.
public enum GroupRules {
    /// A slug from a name: lower-case letters a to z, digits, hyphens, at most 60; accents are dropped where they are
    /// common in our languages. Empty when nothing is left.
    public static func slug(_ name: String) -> String {
        // By Character: an accent is the same however it is written. What is kept is plain ASCII.
        let plain: [Character: String] = [
            "à": "a", "á": "a", "â": "a", "ä": "ae", "ç": "c", "è": "e", "é": "e", "ê": "e", "ë": "e", "í": "i",
            "î": "i", "ï": "i", "ó": "o", "ô": "o", "ö": "oe", "œ": "oe", "ù": "u", "ú": "u", "û": "u", "ü": "ue",
            "ß": "ss", "ĳ": "ij",
        ]
        var slug = ""
        for sign in name.lowercased() {
            if let letters = plain[sign] {
                slug += letters
            } else if let only = sign.unicodeScalars.first, only.isPlainLetterOrDigit, sign.unicodeScalars.count == 1 {
                slug.unicodeScalars.append(only)
            } else if !slug.isEmpty, !slug.ends(with: "-"), sign != "'", sign != "’" {
                slug += "-"
            }
        }
        slug = slug.beginning(60).trimming { (scalar: Unicode.Scalar) in scalar == "-" }
        // An address that a page has leads to the page.
        return FoundingRules.reservedSlugs.contains(slug) ? slug + "-1" : slug
    }

    /// Whether a group can have this slug; what cannot be one need not be looked for.
    public static func isSlug(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The name as it is kept. A group may keep the one that it has.
    ///
    /// - Parameter old: what it is called already; nil for one that is new.
    /// - Throws: `name-missing`, `text-too-long`, `link-unwanted`, `name-invalid`, `name-reserved`.
    public static func name(_ typed: String?, insteadOf old: String? = nil) throws(Refusal) -> String {
        if let old, typed.map(Words.trimmed) == old { return old }
        let name = try listedName(typed)
        guard !isForOffices(name) else { throw Refusal(.nameReserved, field: "name") }
        return name
    }

    /// The same for a list, for which somebody answers who may say that it is the police's own group.
    ///
    /// - Throws: `name-missing`, `text-too-long`, `link-unwanted`, `name-invalid`.
    public static func listedName(_ typed: String?) throws(Refusal) -> String {
        guard let name = try Words.line(typed, field: "name", limit: 80), !slug(name).isEmpty else {
            throw Refusal(.nameMissing, field: "name")
        }
        guard NameLetters.areReadable(name) else { throw Refusal(.nameInvalid, field: "name") }
        return name
    }

    /// Whether it reads like the name of the police, an office or another service.
    public static func isForOffices(_ name: String) -> Bool { ReservedNames.isTaken(groupName: name) }
}
