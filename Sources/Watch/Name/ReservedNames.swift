/// Whether a name says that somebody speaks for others: for the police, an office, the coordinators or Saar itself. Which
/// words say so is data: see `ReservedNameLists`.
enum ReservedNames {
    /// Whether nobody may go by this first name.
    static func isTaken(firstName: String) -> Bool {
        NameReading.all(firstName).contains { reading in
            let run = NameReading.joined(reading.words)
            return persons.bare.contains(run) || persons.parts.contains(where: run.contains)
                || stretches(of: reading.words).contains { stretch in
                    stretch.isOne ? persons.holds(stretch.word) : persons.bare.contains(stretch.word)
                }
        }
    }

    /// Whether no group may go by this name: whoever reads it would take it for a service's own. Streets that are called
    /// after one, and neighbours who say beside what they live, are none.
    static func isTaken(groupName: String) -> Bool {
        NameReading.all(groupName).contains { reading in
            groups.whole.contains(NameReading.joined(reading.words))
                || stretches(of: reading.words).contains { speaks($0, in: reading.words) }
        }
    }

    // MARK: groups

    private static func speaks(_ stretch: Stretch, in words: [[UInt8]]) -> Bool {
        let isNumber = numbers.contains(stretch.word)
        guard isNumber || (stretch.isOne ? claims.isIn(stretch.word) : claims.bare.contains(stretch.word)) else {
            return false
        }
        // `Politiestraat`.
        if endsAsStreet(stretch.word) { return false }
        let before = words[..<stretch.range.lowerBound]
        let behind = words[stretch.range.upperBound...]
        // `Rue de la Gendarmerie`, `bij het politiebureau`.
        if !isNumber, before.suffix(3).contains(where: { streets.contains($0) || besides.contains($0) }) {
            return false
        }
        // `Burgemeester van Bommelstraat`.
        if namesakes.holds(stretch.word), behind.prefix(4).contains(where: endsAsStreet) { return false }
        // `Kerkstraat 112` and `112, rue de la Gare` are houses, `112 Woerden` and `Bel 112` are none.
        if isNumber {
            if let last = before.last, !calls.contains(last) { return false }
            if let next = behind.first, streets.contains(next) || next.allSatisfy(isDigit) { return false }
        }
        return true
    }

    private static func endsAsStreet(_ word: [UInt8]) -> Bool {
        endings.contains { word.count >= $0.count && word.suffix($0.count).elementsEqual($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    // MARK: words

    /// A word, or several that may be one written apart.
    private struct Stretch {
        let word: [UInt8]
        let range: Range<Int>

        var isOne: Bool { range.count == 1 }
    }

    /// Each word, what single letters beside each other come to (`P o l i t i e`), and what some words do (`Poli tie`) that
    /// are long enough together not to be others by chance.
    private static func stretches(of words: [[UInt8]]) -> [Stretch] {
        var all: [Stretch] = []
        for start in words.indices {
            var areLetters = true
            for end in start..<min(words.count, start + 24) {
                areLetters = areLetters && words[end].count <= 2
                guard areLetters || end < start + 4 else { break }
                let word = NameReading.joined(words[start...end])
                if start == end || areLetters || word.count >= 6 {
                    all.append(Stretch(word: word, range: start..<end + 1))
                }
            }
        }
        return all
    }

    /// Words as the lists write them, as names are read.
    private struct Patterns {
        private(set) var whole: Set<[UInt8]> = []
        private(set) var starts: [[UInt8]] = []
        private(set) var ends: [[UInt8]] = []
        private(set) var parts: [[UInt8]] = []
        /// All of them, as if no more might stand there.
        private(set) var bare: Set<[UInt8]> = []

        init(_ rows: String) {
            for row in rows.split(scalar: "\n") {
                for entry in row.split(scalar: ",").map({ Words.trimmed(String($0)) }) where !entry.isEmpty {
                    let word = NameReading.plain(entry)
                    bare.insert(word)
                    switch (entry.unicodeScalars.first == "*", entry.unicodeScalars.last == "*") {
                    case (true, true): parts.append(word)
                    case (true, false): ends.append(word)
                    case (false, true): starts.append(word)
                    case (false, false): whole.insert(word)
                    }
                }
            }
        }

        /// Whether this word is one of them or has one inside.
        func isIn(_ word: [UInt8]) -> Bool { holds(word) || parts.contains(where: word.contains) }

        /// Whether this word is one of them.
        func holds(_ word: [UInt8]) -> Bool {
            whole.contains(word) || starts.contains { word.starts(with: $0) }
                || ends.contains { word.count >= $0.count && word.suffix($0.count).elementsEqual($0) }
        }
    }

    private static let persons = Patterns(
        [
            ReservedNameLists.forces, ReservedNameLists.ranks, ReservedNameLists.help, ReservedNameLists.offices,
            ReservedNameLists.officials, ReservedNameLists.coordinators, ReservedNameLists.saar,
            ReservedNameLists.numbers,
        ].joined(separator: "\n"))
    private static let groups = Patterns(ReservedNameLists.saar + ", saar")
    private static let claims = Patterns(
        [
            ReservedNameLists.forces, ReservedNameLists.ranks, ReservedNameLists.help, ReservedNameLists.offices,
            ReservedNameLists.officials,
        ].joined(separator: "\n"))
    private static let namesakes = Patterns(ReservedNameLists.namesakes)
    private static let numbers = Patterns(ReservedNameLists.numbers).whole
    private static let endings = Patterns(ReservedNameLists.endings).ends
    private static let streets = Patterns(ReservedNameLists.streets).whole
    private static let besides = Patterns(ReservedNameLists.besides).whole
    private static let calls = Patterns(ReservedNameLists.calls).whole
}
