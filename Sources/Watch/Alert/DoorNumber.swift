/// Which pieces of a text are numbers of houses, flats and boxes.
///
/// A number after a word with a capital goes, and so does one after a street's name, a word for a number or a place where
/// somebody is, unless a unit follows or it is written as a time. What is an age, a measure, a time or a count stays, as
/// far as it can be told. When in doubt a number goes: rather a word less than a door more.
struct DoorNumber {
    private typealias Words = DoorNumberWords

    private let pieces: [PublicPiece]
    /// Of a correction a lone number counts as a door: it is what is put right.
    private let isCorrection: Bool
    private var doors: Set<Int> = []

    /// The indices of the pieces that are doors, or belong to one.
    static func doors(in pieces: [PublicPiece], isCorrection: Bool = false) -> Set<Int> {
        var doors = DoorNumber(pieces: pieces, isCorrection: isCorrection)
        for index in pieces.indices where !doors.doors.contains(index) {
            if doors.isDoor(index) { doors.take(index) }
        }
        return doors.doors
    }

    private init(pieces: [PublicPiece], isCorrection: Bool) {
        self.pieces = pieces
        self.isCorrection = isCorrection
    }

    /// A door, and what stands apart behind it: `12 a`, `12 bis`, `12 B03`, `12 III`, `12 2 hoog`.
    private mutating func take(_ index: Int) {
        doors.insert(index)
        var last = index
        while last + 1 < pieces.count {
            let next = pieces[last + 1]
            let isBeside = pieces[last].end.isEmpty
            let isSuffix = next.isOneLetter || next.isRoman || Words.suffixes.contains(next.lower)
            guard next.isCode || isBeside && isSuffix else { return }
            last += 1
            doors.insert(last)
        }
    }

    private func isDoor(_ index: Int) -> Bool {
        let piece = pieces[index]
        guard !piece.isPlate else { return false }
        guard piece.isNumeral else { return isCodeOfDoor(index) }
        let form = NumberForm(piece)
        let before = word(before: index)
        if before.map({ Words.numbers.contains(pieces[$0].lower) }) == true || isAfterNumberSign(index) {
            return form != .measure && !isCounted(index)
        }
        guard form != .measure, form != .clock else { return false }
        guard !isMeasured(index, form) else { return false }
        if form == .ordinal { return isOrdinalDoor(index, before) }
        let isTime = before.map { Words.clocks.contains(pieces[$0].lower) } == true
        if !isTime, isBeforeStreet(index) || isBeforeLetter(index) { return true }
        guard let before else { return form == .lettered || isCorrection }
        return leads(before, to: index, form) ?? (form == .lettered || isCorrection && isSetAgainst(index))
    }

    /// Whether the word before a number makes it a door; nil where it says nothing.
    private func leads(_ before: Int, to index: Int, _ form: NumberForm) -> Bool? {
        let word = pieces[before]
        if isStrungToDoor(index) { return true }
        if word.isNumeral { return nil }
        let isClock = Words.clocks.contains(word.lower) || Words.people.contains(word.lower)
        if isClock || Words.makes.contains(word.lower) { return false }
        if Words.boxes.contains(word.lower) || Words.places.contains(word.lower) || isHanging(before) { return true }
        // `1,80` and `2.5` are none, but right after a street.
        if form == .decimal { return word.isStreet ? true : false }
        if Words.months.contains(word.lower) { return form != .year }
        if word.isCapitalised || word.isStreet || Words.streetBeginnings.contains(word.lower) { return true }
        if Words.articles.contains(word.lower), let place = self.word(before: before),
            Words.beforeArticles.contains(pieces[place].lower)
        {
            return true
        }
        if Words.ofs.contains(word.lower), let who = self.word(before: before),
            Words.neighbours.contains(pieces[who].lower)
        {
            return true
        }
        if Words.isBefore.contains(word.lower), isSaidOfHouse(before) { return true }
        return isBehindStreet(index) ? true : nil
    }

    // MARK: what stands before

    /// The word before, over signs that stand alone; nil at the beginning and where a thought ended.
    private func word(before index: Int) -> Int? {
        var index = index - 1
        while index >= 0 {
            if pieces[index].endsThought
                || pieces[index].gap.unicodeScalars.contains(where: \.isLineBreak) && endsLine(index)
            {
                return nil
            }
            if !pieces[index].isSign { return index }
            index -= 1
        }
        return nil
    }

