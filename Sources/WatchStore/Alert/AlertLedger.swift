import Watch

/// Writes what was decided about an alert: every effect in its table, within the transaction that holds the locks of all
/// groups that the alert has reached.
struct AlertLedger {
    private var ledger: EventLedger
    /// Those that the alert has reached, in the order of its way, each with where it was told of there.
    private var reached: [Placement]
    /// The event by which it was shared: that it is told of in one more group is the same one. Nil before that.
    private var sharing: EventId?
    private let home: GroupId
    private let now: Moment
    private let dialect: Dialect
    private let connection: any Connection

    init(
        groups: [GroupRows.Locked], reached: [AlertRows.Stop], home: GroupId, at now: Moment,
        surroundings: Surroundings, _ dialect: Dialect, _ connection: any Connection
    ) {
        ledger = EventLedger(groups: groups, at: now, surroundings: surroundings, connection)
        self.reached = reached.map { Placement(group: $0.group, sequence: $0.sequence) }
        sharing = reached.first { $0.group == home }?.event
        self.home = home
        self.now = now
        self.dialect = dialect
        self.connection = connection
    }

    /// Saves all of it.
    ///
    /// - Returns: where the new events stand.
    mutating func save(_ change: AlertChange) throws -> [Placement] {
        // Counted while it is still known who reported it.
        if change.effects.contains(.retire) {
            try AlertRetirement(alert: change.alert, at: now, dialect, connection).count()
        }
        let isNew = change.effects.contains { effect in
            if case .announce(let news, _, _) = effect { news.kind == .alertShared } else { false }
        }
        try AlertRows.save(change.alert, isNew: isNew, connection)
        for effect in change.effects {
            switch effect {
            case .announce(let news, let told, let isQuiet): try announce(news, told: told, isQuiet: isQuiet)
            case .forward(let news, let group, let isQuiet): try forward(news, to: group, isQuiet: isQuiet)
            case .keep(let message): try keep(message)
            case .register(let kind, let message, let content):
                try ledger.register(
                    kind, of: .alert(change.alert.id), in: .group(home), message: message, content: content)
            case .hide(let message): try hide(message)
            case .mark(let message):
                // Flagging twice changes nothing: what follows was written the first time.
                guard try mark(message, by: change) else { return [] }
            case .schedule(let due, let moment):
                try DueRows.put(.alert(change.alert.id), .init(due), at: moment, connection)
            case .retire: try AlertRetirement(alert: change.alert, at: now, dialect, connection).empty()
            case .unschedule: try DueRows.drop(.alert(change.alert.id), connection)
            }
        }
        try ledger.close { group in
            // One more when it is new; counted when one may have ended or gone on.
            isNew
                ? "open_alerts = open_alerts + 1"
                : """
                open_alerts = (SELECT COUNT(*) FROM alert_groups WHERE group_id = \(group) AND is_open = TRUE)
                """
        }
        return ledger.placements
    }

    private mutating func announce(_ news: AlertNews, told: Told, isQuiet: Bool) throws {
        guard news.kind == .alertShared else {
            _ = try ledger.announce(.alert(news), in: reached.map(\.group), told: told, isQuiet: isQuiet)
            return
        }
        let written = try ledger.announce(.alert(news), in: [home], told: told, isQuiet: isQuiet)
        sharing = written.event
        for placement in written.placements { try reach(news, by: placement) }
    }

    private mutating func forward(_ news: AlertNews, to group: GroupId, isQuiet: Bool) throws {
        let placement = try ledger.place(
            .alert(news), of: sharing, in: group, after: reached, told: .members, isQuiet: isQuiet)
        try reach(news, by: placement)
    }

    /// From now on the alert is there.
    private mutating func reach(_ news: AlertNews, by placement: Placement) throws {
        let provenance = news.provenance
        try connection.put(
            """
            INSERT INTO alert_groups (alert_id, group_id, sequence, hops, is_open, via_id, forwarded_at, is_by_hand)
            VALUES (\(news.alert), \(placement.group), \(placement.sequence), \(Int64(provenance?.hops ?? 0)), \(true),
                    \(provenance?.via), \(provenance == nil ? nil : now), \(provenance?.isByHand ?? false))
            """)
        reached.append(placement)
    }

    private func keep(_ message: Message) throws {
        let body = try StoredJSON.text(message)
        // The event that tells of it is the next one in its own group.
        let sequence = ledger.sequence(of: home) + 1
        try connection.put(
            """
            INSERT INTO messages (id, alert_id, author_id, kind, at, sequence, is_retracted, body)
            VALUES (\(message.id), \(message.alert), \(message.author), \(message.kind.rawValue), \(message.at),
                    \(sequence), \(message.isRetracted), \(body))
            """)
    }

    private func hide(_ message: MessageId) throws {
        try connection.put("UPDATE messages SET is_retracted = TRUE WHERE id = \(message)")
    }

    private func mark(_ message: MessageId, by change: AlertChange) throws -> Bool {
        let person = change.effects.lazy.compactMap { effect in
            if case .register(.messageFlagged, _, let content) = effect { content.person } else { nil }
        }.first
        guard let person else { return false }
        return try connection.first(
            """
            INSERT INTO flags (message_id, person_id, at) VALUES (\(message), \(person), \(now))
            ON CONFLICT DO NOTHING RETURNING at
            """) != nil
    }
}
