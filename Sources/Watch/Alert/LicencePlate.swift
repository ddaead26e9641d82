/// Dutch and Belgian licence plates in what people type at night: with hyphens, with spaces, or in one run.
///
/// Netherlands: the fourteen side codes of the RDW. Belgium: a digit, three letters and three digits; of before, three and
/// three. What a few letters and digits may also be (a postcode, a road, a time, a bus) is none: a question too many is one
/// that nobody reads any more.
enum LicencePlate {
    /// Which of these words are part of a plate, as ranges in order.
    static func ranges(in words: [some StringProtocol]) -> [ClosedRange<Int>] {
        let runs = words.enumerated().flatMap { LicencePlate.runs(of: String($0.element), at: $0.offset) }
        var found: [ClosedRange<Int>] = []
        var index = 0
        while index < runs.count {
            let length = (1...3).reversed().first { index + $0 <= runs.count && isPlate(index..<index + $0, of: runs) }
            if let length {
                let first = runs[index].word
                let last = runs[index + length - 1].word
                let before = found.last.flatMap { $0.upperBound >= first ? found.removeLast().lowerBound : nil }
                found.append((before ?? first)...last)
            }
            index += length ?? 1
        }
        return found
    }

    // MARK: letters and digits, and what stands between

    /// Letters and digits without anything between them.
    private struct Run {
        enum Before { case space, hyphen, other }

        let text: String
        /// In which word it stands.
        let word: Int
        /// What parts it from the one before.
        let before: Before
        /// Its letters and digits as a shape: `XX`, `999`, `9XX`.
        let shape: String

        init(_ typed: String, word: Int, before: Before) {
            text = typed
            self.word = word
            self.before = before
            shape = typed.unicodeScalars.map { $0.isASCII ? $0.isDigit ? "9" : "X" : "?" }.joined()
        }

        var isDigits: Bool { shape.utf8.allSatisfy { $0 == nine } }
        var isMixed: Bool { shape.utf8.contains(nine) && shape.utf8.contains(letter) }
    }

    private static func runs(of word: String, at index: Int) -> [Run] {
        var runs: [Run] = []
        var text = ""
        // A word comes after a space.
        var between: [Run.Before] = [.space]
        // Accents and what is not seen are no part of a plate, and part nothing.
        for scalar in word.unicodeScalars where !scalar.isJoining {
            if scalar.isAlphabetic || scalar.isNumeric {
                if text.isEmpty, between.count > 1 { between = [between.allSatisfy { $0 == .space } ? .space : .other] }
                text.unicodeScalars.append(scalar)
                continue
            }
            if !text.isEmpty {
                runs.append(Run(text, word: index, before: between.first ?? .other))
                text = ""
                between = []
            }
            between.append(scalar.isSpace ? .space : hyphens.contains(scalar) ? .hyphen : .other)
        }
        if !text.isEmpty { runs.append(Run(text, word: index, before: between.count == 1 ? between[0] : .other)) }
        return runs
    }

    // MARK: what is one

