import Synchronization
import Watch

/// A carrier that keeps every letter it was given, in order, and fails when told to.
public final class RecordingCarrier: LetterCarrier {
    /// What it fails with.
    public struct Lost: Error {}

    private struct Bag {
        var letters: [Letter] = []
        var isFailing = false
    }

    private let bag = Mutex(Bag())

    /// Has carried nothing yet.
    public init() {}

    /// Every letter that went out.
    public var letters: [Letter] { bag.withLock { $0.letters } }

    /// From now on every letter fails, or none does any more.
    public func fail(_ isFailing: Bool = true) { bag.withLock { $0.isFailing = isFailing } }

    /// Keeps the letter.
    ///
    /// - Throws: `Lost` while it is to fail; then the letter has not gone out.
    public func carry(_ letter: Letter) throws {
        try bag.withLock { bag in
            guard !bag.isFailing else { throw Lost() }
            bag.letters.append(letter)
        }
    }
}
