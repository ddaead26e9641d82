/// What is due for alerts: those responsible are asked about quiet ones, those about which nobody answered end, and what
/// neighbours have had their time with goes.
extension AlertDesk: DueRoom {
    /// Alerts.
    public var subjects: [Subject.Kind] { [.alert] }

    /// Does what is due for an alert by its rules, and says when it is to be looked at next.
    ///
    /// - Throws: `not-found` for one that is not known any more.
    public func meet(_ due: Due) async throws {
        let now = surroundings.now()
        let localTime = surroundings.localTime
        // What a newer program has put down, it knows what to do about.
        guard due.subject.alert != nil, let kind = AlertDue(rawValue: due.kind.rawValue) else { return }
        let outcome = try await store.change(.due(due), by: nil, at: now, request: nil) { scene throws(Refusal) in
            var alert = scene.alert
            let jurisdiction = scene.group.jurisdiction
            let isNight = AlertRules.isNight(for: alert, at: now, by: localTime, in: jurisdiction)
            let effects =
                switch kind {
                case .quiet: alert.quiet(at: now, isNight: isNight, in: jurisdiction)
                case .unanswered: alert.unanswered(at: now, in: jurisdiction)
                case .retirement: alert.retire(at: now, in: jurisdiction)
                }
            return AlertChange(alert: alert, effects: effects)
        }
        announcer.announce(outcome.events)
    }

    /// Has open alerts looked at for which nothing is due: programs before this one asked nobody about who is missing.
    ///
    /// - Returns: how many there were, at most `limit`.
    public func remember(limit: Int = 500) async throws -> Int {
        try await store.remember(at: surroundings.now(), limit: limit)
    }
}

extension Due.Kind {
    /// What is due for an alert.
    public init(_ due: AlertDue) { self.init(rawValue: due.rawValue) }
}
