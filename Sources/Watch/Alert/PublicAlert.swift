/// An alert as anybody may see it who was handed its link, without an account, while it is open: the neighbour part
/// only, no names, the place to the street.
///
/// The link is meant for a chat of the same street. It may travel further, so everything by which a person, a door or a
/// car could be known is left out; what the text itself says of those is taken out where it can be recognised.
public struct PublicAlert: Hashable, Sendable {
    /// Something said in it.
    public struct Said: Hashable, Sendable {
        public let kind: Message.Kind
        /// Nil once retracted, and for what speaks for itself.
        public let text: String?
        /// In which capacity, without a name.
        public let capacity: Audience
        public let at: Moment

        /// A message without a name, and without what could tell a car.
        public init(_ message: Message) {
            kind = message.kind
            text = message.isRetracted ? nil : message.text.flatMap(PublicWords.text)
            capacity = message.capacity
            at = message.at
        }
    }

    public let kind: Alert.Kind
    public let sharedAt: Moment
    public let call: AlertView.Call
    public let behaviour: String?
    public let appearance: String?
    public let vehicle: String?
    public let direction: Compass?
    /// The place in words, to the street.
    public let street: String?
    /// A point in the same street or the next, rounded to about a hundred metres.
    public let near: Coordinate?
    /// Whether its text was retracted: then nothing of it is here.
    public let isRetracted: Bool
    /// Reactions and corrections, in order; retracted ones are left out.
    public let said: [Said]

    public init(_ alert: Alert, messages: [Message]) {
        let view = AlertView(alert, for: .neighbour)
        kind = view.kind
        sharedAt = view.sharedAt
        call = view.emergencyCall
        behaviour = view.observation?.behaviour.flatMap(PublicWords.text)
        appearance = view.observation?.appearance.flatMap(PublicWords.text)
        vehicle = view.observation?.vehicle.flatMap(PublicWords.text)
        direction = view.observation?.direction
        street = view.location?.description.flatMap(PublicWords.street)
        near = alert.isRetracted ? nil : alert.location?.coordinate?.coarse
        isRetracted = view.retracted
        said = messages.filter { !$0.isRetracted && ($0.kind == .correction || Message.Kind.reactions.contains($0.kind)) }
            .map(Said.init)
    }
}

/// What a member can hand over to the ordinary chat of their street: an alert, a reaction worth it, the end. Plain data;
/// the words are the page's.
public enum AlertHandOff: Hashable, Sendable {
    /// What is going on, with the link.
    case shared(PublicAlert)
    /// What somebody saw since.
    case said(PublicAlert.Said, in: PublicAlert)
    /// How it ended.
    case ended(Alert.Outcome, isByItself: Bool, at: Moment, PublicAlert)

    /// Whether a reaction is worth a message in a chat: what is new, not who is on the lookout.
    public static func isWorth(_ kind: Message.Kind) -> Bool {
        switch kind {
        case .sighting, .policeOnScene, .knownPerson, .correction: true
        case .alert, .onTheLookout, .information, .closure: false
        }
    }
}

/// Takes out of words by which a door or a car could be known.
public enum PublicWords {
    /// A text without licence plates; nil when nothing is left.
    public static func text(_ text: String) -> String? {
        guard AlertWords.showsPlate(text) else { return text }
        let kept = text.split(separator: " ", omittingEmptySubsequences: false)
            .map { AlertWords.showsPlate(String($0)) ? "…" : String($0) }
            .joined(separator: " ")
        return AlertWords.showsPlate(kept) || !kept.contains { $0.isLetter || $0.isNumber } ? nil : kept
    }

