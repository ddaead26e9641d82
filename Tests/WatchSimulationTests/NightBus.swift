import Synchronization
import Watch

/// What a server announces: kept until the night hands it on to pages, or loses it.
final class NightBus: Announcer {
    private let groups = Mutex<Set<GroupId>>([])

    /// The groups of which something was said since this was asked last, in ascending order.
    func drain() -> [GroupId] {
        groups.withLock { groups in
            defer { groups = [] }
            return groups.sorted()
        }
    }

    func announce(_ events: [Placement]) { groups.withLock { $0.formUnion(events.map(\.group)) } }
    func membershipChanged(in group: GroupId) {}
    func keysEnded(of person: PersonId) {}
    func reachChanged(_ alert: AlertId, in group: GroupId) {}
    func flagged(_ message: MessageId, alert: AlertId, in group: GroupId) {}
}
