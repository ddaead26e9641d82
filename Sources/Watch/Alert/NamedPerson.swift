/// Names of people in what somebody types at night, as far as they can be told from other words: behind what one calls
/// people by (`meneer Jansen`), or behind a word that says what somebody is called; and the door behind which they live.
///
/// Only what is written as a name, with a capital and small letters: a word too many taken for a name is a question that
/// nobody reads any more.
enum NamedPerson {
    /// The indices of the pieces that name somebody.
    static func names(in pieces: [PublicPiece]) -> Set<Int> {
        var found: Set<Int> = []
        let doors = DoorNumber.doors(in: pieces)
        for index in pieces.indices {
            if let name = start(after: index, in: pieces), let last = end(of: name, in: pieces) {
                found.formUnion(name...last)
                found.formUnion(door(behind: last, leads: links, in: pieces, doors))
            } else if dwelling.contains(pieces[index].lower) {
                found.formUnion(door(behind: index, leads: beforeDoors, in: pieces, doors))
            }
        }
        return found
    }

    /// Where a name begins, behind a word that leads to one.
    private static func start(after index: Int, in pieces: [PublicPiece]) -> Int? {
        let piece = pieces[index]
        let next = index + 1
        guard next < pieces.count else { return nil }
        let isTitle = titles.contains(piece.lower) && (piece.end.isEmpty || piece.end == "." && isShort(piece))
        if isTitle || callings.contains(piece.lower) && piece.end.isEmpty { return next }
        guard piece.lower == "naam" || piece.lower == "name" || piece.lower == "nom" else { return nil }
        if piece.end == ":" { return next }
        let isSaid = piece.end.isEmpty && ["is", "ist", "est"].contains(pieces[next].lower) && next + 1 < pieces.count
        return isSaid ? next + 1 : nil
    }

    private static func isShort(_ piece: PublicPiece) -> Bool { shortened.contains(piece.lower) }

    /// Where it ends; nil for what is no name.
    private static func end(of start: Int, in pieces: [PublicPiece]) -> Int? {
        var last: Int?
        var index = start
        while index < pieces.count, index < start + 6 {
            let piece = pieces[index]
            let isInitial = piece.isOneLetter && piece.isCapitalised
            guard isInitial || isName(piece) || particles.contains(piece.lower) && piece.end.isEmpty else { break }
            if isInitial || isName(piece) { last = index }
            guard piece.end.isEmpty || isInitial && piece.end == "." else { break }
            index += 1
        }
        return last
    }

    /// A capital and small letters: `Jansen`, `De`, `El`, `Van der`.
    private static func isName(_ piece: PublicPiece) -> Bool {
        guard !piece.isPlate, let first = piece.bare.unicodeScalars.first, first.properties.isUppercase else {
            return false
        }
        return piece.bare.unicodeScalars.contains { $0.properties.isLowercase }
    }

    /// The door that is said right behind it, with the words that lead to its number left where they are.
    private static func door(
        behind index: Int, leads: Set<String>, in pieces: [PublicPiece], _ doors: Set<Int>
    ) -> [Int] {
        guard pieces[index].end.isEmpty else { return [] }
        var next = index + 1
        while next < pieces.count, next <= index + 4, !doors.contains(next) {
            // A street stands between the words and the number.
            let piece = pieces[next]
            let mayStand =
                leads.contains(piece.lower) || DoorNumberWords.numbers.contains(piece.lower) || piece.isStreet
            guard mayStand, !piece.endsThought else { return [] }
            next += 1
        }
        guard next <= index + 4 else { return [] }
        return Array(pieces[next...].indices.prefix { doors.contains($0) })
    }

    /// What people are called by.
    private static let titles: Set<String> = [
        "meneer", "mevrouw", "heer", "dhr", "mevr", "mw", "mr", "mrs", "ms", "miss", "mister", "monsieur", "madame",
        "mademoiselle", "mme", "mlle", "herr", "herrn", "frau", "fam", "familie", "famille", "buurman", "buurvrouw",
    ]
    /// Those that end with a full stop.
    private static let shortened: Set<String> = ["dhr", "mevr", "mw", "mr", "mrs", "ms", "mme", "mlle", "fam"]
    /// What says that a name follows.
    private static let callings: Set<String> = [
        "heet", "heette", "genaamd", "s'appelle", "s’appelle", "nommé", "nommée", "heißt", "heisst", "named",
    ]
    private static let particles: Set<String> = [
        "van", "de", "den", "der", "ter", "ten", "te", "von", "zu", "zum", "zur", "du", "des", "la", "le", "el", "al",
        "ben", "het", "'t", "’t", "op", "in",
    ]
    /// Between a name and the door.
    private static let links: Set<String> = ["van", "op", "uit", "du", "de", "vom", "von", "from", "of", "at", "au"]
    /// What says of somebody else where they live.
    private static let dwelling: Set<String> = ["woont", "woonde", "habite", "habitait", "wohnt", "wohnte", "lives"]
    private static let beforeDoors: Set<String> = [
        "op", "in", "bij", "aan", "de", "het", "au", "à", "dans", "la", "rue", "im", "auf", "der", "die", "at", "on",
        "daar", "hier", "ook", "zelf", "nu", "still", "noch", "nog",
    ]
}
