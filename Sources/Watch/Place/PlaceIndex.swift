/// Finds places by what people type. Every name stands in it from each of its words on, in the order of the alphabet, so
/// that whatever begins as typed lies side by side; for slips all names are looked through, and most are told apart from
/// what was typed by the letters that they are made of.
struct PlaceIndex: Sendable {
    /// A name from one of its words on.
    private struct Entry: Sendable {
        let text: String
        let place: Int32
        let start: Start
        let length: UInt8
    }

    /// Where in the name it begins.
    private enum Start: UInt8 { case whole, afterArticle, inside }

    private let entries: [Entry]
    /// The same, those of one length together: where in `entries` each is, and a bit for each letter that occurs in it.
    private let byLength: [Int32]
    private let letters: [UInt32]
    /// Length → where the entries of that length begin in the two above.
    private let lengths: [Int]
    /// For each place how many come before it, where everything else is equal.
    private let ranks: [Int32]
    private let kinds: [Place.Kind]
    /// For each place the larger one of the same name around it, such as the municipality of a town; -1 for none.
    private let twins: [Int32]

    init(_ places: [Place]) {
        kinds = places.map(\.kind)
        ranks = PlaceIndex.ranks(places)
        twins = PlaceIndex.twins(places)
        var entries: [Entry] = []
        for (index, place) in places.enumerated() where place.kind != .postcode {
            for name in place.allNames { PlaceIndex.add(name, Int32(index), to: &entries) }
        }
        entries.sort { $0.text < $1.text }
        self.entries = entries
        var ordered = [[Int32]](repeating: [], count: 256)
        for (index, entry) in entries.enumerated() { ordered[Int(entry.length)].append(Int32(index)) }
        byLength = ordered.flatMap { $0 }
        letters = byLength.map { PlaceIndex.letters(of: entries[Int($0)].text) }
        var begin = 0
        var lengths = [0]
        for list in ordered {
            begin += list.count
            lengths.append(begin)
        }
        self.lengths = lengths
    }

    private static func add(_ name: String, _ place: Int32, to entries: inout [Entry]) {
        for words in PlaceName.readings(name) {
            for (index, word) in words.enumerated() {
                let start: Start =
                    index == 0 ? .whole : index == 1 && PlaceName.articles.contains(words[0]) ? .afterArticle : .inside
                if index > 0, PlaceName.particles.contains(word) { continue }
                let text = words[index...].joined()
                entries.append(
                    Entry(text: text, place: place, start: start, length: UInt8(clamping: text.utf8.count)))
            }
        }
    }

    private static func letters(of text: String) -> UInt32 {
        var letters: UInt32 = 0
        for byte in text.utf8 { letters |= byte >= 0x61 ? 1 << UInt32(byte - 0x61) : 1 << 26 }
        return letters
    }

    // MARK: looking

    /// The best places, the best first.
    ///
    /// - Parameters:
    ///   - typed: the words as typed, folded.
    ///   - withSlips: whether a slip is forgiven.
    ///   - isWhole: whether only what is called just so counts, and not what begins so.
    ///   - accept: whether a place may be answered with.
    func search(
        _ typed: [String], limit: Int, kinds wanted: Set<Place.Kind>, withSlips: Bool, isWhole wholeOnly: Bool = false,
        accept: (Int) -> Bool
    ) -> [Int] {
        var best = Best(limit: limit)
        let wantedKinds = Set(wanted)
        func offer(_ entry: Entry, _ fit: Fit) {
            var place = Int(entry.place)
            while twins[place] >= 0, wantedKinds.contains(kinds[Int(twins[place])]) { place = Int(twins[place]) }
            guard wantedKinds.contains(kinds[place]) else { return }
            let score =
                fit.order(isSmall: kinds[place] == .district || kinds[place] == .neighbourhood) << 32
                + Int(ranks[place])
            guard best.takes(score), accept(place) else { return }
            best.insert(place, score)
        }
        let plain = typed.joined()
        let short = PlaceName.shortened(typed).joined()
        guard !plain.isEmpty else { return [] }
        for text in plain == short ? [plain] : [plain, short] {
            let count = text.utf8.count
            // No letter or digit comes after this one.
            for index in first(text)..<first(text + "~") {
                let entry = entries[index]
                let isWhole = Int(entry.length) == count
                guard isWhole && entry.start != .inside || !wholeOnly else { continue }
                offer(entry, Fit(start: entry.start.rawValue, isWhole: isWhole))
            }
            if withSlips { offerSlips(text, offer) }
        }
        return best.places
    }

