import Synchronization

/// Everything that a night leaves to chance, from one seed.
final class NightDice: Sendable {
    private let state: Mutex<UInt64>
    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
        state = Mutex(seed &* 0x9E37_79B9 &+ 1)
    }

    /// The next number below this one (SplitMix64).
    func below(_ limit: Int) -> Int {
        var mixed = state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            return state
        }
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int(mixed >> 33) % max(1, limit)
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