    /// A place to the street: house numbers and postcodes go, with what hangs on them (`12a`, `bus 3`, `no. 7`).
    /// A number that can be told to be part of a street's name stays (`1e Helmersstraat`); one that cannot goes
    /// (`Plein 1944`): rather a street less than a door more.
    public static func street(_ place: String) -> String? {
        var kept: [String] = []
        let words = place.split(whereSeparator: \.isWhitespace).map(String.init).flatMap(parted)
        var isAfterDoor = false
        for (index, word) in words.enumerated() {
            let bare = word.trimming { !$0.isLetter && !$0.isNumber }
            let previous = index > 0 ? words[index - 1] : ","
            let before = previous.trimming { !$0.isLetter && !$0.isNumber }
            let mayBeName =
                index < words.count - 1 && !word.hasSuffix(",")
                && (previous.hasSuffix(",") || beforeNames.contains(before.lowercased()))
            let isDoor = isDoor(bare, mayBeName: mayBeName)
            defer { isAfterDoor = isDoor }
            if isDoor || isPostcode(bare, after: before) || isAfterDoor && isSuffix(bare) {
                // What stood before it only led to it.
                while let last = kept.last, leads.contains(last.lowercased().trimming { !$0.isLetter }) {
                    kept.removeLast()
                }
                // The comma after a number goes on parting what stands beside it.
                if word.hasSuffix(","), let last = kept.last, !last.hasSuffix(",") { kept[kept.count - 1] = last + "," }
            } else {
                kept.append(word)
            }
        }
        let street = kept.joined(separator: " ").trimming { $0.isWhitespace || ",;-–/".contains($0) }
        return street.contains(where: \.isLetter) ? street : nil
    }

    /// `nr.12` and `Kerkstraat,12` as two words; a road is one word (`A12`).
    private static func parted(_ word: String) -> [String] {
        let bare = word.trimming { !$0.isLetter && !$0.isNumber }
        guard let first = bare.first, !first.isNumber, let digit = word.firstIndex(where: \.isNumber) else { return [word] }
        let isRoad = first.isUppercase && (2...4).contains(bare.count) && bare.dropFirst().allSatisfy(\.isNumber)
        return isRoad ? [word] : [String(word[..<digit]), String(word[digit...])]
    }

    /// Words that lead to a number.
    private static let leads: Set<String> = [
        "nr", "no", "nummer", "huisnummer", "number", "numéro", "numero", "hausnummer", "bus", "bte", "boîte", "box",
        "n", "nº", "nrs", "nummers", "huisnr", "hausnr", "thv", "t.h.v", "tov", "t.o.v", "hauteur", "le", "la", "du",
        "apt", "app", "appartement", "flat", "à", "au", "bij", "bei", "at", "voor", "devant", "vor", "naast",
        "tegenover", "tussen", "en", "et", "und", "and", "achter", "near", "next", "to", "op", "van", "ter", "hoogte",
    ]

    /// Words before a street's name that may begin with a number; after any other word it is a door (`Kerkstraat 12e`).
    private static let beforeNames: Set<String> = [
        "", "in", "de", "het", "hoek", "aan", "op", "bij", "van", "tussen", "en", "langs", "richting", "la", "le", "du",
        "des", "au", "coin", "et", "der", "die", "das", "den", "dem", "am", "bei", "ecke", "und", "the", "of", "on",
    ]

    private static func isDoor(_ word: String, mayBeName: Bool) -> Bool {
        guard let first = word.first, first.isNumber else { return false }
        // `1e`, `2de`, `3rd`, `1er`: a name goes on after it.
        return !mayBeName || !ordinals.contains(word.drop { $0.isNumber }.lowercased())
    }

    /// What stands apart behind a number: `12 a`, `12 bis`.
    private static func isSuffix(_ word: String) -> Bool {
        word.lowercased() == "bis" || word.count == 1 && word.allSatisfy { $0.isASCII && $0.isLetter }
    }

    private static let ordinals: Set<String> = ["e", "de", "ste", "er", "ère", "ème", "nd", "rd", "th", "st"]

    /// The letters of a Dutch postcode, after its digits: `3443 AB`.
    private static func isPostcode(_ word: String, after before: String) -> Bool {
        word.count == 2 && word.allSatisfy(\.isUppercase) && before.count == 4 && before.allSatisfy(\.isNumber)
    }
}

extension String {
    /// Without such characters at both ends.
    fileprivate func trimming(_ isUnwanted: (Character) -> Bool) -> String {
        var slice = Substring(self)
        while let first = slice.first, isUnwanted(first) { slice.removeFirst() }
        while let last = slice.last, isUnwanted(last) { slice.removeLast() }
        return String(slice)
    }
}

extension Coordinate {
    /// Rounded to a thousandth of a degree: about a hundred metres north and seventy east in our countries.
    public var coarse: Coordinate? {
        Coordinate(
            latitude: (latitude * 1_000).rounded() / 1_000, longitude: (longitude * 1_000).rounded() / 1_000)
    }
}
