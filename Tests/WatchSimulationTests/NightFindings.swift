import Synchronization
import Watch

/// What a piece of work found, for who had it done.
final class NightFindings: Sendable {
    private let events = Mutex<[PastEvent]>([])
    private let outcome = Mutex<AlertOutcome?>(nil)
    private let place = Mutex<Member?>(nil)

    func add(_ found: [PastEvent]) { events.withLock { $0 += found } }
    func set(_ found: AlertOutcome) { outcome.withLock { $0 = found } }
    func set(_ found: Member) { place.withLock { $0 = found } }

    var all: [PastEvent] { events.withLock { $0 } }
    var shared: AlertOutcome? { outcome.withLock { $0 } }
    var member: Member? { place.withLock { $0 } }
}
