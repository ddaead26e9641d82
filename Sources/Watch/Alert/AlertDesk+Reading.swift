/// Alerts as they are read: by who hears the group, and by who has a link.
extension AlertDesk {
    /// An alert as a person may see it.
    ///
    /// - Throws: `not-found` for what is unknown or not theirs to see, so that nothing is disclosed.
    public func file(_ alert: AlertId, for person: PersonId) async throws -> AlertFile {
        guard let file = try await store.file(alert, for: person) else { throw Refusal(.notFound) }
        return file
    }

    /// Something said in an alert that a person can take back now, its own text included; and the alert.
    ///
    /// - Throws: `not-found`, and what `Alert.retract` throws.
    public func retractable(
        _ message: MessageId, by person: PersonId
    ) async throws -> (message: Message, file: AlertFile) {
        guard let alert = try await store.alert(of: message) else { throw Refusal(.notFound) }
        let file = try await file(alert, for: person)
        let said = ([file.alert.ownText] + file.messages).first { $0.id == message }
        guard let said else { throw Refusal(.notFound) }
        var tried = file.alert
        _ = try tried.retract(said, by: file.actor, at: surroundings.now())
        return (said, file)
    }

    /// An alert as anybody may see it who has its link, while it is open.
    ///
    /// - Throws: `not-found` for a link that never was, `alert-link-ended` for one whose alert is over.
    public func seen(byLink link: String) async throws -> (alert: PublicAlert, group: Group) {
        guard link.utf8.count == 32, let file = try await store.file(link: link) else { throw Refusal(.notFound) }
        let number = file.group.jurisdiction.inDanger(after: file.alert.call?.number).number
        guard file.alert.isOpen else { throw Refusal(.alertLinkEnded, ["number": number]) }
        return (PublicAlert(file.alert, messages: file.messages), file.group)
    }

    /// How an alert ended, as anybody may see it who has its link, for a day; nil where nothing is told of it.
    public func ending(byLink link: String) async throws -> (end: PublicEnding, group: Group)? {
        guard link.utf8.count == 32, let file = try await store.file(link: link),
            let end = PublicEnding(file.alert, at: surroundings.now())
        else { return nil }
        return (end, file.group)
    }

    /// What remains of a group's alerts: figures, the newest first, for who hears the group.
    public func figures(of hearing: Hearing, since: Moment, limit: Int = 1_000) async throws -> [AlertFigure] {
        try await store.figures(of: hearing.group, since: since, limit: limit)
    }

    /// The alerts of a group for somebody who hears it.
    public func alerts(of hearing: Hearing, limit: Int = 50) async throws -> [Alert] {
        try await store.alerts(of: hearing, limit: limit)
    }

    /// What members point out in these groups, for who looks after them; of a group that they only live in, nothing.
    ///
    /// - Parameter limit: alerts of a group at most.
    public func flagged(
        in hearings: [Hearing], for person: PersonId, limit: Int = 10
    ) async throws -> [GroupId: [FlaggedMessage]] {
        let cared = hearings.filter { $0.audience != .neighbour }.map(\.group)
        guard !cared.isEmpty else { return [:] }
        var found: [GroupId: [FlaggedMessage]] = [:]
        for (group, alerts) in try await store.flagged(in: cared, limit: limit) {
            for alert in alerts {
                // Nil for what is older than what they may read.
                guard let file = try await store.file(alert, for: person), !file.flagged.isEmpty else { continue }
                found[group, default: []] += file.flagged
            }
        }
        return found
    }

    /// The open alerts that a report of this person in this group could be about; without those that were taken back.
    public func openAlerts(around hearing: Hearing, for person: PersonId) async throws -> [Alert] {
        try await store.openAlerts(around: hearing.group, for: person).filter { !$0.isRetracted }
    }

    /// History of a group for somebody who hears it: what came after a sequence, from their own beginning on.
    public func events(of hearing: Hearing, after sequence: Int64, limit: Int) async throws -> [PastEvent] {
        try await store.events(of: hearing.group, after: max(sequence, hearing.since - 1), limit: limit)
    }

    /// A device has shown an event.
    ///
    /// - Parameter channel: what led there.
    /// - Throws: `not-found` when the event is unknown or was not for this person.
    public func receive(
        _ event: EventId, by person: PersonId, channel: @autoclosure () throws(Refusal) -> NoticeChannel = .live,
        hearings: [Hearing]
    ) async throws {
        guard let found = try await store.placements(of: event), found.isHeard(by: hearings) else {
            throw Refusal(.notFound)
        }
        let channel = try channel()
        try await receive([found.event], by: person, channel: channel)
    }

    /// A channel led this person to an alert's page, which has shown them all that there is to tell of it.
    ///
    /// - Throws: `not-found` for what is unknown or not theirs to see.
    public func receive(newsOf alert: AlertId, by person: PersonId, channel: NoticeChannel) async throws {
        let news = try await file(alert, for: person).news
        if !news.isEmpty { try await receive(news, by: person, channel: channel) }
    }

    private func receive(_ events: [EventId], by person: PersonId, channel: NoticeChannel) async throws {
        let grown = try await store.receive(events, by: person, channel: channel, at: surroundings.now())
        for reach in grown { announcer.reachChanged(reach.alert, in: reach.home) }
    }

    /// How far an alert has come, for its reporter and those with care.
    ///
    /// - Throws: `not-found`, `not-allowed`.
    public func reach(of alert: AlertId, for person: PersonId) async throws -> Reach {
        let file = try await file(alert, for: person)
        guard file.alert.may(.seeReach, file.actor) else { throw Refusal(.notAllowed) }
        return try await store.reach(of: alert)
    }
}
