// What somebody sees of an alert: the API's own shapes, already cut to what this audience may see, so that no page, no
// stream and no replay can show more.

/// An alert as one audience sees it.
public struct AlertView: Hashable, Codable, Sendable {
    public enum State: String, Codable, Sendable { case open, closed }

    public struct Call: Hashable, Codable, Sendable {
        public let number: String
        public let calledAt: Moment?
        public let by: EmergencyCall.Caller
    }

    public let id: AlertId
    public let groupId: GroupId
    public let messageId: MessageId
    public let kind: Alert.Kind
    public let state: State
    public let sharedAt: Moment
    /// Missing once the text was retracted, for neighbours; and for everybody once only figures remain.
    public let observation: Observation?
    public let location: LocationView?
    public let emergencyCall: Call
    public let reporter: AuthorView
    public let retracted: Bool
    public let askedAt: Moment?
    public let heldUntil: Moment?
    public let outcome: Alert.Outcome?
    public let closedAt: Moment?
    /// In which capacity it was closed; missing when it ended by itself, which is no all-clear.
    public let closedBy: Audience?
    public let advice: [AlertAdvice]?
    public let policeOnly: PoliceOnly?
    public let policeReference: String?
    public let reactions: [MessageView]?
    public let corrections: [MessageView]?
    /// The words that came with its end; never those of an end before it, after which it was opened again.
    public let closingText: String?
    /// Where it came from; missing in the group in which it was reported.
    public let provenance: Provenance?

    /// - Parameter messages: nil for the alert alone (as an event), otherwise all that was said.
    public init(
        _ alert: Alert, for audience: Audience, messages: [Message]? = nil, flags: [MessageId: Int] = [:],
        provenance: Provenance? = nil
    ) {
        let isHidden = (alert.isRetracted && audience != .police) || alert.retiredAt != nil
        id = alert.id
        groupId = alert.group
        messageId = alert.message
        kind = alert.kind
        state = alert.isOpen ? .open : .closed
        sharedAt = alert.sharedAt ?? Moment(milliseconds: 0)
        observation = isHidden ? nil : alert.observation
        location = isHidden ? nil : alert.location.map { LocationView($0, for: audience) }
        emergencyCall = Call(
            number: alert.call?.number ?? "", calledAt: alert.call?.calledAt, by: alert.call?.by ?? .other)
        reporter = AuthorView(firstName: alert.reporterFirstName, capacity: alert.reporterCapacity)
        retracted = alert.isRetracted
        if case .open(let asked, let held) = alert.state {
            askedAt = asked
            heldUntil = held
        } else {
            askedAt = nil
            heldUntil = nil
        }
        outcome = alert.closure?.outcome
        closedAt = alert.closure?.closedAt
        closedBy = alert.closure?.by
        advice = audience == .neighbour ? nil : alert.advice
        policeOnly = audience == .police ? alert.policeOnly : nil
        policeReference = audience == .police ? alert.policeReference : nil
        func views(_ kinds: [Message.Kind]) -> [MessageView]? {
            messages?.filter { kinds.contains($0.kind) }
                .map { MessageView($0, for: audience, flags: flags[$0.id] ?? 0) }
        }
        reactions = views(Message.Kind.reactions)
        corrections = views([.correction])
        closingText = alert.closure.flatMap { closure in
            messages?.last { $0.ends(closure) && (!$0.isRetracted || audience == .police) }?.text
        }
        self.provenance = provenance
    }
}

/// A place as the API writes it: exact for the police and for who said it; of a phone's own position neighbours are told
/// about where it is.
public struct LocationView: Hashable, Codable, Sendable {
    public let latitude: Double?
    public let longitude: Double?
    public let description: String?
    /// True where the point is one of a hundred metres around.
    public let approximate: Bool?

    public init(_ location: Location, for audience: Audience = .police) {
        let isCoarse = location.isOwnPosition && location.coordinate != nil && audience != .police
        let point = isCoarse ? location.coordinate?.coarse : location.coordinate
        latitude = point?.latitude
        longitude = point?.longitude
        description = location.description
        approximate = isCoarse ? true : nil
    }
}

/// Who said something, as far as neighbours may know.
public struct AuthorView: Hashable, Codable, Sendable {
    public let firstName: String?
    public let capacity: Audience

    public init(firstName: String?, capacity: Audience) {
        self.firstName = firstName
        self.capacity = capacity
    }
}

/// A message as one audience sees it.
public struct MessageView: Hashable, Codable, Sendable {
    public let id: MessageId
    public let alertId: AlertId
    public let kind: Message.Kind
    public let at: Moment
    public let author: AuthorView
    /// Missing once retracted, for neighbours.
    public let text: String?
    public let location: LocationView?
    public let retracted: Bool
    /// How often it was flagged; for those with care, and missing in events, since it is counted afterwards.
    public let flags: Int?

    public init(_ message: Message, for audience: Audience, isRetracted: Bool? = nil, flags: Int? = nil) {
        let isRetracted = isRetracted ?? message.isRetracted
        let isHidden = isRetracted && audience != .police
        id = message.id
        alertId = message.alert
        kind = message.kind
        at = message.at
        author = AuthorView(firstName: message.firstName, capacity: message.capacity)
        text = isHidden ? nil : message.text
        location = isHidden ? nil : message.location.map { LocationView($0, for: audience) }
        retracted = isRetracted
        self.flags = audience == .neighbour ? nil : flags
    }
}

/// An event as one audience sees it: the `data:` of the live stream and a line of history.
public struct EventView: Hashable, Codable, Sendable {
    public let eventId: EventId
    public let groupId: GroupId
    public let sequence: Int64
    public let at: Moment
    public let event: AlertNews.Kind
    public let alertId: AlertId
    public let messageId: MessageId?
    public let alert: AlertView?
    public let reaction: MessageView?
    public let correction: MessageView?
    public let outcome: Alert.Outcome?
    public let text: String?
    /// In which capacity it was closed; missing when it ended by itself, which is no all-clear.
    public let closedBy: Audience?
    public let until: Moment?

    public init(_ past: PastEvent, for audience: Audience) {
        let event = past.event
        let news = event.news
        let isHidden = past.isRetracted && audience != .police
        eventId = event.id
        groupId = event.group
        sequence = event.sequence
        at = event.at
        self.event = news.kind
        alertId = news.alert
        messageId = news.message
        alert = news.shared.map { shared in
            var shown = shared
            shown.isRetracted = past.isRetracted
            let reader = Hearing(group: event.group, audience: audience, since: 1)
            return AlertView(shown, for: reader.audience(of: shared), provenance: news.provenance)
        }
        let said = news.said.map { MessageView($0, for: audience, isRetracted: past.isRetracted) }
        reaction = news.kind == .reactionAdded ? said : nil
        correction = news.kind == .alertCorrected ? said : nil
        outcome = news.closure?.outcome
        text = news.kind == .alertClosed && !isHidden ? news.said?.text : nil
        closedBy = news.closure?.by
        until = news.until
    }
}
