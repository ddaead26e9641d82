import Synchronization
import Watch

/// A clock that stands until a test moves it.
public final class ManualClock: WatchClock {
    private let moment: Mutex<Moment>

    /// Friday 20 November 2026, 21:04 on the wall in the street: evening, not yet night.
    public static let friday = Moment(milliseconds: 1_795_205_040_000)

    /// A clock that stands at this moment.
    public init(at moment: Moment = ManualClock.friday) {
        self.moment = Mutex(moment)
    }

    /// Where it stands.
    public func now() -> Moment { moment.withLock { $0 } }

    /// Lets so much time pass.
    public func advance(by span: Span) { moment.withLock { $0 = $0 + span } }

    /// Sets it, forward or back.
    public func set(to later: Moment) { moment.withLock { $0 = later } }
}
