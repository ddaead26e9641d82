import Watch

/// Links between groups in the database.
public struct SQLLinkStore: LinkStore {
    private let database: any Database
    private let clock: any WatchClock

    public init(database: any Database, clock: any WatchClock) {
        self.database = database
        self.clock = clock
    }

    public func links(of group: GroupId) async throws -> [LinkedGroup] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: LinkRows.columns), \(sql: GroupRows.columns)
                FROM links l JOIN groups g ON g.id = CASE WHEN l.low_id = \(group) THEN l.high_id ELSE l.low_id END
                WHERE l.low_id = \(group) OR l.high_id = \(group) ORDER BY g.name, g.id
                """
            ).map { LinkedGroup(link: try LinkRows.link($0), group: try GroupRows.group($0)) }
        }
    }

    public func groups(near group: Group, metres: Double, limit: Int) async throws -> [Group] {
        let box = group.area.box.widened(metres: metres)
        return try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: GroupRows.columns) FROM groups WHERE closed_at IS NULL AND id IN
                    (SELECT id FROM groups WHERE south <= \(box.north) AND north >= \(box.south)
                     AND west <= \(box.east) AND east >= \(box.west) AND id <> \(group.id))
                ORDER BY id LIMIT \(limit)
                """
            ).map(GroupRows.group)
        }
    }

    public func change(
        _ pair: Link.Pair, in side: GroupId?, by person: PersonId?, request: RequestKey?,
        decide: @escaping @Sendable (LinkScene) throws(Refusal) -> Link?
    ) async throws -> Link? {
        let now = clock.now()
        return try await database.change { connection in
            // Both locks, in the order in which everybody takes them; what comes after them is the truth.
            let answers = try connection.rows(of: [
                GroupRows.locking(pair.low, database.dialect), GroupRows.locking(pair.high, database.dialect),
                """
                SELECT \(sql: LinkRows.columns) FROM links l WHERE low_id = \(pair.low) AND high_id = \(pair.high)
                """,
            ])
            guard let low = try answers[0].first.map(GroupRows.group),
                let high = try answers[1].first.map(GroupRows.group)
            else { throw Refusal(.notFound) }
            let before = try answers[2].first.map(LinkRows.link)
            try PersonRows.hold(person, database.dialect, connection)
            let begun = try IdempotencyKeys.begin(request, by: person, at: now, connection)
            if begun.answer != nil { return before }
            let member = try side.flatMap { side in
                try person.flatMap { try MemberRows.member(of: $0, in: side, connection) }
            }
            let scene = LinkScene(low: low, high: high, link: before, member: member)
            guard let link = try begun.decide({ () throws(Refusal) in try decide(scene) }) else { return before }
            try LinkRows.save(link, connection)
            if link != before { try GroupLetterRows.linksWait([link], at: now, database.dialect, connection) }
            if let person { try IdempotencyKeys.end(request, by: person, subject: pair.low.text, connection) }
            return link
        }
    }

    public func links(of groups: [GroupId]) async throws -> [Link] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: LinkRows.columns) FROM links l WHERE l.low_id IN \(list: groups)
                UNION ALL SELECT \(sql: LinkRows.columns) FROM links l WHERE l.high_id IN \(list: groups)
                """
            ).map(LinkRows.link)
        }
    }

    public func propose(_ pairs: Set<Link.Pair>, at now: Moment) async throws {
        // Always in this order, so that two servers never wait for each other crosswise.
        let pairs = pairs.sorted { ($0.low, $0.high) < ($1.low, $1.high) }
        for part in pairs.batches(of: 1_000) {
            let rows = part.map { pair -> SQL in "(CAST(\(pair.low) AS TEXT), CAST(\(pair.high) AS TEXT))" }
            try await database.change { connection in
                let proposed = try connection.rows(
                    """
                    WITH fresh (low_id, high_id) AS (VALUES \(sql: rows.joined(separator: ", ")))
                    INSERT INTO links (low_id, high_id, state, proposed_at, changed_at)
                    SELECT f.low_id, f.high_id, \(Link.State.proposed.rawValue), \(now), \(now)
                    FROM fresh f JOIN groups a ON a.id = f.low_id JOIN groups b ON b.id = f.high_id
                    WHERE a.closed_at IS NULL AND b.closed_at IS NULL
                    ON CONFLICT (low_id, high_id) DO NOTHING
                    RETURNING low_id, high_id, state, by_id, proposed_at, changed_at
                    """
                ).map(LinkRows.link)
                try GroupLetterRows.linksWait(proposed, at: now, database.dialect, connection)
            }
        }
    }

    public func claimUnseen(since moment: Moment, at now: Moment, limit: Int) async throws -> [GroupId] {
        // Looking costs nothing, a write takes the one writer: only claim when there is something.
        let isAny = try await database.look { connection in
            try connection.first("SELECT id FROM groups WHERE links_seen_at <= \(moment) LIMIT 1") != nil
        }
        guard isAny else { return [] }
        let suffix = database.dialect.claimSuffix
        return try await database.change { connection in
            try connection.rows(
                """
                UPDATE groups SET links_seen_at = \(now)
                WHERE id IN (SELECT id FROM groups WHERE links_seen_at <= \(moment)
                             ORDER BY links_seen_at, id LIMIT \(limit) \(sql: suffix))
                RETURNING id
                """
            ).map { try $0.id("id") }
        }
    }
}
