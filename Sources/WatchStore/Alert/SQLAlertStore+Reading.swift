import Watch

extension SQLAlertStore {
    public func file(_ id: AlertId, for person: PersonId) async throws -> AlertFile? {
        let now = surroundings.now()
        return try await database.look { connection in
            let found = try connection.rows(of: [
                AlertRows.asking(for: id), AlertRows.askingPlaces(of: id),
                """
                SELECT id, body, sequence, is_retracted FROM messages WHERE alert_id = \(id)
                ORDER BY sequence, id LIMIT 5000
                """,
                LinkRows.askingSenders(of: id, person),
            ])
            let stops = try found[1].map(AlertRows.Stop.init)
            guard let alert: Alert = try found[0].first?.json("body") else { return nil }
            guard let place = try AlertRows.hearing(of: person, alert, in: stops, withNews: true, at: now, connection)
            else {
                return try AlertRows.absence(of: person, from: alert, in: stops, at: now, connection).flatMap {
                    AlertFile(
                        ownWordsOf: person, in: alert, group: $0.group, messages: try found[2].map(AlertRows.message))
                }
            }
            // Who came later reads what was said since; the sequence counts in the alert's own group.
            let since = place.hearing.group == alert.group ? place.hearing.since : 0
            // What corrects the alert goes with it: nobody is to read the mistake alone. And what they said themselves,
            // also where they have been out of the group since.
            let messages = try found[2].compactMap { row -> Message? in
                let message = try AlertRows.message(row)
                let isTheirs =
                    try row.integer("sequence") >= since || message.kind == .correction || message.author == person
                return isTheirs && message.kind != .alert ? message : nil
            }
            var flags: [MessageId: Int] = [:]
            if place.hearing.audience != .neighbour {
                let counted = try connection.rows(
                    """
                    SELECT f.message_id, COUNT(*) AS flags FROM flags f JOIN messages m ON m.id = f.message_id
                    WHERE m.alert_id = \(id) GROUP BY f.message_id
                    """)
                for row in counted { flags[try row.id("message_id")] = try row.integer("flags") }
            }
            return AlertFile(
                alert: alert, group: place.group, messages: messages, flags: flags, hearing: place.hearing,
                reader: person, news: place.news,
                provenance: try provenance(of: alert, at: place, connection),
                sendOn: alert.isOpen && !alert.isRetracted && !found[3].isEmpty
                    ? try way(of: alert, stops, for: person, connection) : [])
        }
    }

    /// Where it came from, for who reads it in another group.
    private func provenance(
        of alert: Alert, at place: AlertRows.Place, _ connection: any Connection
    ) throws -> Provenance? {
        guard let via = place.stop.via else { return nil }
        let names = try connection.rows("SELECT id, name FROM groups WHERE id IN \(list: [alert.group, via])")
        func name(_ group: GroupId) throws -> String {
            try names.first { try $0.text("id") == group.text }?.text("name") ?? ""
        }
        return Provenance(
            home: alert.group, homeName: try name(alert.group), via: via, viaName: try name(via), hops: place.stop.hops,
            isByHand: place.stop.isByHand)
    }

    /// Where a coordinator can send it on to.
    private func way(
        of alert: Alert, _ stops: [AlertRows.Stop], for person: PersonId, _ connection: any Connection
    ) throws -> [Forward] {
        let groups = try connection.rows(
            "SELECT \(sql: GroupRows.columns) FROM groups WHERE id IN (\(sql: LinkRows.around(alert.id)))"
        ).map(GroupRows.group)
        guard let home = groups.first(where: { $0.id == alert.group }) else { return [] }
        let scene = try LinkRows.forwarding(of: alert.id, by: person, places: stops, among: groups, connection)
        let way = try? LinkRules.way(
            by: scene.senders, to: nil, reached: scene.reached, from: home, in: scene.network)
        return way ?? []
    }

    public func file(link: String) async throws -> LinkedFile? {
        try await database.look { connection in
            guard let row = try connection.first("SELECT body FROM alerts WHERE link = \(link)") else { return nil }
            let alert: Alert = try row.json("body")
            guard let group = try GroupRows.group(alert.group, connection) else { return nil }
            let messages = try connection.rows(
                """
                SELECT body, is_retracted FROM messages WHERE alert_id = \(alert.id)
                ORDER BY sequence, id LIMIT 5000
                """
            ).map(AlertRows.message).filter { $0.kind != .alert }
            return LinkedFile(alert: alert, group: group, messages: messages)
        }
    }