    /// Whether a line ends after a piece with a full stop: what comes then is said of something else.
    private func endsLine(_ index: Int) -> Bool { pieces[index].end.holds(".") }

    private func isAfterNumberSign(_ index: Int) -> Bool {
        guard index > 0 else { return false }
        return pieces[index - 1].isNumberSign || pieces[index].text.unicodeScalars.first == "#"
            || pieces[index - 1].gap.isEmpty && pieces[index - 1].end.unicodeScalars.contains { $0 == "#" || $0 == "°" }
    }

    /// `boskant14`: a number that hangs on a word.
    private func isHanging(_ before: Int) -> Bool {
        pieces[before].gap.isEmpty && pieces[before].bare.unicodeScalars.count > 3
    }

    /// `12 en 14`, `12, 14`, `nr. 17, niet 15`: on from a door before it.
    private func isStrungToDoor(_ index: Int) -> Bool {
        var before = index
        for _ in 0..<5 {
            guard let word = word(before: before) else { return false }
            if doors.contains(word) { return true }
            guard Words.connectors.contains(pieces[word].lower) || Words.contrasts.contains(pieces[word].lower) else {
                return false
            }
            before = word
        }
        return false
    }

    /// `het is 17`, `moet 17 zijn`; of a person it is an age.
    private func isSaidOfHouse(_ verb: Int) -> Bool {
        if pieces[verb].lower != "is" && pieces[verb].lower != "est" && pieces[verb].lower != "ist" { return true }
        guard let subject = word(before: verb) else { return false }
        return ["het", "dit", "dat", "ce", "c", "es", "das", "it", "that", "dus"].contains(pieces[subject].lower)
    }

    /// Whether a street was named within the last words of the same thought.
    private func isBehindStreet(_ index: Int) -> Bool {
        var before = index
        for _ in 0..<6 {
            guard let word = word(before: before) else { return false }
            let piece = pieces[word]
            if piece.isNumeral, !doors.contains(word) { return false }
            if Words.streetBeginnings.contains(piece.lower) || piece.isStreet && piece.isCapitalised
                || DoorNumber.plainStreets.contains(where: { piece.lower.ends(with: $0) })
                || piece.isCapitalised && Words.streetWords.contains(piece.lower)
            {
                return true
            }
            if piece.end.holds(".") && !piece.isStreet { return false }
            before = word
        }
        return false
    }

    /// Endings that few other words have.
    private static let plainStreets = ["straat", "laan", "gracht", "steeg", "singel", "straße", "strasse"]

    /// `niet 15 maar 17`: what a correction puts right.
    private func isSetAgainst(_ index: Int) -> Bool {
        [word(before: index), index + 1 < pieces.count ? index + 1 : nil].contains { beside in
            beside.map { Words.contrasts.contains(pieces[$0].lower) } == true
        } || pieces.indices.count < 3
    }

    // MARK: what stands behind

    /// `12 A`.
    private func isBeforeLetter(_ index: Int) -> Bool {
        guard index + 1 < pieces.count, pieces[index].end.isEmpty else { return false }
        return pieces[index + 1].isOneLetter && pieces[index + 1].isCapitalised
    }

    /// Whether what follows is a unit, a month, or something that is counted; or a number of which that is so (`20 en 30
    /// jaar`).
    private func isMeasured(_ index: Int, _ form: NumberForm) -> Bool {
        if index + 2 < pieces.count, pieces[index].end.isEmpty, pieces[index + 2].isNumeral,
            ["en", "et", "und", "and", "of", "ou", "oder", "or", "tot", "à", "bis", "to", "a"].contains(
                pieces[index + 1].lower)
        {
            let before = word(before: index).map { pieces[$0] }
            let isLed = before.map { $0.isCapitalised || $0.isStreet || Words.numbers.contains($0.lower) } == true
            if !isLed, NumberForm(pieces[index + 2]) == .plain, let unit = follower(of: index + 2),
                Words.units.contains(unit.lower), !unit.isOneLetter
            {
                return true
            }
        }
        return isUnit(behind: index, form)
    }

