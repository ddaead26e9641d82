import Watch
import WatchTesting

/// Everything that a night leaves to chance, from one seed.
struct NightDice: Sendable {
    private let bytes: SeededRandomness
    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
        bytes = SeededRandomness(seed: seed &* 0x9E37_79B9 &+ 1)
    }

    /// The next number below this one.
    func below(_ limit: Int) -> Int {
        let number = bytes.bytes(4).reduce(0) { $0 << 8 | Int($1) }
        return number % max(1, limit)
    }

    /// Whether something happens that happens so many times in a hundred.
    func falls(_ percent: Int) -> Bool { below(100) < percent }

    /// One of these.
    func one<Element>(of elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }

    /// A number from 0 to 99 that hangs on these words and on the seed alone, whatever was thrown before: for what several do
    /// at the same moment.
    func fixed(_ words: String) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
        for byte in words.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash ^= hash >> 29
        return Int((hash &* 0xBF58_476D_1CE4_E5B9) >> 33) % 100
    }
}