    public func figures(of group: GroupId, since: Moment, limit: Int) async throws -> [AlertFigure] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT body, reactions, audience, told, told_median, told_nine_in_ten, unreachable FROM alerts
                WHERE group_id = \(group) AND shared_at >= \(since) AND is_open = FALSE
                ORDER BY shared_at DESC, id DESC LIMIT \(limit)
                """
            ).compactMap { row -> AlertFigure? in
                let alert: Alert = try row.json("body")
                guard let closure = alert.closure else { return nil }
                return AlertFigure(
                    kind: alert.kind, outcome: closure.outcome, sharedAt: alert.sharedAt ?? closure.closedAt,
                    closedAt: closure.closedAt, reactions: try row.integerIfPresent("reactions"),
                    audience: try row.integerIfPresent("audience"), told: try row.integerIfPresent("told"),
                    pace: try SQLAlertStore.pace(row), unreachable: try row.integerIfPresent("unreachable"))
            }
        }
    }

    private static func pace(_ row: Row) throws -> Reach.Pace? {
        let median: Int64? = try row.integerIfPresent("told_median")
        let nineInTen: Int64? = try row.integerIfPresent("told_nine_in_ten")
        guard let median, let nineInTen else { return nil }
        return Reach.Pace(median: Span(milliseconds: median), nineInTen: Span(milliseconds: nineInTen))
    }

    public func flagged(in groups: [GroupId], limit: Int) async throws -> [GroupId: [AlertId]] {
        try await database.look { connection in
            var found: [GroupId: [AlertId]] = [:]
            for part in groups.batches(of: 500) {
                let rows = try connection.rows(
                    """
                    SELECT DISTINCT g.group_id, g.alert_id, g.sequence
                    FROM flags f JOIN messages m ON m.id = f.message_id JOIN alert_groups g ON g.alert_id = m.alert_id
                    WHERE g.group_id IN \(list: part) AND m.is_retracted = FALSE
                    ORDER BY g.group_id, g.sequence DESC
                    """)
                for row in rows {
                    let group: GroupId = try row.id("group_id")
                    guard found[group, default: []].count < limit else { continue }
                    found[group, default: []].append(try row.id("alert_id"))
                }
            }
            return found
        }
    }

    public func alerts(of hearing: Hearing, limit: Int) async throws -> [Alert] {
        let now = surroundings.now()
        return try await database.look { connection in
            guard let group = try GroupRows.group(hearing.group, connection) else { return [] }
            return try connection.rows(
                """
                SELECT a.body, \(sql: AlertRows.ended) AS ended FROM alert_groups g JOIN alerts a ON a.id = g.alert_id
                WHERE g.group_id = \(hearing.group) ORDER BY g.is_open DESC, g.sequence DESC LIMIT \(limit)
                """
            ).compactMap { row in
                let alert: Alert = try row.json("body")
                let mayRead = AlertRules.mayRead(
                    alert, endedAt: try row.integer("ended"), as: hearing, at: now, in: group.jurisdiction)
                return mayRead ? alert : nil
            }
        }
    }

    public func openAlerts(around group: GroupId, for person: PersonId) async throws -> [Alert] {
        try await database.look { connection in
            try connection.rows(asking(around: group, for: person)).map { try $0.json("body") }
        }
    }

    public func events(of group: GroupId, after sequence: Int64, limit: Int) async throws -> [PastEvent] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: AlertRows.eventColumns) FROM events e LEFT JOIN messages m ON m.id = e.message_id
                WHERE e.group_id = \(group) AND e.sequence > \(sequence) ORDER BY e.sequence LIMIT \(limit)
                """
            ).map(AlertRows.event)
        }
    }

    public func placements(of id: EventId) async throws -> EventPlacements? {
        try await database.look { connection in
            let event: SQL = "(SELECT \(sql: AlertRows.eventId) FROM events e WHERE e.id = \(id))"
            let rows = try connection.rows(
                """
                SELECT id AS event_id, group_id, sequence FROM events WHERE id = \(sql: event)
                UNION ALL SELECT news_id, group_id, sequence FROM events WHERE news_id = \(sql: event)
                """)
            guard let first = rows.first else { return nil }
            return EventPlacements(
                event: try first.id("event_id"),
                placements: try rows.map {
                    Placement(group: try $0.id("group_id"), sequence: try $0.integer("sequence"))
                })
        }
    }

    public func alert(of message: MessageId) async throws -> AlertId? {
        try await database.look { try AlertRows.find(.message(message), $0) }
    }

    public func reporter(of id: AlertId) async throws -> PersonId? {
        try await database.look { connection in
            try connection.first("SELECT reporter_id FROM alerts WHERE id = \(id)")?
                .textIfPresent("reporter_id").map { PersonId(trusted: $0) }
        }
    }

    public func reach(of id: AlertId) async throws -> Reach {
        try await database.look { try SQLAlertStore.reach(of: id, $0) }
    }

    static func reach(of id: AlertId, _ connection: any Connection) throws -> Reach {
        let reporter = try connection.first("SELECT reporter_id FROM alerts WHERE id = \(id)")?
            .textIfPresent("reporter_id")
        return try ReachRows.reach(
            of: "e.alert_id = \(id) AND e.kind IN \(list: AlertNews.Kind.tellings.map(\.rawValue))",
            without: reporter, connection)
    }
}
