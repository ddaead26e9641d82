/// A name as the eye takes it in passing: in small letters, without marks and what is invisible, and with one letter for all
/// that can be taken for each other. Two names that read alike have a reading in common (UTS #39 calls it a skeleton).
///
/// A digit may be a digit or stand for a letter, and a letter looks different when it is large: so a name has several.
struct NameReading: Hashable, Sendable {
    /// Its words in UTF-8; digits that stand at the end of a word are a word of their own.
    let words: [[UInt8]]

    /// All readings of a name.
    static func all(_ name: String) -> Set<NameReading> {
        var readings: Set<NameReading> = []
        for typed in Set([name, name.lowercased()]) {
            let words = signs(typed)
            for manner in Manner.all { readings.insert(NameReading(words: words.flatMap { read($0, manner) })) }
        }
        return readings
    }

    /// The same of a word that is compared with: it holds no digit that stands for a letter.
    static func plain(_ word: String) -> [UInt8] {
        alike(signs(word.lowercased()).flatMap { $0.flatMap(\.bytes) })
    }

    /// One word of several, as when somebody wrote one apart.
    static func joined(_ words: some Sequence<[UInt8]>) -> [UInt8] { withoutRepeats(words.flatMap(\.self)) }

    // MARK: signs

    /// A sign of a word: letters, or what may stand for one.
    private enum Sign {
        case letters([UInt8])
        case figure(UInt8)

        var bytes: [UInt8] {
            switch self {
            case .letters(let letters): letters
            case .figure(let figure): [figure]
            }
        }

        var isFigure: Bool { if case .figure = self { true } else { false } }
    }

    /// Word by word, what is there to be read.
    private static func signs(_ name: String) -> [[Sign]] {
        var words: [[Sign]] = [[]]
        for scalar in name.unicodeScalars {
            if scalar.properties.isDefaultIgnorableCodePoint || NameLetters.isMark(scalar) { continue }
            let letters = lookAlikes[scalar.value] ?? Array(String(scalar).utf8)
            if letters.count == 1, figures[letters[0]] != nil {
                words[words.count - 1].append(.figure(letters[0]))
            } else if scalar.properties.isAlphabetic || lookAlikes[scalar.value] != nil {
                words[words.count - 1].append(.letters(letters.map(small)))
            } else {
                words.append([])
            }
        }
        return words.filter { !$0.isEmpty }
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 0x20 : byte
    }

    private static let lookAlikes: [UInt32: [UInt8]] = {
        var alike: [UInt32: [UInt8]] = [:]
        for row in ScalarRows.read(LookAlikeTable.rows) {
            for value in row.first...row.last { alike[value] = Array(row.name.utf8) }
        }
        return alike
    }()

    // MARK: figures

    /// What digits and signs are taken for inside a word: a 6 may be a b or a g.
    private static let figures: [UInt8: (UInt8, UInt8)] = {
        let pairs = [
            "0oo", "1ii", "2zz", "3ee", "4aa", "5ss", "6bg", "7tt", "8bb", "9gg", "$ss", "!ii", "|ll", "+tt", "@aa",
        ]
        return Dictionary(
            pairs.map { pair in
                let bytes = Array(pair.utf8)
                return (bytes[0], (bytes[1], bytes[2]))
            }, uniquingKeysWith: { first, _ in first })
    }()

    /// Whether the figures at the ends of a word belong to it, and which letter one with two faces is.
    private struct Manner {
        let isPartedBefore: Bool
        let isPartedBehind: Bool
        let isSecond: Bool

        static let all = [false, true].flatMap { before in
            [false, true].flatMap { behind in
                [false, true].map { Manner(isPartedBefore: before, isPartedBehind: behind, isSecond: $0) }
            }
        }
    }

    private static func read(_ word: [Sign], _ manner: Manner) -> [[UInt8]] {
        let inner = word.firstIndex { !$0.isFigure }
        // A number is a number.
        guard let inner, let end = word.lastIndex(where: { !$0.isFigure }) else { return number(word[...]) }
        let from = manner.isPartedBefore ? inner : word.startIndex
        let to = manner.isPartedBehind ? end + 1 : word.endIndex
        let letters = word[from..<to].flatMap { sign -> [UInt8] in
            guard case .figure(let figure) = sign, let letters = figures[figure] else { return sign.bytes }
            return [manner.isSecond ? letters.1 : letters.0]
        }
        return number(word[..<from]) + [alike(letters)] + number(word[to...])
    }

    private static func number(_ signs: ArraySlice<Sign>) -> [[UInt8]] {
        let digits = signs.flatMap(\.bytes).filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? [] : [digits]
    }

    // MARK: letters

    /// One letter for all that can be taken for each other: an l for an i, rn for m, d for cl, v for u and for both of w.
    private static func alike(_ letters: [UInt8]) -> [UInt8] {
        var read: [UInt8] = []
        for letter in letters {
            // Before an i is an l, too: nobody reads a policier as a polder.
            if letter == UInt8(ascii: "l"), read.last == UInt8(ascii: "c") {
                read[read.count - 1] = UInt8(ascii: "d")
            } else {
                read.append(letter)
            }
        }
        return withoutRepeats(read.flatMap { others[$0] ?? [$0] })
    }

    private static let others: [UInt8: [UInt8]] = [
        UInt8(ascii: "i"): Array("l".utf8), UInt8(ascii: "m"): Array("rn".utf8), UInt8(ascii: "u"): Array("v".utf8),
        UInt8(ascii: "w"): Array("v".utf8), UInt8(ascii: "q"): Array("g".utf8),
    ]

    /// Nobody counts how often a letter stands there. A number is as long as it is.
    private static func withoutRepeats(_ bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        for byte in bytes where byte != kept.last || byte < UInt8(ascii: "a") || byte > UInt8(ascii: "z") {
            kept.append(byte)
        }
        return kept
    }
}