    private func isUnit(behind index: Int, _ form: NumberForm) -> Bool {
        guard let next = follower(of: index) else { return false }
        if Words.months.contains(next.lower), form == .plain || form == .ordinal { return true }
        if Words.units.contains(next.lower)
            || next.text.unicodeScalars.first.map({ "%€".unicodeScalars.contains($0) }) == true
        {
            // `12 m` right behind a street is a house with a letter.
            let isLoose = next.isOneLetter && next.lower != "h" && next.lower != "u"
            guard next.isOneLetter else { return true }
            guard next.bare == next.lower else { return false }
            return !isLoose || word(before: index).map { pieces[$0].isStreet || pieces[$0].isCapitalised } != true
        }
        return isCounted(index)
    }

    private func isCounted(_ index: Int) -> Bool {
        var at = index
        for _ in 0..<3 {
            guard let next = follower(of: at) else { return false }
            if Words.counted.contains(next.lower) || Words.units.contains(next.lower) && !next.isOneLetter {
                return true
            }
            // `man` is counted, too, but not right behind a street.
            if ["man", "mann"].contains(next.lower), at == index, let before = word(before: index),
                !pieces[before].isCapitalised, !pieces[before].isStreet
            {
                return true
            }
            if next.lower == "man", at == index, word(before: index) == nil { return true }
            let isAdjective =
                Words.adjectives.contains(next.lower)
                || next.lower.ends(with: "e") && next.bare.utf8.count > 3 && !Words.articles.contains(next.lower)
            guard isAdjective, next.bare == next.lower, next.end.isEmpty || next.end == "," else { return false }
            at += 1
        }
        return false
    }

    private func follower(of index: Int) -> PublicPiece? {
        guard index + 1 < pieces.count else { return nil }
        let end = pieces[index].end
        guard
            end.isEmpty || end == "-" || end == "." && Words.months.contains(pieces[index + 1].lower)
                || end == "€" || end == "%" || end == "'"
        else { return nil }
        return pieces[index + 1]
    }

    /// `12 rue`, `12 bis, rue`, `37 Oude Gracht`, `12 High Street`.
    private func isBeforeStreet(_ index: Int) -> Bool {
        var at = index + 1
        if at < pieces.count, Words.suffixes.contains(pieces[at].lower) || pieces[at].isOneLetter { at += 1 }
        guard at < pieces.count, !pieces[index].endsThought else { return false }
        if Words.streetBeginnings.contains(pieces[at].lower) { return true }
        var isNamed = false
        for piece in pieces[at...].prefix(4) {
            guard !piece.isNumeral else { return false }
            if piece.isCapitalised, piece.isStreet || isNamed && Words.streetWords.contains(piece.lower) { return true }
            guard piece.isCapitalised || Words.particles.contains(piece.lower) && isNamed else { return false }
            if piece.isCapitalised { isNamed = true }
            guard piece.end.isEmpty else { return false }
        }
        return false
    }

    /// `Kerkstraat 12e` is a door; `1e Helmersstraat`, `de 2e man` and `2e links` are none.
    private func isOrdinalDoor(_ index: Int, _ before: Int?) -> Bool {
        guard let before else { return false }
        let word = pieces[before]
        if word.isStreet || Words.boxes.contains(word.lower) { return true }
        let next = index + 1 < pieces.count && pieces[index].end.isEmpty ? pieces[index + 1] : nil
        return word.isCapitalised && !Words.articles.contains(word.lower) && next?.isCapitalised != true
    }

    // MARK: flats without a number

    /// `Kerkstraat B03`, `bus B`, `Kerkstraat Hs`: a letter, a code or a floor behind a street or a word for a box.
    private func isCodeOfDoor(_ index: Int) -> Bool {
        let piece = pieces[index]
        guard index > 0, pieces[index - 1].end.keeping({ $0 != "." }).isEmpty else { return false }
        let before = pieces[index - 1]
        let isOneLetter = piece.isOneLetter && piece.isCapitalised
        if Words.numbers.contains(before.lower), Words.isSpelled(piece.lower) { return !isCounted(index) }
        guard piece.isCode || isOneLetter || piece.isRoman || piece.lower == "hs" else { return false }
        if Words.boxes.contains(before.lower) || Words.numbers.contains(before.lower) {
            return piece.isCode || isOneLetter || piece.isRoman
        }
        let isRoad = piece.isRoman && piece.bare.utf8.count < 2
        return before.isStreet && before.isCapitalised && !isOneLetter && !isRoad
    }
}

