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
    /// What of its words was moved into the police part; for who reported it, and the police.
    public let moved: [AlertAdvice]?
    public let policeOnly: PoliceOnly?
    public let policeReference: String?
    public let reactions: [MessageView]?
    public let corrections: [MessageView]?
    /// The words that came with its end; never those of an end before it, after which it was opened again.
    public let closingText: String?
    /// What of them goes to the police alone.
    public let closingPoliceOnly: PoliceOnly?
    /// What of them was moved there; for who wrote them, and the police.
    public let closingMoved: [AlertAdvice]?
    /// Where it came from; missing in the group in which it was reported.
    public let provenance: Provenance?
    /// True for who spoke in it and does not hear the group any more: nothing is here but what they said themselves.
    public let ownWordsOnly: Bool?

    /// What the reader of a file may see of it.
    public init(_ file: AlertFile) {
        self.init(
            file.alert, for: file.hearing.audience, reader: file.reader, messages: file.messages, flags: file.flags,
            provenance: file.provenance, isOwnWordsOnly: file.isOwnWordsOnly)
    }

    /// - Parameters:
    ///   - reader: who reads it, where that is known: they are told what of their own words was moved to the police.
    ///   - messages: nil for the alert alone (as an event), otherwise all that was said.
    ///   - isOwnWordsOnly: whether the reader sees nothing in it but their own words, as they do not hear the group.
    public init(
        _ alert: Alert, for audience: Audience, reader: PersonId? = nil, messages: [Message]? = nil,
        flags: [MessageId: Int] = [:], provenance: Provenance? = nil, isOwnWordsOnly: Bool = false
    ) {
        let isOthers = isOwnWordsOnly && reader != alert.reporter
        let isHidden = (alert.isRetracted && audience != .police) || alert.retiredAt != nil || isOthers
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
        let isOwn = reader != nil && alert.reporter == reader
        advice = isOwnWordsOnly || audience == .neighbour && !isOwn ? nil : alert.advice
        moved = audience == .police || isOwn && !isHidden ? alert.moved : nil
        policeOnly = audience.readsPolicePart ? alert.policeOnly : nil
        policeReference = audience.readsPolicePart ? alert.policeReference : nil
        func views(_ kinds: [Message.Kind]) -> [MessageView]? {
            messages?.filter { kinds.contains($0.kind) }
                .map {
                    MessageView(
                        $0, for: audience, isOwn: reader != nil && $0.author == reader, about: alert.kind,
                        flags: flags[$0.id] ?? 0)
                }
        }
        reactions = views(Message.Kind.reactions)
        corrections = views([.correction])
        let closing = alert.closure.flatMap { closure in
            messages?.last { $0.ends(closure) && (!$0.isRetracted || audience == .police) }
        }
        closingText = closing?.text
        closingPoliceOnly = audience.readsPolicePart ? closing?.policeOnly : nil
        let isOwnEnd = reader != nil && closing?.author == reader
        closingMoved = audience == .police || isOwnEnd ? closing?.moved : nil
        self.provenance = provenance
        ownWordsOnly = isOwnWordsOnly ? true : nil
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
    public let policeOnly: PoliceOnly?
    /// What of its words was moved there, since neighbours may not be told it; for who wrote it, and the police.
    public let moved: [AlertAdvice]?
    /// What the check of words says; for those with care, and for who wrote it.
    public let advice: [AlertAdvice]?
    public let retracted: Bool
    /// How often it was flagged; for those with care, and missing in events, since it is counted afterwards.
    public let flags: Int?

    /// - Parameters:
    ///   - isOwn: whether who reads it wrote it.
    ///   - incident: the kind of the alert, by which the check of words goes; nil where it is not asked.
    public init(
        _ message: Message, for audience: Audience, isOwn: Bool = false, about incident: Alert.Kind? = nil,
        isRetracted: Bool? = nil, flags: Int? = nil
    ) {
        let isRetracted = isRetracted ?? message.isRetracted
        let isHidden = isRetracted && audience != .police
        id = message.id
        alertId = message.alert
        kind = message.kind
        at = message.at
        author = AuthorView(firstName: message.firstName, capacity: message.capacity)
        text = isHidden ? nil : message.text
        location = isHidden ? nil : message.location.map { LocationView($0, for: audience) }
        policeOnly = audience.readsPolicePart ? message.policeOnly : nil
        moved = audience == .police || isOwn && !isHidden ? message.moved : nil
        let said = incident.map { AlertRules.advice(saying: message.text, about: $0) } ?? []
        advice = said.isEmpty || isHidden || audience == .neighbour && !isOwn ? nil : said
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

    /// Nil for what this program does not know: nobody is shown it.
    public init?(_ past: PastEvent, for audience: Audience) {
        let event = past.event
        guard case .alert(let news) = event.news else { return nil }
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
