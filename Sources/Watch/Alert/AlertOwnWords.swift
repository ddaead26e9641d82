// What remains of an alert for who spoke in it and does not hear its group any more, since they left it, were suspended,
// or came back after it was over: their own words, to read and to take back. Nothing that anybody else said.

extension AlertRules {
    /// Whether somebody may look after what they said in an alert without hearing its group: for as long as neighbours
    /// may read it.
    public static func mayReadOwnWords(_ alert: Alert, at now: Moment, in jurisdiction: Jurisdiction) -> Bool {
        if alert.isOpen { return true }
        guard let closure = alert.closure, alert.retiredAt == nil else { return false }
        return now <= closure.closedAt + jurisdiction.neighbourRetention
    }
}

extension Alert {
    /// Where it stands, and its own text for who reported it.
    func ownWords(of person: PersonId) -> Alert {
        var own = self
        own.link = nil
        own.policeOnly = nil
        own.advice = []
        own.policeReference = nil
        if isOpen { own.state = .open(askedAt: nil, heldUntil: nil) }
        guard reporter != person else { return own }
        own.observation = Observation(behaviour: nil)
        own.location = nil
        own.reporterFirstName = nil
        return own
    }
}

extension AlertFile {
    /// An alert for who spoke in it and does not hear its group any more.
    ///
    /// - Parameters:
    ///   - messages: all that was said in it, or the part of it that is the reader's.
    ///   - group: through which it came to them.
    /// - Returns: nil for who said nothing in it.
    public init?(ownWordsOf reader: PersonId, in alert: Alert, group: Group, messages: [Message]) {
        let own = messages.filter { $0.author == reader && $0.kind != .alert }
        guard alert.reporter == reader || !own.isEmpty else { return nil }
        self.init(
            alert: alert.ownWords(of: reader), group: group, messages: own, flags: [:],
            hearing: Hearing(group: group.id, audience: .neighbour, since: .max), reader: reader, news: [],
            isOwnWordsOnly: true)
    }

    /// As who its reader does something in it.
    public var actor: Actor {
        Actor(
            person: reader, capacity: hearing.audience, asMember: hearing.asMember, isFormer: isOwnWordsOnly)
    }
}
