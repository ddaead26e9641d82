import Watch

/// Rows of links, for every store that must know which groups hear each other.
enum LinkRows {
    static let columns: SQL = "l.low_id, l.high_id, l.state, l.by_id, l.proposed_at, l.changed_at"

    /// All links, each from both ends: `group_id`, `other_id`, `state`. Those that both want are `linked`, and in force while
    /// both groups are open. Whoever asks says so behind it: with a condition of its own inside, PostgreSQL would read all
    /// links of the country at each step of an alert's way.
    static let ways: SQL =
        """
        (SELECT low_id AS group_id, high_id AS other_id, state FROM links
         UNION ALL SELECT high_id AS group_id, low_id AS other_id, state FROM links)
        """

    static func link(_ row: Row) throws -> Link {
        guard let pair = Link.Pair(try row.id("low_id"), try row.id("high_id")) else {
            throw DatabaseFault(.other, "a link of a group with itself")
        }
        return Link(
            pair: pair, state: try row.named("state"),
            by: try row.textIfPresent("by_id").map { GroupId(trusted: $0) },
            proposedAt: try row.moment("proposed_at"), changedAt: try row.moment("changed_at"))
    }

    /// The links of a group that are in force, or that one side wants, with the group at the other end.
    static func standing(of group: GroupId, _ connection: any Connection) throws -> [LinkedGroup] {
        let states: [Link.State] = [.linked, .asked]
        return try connection.rows(
            """
            SELECT \(sql: columns), \(sql: GroupRows.columns)
            FROM links l JOIN groups g ON g.id = CASE WHEN l.low_id = \(group) THEN l.high_id ELSE l.low_id END
            WHERE (l.low_id = \(group) OR l.high_id = \(group)) AND l.state IN \(list: states.map(\.rawValue))
            ORDER BY g.id
            """
        ).map { LinkedGroup(link: try link($0), group: try GroupRows.group($0)) }
    }

    /// A group and those at the other ends of its links, however they stand.
    static func ends(of group: GroupId) -> SQL {
        """
        SELECT CAST(\(group) AS TEXT) AS id UNION SELECT high_id FROM links WHERE low_id = \(group)
        UNION SELECT low_id FROM links WHERE high_id = \(group)
        """
    }

    /// Keeps a link as it is now. The locks of both groups are held.
    static func save(_ link: Link, _ connection: any Connection) throws {
        try connection.put(
            """
            INSERT INTO links (low_id, high_id, state, by_id, proposed_at, changed_at)
            VALUES (\(link.pair.low), \(link.pair.high), \(link.state.rawValue), \(link.by), \(link.proposedAt),
                    \(link.changedAt))
            ON CONFLICT (low_id, high_id) DO UPDATE SET
                state = excluded.state, by_id = excluded.by_id, changed_at = excluded.changed_at
            """)
    }

    /// The ids of a group and of those to which an alert with this place may travel over two links: more than any rule
    /// takes, since the rules look closer once all of them are locked. Closed groups are told nothing new.
    static func within(reachOf travel: Travel, from home: GroupId) -> SQL {
        let near: SQL
        if let box = travel.place?.box(metres: travel.farthest) {
            near = """
                g.south <= \(box.north) AND g.north >= \(box.south) AND g.west <= \(box.east) AND g.east >= \(box.west)
                """
        } else {
            // Around the group's own area, and as far again as it is large where the way leads from its middle.
            let metres = travel.farthest
            let (up, aside) = (metres / 110_000, metres / 36_000)
            near = """
                g.south <= h.north + (h.north - h.south) + \(up) AND g.north >= h.south - (h.north - h.south) - \(up)
                AND g.west <= h.east + (h.east - h.west) + \(aside) AND g.east >= h.west - (h.east - h.west) - \(aside)
                """
        }
        return """
            SELECT CAST(\(home) AS TEXT) AS id
            UNION SELECT g.id FROM groups h JOIN \(sql: ways) l ON l.group_id = h.id AND l.state = 'linked'
            JOIN groups g ON g.id = l.other_id WHERE h.id = \(home) AND g.closed_at IS NULL AND \(sql: near)
            UNION SELECT g.id FROM groups h JOIN \(sql: ways) l ON l.group_id = h.id AND l.state = 'linked'
            JOIN \(sql: ways) k ON k.group_id = l.other_id AND k.state = 'linked' JOIN groups g ON g.id = k.other_id
            WHERE h.id = \(home) AND g.closed_at IS NULL AND \(sql: near)
            """
    }

    /// The ids of the groups that have an alert, and of the open ones linked with them.
    static func around(_ alert: AlertId) -> SQL {
        """
        SELECT group_id AS id FROM alert_groups WHERE alert_id = \(alert)
        UNION SELECT o.id FROM alert_groups g JOIN \(sql: ways) l ON l.group_id = g.group_id AND l.state = 'linked'
        JOIN groups o ON o.id = l.other_id WHERE g.alert_id = \(alert) AND o.closed_at IS NULL
        """
    }

    /// These groups with the links in force between them; which of them are closed, the network knows by itself.
    static func network(_ groups: [Group], _ connection: any Connection) throws -> LinkNetwork {
        guard groups.count > 1 else { return LinkNetwork(groups: groups) }
        let ids = groups.map(\.id)
        let pairs = try connection.rows(
            """
            SELECT low_id, high_id FROM links
            WHERE low_id IN \(list: ids) AND high_id IN \(list: ids) AND state = \(Link.State.linked.rawValue)
            """
        ).compactMap { Link.Pair(try $0.id("low_id"), try $0.id("high_id")) }
        return LinkNetwork(groups: groups, links: Set(pairs))
    }

    /// Whether nobody and nothing but the rules keeps an alert from going on: what sending it on is decided on.
    static func forwarding(
        of alert: AlertId, by person: PersonId, places: [AlertRows.Stop], among groups: [Group],
        _ connection: any Connection
    ) throws -> ForwardScene {
        let senders = try connection.rows(askingSenders(of: alert, person)).map {
            try $0.id("group_id", of: Group.self)
        }
        return ForwardScene(
            network: try network(groups, connection),
            reached: places.map { Reached(group: $0.group, via: $0.via, hops: $0.hops) }, senders: Set(senders))
    }

    /// The groups that have an alert of which this person is coordinator, without those that are closed.
    static func askingSenders(of alert: AlertId, _ person: PersonId) -> SQL {
        """
        SELECT m.group_id FROM members m JOIN alert_groups g ON g.group_id = m.group_id AND g.alert_id = \(alert)
        JOIN groups o ON o.id = m.group_id AND o.closed_at IS NULL
        WHERE m.person_id = \(person) AND m.standing = \(Member.Standing.approved.rawValue)
          AND m.role = \(Member.Role.coordinator.rawValue)
        """
    }
}
