import Synchronization
import Watch

/// Wakes workers before their time. Rings that come while one is at work are one ring for it afterwards.
final class Bell: Sendable {
    private struct Listeners {
        var next = 0
        var calls: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let listeners = Mutex(Listeners())

    /// Wakes whoever listens. Never waits.
    func ring() {
        for call in listeners.withLock({ Array($0.calls.values) }) { call.yield() }
    }

    /// From now on it calls here.
    ///
    /// - Returns: by what it is told to stop.
    func begin(_ call: AsyncStream<Void>.Continuation) -> Int {
        listeners.withLock { listeners in
            listeners.next += 1
            listeners.calls[listeners.next] = call
            return listeners.next
        }
    }

    func end(_ listener: Int) { _ = listeners.withLock { $0.calls.removeValue(forKey: listener) } }
}

/// Announces, and rings where something new is to be told: what was saved a moment ago is on its way at once, and not at the
/// next round of a worker.
struct RingingAnnouncer: Announcer {
    let announcer: any Announcer
    let bell: Bell

    func announce(_ events: [Placement]) {
        announcer.announce(events)
        bell.ring()
    }

    func membershipChanged(in group: GroupId) { announcer.membershipChanged(in: group) }

    func keysEnded(of person: PersonId) { announcer.keysEnded(of: person) }

    func reachChanged(_ alert: AlertId, in group: GroupId) { announcer.reachChanged(alert, in: group) }

    func flagged(_ message: MessageId, alert: AlertId, in group: GroupId) {
        announcer.flagged(message, alert: alert, in: group)
    }
}
