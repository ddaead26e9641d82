/// Where something is, as somebody typed it, taken apart so that two such places can be held against each other: the streets
/// that it names, the postcodes, and what else tells a place (`bij de kerk`). Numbers of houses are left out, and words that
/// stand in every place (`straat`, `rue`, `achter`) tell nothing by themselves. Nobody looks anything up: it is about what
/// two people would write of the same corner, in Dutch, French, German and English.
public struct PlaceWords: Hashable, Sendable {
    /// A street by its name. Where its kind is a word of its own (`rue de la Gare`) that is known apart.
    struct Street: Hashable, Sendable {
        let kind: String?
        let name: [String]
        /// `1e`, `2e`: another street than the one without only where both say so.
        var ordinal: String?

        func isSame(as other: Street) -> Bool {
            if let ordinal, let theirs = other.ordinal, ordinal != theirs { return false }
            if let kind, let theirs = other.kind, kind != theirs { return false }
            // Who writes on without a comma (`rue Neuve magasin`) means the same street.
            return name.starts(with: other.name) || other.name.starts(with: name)
        }
    }

    private(set) var streets: [Street] = []
    private(set) var postcodes: Set<String> = []
    private(set) var words: Set<String> = []

    public init(_ typed: String) {
        let seen = typed.keeping { !$0.isUnseen }
        for phrase in seen.split(whereScalar: { PlaceWords.breaks.contains($0) }) {
            read(bare(PlaceName.words(String(phrase))))
        }
    }

    /// Whether both tell the same place: a postcode or a street that both name; or, where one of them names no street, a word
    /// that both have.
    ///
    /// - Parameter around: what stands in many a place there and tells nothing: the names of the group and its town.
    public func isSamePlace(as other: PlaceWords, around: [String] = []) -> Bool {
        if !postcodes.isDisjoint(with: other.postcodes) { return true }
        guard streets.isEmpty || other.streets.isEmpty else {
            return streets.contains { street in other.streets.contains { street.isSame(as: $0) } }
        }
        let common = telling.intersection(other.telling)
        return !common.isSubset(of: around.flatMap(PlaceName.words))
    }

    /// The words by which it is known to who does not say which street it is.
    private var telling: Set<String> {
        words.union(streets.filter { $0.kind != nil }.flatMap(\.name))
    }

    // MARK: taking apart

    private mutating func read(_ tokens: [String]) {
        var index = 0
        var ordinal: String?
        while index < tokens.count {
            let token = tokens[index]
            defer { ordinal = PlaceWords.ordinal(token) }
            index += 1
            if let kind = PlaceWords.kindsBefore[token] {
                let name = name(in: tokens[index...])
                if !name.words.isEmpty {
                    streets.append(Street(kind: kind, name: name.words))
                    index += name.length
                    continue
                }
            }
            if let kind = kind(behind: token, in: tokens[index...]) {
                // `Rembrandt laan`, `Church Road`; what also stands before a name is known apart there and here.
                let isApart = PlaceWords.kindsBefore[tokens[index]] != nil
                streets.append(
                    Street(
                        kind: isApart ? kind : nil, name: [isApart ? token : token + kind],
                        ordinal: ordinal))
                index += 1
            } else if let street = PlaceWords.street(token) {
                streets.append(Street(kind: nil, name: [street], ordinal: ordinal))
            } else if !PlaceWords.idle.contains(token), PlaceWords.ordinal(token) == nil {
                words.insert(token)
            }
        }
    }

    /// The kind of street of which a word is the name; nil where none follows, or where one begins that has its name behind it.
    private func kind(behind token: String, in rest: ArraySlice<String>) -> String? {
        guard let next = rest.first, let kind = PlaceWords.kindsBehind[next], !PlaceWords.glue.contains(token),
            !PlaceWords.nouns.contains(token), PlaceWords.ordinal(token) == nil,
            PlaceWords.kindsBefore[next] == nil || name(in: rest.dropFirst()).words.isEmpty
        else { return nil }
        return kind
    }

    /// What follows the kind of a street as its name, and how many words that takes.
    private func name(in tokens: ArraySlice<String>) -> (words: [String], length: Int) {
        var name: [String] = []
        var length = 0
        for token in tokens {
            if PlaceWords.glue.contains(token), !PlaceWords.particles.contains(token) { break }
            if PlaceWords.kindsBefore[token] != nil, !name.isEmpty { break }
            length += 1
            if !PlaceWords.particles.contains(token) { name.append(token) }
        }
        let known = name.filter { !PlaceWords.honours.contains($0) }
        return (known.isEmpty ? name : known, length)
    }

    /// Without numbers of houses, of flats and of boxes. Postcodes are kept where they belong.
    private mutating func bare(_ tokens: [String]) -> [String] {
        var bare: [String] = []
        var index = 0
        while index < tokens.count {
            let token = tokens[index].utf8
            index += 1
            let digits = token.prefix(while: PlaceWords.isDigit)
            let rest = String(decoding: token.dropFirst(digits.count), as: UTF8.self)
            if digits.isEmpty {
                let letters = token.prefix { !PlaceWords.isDigit($0) }
                let word = String(decoding: letters, as: UTF8.self)
                if letters.count == token.count {
                    // One letter alone is what an apostrophe or a full stop cut off, or hangs on a number.
                    if word.utf8.count > 1 { bare.append(PlaceWords.written[word] ?? word) }
                } else if letters.count > 3 {
                    // `Kerkstraat12`; a road is one word (`A12`), and a number's word leads to a number (`nr12`).
                    bare.append(word)
                } else if letters.count == 1 {
                    bare.append(tokens[index - 1])
                }
            } else if digits.count == 4, rest.utf8.count == 2 {
                postcodes.insert(tokens[index - 1])
            } else if digits.count == 4, rest.isEmpty, index < tokens.count, PlaceWords.isPostcodeEnd(tokens[index]) {
                postcodes.insert(tokens[index - 1] + tokens[index])
                index += 1
            } else if PlaceWords.ordinals.contains(rest), index < tokens.count {
                // Of a house's number nothing goes on but a word between words: `1e Helmersstraat`, and not `12e hoek`.
                bare.append(String(decoding: digits, as: UTF8.self))
            }
        }
        return bare
    }

    /// A street whose kind is the end of its name, with that end spelled in one way.
    private static func street(_ token: String) -> String? {
        guard !idle.contains(token), !noStreets.contains(token) else { return nil }
        for (ending, kind) in endings where token.ends(with: ending) && token.utf8.count >= ending.utf8.count + 3 {
            return String(decoding: token.utf8.dropLast(ending.utf8.count), as: UTF8.self) + kind
        }
        return nil
    }

    private static func ordinal(_ token: String) -> String? { token.utf8.allSatisfy(isDigit) ? token : nil }

    /// Two letters, of which no word is made.
    private static func isPostcodeEnd(_ token: String) -> Bool {
        token.utf8.count == 2 && !token.utf8.contains(where: isDigit) && !glue.contains(token)
            && kindsBefore[token] == nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Where one thing said of a place ends, and the next begins. A full stop shortens a word (`Hauptstr.`).
    private static let breaks: Set<Unicode.Scalar> = [
        ",", ";", ":", "/", "(", ")", "\n", "\u{2013}", "\u{2014}", "|", "+", "&",
    ]
}
