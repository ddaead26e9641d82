import Foundation
import Watch

/// The clock of this machine.
public struct SystemClock: WatchClock {
    public init() {}

    public func now() -> Moment {
        Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }
}

/// The kernel's random bytes, fit for secrets.
public struct SystemRandomness: Randomness {
    public init() {}

    public func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

/// Clocks on walls, by the machine's time zone database.
public struct ZonedLocalTime: LocalTime {
    public init() {}

    public func minuteOfDay(_ moment: Moment, zone: String) -> Int {
        let seconds = moment.milliseconds / 1_000
        let date = Date(timeIntervalSince1970: TimeInterval(seconds))
        let offset = TimeZone(identifier: zone)?.secondsFromGMT(for: date) ?? 0
        let local = (seconds + Int64(offset)) % 86_400
        return Int((local + 86_400) % 86_400) / 60
    }
}

extension Surroundings {
    /// The world as it is.
    public static let real = Surroundings(
        clock: SystemClock(), randomness: SystemRandomness(), localTime: ZonedLocalTime())
}
