import Watch

/// Writes what was decided: every effect in its table, within the transaction that holds the locks of all groups that
/// the alert has reached.
struct AlertLedger {
    /// The groups whose locks are held, the alert's own among them, in ascending order.
    private var groups: [GroupRows.Locked]
    /// Those that the alert has reached, in the order of its way, each with the event that told of it there.
    private var reached: [EventReference]
    /// Those in which something was written.
    private var touched: Set<GroupId> = []
    private let home: GroupId
    private let now: Moment
    private let surroundings: Surroundings
    private let connection: any Connection
    private var events: [EventReference] = []

    init(
        groups: [GroupRows.Locked], reached: [AlertRows.Stop], home: GroupId, at now: Moment,
        surroundings: Surroundings,
        _ connection: any Connection
    ) {
        self.groups = groups
        self.reached = reached.map { EventReference(group: $0.group, sequence: $0.sequence) }
        self.home = home
        self.now = now
        self.surroundings = surroundings
        self.connection = connection
    }

    /// Saves all of it.
    ///
    /// - Returns: where the new events stand.
    mutating func save(_ change: AlertChange) throws -> [EventReference] {
        // Counted while it is still known who reported it.
        if change.effects.contains(.retire) {
            try AlertRetirement(alert: change.alert, at: now, connection).count()
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
                try register(kind, alert: change.alert.id, message: message, content: content)
            case .hide(let message): try hide(message)
            case .mark(let message):
                // Flagging twice changes nothing: what follows was written the first time.
                guard try mark(message, by: change) else { return [] }
            case .schedule(let due, let moment): try schedule(due, of: change.alert.id, at: moment)
            case .retire: try AlertRetirement(alert: change.alert, at: now, connection).empty()
            case .unschedule: try connection.put("DELETE FROM dues WHERE alert_id = \(change.alert.id)")
            }
        }
        try saveCounters(isNew: isNew)
        return events
    }

    private mutating func announce(_ news: AlertNews, told: Told, isQuiet: Bool) throws {
        let body = try StoredJSON.text(news)
        if news.kind == .alertShared {
            let event = try write(news, body, in: home, after: [], told: told, isQuiet: isQuiet)
            try reach(news, by: event)
            return
        }
        var written: [EventReference] = []
        for stop in reached {
            written.append(
                try write(news, body, in: stop.group, after: written, told: told, isQuiet: isQuiet))
        }
    }

    private mutating func forward(_ news: AlertNews, to group: GroupId, isQuiet: Bool) throws {
        let body = try StoredJSON.text(news)
        let event = try write(news, body, in: group, after: reached, told: .members, isQuiet: isQuiet)
        try reach(news, by: event)
    }

    /// From now on the alert is there.
    private mutating func reach(_ news: AlertNews, by event: EventReference) throws {
        let provenance = news.provenance
        try connection.put(
            """
            INSERT INTO alert_groups (alert_id, group_id, sequence, hops, is_open, via_id, forwarded_at, is_by_hand)
            VALUES (\(news.alert), \(event.group), \(event.sequence), \(Int64(provenance?.hops ?? 0)), \(true),
                    \(provenance?.via), \(provenance == nil ? nil : now), \(provenance?.isByHand ?? false))
            """)
        reached.append(event)
    }

    /// - Parameter earlier: the same news in the groups before it on the alert's way.
    private mutating func write(
        _ news: AlertNews, _ body: String, in group: GroupId, after earlier: [EventReference], told: Told,
        isQuiet: Bool
    ) throws -> EventReference {
        guard let index = groups.firstIndex(where: { $0.group.id == group }) else {
            throw DatabaseFault(.other, "an event in a group that is not locked")
        }
        groups[index].sequence += 1
        touched.insert(group)
        let sequence = groups[index].sequence
        let event: EventId = surroundings.id(at: now)
        let before = earlier.isEmpty ? nil : try StoredJSON.text(earlier)
        try connection.put(
            """
            INSERT INTO events (id, group_id, sequence, at, kind, alert_id, message_id, body, earlier)
            VALUES (\(event), \(group), \(sequence), \(now), \(news.kind.rawValue), \(news.alert),
                    \(news.message), \(body), \(before))
            """)
        if told != .nobody {
            try connection.put(
                """
                INSERT INTO audiences (event_id, told, is_quiet, at)
                VALUES (\(event), \(told.rawValue), \(isQuiet), \(now))
                """)
        }
        let reference = EventReference(group: group, sequence: sequence)
        events.append(reference)
        return reference
    }

    private func keep(_ message: Message) throws {
        let body = try StoredJSON.text(message)
        // The event that tells of it is the next one in its own group.
        let sequence = (groups.first { $0.group.id == home }?.sequence ?? 0) + 1
        try connection.put(
            """
            INSERT INTO messages (id, alert_id, author_id, kind, at, sequence, is_retracted, body)
            VALUES (\(message.id), \(message.alert), \(message.author), \(message.kind.rawValue), \(message.at),
                    \(sequence), \(message.isRetracted), \(body))
            """)
    }

    private mutating func register(
        _ kind: RegisterEntry.Kind, alert: AlertId, message: MessageId?, content: RegisterContent
    ) throws {
        guard let index = groups.firstIndex(where: { $0.group.id == home }) else { return }
        let salt = surroundings.randomness.bytes(16)
        let digest = Digest.sha256(salt + content.canonical.bytes)
        let position = groups[index].position + 1
        let canonical = RegisterEntry.canonical(
            group: home, position: position, at: now, kind: kind, alert: alert, message: message, digest: digest)
        let hash = Digest.sha256(groups[index].head + canonical.bytes)
        try connection.put(
            """
            INSERT INTO register_entries (group_id, position, at, kind, alert_id, message_id, digest, hash)
            VALUES (\(home), \(position), \(now), \(kind.rawValue), \(alert), \(message), \(digest), \(hash))
            """)
        let text = try StoredJSON.text(content)
        try connection.put(
            """
            INSERT INTO register_contents (group_id, position, salt, content)
            VALUES (\(home), \(position), \(salt), \(text))
            """)
        groups[index].position = position
        groups[index].head = hash
        touched.insert(home)
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

    private func schedule(_ due: AlertDue, of alert: AlertId, at moment: Moment) throws {
        try connection.put(
            """
            INSERT INTO dues (alert_id, due, at, leased_until) VALUES (\(alert), \(due.rawValue), \(moment), \(0))
            ON CONFLICT (alert_id) DO UPDATE SET due = excluded.due, at = excluded.at, leased_until = 0
            """)
    }

    private func saveCounters(isNew: Bool) throws {
        for locked in groups where touched.contains(locked.group.id) {
            // One more when it is new; counted when one may have ended or gone on.
            let open: SQL =
                isNew
                ? "open_alerts + 1"
                : "(SELECT COUNT(*) FROM alert_groups WHERE group_id = \(locked.group.id) AND is_open = TRUE)"
            try connection.put(
                """
                UPDATE groups SET last_sequence = \(locked.sequence), register_position = \(locked.position),
                    register_hash = \(locked.head), open_alerts = \(sql: open)
                WHERE id = \(locked.group.id)
                """)
        }
    }
}
