// What remains of an alert once neighbours have had their time with it, and of somebody's words once they are erased.

extension Alert {
    /// Only its figures: kind, times, that the police were called, how it ended.
    func figuresOnly(at now: Moment) -> Alert {
        var figures = self
        figures.reporter = nil
        figures.reporterFirstName = nil
        figures.link = nil
        figures.observation = Observation(behaviour: nil)
        figures.location = nil
        figures.policeOnly = nil
        figures.advice = []
        figures.policeReference = nil
        figures.retiredAt = now
        return figures
    }

    /// Without its reporter, who has been erased.
    public func withoutReporter() -> Alert {
        var alert = self
        alert.reporter = nil
        alert.reporterFirstName = nil
        return alert
    }
}

extension Message {
    /// Without who said it.
    public func withoutAuthor() -> Message {
        Message(
            id: id, alert: alert, kind: kind, author: nil, capacity: capacity, firstName: nil, text: text,
            location: location, policeOnly: policeOnly, moved: moved, at: at, isRetracted: isRetracted)
    }

    /// Only its figures: kind, capacity and time.
    public var figuresOnly: Message {
        Message(
            id: id, alert: alert, kind: kind, author: nil, capacity: capacity, firstName: nil, text: nil, at: at,
            isRetracted: isRetracted)
    }
}

extension AlertNews {
    /// The same news without a word that was said, once the alert is retired.
    public func figuresOnly(at now: Moment) -> AlertNews {
        AlertNews(
            kind, alert: alert, message: message, shared: shared?.figuresOnly(at: now), said: said?.figuresOnly,
            closure: closure, until: until, provenance: provenance)
    }

    /// The same news without a person who has been erased.
    public func without(_ person: PersonId) -> AlertNews {
        AlertNews(
            kind, alert: alert, message: message,
            shared: shared.map { $0.reporter == person ? $0.withoutReporter() : $0 },
            said: said.map { $0.author == person ? $0.withoutAuthor() : $0 }, closure: closure, until: until,
            provenance: provenance)
    }
}

/// What remains of an alert for good: nothing by which anybody or any place could be known.
public struct AlertFigure: Hashable, Sendable {
    public let kind: Alert.Kind
    public let outcome: Alert.Outcome
    public let sharedAt: Moment
    public let closedAt: Moment
    /// Reactions that were made. Nil until it is retired.
    public let reactions: Int?
    /// Members for whom it was, and how many of them were told. Nil until it is retired.
    public let audience: Int?
    public let told: Int?
    /// How fast those were; nil where nobody was told, and for what was retired before it was kept.
    public let pace: Reach.Pace?
    /// How many could not be reached; nil likewise.
    public let unreachable: Int?

    public init(
        kind: Alert.Kind, outcome: Alert.Outcome, sharedAt: Moment, closedAt: Moment, reactions: Int? = nil,
        audience: Int? = nil, told: Int? = nil, pace: Reach.Pace? = nil, unreachable: Int? = nil
    ) {
        self.kind = kind
        self.outcome = outcome
        self.sharedAt = sharedAt
        self.closedAt = closedAt
        self.reactions = reactions
        self.audience = audience
        self.told = told
        self.pace = pace
        self.unreachable = unreachable
    }
}
