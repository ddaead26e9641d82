/// An event as one audience sees it, whatever it is about: the `data:` of the live stream and a line of history.
public enum SeenEvent: Hashable, Encodable, Sendable {
    case alert(EventView)
    case testAlarm(TestAlarmEventView)

    /// Nil for what this program does not know: nobody is shown it.
    public init?(_ past: PastEvent, for audience: Audience) {
        switch past.event.news {
        case .alert:
            guard let view = EventView(past, for: audience) else { return nil }
            self = .alert(view)
        case .testAlarm:
            guard let view = TestAlarmEventView(past) else { return nil }
            self = .testAlarm(view)
        case .unknown: return nil
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .alert(let view): try view.encode(to: encoder)
        case .testAlarm(let view): try view.encode(to: encoder)
        }
    }
}
