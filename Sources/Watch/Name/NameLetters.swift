/// The letters that people write names in, told apart by script as UTS #39 does it. What no living alphabet has is none:
/// letters of formulas, of phonetics and of inscriptions.
enum NameLetters {
    /// Which script a letter, mark or digit belongs to, as ISO 15924 writes it; `Zyyy` and `Zinh` go with any. Nil for
    /// everything else.
    static func script(of scalar: Unicode.Scalar) -> String? {
        let value = scalar.value
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].last < value { low = middle + 1 } else { high = middle }
        }
        guard low < runs.count, runs[low].first <= value else { return nil }
        return runs[low].script
    }

    /// Whether a name in these scripts is written in one, or in some that people do write together (UTS #39, "highly
    /// restrictive").
    static func areWrittenTogether(_ scripts: Set<String>) -> Bool {
        let own = scripts.subtracting(["Zyyy", "Zinh"])
        return own.count <= 1 || together.contains { own.isSubset(of: $0) }
    }

    private static let together: [Set<String>] = [
        ["Latn", "Hani", "Hira", "Kana"], ["Latn", "Hani", "Bopo"], ["Latn", "Hani", "Hang"],
    ]

    /// Whether each word is written in letters of one script, and nothing hangs over the lines beside it. Between words
    /// there may be anything that is a sign.
    static func areReadable(_ words: String) -> Bool {
        var scripts: Set<String> = []
        var marks = 0
        for scalar in words.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .unassigned, .privateUse, .surrogate: return false
            default: break
            }
            if isMark(scalar) {
                marks += 1
                guard marks <= mostMarks else { return false }
                continue
            }
            marks = 0
            guard isLetter(scalar) else {
                if !scalar.properties.isDefaultIgnorableCodePoint { scripts = [] }
                continue
            }
            guard let script = script(of: scalar) else { return false }
            scripts.insert(script)
            guard areWrittenTogether(scripts) else { return false }
        }
        return true
    }

    /// More marks than any language puts on one letter would hang over the lines beside it.
    static let mostMarks = 3

    static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// Without gaps between them, in order of their scalars.
    private static let runs: [(first: UInt32, last: UInt32, script: String)] =
        ScalarRows.read(LetterTable.rows).sorted { $0.first < $1.first }
        .map { (first: $0.first, last: $0.last, script: $0.name) }
}

/// Tables of scalars as `script/lookalikes` writes them: in each row a name, and scalars or ranges of them.
enum ScalarRows {
    static func read(_ rows: String) -> [(name: String, first: UInt32, last: UInt32)] {
        var runs: [(name: String, first: UInt32, last: UInt32)] = []
        for row in rows.utf8.split(separator: UInt8(ascii: "\n")) {
            let pieces = row.split(separator: UInt8(ascii: " "))
            guard let name = pieces.first.map({ String(Substring($0)) }) else { continue }
            for piece in pieces.dropFirst() {
                let ends = piece.split(separator: UInt8(ascii: "-")).compactMap { UInt32(Substring($0), radix: 16) }
                if let first = ends.first, let last = ends.last { runs.append((name, first, last)) }
            }
        }
        return runs
    }
}