/// How a number is written.
enum NumberForm: Hashable, Sendable {
    /// `12`, `12-14`, `12/3`.
    case plain
    /// `1944`.
    case year
    /// `37a`, `12bis`.
    case lettered
    /// `1,80`.
    case decimal
    /// `1e`, `2nd`.
    case ordinal
    /// `23:15`, `23.15`, `21u04`.
    case clock
    /// `40jr`, `€50`, `3x`, `21-11-2026`.
    case measure

    init(_ piece: PublicPiece) {
        let text = piece.lower.keeping { !$0.isJoining }
        let outside = piece.text.unicodeScalars
        if outside.contains(where: { "%€$£".unicodeScalars.contains($0) }) {
            self = .measure
            return
        }
        // `21:00-21:30` is a time as much as each of its ends.
        let ends = text.split(whereScalar: { "-–".unicodeScalars.contains($0) }).map(String.init)
        if !ends.isEmpty, ends.count <= 2, ends.allSatisfy(NumberForm.isClock) {
            self = .clock
            return
        }
        let runs = NumberForm.runs(text)
        guard runs.count > 1, let first = runs.first else {
            let isYear = text.utf8.count == 4 && (text.begins(with: "19") || text.begins(with: "20"))
            self = isYear ? .year : .plain
            return
        }
        let behind = runs[1]
        switch behind {
        case ".", ",":
            let isShort = first.utf8.count <= 2 && runs.count == 3 && runs[2].utf8.count <= 2
            self = NumberForm.isDate(runs) ? .measure : isShort && first.utf8.count < 2 ? .decimal : .plain
        case "-", "–", "/":
            guard runs.count == 3 || !NumberForm.isDate(runs) else {
                self = .measure
                return
            }
            let isWord = runs[2].unicodeScalars.first?.isAlphabetic == true
            let isSuffix = DoorNumberWords.suffixes.contains(runs[2]) || runs[2].unicodeScalars.count < 3
            self = isWord ? isSuffix ? .lettered : .measure : .plain
        case "x", "×": self = .measure
        case "m" where runs.count == 3: self = .measure
        case _ where DoorNumberWords.gluedUnits.contains(behind): self = .measure
        case _ where DoorNumberWords.ordinals.contains(behind): self = .ordinal
        case "m", "h", "u", "k", "s", "j", "w", "l", "g", "'s", "’s", "+": self = .plain
        default: self = behind.unicodeScalars.first?.isAlphabetic == true ? .lettered : .plain
        }
    }

    /// Digits, letters and signs, each by themselves.
    private static func runs(_ text: String) -> [String] {
        var runs: [String] = []
        var kind = -1
        for scalar in text.unicodeScalars {
            let next = scalar.isNumeric ? 0 : scalar.isAlphabetic ? 1 : 2
            if next == kind { runs[runs.count - 1].unicodeScalars.append(scalar) } else { runs.append(String(scalar)) }
            kind = next
        }
        return runs
    }

    /// `21-11-26`, `21/11/2026`, `21-nov-26`.
    private static func isDate(_ runs: [String]) -> Bool {
        runs.count == 5 && runs[1] == runs[3] && runs[0].utf8.count <= 2
            && (runs[2].utf8.count <= 2 || DoorNumberWords.months.contains(runs[2]))
            && [2, 4].contains(runs[4].utf8.count)
    }

    /// `23:15`, `23.15`, `21u04`, `21h04`, `21:04:30`, `22uur`.
    private static func isClock(_ text: String) -> Bool {
        let runs = runs(text)
        guard runs.count >= 2, let hour = Int(runs[0]), hour <= 24 else { return false }
        if ["uur", "uhr", "pm", "am"].contains(runs[1]), runs.count == 2 { return true }
        guard [":", ".", "u", "h"].contains(runs[1]), runs.count >= 3, runs[2].utf8.count == 2,
            let minute = Int(runs[2]), minute < 60
        else { return false }
        return runs.count == 3 || runs.count == 4 && ["u", "h", "uur", "uhr", "pm", "am"].contains(runs[3])
            || runs.count == 5 && runs[3] == ":"
    }
}
