/// A message that members point out to those who look after a group, and what it says.
public struct FlaggedMessage: Hashable, Sendable {
    public let alert: AlertId
    /// The kind of the alert in which it was said.
    public let alertKind: Alert.Kind
    public let message: MessageId
    /// Its own kind: the alert's text, a reaction, a correction, the words of an end.
    public let kind: Message.Kind
    /// Nil for one without words.
    public let text: String?
    /// How many members point it out.
    public let flags: Int
    /// Whether it is the words of an end after which the alert was opened again.
    public let isOfEarlierEnd: Bool

    public init(
        alert: AlertId, alertKind: Alert.Kind, message: MessageId, kind: Message.Kind, text: String?, flags: Int,
        isOfEarlierEnd: Bool = false
    ) {
        self.alert = alert
        self.alertKind = alertKind
        self.message = message
        self.kind = kind
        self.text = text
        self.flags = flags
        self.isOfEarlierEnd = isOfEarlierEnd
    }
}

extension AlertFile {
    /// What is pointed out in it and still stands, for those with care; the alert's own text first, then in order. Empty
    /// for neighbours.
    public var flagged: [FlaggedMessage] {
        ([alert.ownText] + messages).compactMap { message in
            guard !message.isRetracted, let count = flags[message.id], count > 0 else { return nil }
            return FlaggedMessage(
                alert: alert.id, alertKind: alert.kind, message: message.id, kind: message.kind, text: message.text,
                flags: count,
                isOfEarlierEnd: message.kind == .closure && alert.closure.map(message.ends) != true)
        }
    }
}
