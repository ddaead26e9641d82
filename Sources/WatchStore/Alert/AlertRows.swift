import Watch

/// Rows of alerts, messages and events.
enum AlertRows {
    static func alert(_ id: AlertId, _ connection: any Connection) throws -> Alert? {
        try connection.first(asking(for: id))?.json("body")
    }

    static func asking(for id: AlertId) -> SQL { "SELECT body FROM alerts WHERE id = \(id)" }

    /// - Parameter isNew: it has reached no group yet.
    static func save(_ alert: Alert, isNew: Bool = false, _ connection: any Connection) throws {
        let body = try StoredJSON.text(alert)
        try connection.put(
            """
            INSERT INTO alerts (id, group_id, message_id, reporter_id, is_open, latitude, longitude, shared_at,
                                closed_at, link, body)
            VALUES (\(alert.id), \(alert.group), \(alert.message), \(alert.reporter), \(alert.isOpen),
                    \(alert.location?.coordinate?.latitude), \(alert.location?.coordinate?.longitude),
                    \(alert.sharedAt ?? Moment(milliseconds: 0)), \(alert.closure?.closedAt), \(alert.link), \(body))
            ON CONFLICT (id) DO UPDATE SET
                is_open = excluded.is_open, closed_at = excluded.closed_at, reporter_id = excluded.reporter_id,
                latitude = excluded.latitude, longitude = excluded.longitude, link = excluded.link, body = excluded.body
            """)
        guard !isNew else { return }
        try connection.put("UPDATE alert_groups SET is_open = \(alert.isOpen) WHERE alert_id = \(alert.id)")
    }

    static func message(_ row: Row) throws -> Message {
        let message: Message = try row.json("body")
        // The body is as it was said; whether it was retracted since stands beside it.
        return message.retracted(try row.boolean("is_retracted"))
    }

    /// A group that an alert has reached: where it stands on the alert's way, and the event that told of it there.
    struct Stop {
        let group: GroupId
        let sequence: Int64
        let hops: Int
        let via: GroupId?
        let isByHand: Bool
        /// The alert's sharing; the same in every group. Nil where it is told of in no event.
        let event: EventId?
        /// Of the event by which its newest end was told there.
        let ended: Int64

        init(_ row: Row) throws {
            group = try row.id("group_id")
            sequence = try row.integer("sequence")
            hops = try row.integer("hops")
            via = try row.textIfPresent("via_id").map { GroupId(trusted: $0) }
            isByHand = try row.boolean("is_by_hand")
            event = try row.textIfPresent("event_id").map { EventId(trusted: $0) }
            ended = try row.integer("ended")
        }
    }

    static let eventColumns: SQL =
        """
        \(sql: eventId) AS id, e.group_id, e.sequence, e.at, e.subject, e.alert_id, e.kind, e.body, e.earlier,
        COALESCE(m.is_retracted, FALSE) AS is_retracted
        """

    /// The id of the event that a row `e` places in a group.
    static let eventId: SQL = "COALESCE(e.news_id, e.id)"

    static func event(_ row: Row) throws -> PastEvent {
        PastEvent(
            event: Event(
                id: try row.id("id"),
                placement: Placement(group: try row.id("group_id"), sequence: try row.integer("sequence")),
                at: try row.moment("at"), news: try news(row)),
            isRetracted: try row.boolean("is_retracted"),
            earlier: try row.textIfPresent("earlier") == nil ? [] : try row.json("earlier"))
    }

    private static func news(_ row: Row) throws -> News {
        let subject = Subject(kind: try row.named("subject"), id: try row.id("alert_id"))
        let kind = try row.text("kind")
        if subject.kind == .testAlarm, kind == TestAlarmNews.kind { return .testAlarm(try row.json("body")) }
        guard subject.kind == .alert, AlertNews.Kind(rawValue: kind) != nil else {
            return .unknown(subject, kind: kind)
        }
        return .alert(try row.json("body"))
    }

    /// The alert of a subject; nil when there is no such thing.
    static func find(_ subject: AlertSubject, _ connection: any Connection) throws -> AlertId? {
        switch subject {
        case .alert(let id), .forwarding(let id):
            try connection.first("SELECT id FROM alerts WHERE id = \(id)")?.id("id")
        case .message(let id):
            try connection.first("SELECT alert_id FROM messages WHERE id = \(id)")?.id("alert_id")
        case .due(let due): due.subject.alert
        }
    }

    /// Where the newest end of an alert was told in a group `g` that it has reached; where it was told of there while no end
    /// was.
    static let ended: SQL =
        """
        COALESCE((SELECT MAX(c.sequence) FROM events c WHERE c.alert_id = g.alert_id AND c.kind = 'alert-closed'
                  AND c.group_id = g.group_id), g.sequence)
        """

