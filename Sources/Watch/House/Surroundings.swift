/// Tells the time. The one thing the rules never do themselves.
public protocol WatchClock: Sendable {
    /// Now.
    func now() -> Moment
}

/// Gives random bytes, for ids, salts and tokens. In production they are cryptographically strong.
public protocol Randomness: Sendable {
    /// As many bytes as asked for.
    func bytes(_ count: Int) -> [UInt8]
}

/// Knows what the clock on the wall says somewhere, daylight saving included.
public protocol LocalTime: Sendable {
    /// Minutes since local midnight, 0 to 1439.
    ///
    /// - Parameter zone: an IANA name such as `Europe/Amsterdam`; an unknown one counts as UTC.
    func minuteOfDay(_ moment: Moment, zone: String) -> Int
}

/// What a desk is given of the world: the time, randomness, and the clocks on the walls.
public struct Surroundings: Sendable {
    public let clock: any WatchClock
    public let randomness: any Randomness
    public let localTime: any LocalTime

    public init(clock: any WatchClock, randomness: any Randomness, localTime: any LocalTime) {
        self.clock = clock
        self.randomness = randomness
        self.localTime = localTime
    }

    /// Now.
    public func now() -> Moment { clock.now() }

    /// A new id, of the time given.
    public func id<Kind>(at moment: Moment) -> Id<Kind> {
        Id(at: moment, randomness: randomness.bytes(10))
    }
}
