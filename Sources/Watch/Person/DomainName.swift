/// The name of a host as the post and the web carry it: ASCII, in lower case, `xn--…` for what has other letters.
struct DomainName: Hashable, Sendable {
    /// `example.org`, `xn--caf-dma.example`
    let text: String

    /// Reads a name of at least two labels, with letters of any alphabet; nil when it is none.
    ///
    /// Labels are made as RFC 5891 says: in lower case, composed, letters, digits and hyphens only, at most 63 bytes. Beyond
    /// that, which letters may stand together is left to who gave out the name.
    init?(_ typed: String) {
        let lowered = typed.lowercased().unicodeScalars
        let labels = lowered.split(omittingEmptySubsequences: false, whereSeparator: DomainName.isPoint)
        guard lowered.count <= 254, labels.count >= 2 else { return nil }
        var made: [String] = []
        for label in labels {
            guard let text = DomainName.label(Array(label)) else { return nil }
            made.append(text)
        }
        text = made.joined(separator: ".")
        guard text.utf8.count <= 253 else { return nil }
    }

    /// A point, or what a Chinese or Japanese keyboard types for one (UTS #46).
    static func isPoint(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2E, 0x3002, 0xFF0E, 0xFF61: true
        default: false
        }
    }

    private static func label(_ typed: [Unicode.Scalar]) -> String? {
        guard let first = typed.first, let last = typed.last, first != "-", last != "-" else { return nil }
        if typed.allSatisfy(\.isASCII) {
            guard typed.count <= 63, typed.allSatisfy({ $0.isPlainLetterOrDigit || $0 == "-" }) else { return nil }
            return String(String.UnicodeScalarView(typed))
        }
        guard !first.isAccent, typed.allSatisfy({ isLetter($0) || $0 == "-" }) else { return nil }
        let text = "xn--" + Punycode.encoded(LatinComposition.composed(typed))
        return text.utf8.count <= 63 ? text : nil
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: true
        // What joins others: the middle dot of Catalan, the marks of Hebrew and Japanese names.
        default: [0xB7, 0x375, 0x5F3, 0x5F4, 0x30FB].contains(scalar.value)
        }
    }
}

/// Letters beyond ASCII as ASCII (RFC 3492).
enum Punycode {
    /// What stands behind `xn--`.
    ///
    /// - Parameter label: at most some hundred signs, so that nothing overflows.
    static func encoded(_ label: [Unicode.Scalar]) -> String {
        var output = String(String.UnicodeScalarView(label.filter(\.isASCII)))
        let basic = output.utf8.count
        if basic > 0 { output += "-" }
        var code = initialCode
        var delta = 0
        var bias = initialBias
        var handled = basic
        while handled < label.count, let next = label.map({ Int($0.value) }).filter({ $0 >= code }).min() {
            delta += (next - code) * (handled + 1)
            code = next
            for scalar in label {
                if scalar.value < code { delta += 1 }
                guard scalar.value == code else { continue }
                write(delta, bias: bias, to: &output)
                bias = adapted(delta, count: handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return output
    }

    private static let base = 36
    private static let least = 1
    private static let most = 26
    private static let initialCode = 128
    private static let initialBias = 72

    private static func write(_ delta: Int, bias: Int, to output: inout String) {
        var rest = delta
        var position = base
        while true {
            let threshold = min(max(position - bias, least), most)
            guard rest >= threshold else { break }
            output.unicodeScalars.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            position += base
        }
        output.unicodeScalars.append(digit(rest))
    }

    /// a to z, then 0 to 9.
    private static func digit(_ value: Int) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26))
    }

    private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var steps = 0
        while delta > (base - least) * most / 2 {
            delta /= base - least
            steps += base
        }
        return steps + (base - least + 1) * delta / (delta + 38)
    }
}

/// Letters of the Latin alphabet with the accent that stands behind them, as one sign each (Unicode's form C).
enum LatinComposition {
    static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard scalars.contains(where: \.isAccent) else { return scalars }
        var made: [Unicode.Scalar] = []
        for scalar in scalars {
            if scalar.isAccent, let before = made.last, let letter = letters[Pair(before, scalar)] {
                made[made.count - 1] = letter
            } else {
                made.append(scalar)
            }
        }
        return made
    }

    private struct Pair: Hashable {
        let letter: Unicode.Scalar
        let accent: Unicode.Scalar

        init(_ letter: Unicode.Scalar, _ accent: Unicode.Scalar) {
            self.letter = letter
            self.accent = accent
        }
    }

    /// Made by asking Swift, to which a letter with an accent behind it and the letter of both are one Character.
    private static let letters: [Pair: Unicode.Scalar] = {
        var letters: [Pair: Unicode.Scalar] = [:]
        let single = (0xC0...0x24F).map { $0 } + (0x1E00...0x1EFF).map { $0 }
        let accents = [
            0x300...0x304, 0x306...0x30C, 0x30F...0x30F, 0x311...0x311, 0x31B...0x31B, 0x323...0x328,
            0x32D...0x32E, 0x330...0x331,
        ].flatMap { $0 }.compactMap { Unicode.Scalar(UInt32($0)) }
        let whole = single.compactMap { Unicode.Scalar(UInt32($0)) }
        // By Character: that is how they are the same.
        let known = Dictionary(whole.map { (String($0), $0) }) { first, _ in first }
        for letter in (0x61...0x7A).compactMap({ Unicode.Scalar(UInt32($0)) }) + whole {
            for accent in accents {
                guard let one = known[String(String.UnicodeScalarView([letter, accent]))] else { continue }
                letters[Pair(letter, accent)] = one
            }
        }
        return letters
    }()
}
