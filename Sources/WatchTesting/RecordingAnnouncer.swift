import Synchronization
import Watch

/// An announcer that remembers what it was told, in order.
public final class RecordingAnnouncer: Announcer {
    /// One thing it was told.
    public enum Word: Hashable, Sendable {
        /// New events stand here. Nothing is remembered of an announcement without any.
        case events([Placement])
        /// Who hears the group has changed.
        case membership(GroupId)
        /// An alert's reach has grown.
        case reach(AlertId)
        /// Keys of this person were taken back.
        case keysEnded(PersonId)
        /// A message was pointed out.
        case flagged(MessageId)
    }

    private let heard = Mutex<[Word]>([])

    /// Has heard nothing yet.
    public init() {}

    /// Everything so far.
    public var words: [Word] { heard.withLock { $0 } }

    /// Where the announced events stand, in the order of their announcement.
    public var sequences: [Int64] {
        words.flatMap { word -> [Int64] in
            guard case .events(let events) = word else { return [] }
            return events.map(\.sequence)
        }
    }

    /// Remembers where new events stand.
    public func announce(_ events: [Placement]) {
        if !events.isEmpty { heard.withLock { $0.append(.events(events)) } }
    }

    /// Remembers the group.
    public func membershipChanged(in group: GroupId) { heard.withLock { $0.append(.membership(group)) } }

    /// Remembers the person.
    public func keysEnded(of person: PersonId) { heard.withLock { $0.append(.keysEnded(person)) } }

    /// Remembers the alert.
    public func reachChanged(_ alert: AlertId, in group: GroupId) { heard.withLock { $0.append(.reach(alert)) } }

    /// Remembers the message.
    public func flagged(_ message: MessageId, alert: AlertId, in group: GroupId) {
        heard.withLock { $0.append(.flagged(message)) }
    }
}
