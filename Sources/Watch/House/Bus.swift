/// Carries words from server to server after commit, fast, and without a promise: what is lost is found again by
/// comparing with the database. With one server there is none.
///
/// Nothing here ever waits. A bus that is not connected lets words go, since by the time it is they are old.
public protocol Bus: Sendable {
    /// Tells the other servers, not this one.
    func tell(_ word: BusWord)

    /// From now on somebody listens to the group here: words about it are wanted.
    func listen(to group: GroupId)

    /// Nobody listens to the group here any more.
    func ignore(_ group: GroupId)

    /// How the bus is doing now.
    var state: BusState { get }
}

/// How a bus is doing, in the words of `/readyz`.
public enum BusState: String, Hashable, Sendable {
    /// This server goes without: it compares with the database alone.
    case none
    /// Words come and go.
    case connected
    /// The bus was not reached yet, or was lost; it is tried again and again.
    case reconnecting
    /// The bus is there, and it or this server says no: a password or a certificate, on either side, is not right. It is
    /// tried again and again, for an operator may mend either.
    case refused
}

/// What one server tells the others: where to look, never what was said. Nothing of it is secret or personal.
public enum BusWord: Hashable, Sendable {
    /// A new event stands in this group.
    case event(Placement)
    /// Somebody came, went or changed in this group. Also for servers where nobody listens to it yet.
    case membership(GroupId)
    /// Keys of this person have ended.
    case keysEnded(PersonId)
    /// An alert's reach has grown.
    case reach(AlertId, GroupId)
    /// A message was pointed out.
    case flagged(MessageId, AlertId, GroupId)

    /// The group whose listeners alone want it; nil for what every server must hear.
    public var group: GroupId? {
        switch self {
        case .event(let event): event.group
        case .reach(_, let group), .flagged(_, _, let group): group
        case .membership, .keysEnded: nil
        }
    }
}

extension BusWord {
    /// As it travels: a name and what it is about, with spaces between.
    public var text: String {
        switch self {
        case .event(let event): "event \(event.group) \(event.sequence)"
        case .membership(let group): "membership \(group)"
        case .keysEnded(let person): "keys-ended \(person)"
        case .reach(let alert, let group): "reach \(alert) \(group)"
        case .flagged(let message, let alert, let group): "flagged \(message) \(alert) \(group)"
        }
    }

    /// Reads what another server told. Nil for what is not ours, and for what only a newer version says: while
    /// servers are replaced one by one, both versions are on the bus.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= BusWord.longest else { return nil }
        let pieces = text.split(scalar: " ", omittingEmptySubsequences: false)
        switch (pieces.first, pieces.count) {
        case ("event", 3):
            guard let group = GroupId(pieces[1]), let sequence = Int64(pieces[2]), sequence > 0 else { return nil }
            self = .event(Placement(group: group, sequence: sequence))
        case ("membership", 2):
            guard let group = GroupId(pieces[1]) else { return nil }
            self = .membership(group)
        case ("keys-ended", 2):
            guard let person = PersonId(pieces[1]) else { return nil }
            self = .keysEnded(person)
        case ("reach", 3):
            guard let alert = AlertId(pieces[1]), let group = GroupId(pieces[2]) else { return nil }
            self = .reach(alert, group)
        case ("flagged", 4):
            guard let message = MessageId(pieces[1]), let alert = AlertId(pieces[2]), let group = GroupId(pieces[3])
            else { return nil }
            self = .flagged(message, alert, group)
        default: return nil
        }
    }

    /// Bytes that no word of ours is longer than.
    public static let longest = 200
}
