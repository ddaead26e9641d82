/// A whole address as people paste it where a postcode or a place is asked for: `Rembrandtlaan 8, 3443 AB Woerden`.
struct AddressLine: Sendable {
    /// A postcode somewhere in the line, and everything else that stands there.
    struct Found: Sendable {
        let postcode: Postcode
        /// The words before and behind it.
        let rest: [String]
        /// Whether the line begins with it.
        let isFirst: Bool
    }

    /// Between commas and the like, each part word by word as typed.
    private let parts: [[String]]

    init(_ typed: String) {
        parts = typed.split(whereScalar: { ",;()/\n\r".unicodeScalars.contains($0) }).map { part in
            part.split(whereScalar: { $0.isSpace || $0 == ":" }).map(String.init)
        }.filter { !$0.isEmpty }
    }

    /// Every reading of four digits in it as a postcode: those with letters behind them first, and the last one first of
    /// each sort.
    var postcodes: [Found] {
        var withLetters: [Found] = []
        var plain: [Found] = []
        for (number, part) in parts.enumerated() {
            for start in part.indices {
                for end in start..<min(start + 3, part.count) {
                    let chunk = part[start...end]
                    // A house number and what stands behind it are no postcode together.
                    guard chunk.count(where: AddressLine.hasDigit) == 1,
                        !AddressLine.isHouseNumber(part, before: start),
                        let postcode = Postcode(chunk.joined(separator: " "))
                    else { continue }
                    let isFirst = number == 0 && start == 0
                    let others =
                        parts[..<number].joined() + part[..<start] + part[(end + 1)...]
                        + parts[(number + 1)...].joined()
                    let found = Found(postcode: postcode, rest: Array(others), isFirst: isFirst)
                    if postcode.letters == nil {
                        plain.append(found)
                    } else if end + 1 == part.count || !AddressLine.between.contains(part[end]) {
                        withLetters.append(found)
                    }
                }
            }
        }
        return withLetters.reversed() + plain.reversed()
    }

    /// Names of places in it, from the last to the first, as word lists to look up: at each place the longest first.
    /// - Parameter isKnown: whether something is called just so.
    func names(_ isKnown: ([String]) -> Bool) -> [[String]] {
        var found: [[String]] = []
        for part in parts.reversed() {
            let words = part.flatMap(PlaceName.words)
            var end = words.count
            while end > 0 {
                let start = (max(0, end - AddressLine.mostWords)..<end).first { isKnown(Array(words[$0..<end])) }
                if let start { found.append(Array(words[start..<end])) }
                end = start ?? end - 1
            }
        }
        return found
    }

    /// The last part, word by word as it is looked up.
    var lastPart: [String] { parts.last.map { $0.flatMap(PlaceName.words) } ?? [] }

    /// Whether digits stand in it, as in the address of a house.
    var hasDigits: Bool { parts.joined().contains(where: AddressLine.hasDigit) }

    /// Whether more than one word stands in it.
    var isMany: Bool { parts.joined().count > 1 }

    private static func hasDigit(_ word: String) -> Bool { word.unicodeScalars.contains { $0.plain.isDigit } }

    /// Whether the word before is a box or a flat, whose number follows.
    private static func isHouseNumber(_ part: [String], before start: Int) -> Bool {
        start > 0 && isNumbered(part[start - 1])
    }

    private static func isNumbered(_ word: String) -> Bool {
        let word = word.lowercased().trimming { !$0.isAlphabetic }
        return DoorNumberWords.boxes.contains(word) || DoorNumberWords.numbers.contains(word)
    }

    /// Between a number and a name, and like the letters of a Dutch postcode.
    private static let between: Set<String> = ["te", "in", "op"]
    /// Of how many words a name is at most: `Sint Maarten aan den IJssel` has five.
    private static let mostWords = 7
}
