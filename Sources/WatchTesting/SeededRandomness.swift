import Synchronization
import Watch

/// Bytes that look random and are the same in every run (SplitMix64). Fit for tests alone.
public final class SeededRandomness: Randomness {
    private let state: Mutex<UInt64>

    /// The same seed gives the same bytes.
    public init(seed: UInt64 = 1) {
        state = Mutex(seed)
    }

    /// As many bytes as asked for, different ones each time.
    public func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: mixed >> 56)
            }
        }
    }
}
