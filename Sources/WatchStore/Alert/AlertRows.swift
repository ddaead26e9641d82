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
        let event: EventId?

        init(_ row: Row) throws {
            group = try row.id("group_id")
            sequence = try row.integer("sequence")
            hops = try row.integer("hops")
            via = try row.textIfPresent("via_id").map { GroupId(trusted: $0) }
            isByHand = try row.boolean("is_by_hand")
            event = try row.textIfPresent("event_id").map { EventId(trusted: $0) }
        }
    }

    static let eventColumns: SQL =
        "e.id, e.group_id, e.sequence, e.at, e.body, e.earlier, COALESCE(m.is_retracted, FALSE) AS is_retracted"

    static func event(_ row: Row) throws -> PastEvent {
        PastEvent(
            event: Event(
                id: try row.id("id"), group: try row.id("group_id"), sequence: try row.integer("sequence"),
                at: try row.moment("at"), news: try row.json("body")),
            isRetracted: try row.boolean("is_retracted"),
            earlier: try row.textIfPresent("earlier") == nil ? [] : try row.json("earlier"))
    }

    /// The alert of a subject; nil when there is no such thing.
    static func find(_ subject: AlertSubject, _ connection: any Connection) throws -> AlertId? {
        switch subject {
        case .alert(let id), .forwarding(let id):
            try connection.first("SELECT id FROM alerts WHERE id = \(id)")?.id("id")
        case .message(let id):
            try connection.first("SELECT alert_id FROM messages WHERE id = \(id)")?.id("alert_id")
        case .due(let item): item.alert
        }
    }

    /// Whether what was claimed is still the claimer's to do; asked under the group's lock.
    static func isLeased(_ item: DueAlert, _ connection: any Connection) throws -> Bool {
        try connection.first(
            """
            SELECT alert_id FROM dues
            WHERE alert_id = \(item.alert) AND due = \(item.due.rawValue) AND leased_until = \(item.leasedUntil)
            """) != nil
    }

    /// The places that an alert came to, in the order in which somebody reads it, and the event that told of it there.
    static func askingPlaces(of alert: AlertId) -> SQL {
        """
        SELECT g.group_id, g.sequence, g.hops, g.via_id, g.is_by_hand, e.id AS event_id FROM alert_groups g
        LEFT JOIN events e ON e.group_id = g.group_id AND e.sequence = g.sequence
        WHERE g.alert_id = \(alert) ORDER BY g.hops, g.group_id
        """
    }

    /// Where an alert came to somebody, and as what they hear it there.
    struct Place {
        let hearing: Hearing
        let group: Group
        let stop: Stop
    }

    /// As what a person may read this alert, or nil: the group through which it came to them, the earliest first.
    static func hearing(
        of person: PersonId, _ alert: Alert, in places: [Stop], at now: Moment, _ connection: any Connection
    ) throws -> Place? {
        for place in places {
            let id = place.group
            let answers = try connection.rows(of: [
                GroupRows.asking(for: id), MemberRows.asking(for: person, in: id), MemberRows.askingOffices(of: person),
            ])
            guard let group = try answers[0].first.map(GroupRows.group) else { continue }
            let member = try answers[1].first.map(MemberRows.member)
            let offices = try answers[2].map(MemberRows.office)
            guard let hearing = try? MemberRows.hearing(person, in: group, member: member, offices: offices)
            else { continue }
            if AlertRules.mayRead(alert, sharedAt: place.sequence, as: hearing, at: now, in: group.jurisdiction) {
                let reader = Hearing(group: id, audience: hearing.audience(of: alert), since: hearing.since)
                return Place(hearing: reader, group: group, stop: place)
            }
        }
        return nil
    }
}
