import Synchronization
import Watch

/// Gives what it was told to, in order: for a rule that looks at every single number.
public final class ScriptedRandomness: Randomness {
    private let given: Mutex<ArraySlice<[UInt8]>>

    /// What each call gives, the first first.
    public init(_ given: [[UInt8]]) { self.given = Mutex(given[...]) }

    /// The next of them.
    ///
    /// - Precondition: there is one, of this length.
    public func bytes(_ count: Int) -> [UInt8] {
        given.withLock { given in
            let next = given.removeFirst()
            precondition(next.count == count, "\(count) bytes are asked for, \(next.count) were given")
            return next
        }
    }
}
