/// How names of places are compared: as people type them, without accents, capitals, hyphens and apostrophes.
public enum PlaceName {
    /// The name as one run of small letters and digits: `'s-Gravenhage` is `sgravenhage`, and so are `s Gravenhage` and
    /// `S'GRAVENHAGE`. A y counts as ij, since both are typed for both.
    public static func folded(_ name: String) -> String { words(name).joined() }

    /// The same, word by word.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func end() {
            guard !word.isEmpty else { return }
            words.append(String(decoding: word, as: UTF8.self))
            word.removeAll(keepingCapacity: true)
        }
        for scalar in name.unicodeScalars {
            switch scalar.value {
            case 0x79, 0x59: word += [0x69, 0x6A]
            case 0x61...0x7A, 0x30...0x39: word.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0x41...0x5A: word.append(UInt8(truncatingIfNeeded: scalar.value) + 0x20)
            // An accent that stands by itself behind its letter.
            case 0x300...0x36F: continue
            case 0x80...: if let letters = letters(scalar.value) { word += letters } else { end() }
            default: end()
            }
        }
        end()
        return words
    }

    /// A name as it is typed out, and as it is shortened, where that differs: `Alphen aan den Rijn` and `Alphen a/d Rijn`
    /// are the same when shortened, and so are `Sint-Niklaas`, `St. Niklaas` and `Saint-Nicolas` up to the saint's name.
    static func readings(_ name: String) -> [[String]] {
        let plain = words(name)
        let short = shortened(plain)
        return short == plain ? [plain] : [plain, short]
    }

    static func shortened(_ words: [String]) -> [String] {
        var short: [String] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            let next = index + 1 < words.count ? words[index + 1] : nil
            // The last word may still be on its way: `sint` could become `sinten`.
            guard let next else {
                short.append(word)
                break
            }
            if word == "aan" || word == "a", next == "den" || next == "de" || next == "d" {
                short.append("ad")
                index += 2
                continue
            }
            if saints.contains(word) {
                short.append("st")
            } else if word == "het", index == 0 {
                short.append("t")
            } else if word == "les", index > 0 {
                short.append("lez")
            } else {
                short.append(word)
            }
            index += 1
        }
        return short
    }

    /// Words that nobody begins to look for, and that may be left out in front: `Haag`, `Hague`, `Louvière`.
    static let articles: Set<String> = ["s", "t", "de", "den", "het", "the", "la", "le", "les", "l", "d"]

    /// Words inside a name at which nobody begins to type.
    static let particles = articles.union(["aan", "ad", "bij", "bijj", "en", "et", "lez", "op", "onder", "sur", "van"])

    private static let saints: Set<String> = ["sint", "sinte", "st", "ste", "saint", "sainte", "sankt", "sanct"]

    /// The letters of Latin Extended-A (U+0100 to U+017F) without what makes them others; a full stop for none.
    private static let extended: [UInt8?] = Array(
        ("aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkklllllll"
            + "lllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuww...zzzzzzs").utf8
    ).map { $0 == UInt8(ascii: ".") ? nil : $0 }

    private static func letters(_ scalar: UInt32) -> [UInt8]? {
        switch scalar {
        case 0xC0...0xC5, 0xE0...0xE5: Array("a".utf8)
        case 0xC6, 0xE6: Array("ae".utf8)
        case 0xC7, 0xE7: Array("c".utf8)
        case 0xC8...0xCB, 0xE8...0xEB: Array("e".utf8)
        case 0xCC...0xCF, 0xEC...0xEF: Array("i".utf8)
        case 0xD1, 0xF1: Array("n".utf8)
        case 0xD2...0xD6, 0xD8, 0xF2...0xF6, 0xF8: Array("o".utf8)
        case 0x152, 0x153: Array("oe".utf8)
        case 0xD9...0xDC, 0xF9...0xFC: Array("u".utf8)
        case 0xDD, 0xFD, 0xFF, 0x132, 0x133, 0x176...0x178: Array("ij".utf8)
        case 0xDF, 0x1E9E: Array("ss".utf8)
        case 0x100...0x17F: extended[Int(scalar) - 0x100].map { [$0] }
        case 0x218, 0x219: Array("s".utf8)
        case 0x21A, 0x21B: Array("t".utf8)
        default: nil
        }
    }
}

/// Tells whether something typed becomes a name by a few slips: a letter too many, one too few, a wrong one, or two next
/// to each other in the wrong order. One meter holds many names against the same typing, in the memory that it has.
struct SlipMeter {
    private let typed: [UInt8]
    private let most: Int
    private var name: [UInt8] = []
    private var rows: [[Int]]

    /// - Parameter most: how many slips are forgiven.
    init(_ typed: String, most: Int) {
        self.typed = Array(typed.utf8)
        self.most = most
        rows = [[Int]](repeating: [Int](repeating: 0, count: self.typed.count + most + 2), count: 3)
    }

    /// How many slips; nil when there are more than are forgiven.
    mutating func slips(to other: String) -> Int? {
        name.removeAll(keepingCapacity: true)
        name.append(contentsOf: other.utf8)
        guard abs(typed.count - name.count) <= most else { return nil }
        // What is the same at both ends need not be looked at: the slip is in between.
        var start = 0
        while start < typed.count, start < name.count, typed[start] == name[start] { start += 1 }
        var end = 0
        while typed.count - end > start, name.count - end > start,
            typed[typed.count - 1 - end] == name[name.count - 1 - end]
        { end += 1 }
        return between(start, typed.count - end - start, name.count - end - start)
    }

    /// The least number of slips between two middles of these lengths, row by row as in the usual table, of which only
    /// the middle strip can be within the bound.
    private mutating func between(_ start: Int, _ height: Int, _ width: Int) -> Int? {
        guard height > 0, width > 0 else { return max(height, width) <= most ? max(height, width) : nil }
        for column in 0...width { rows[1][column] = column }
        for row in 0..<height {
            for column in 0...width { rows[2][column] = most + 1 }
            rows[2][0] = row + 1
            var least = rows[2][0]
            let from = max(0, row - most)
            let to = min(width - 1, row + most)
            guard from <= to else { return nil }
            for column in from...to {
                let letter = typed[start + row]
                let other = name[start + column]
                var cost = min(rows[1][column + 1], rows[2][column]) + 1
                cost = min(cost, rows[1][column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == name[start + column - 1], typed[start + row - 1] == other {
                    cost = min(cost, rows[0][column - 1] + 1)
                }
                rows[2][column + 1] = cost
                least = min(least, cost)
            }
            // Two in the wrong order may still reach back over one row.
            guard least <= most || rows[1].prefix(width + 1).contains(where: { $0 < most }) else { return nil }
            rows.swapAt(0, 1)
            rows.swapAt(1, 2)
        }
        return rows[1][width] <= most ? rows[1][width] : nil
    }
}