    /// The places that an alert came to, in the order in which somebody reads it, and the event that told of it there.
    static func askingPlaces(of alert: AlertId) -> SQL {
        """
        SELECT g.group_id, g.sequence, g.hops, g.via_id, g.is_by_hand, \(sql: eventId) AS event_id,
            \(sql: ended) AS ended
        FROM alert_groups g
        LEFT JOIN events e ON e.group_id = g.group_id AND e.sequence = g.sequence
        WHERE g.alert_id = \(alert) ORDER BY g.hops, g.group_id
        """
    }

    /// The newest of what followed its sharing in a group and a channel tells, and where it stands there, newest first. Found
    /// by the alert, of which there is little, and not by the group: left to themselves, databases read all that ever happened
    /// in it backwards, since that is the order asked for.
    private static func askingNews(of alert: AlertId, in group: GroupId) -> SQL {
        """
        WITH told AS MATERIALIZED (
            SELECT \(sql: eventId) AS news_id, e.group_id, e.sequence FROM events e
            WHERE e.alert_id = \(alert) AND e.kind IN (\(sql: followings)))
        SELECT news_id, sequence FROM told WHERE group_id = \(group)
        ORDER BY sequence DESC LIMIT \(Int64(AlertFile.mostNews))
        """
    }

    /// Always as many: a driver may keep what asks for them prepared.
    private static let followings = AlertNews.Kind.followings.map { kind -> SQL in "\(kind.rawValue)" }
        .joined(separator: ", ")

    /// What of an alert a page shows and a channel tells, as `AlertFile.news` has it.
    private static func news(_ following: [Row], at stop: Stop, since: Int64) throws -> [EventId] {
        let heard = try following.filter { try $0.integer("sequence") >= since }
        // Who was let in after it is not among those whom it was to reach.
        let sharing = since <= stop.sequence ? stop.event : nil
        return try [sharing].compactMap(\.self) + heard.reversed().map { try $0.id("news_id") }
    }

    /// Where an alert came to somebody, and as what they hear it there.
    struct Place {
        let hearing: Hearing
        let group: Group
        let stop: Stop
        /// Where it was asked.
        let news: [EventId]
    }

    /// As what a person may read this alert, or nil: the group through which it came to them, the earliest first.
    ///
    /// - Parameter withNews: whether it is asked which of its news a page shows them.
    static func hearing(
        of person: PersonId, _ alert: Alert, in places: [Stop], withNews: Bool = false, at now: Moment,
        _ connection: any Connection
    ) throws -> Place? {
        for place in places {
            let id = place.group
            let asked = [
                GroupRows.asking(for: id), MemberRows.asking(for: person, in: id), MemberRows.askingOffices(of: person),
            ]
            let answers = try connection.rows(of: withNews ? asked + [askingNews(of: alert.id, in: id)] : asked)
            guard let group = try answers[0].first.map(GroupRows.group) else { continue }
            let member = try answers[1].first.map(MemberRows.member)
            let offices = try answers[2].map(MemberRows.office)
            guard let hearing = try? HearingRules.hearing(person, member: member, offices: offices, group: group)
            else { continue }
            if AlertRules.mayRead(alert, endedAt: place.ended, as: hearing, at: now, in: group.jurisdiction) {
                let reader = Hearing(
                    group: id, audience: hearing.audience(of: alert), since: hearing.since,
                    asMember: hearing.asMember(of: alert))
                let shown = withNews ? try news(answers[3], at: place, since: hearing.since) : []
                return Place(hearing: reader, group: group, stop: place, news: shown)
            }
        }
        return nil
    }

    /// The group through which an alert came to somebody who spoke in it and does not hear it any more, and why they do
    /// not; nil for who said nothing in it, and once neighbours' time with it is over.
    static func absence(
        of person: PersonId, from alert: Alert, in places: [Stop], at now: Moment, _ connection: any Connection
    ) throws -> (group: Group, why: Refusal)? {
        let spoke = try connection.first(
            "SELECT id FROM messages WHERE alert_id = \(alert.id) AND author_id = \(person) LIMIT 1")
        guard spoke != nil else { return nil }
        let offices = try MemberRows.offices(of: person, connection)
        var found: (group: Group, why: Refusal, nearness: Int)?
        for place in places {
            guard let group = try GroupRows.group(place.group, connection),
                AlertRules.mayReadOwnWords(alert, at: now, in: group.jurisdiction)
            else { continue }
            let member = try MemberRows.member(of: person, in: group.id, connection)
            // Where they were told of it, rather than where they once had a place; for an officer of before the first.
            let nearness = member.map { $0.heard(place.sequence) ? 2 : 1 } ?? 0
            guard nearness > found?.nearness ?? -1 else { continue }
            let why = HearingRules.whyNot(person, member: member, offices: offices, group: group)
            found = (group, why, nearness)
        }
        return found.map { ($0.group, $0.why) }
    }
}