    /// The towns, municipalities and provinces that are called just so; of names of three letters or more, since shorter ones
    /// stand in many an address that does not mean them.
    func called(_ words: [String]) -> [Int32] {
        var found: [Int32] = []
        for text in Set([words.joined(), PlaceName.shortened(words).joined()]) where text.utf8.count >= 3 {
            var index = first(text)
            while index < entries.count, entries[index].text == text {
                let entry = entries[index]
                let isLarge = [.province, .municipality, .town].contains(kinds[Int(entry.place)])
                if isLarge, entry.start != .inside { found.append(entry.place) }
                index += 1
            }
        }
        return found
    }

    private func offerSlips(_ text: String, _ offer: (Entry, Fit) -> Void) {
        let count = text.utf8.count
        let most = count >= 9 ? 2 : count >= 4 ? 1 : 0
        guard most > 0, count <= 60 else { return }
        var meter = SlipMeter(text, most: most)
        let wanted = PlaceIndex.letters(of: text)
        for index in lengths[count - most]..<lengths[count + most + 1]
        where (letters[index] ^ wanted).nonzeroBitCount <= 2 * most {
            let entry = entries[Int(byLength[index])]
            guard let slips = meter.slips(to: entry.text), slips > 0 else { continue }
            offer(entry, Fit(slips: slips, isInside: entry.start == .inside))
        }
    }

    /// The first entry that is not before the text.
    private func first(_ text: String) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].text < text { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// How well a name fits what was typed.
    private struct Fit {
        private let large: Int
        private let small: Int

        /// It begins as typed, or is just that.
        init(start: UInt8, isWhole: Bool) {
            switch (Start(rawValue: start), isWhole) {
            case (.whole, true): (large, small) = (0, 4)
            case (.afterArticle, true): (large, small) = (1, 4)
            case (.whole, false): (large, small) = (2, 7)
            case (.afterArticle, false): (large, small) = (3, 7)
            case (_, true): (large, small) = (5, 8)
            case (_, false): (large, small) = (9, 10)
            }
        }

        /// It was meant, perhaps.
        init(slips: Int, isInside: Bool) {
            large = isInside || slips > 1 ? 8 + slips * 4 : 6
            small = 10 + slips * 4
        }

        /// Towns before parts of towns, except where only the part is called just so.
        func order(isSmall: Bool) -> Int { isSmall ? small : large }
    }

    /// The best so far, each once.
    private struct Best {
        private let limit: Int
        private var found: [(place: Int, score: Int)] = []

        init(limit: Int) { self.limit = limit }

        var places: [Int] { found.map(\.place) }

        func takes(_ score: Int) -> Bool { found.count < limit || score < found[found.count - 1].score }

        mutating func insert(_ place: Int, _ score: Int) {
            if let before = found.firstIndex(where: { $0.place == place }) {
                guard score < found[before].score else { return }
                found.remove(at: before)
            }
            let at = found.firstIndex { $0.score > score } ?? found.count
            found.insert((place, score), at: at)
            if found.count > limit { found.removeLast() }
        }
    }

    // MARK: building

    private static func ranks(_ places: [Place]) -> [Int32] {
        var seats: [String: [String]] = [:]
        for place in places where place.kind == .municipality {
            seats[place.code] = place.allNames.map(PlaceName.folded)
        }
        let weights = places.map { place in
            guard place.kind == .town, place.population == nil, let municipality = place.municipality,
                let names = seats[municipality]
            else { return weight(place) }
            // Tongeren is what Tongeren-Borgloon is called by most.
            let name = PlaceName.folded(place.name)
            return names.contains { $0.begins(with: name) } ? 12_000 : weight(place)
        }
        let order = places.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
        var ranks = [Int32](repeating: 0, count: places.count)
        for (rank, index) in order.enumerated() { ranks[index] = Int32(rank) }
        return ranks
    }

    /// How many people may mean it; a guess where nobody counted.
    private static func weight(_ place: Place) -> Int {
        switch place.kind {
        case .province: 14_000
        case .municipality: place.population ?? 15_000
        case .town: place.population ?? 1_000
        case .district, .neighbourhood: place.population ?? 0
        case .postcode: 0
        }
    }

    private static func twins(_ places: [Place]) -> [Int32] {
        var twins = [Int32](repeating: -1, count: places.count)
        var larger: [String: Int32] = [:]
        for kind in [Place.Kind.municipality, .town, .district, .neighbourhood] {
            for (index, place) in places.enumerated() where place.kind == kind {
                guard let municipality = place.municipality else { continue }
                for name in place.allNames {
                    let key = municipality + PlaceName.folded(name)
                    if let other = larger[key], other != Int32(index) {
                        // Two of the same kind are two places, however they are called.
                        let twin = places[Int(other)].kind == kind ? twins[Int(other)] : other
                        if twins[index] < 0 { twins[index] = twin }
                    } else {
                        larger[key] = Int32(index)
                    }
                }
            }
        }
        return twins
    }
}
