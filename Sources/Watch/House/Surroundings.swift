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

extension LocalTime {
    /// When the day of a moment began on the wall.
    func midnight(before moment: Moment, zone: String) -> Moment {
        let whole = Moment(milliseconds: moment.milliseconds - moment.milliseconds % 60_000)
        return corrected(whole - .minutes(Int64(minuteOfDay(whole, zone: zone))), to: 0, zone: zone)
    }

    /// The next time that the wall shows so many minutes since midnight.
    func next(_ minute: Int, after moment: Moment, zone: String) -> Moment {
        let day = 24 * 60
        let whole = Moment(milliseconds: moment.milliseconds - moment.milliseconds % 60_000)
        let ahead = (minute - minuteOfDay(whole, zone: zone) + 2 * day - 1) % day + 1
        return corrected(whole + .minutes(Int64(ahead)), to: minute, zone: zone)
    }

    /// What was counted in minutes, such that the wall shows this: in a night in which the clocks are changed, it lies an hour
    /// beside it.
    func corrected(_ moment: Moment, to minute: Int, zone: String) -> Moment {
        let day = 24 * 60
        let beside = (minuteOfDay(moment, zone: zone) - minute + day + day / 2) % day - day / 2
        return moment - .minutes(Int64(beside))
    }
}
