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
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        // Eight at a time: each word is a call to the kernel.
        while bytes.count < count { withUnsafeBytes(of: generator.next() as UInt64) { bytes.append(contentsOf: $0) } }
        bytes.removeLast(bytes.count - count)
        return bytes
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