    private static func isPlate(_ range: Range<Int>, of runs: [Run]) -> Bool {
        let plate = runs[range]
        let joints = plate.dropFirst().map(\.before)
        guard !joints.contains(.other), let first = plate.first else { return false }
        // What hangs together is taken as a whole.
        let next = range.upperBound < runs.count ? runs[range.upperBound] : nil
        guard first.before != .hyphen, next?.before != .hyphen else { return false }
        let shapes = plate.map(\.shape)
        let flat = shapes.joined()
        guard (6...7).contains(flat.count), !flat.utf8.contains(other), flat.utf8.contains(letter),
            flat.utf8.contains(nine)
        else { return false }
        let texts = plate.map { $0.text.uppercased() }
        let isUpper = plate.allSatisfy { $0.text == $0.text.uppercased() }
        let letters = texts.joined().split(whereScalar: \.isNumeric).map(String.init)
        guard !letters.contains(where: months.contains) else { return false }
        if plate.count == 3, joints.allSatisfy({ $0 == .hyphen }) {
            return shapes.allSatisfy { $0.count <= 3 } && (flat.count == 6 || shapes.map(\.count) == [1, 3, 3])
        }
        guard plate.count == 1 && isUpper || !letters.contains(where: ordinary.contains) else { return false }
        // Shapes are written with 9 for a digit and X for a letter: Belgium's of 1973 to 2010 are of two groups of three.
        if plate.count == 2, joints == [.hyphen], isUpper,
            ["XXX-999", "999-XXX"].contains(shapes.joined(separator: "-"))
        {
            return true
        }
        // What can be said is a word; no Dutch plate of today can.
        let isSaid = letters.contains { $0.count > 2 && $0.utf8.contains(where: vowels.contains) }
        // Belgium's of today: a digit, three letters (X), three digits.
        let isBelgian = flat == "9XXX999"
        guard isBelgian || !isSaid, isBelgian || dutch.contains(where: { $0.joined() == flat }) else { return false }
        switch plate.count {
        case 1: return isBelgian || !old.contains(flat) || flat == "XX9999" && isUpper || texts[0].begins(with: "0")
        case 2:
            let isParted =
                isBelgian || dutch.contains { $0.joined() == flat && boundaries($0).contains(shapes[0].count) }
            return isUpper && isParted && plate.contains(where: \.isMixed) && !old.contains(flat)
        default:
            // The same, in its groups.
            guard shapes == ["9", "XXX", "999"] || dutch.contains(shapes) else { return false }
            // A number goes on in the next one: then it is that of a phone.
            let before = first.before == .space && range.lowerBound > 0 ? runs[range.lowerBound - 1] : nil
            let isLonger =
                first.isDigits && before?.isDigits == true
                || plate.last?.isDigits == true && next?.before == .space && next?.isDigits == true
            let isSilent = !letters.contains { $0.utf8.contains(where: vowels.contains) }
            return !isLonger && (isUpper || isSilent && !old.contains(flat))
        }
    }

    private static let hyphens: Set<Unicode.Scalar> = ["-", "‐", "‑", "–", ".", "·"]
    private static let vowels = Set("AEIOUY".utf8)
    /// The signs of shapes: a digit, a letter, a letter that is on no plate.
    private static let (nine, letter, other) = (UInt8(ascii: "9"), UInt8(ascii: "X"), UInt8(ascii: "?"))

    /// The groups of the side codes; X is a letter, 9 a digit.
    private static let dutch: [[String]] = [
        ["XX", "99", "99"], ["99", "99", "XX"], ["99", "XX", "99"], ["XX", "99", "XX"], ["XX", "XX", "99"],
        ["99", "XX", "XX"], ["99", "XXX", "9"], ["9", "XXX", "99"], ["XX", "999", "X"], ["X", "999", "XX"],
        ["XXX", "99", "X"], ["X", "99", "XXX"], ["9", "XX", "999"], ["999", "XX", "9"],
    ]

    /// Of cars from before 1973. In one run the one looks like a postcode, and both like much else.
    private static let old: Set<String> = ["XX9999", "9999XX"]

    /// After how many characters one group ends and the next begins.
    private static func boundaries(_ groups: [String]) -> [Int] {
        [groups[0].count, groups[0].count + groups[1].count]
    }

    private static let months: Set<String> = [
        "JAN", "FEB", "MRT", "APR", "MEI", "JUN", "JUL", "AUG", "SEP", "OKT", "NOV", "DEC", "MAR", "MAY", "MAI", "OCT",
        "DEZ",
    ]

    /// Two and three letters that people write between numbers: measures, small words, makes of cars.
    private static let ordinary: Set<String> = [
        "KM", "CM", "MM", "KG", "ST", "PK", "NR", "NO", "TV", "PC", "XL", "PM", "AM", "OM", "EN", "OF", "TO", "ET",
        "UM",
        "IN", "OP", "DE", "TE", "UR", "OR", "NL", "KMH", "MIN", "SEC", "EUR", "UUR", "HRS", "STD", "MAN", "MEN", "BUS",
        "TEL", "GSM", "GPS", "SUV", "CAR", "VAN", "DAN", "EEN", "HET", "MET", "NOG", "KER", "PER", "OUD", "ANS", "DES",
        "LES", "UND", "MIT", "DER", "DIE", "DAS", "VON", "BIS", "TOT", "THE", "AND", "FOR", "ARE", "RUE", "BMW", "KIA",
        "GTI", "TDI", "HDI", "AMG", "BTE", "MOB", "APP", "MAL",
    ]
}
