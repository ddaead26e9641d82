import Watch

/// Makes notices of news: finds for whom it is, and writes them a notice each. Which news goes on is decided here; to whom,
/// the database finds in one statement for as many pieces of news as fill a slice.
struct NoticeSpread {
    /// A piece of news in one group that is not spread yet.
    struct News: Sendable {
        let event: EventId
        let group: GroupId
        let told: Told
        /// What gives rise to a notice of it; nil for what no channel tells.
        let cause: Notice.Cause?
    }

    /// Pieces of news taken in one transaction at most.
    private static let taken = 256
    /// Groups whose places are counted together, for as long as there is room for more.
    private static let counted = 32

    let now: Moment
    let slice: Int
    let wait: Span
    let dialect: Dialect

    // MARK: before anything is written

    /// What there is to spread, the oldest first. What follows waits until everybody has a notice of what it follows.
    static func waiting(_ connection: any Connection) throws -> [News] {
        let found = try connection.rows(
            """
            SELECT a.event_id, a.told, e.group_id, e.kind, e.message_id, al.message_id AS own_message,
                m.kind AS message_kind
            FROM audiences a JOIN events e ON e.id = a.event_id LEFT JOIN alerts al ON al.id = e.alert_id
                LEFT JOIN messages m ON m.id = e.message_id
            WHERE a.spread_at IS NULL AND (a.told <> \(Told.toldBefore.rawValue) OR NOT EXISTS (
                SELECT 1 FROM events f JOIN audiences b ON b.event_id = f.id
                WHERE f.alert_id = e.alert_id AND b.told = \(Told.members.rawValue) AND b.spread_at IS NULL))
            ORDER BY a.at, a.event_id LIMIT \(Int64(taken))
            """)
        return try found.map { row in
            let told = Told(rawValue: try row.text("told"))
            return News(
                event: try row.id("event_id"), group: try row.id("group_id"), told: told ?? .members,
                cause: told == nil || told == .nobody ? nil : try cause(row))
        }
    }

    private static func cause(_ row: Row) throws -> Notice.Cause? {
        let word = try row.text("kind")
        if word == TestAlarmNews.kind { return .testAlarm }
        guard let news = AlertNews.Kind(rawValue: word), let kind = Notice.Kind(news) else { return nil }
        guard kind == .retraction else { return .alert(kind) }
        // That a reaction was taken back, pages show by themselves: nobody was told of it otherwise.
        let isOwn = try row.textIfPresent("message_id") == row.text("own_message")
        return try isOwn || row.textIfPresent("message_kind") == Message.Kind.correction.rawValue ? .alert(kind) : nil
    }

    // MARK: one slice

    /// Spreads as many of these as a slice holds, or one that is larger a slice further.
    ///
    /// - Returns: whether any of them was there to be taken.
    func spread(_ waiting: [News], _ connection: any Connection) throws -> Bool {
        var places: [GroupId: Int] = [:]
        // No more than is spread now: what follows is there for another server.
        let room = try fitting(waiting, &places, connection).count
        let locked = Set(
            try connection.rows(
                """
                SELECT event_id FROM audiences WHERE event_id IN \(list: waiting.map(\.event)) AND spread_at IS NULL
                ORDER BY at, event_id LIMIT \(Int64(max(1, room))) \(sql: dialect.claimSuffix)
                """
            ).map { row -> EventId in try row.id("event_id") })
        let mine = waiting.filter { locked.contains($0.event) }
        guard let first = mine.first else { return false }
        let whole = try fitting(mine, &places, connection)
        guard !whole.isEmpty else {
            try further(first, connection)
            return true
        }
        let told = whole.filter { $0.cause != nil }
        if !told.isEmpty { try write(told, upTo: nil, connection) }
        try connection.put(
            "UPDATE audiences SET spread_at = \(now) WHERE event_id IN \(list: whole.map(\.event))")
        return true
    }

    /// The first of these, as many as a slice has room for; none where the first alone is for more people.
    ///
    /// - Parameter places: how many groups have, as far as they were counted: those of who has left too, since nearly nobody
    ///   else may hear of what happens there.
    private func fitting(
        _ news: [News], _ places: inout [GroupId: Int], _ connection: any Connection
    ) throws -> [News] {
        var room = slice
        var fitting: [News] = []
        for part in news.batches(of: Self.counted) {
            try count(Set(part.filter { $0.cause != nil }.map(\.group)), &places, connection)
            for one in part {
                room -= one.cause == nil ? 0 : places[one.group] ?? 0
                guard room >= 0 else { return fitting }
                fitting.append(one)
            }
        }
        return fitting
    }

    private func count(
        _ groups: Set<GroupId>, _ places: inout [GroupId: Int], _ connection: any Connection
    ) throws {
        let uncounted = groups.filter { places[$0] == nil }.sorted()
        guard !uncounted.isEmpty else { return }
        for row in try connection.rows(
            """
            SELECT group_id, COUNT(*) AS places FROM members WHERE group_id IN \(list: uncounted) GROUP BY group_id
            """)
        {
            places[try row.id("group_id")] = try row.integer("places")
        }
    }

    /// One that is for more people than a slice holds: as many of them as it does, by their ids.
    private func further(_ news: News, _ connection: any Connection) throws {
        let last = try connection.first(
            """
            SELECT person_id FROM (\(sql: people(of: [news], upTo: nil))) c
            ORDER BY person_id LIMIT 1 OFFSET \(Int64(slice - 1))
            """)
        let person: PersonId? = try last?.id("person_id")
        try write([news], upTo: person, connection)
        try connection.put(
            """
            UPDATE audiences SET spread_after = \(person?.text ?? ""), spread_at = \(person == nil ? now : nil)
            WHERE event_id = \(news.event)
            """)
    }

    private func write(_ news: [News], upTo last: PersonId?, _ connection: any Connection) throws {
        // In this order, so that two servers never wait for each other crosswise: who is in two of the groups has one.
        try connection.put(
            """
            INSERT INTO notices
                (news_id, person_id, subject, subject_id, group_id, sequence, kind, at, is_quiet, state, lane, due_at)
            SELECT \(sql: AlertRows.eventId), c.person_id, e.subject, e.alert_id, e.group_id, e.sequence,
                \(sql: Self.kinds), e.at, c.is_quiet, \(NoticeState.waiting.rawValue),
                CASE WHEN e.kind = \(TestAlarmNews.kind) THEN \(Notice.Lane.tests.rawValue)
                     WHEN c.is_woken THEN \(Notice.Lane.pushes.rawValue) ELSE \(Notice.Lane.alerts.rawValue) END,
                e.at + CASE WHEN c.is_woken THEN 0 ELSE \(wait.milliseconds) END
            FROM (SELECT w.event_id, w.is_quiet, w.person_id, \(sql: PushDeviceRows.isWoken("w.person_id")) AS is_woken
                  FROM (\(sql: people(of: news, upTo: last))) w) c JOIN events e ON e.id = c.event_id
            ORDER BY 1, 2
            ON CONFLICT (news_id, person_id) DO NOTHING
            """)
    }

    /// The kind of an event `e`, by the rule.
    private static let kinds: SQL = {
        let known = AlertNews.Kind.allCases.compactMap { news in
            Notice.Kind(news).map { kind -> SQL in "WHEN \(news.rawValue) THEN \(kind.rawValue)" }
        }
        let test: SQL = "WHEN \(TestAlarmNews.kind) THEN \(Notice.Cause.testAlarm.rawValue)"
        return "CASE e.kind \(sql: (known + [test]).joined(separator: " ")) END"
    }()

    // MARK: for whom it is

    /// For whom this news is: columns `event_id`, `is_quiet` and `person_id`. Who was erased hears nothing.
    private func people(of news: [News], upTo last: PersonId?) -> SQL {
        let range: SQL =
            last.map { "p.id > a.spread_after AND p.id <= \($0)" } ?? "p.id > a.spread_after"
        let events = news.map(\.event)
        let audiences = Set(news.map(\.told))
        let whom = [
            (Told.members, members), (.toldBefore, toldBefore), (.responsible, responsible), (.responsible, police),
        ]
        let parts: [SQL] = whom.filter { audiences.contains($0.0) }.map { _, part in
            """
            SELECT a.event_id, a.is_quiet, p.id AS person_id
            FROM audiences a JOIN events e ON e.id = a.event_id LEFT JOIN alerts al ON al.id = e.alert_id
            \(sql: part) AND a.event_id IN \(list: events) AND p.erased_at IS NULL AND \(sql: range)
            """
        }
        return parts.joined(separator: " UNION ALL ")
    }

    /// That a member `m` was in the group when the event `e` came there: what they heard it by (`HearingRules`), whatever has
    /// become of their place since.
    private static let wasIn: SQL =
        "m.joined_sequence <= e.sequence AND (m.left_sequence IS NULL OR m.left_sequence > e.sequence)"

    /// Everybody who was a member, without who reported it.
    private var members: SQL {
        """
        JOIN members m ON m.group_id = e.group_id AND \(sql: NoticeSpread.wasIn)
        JOIN persons p ON p.id = m.person_id
        WHERE a.told = \(Told.members.rawValue) AND m.person_id <> COALESCE(al.reporter_id, '')
        """
    }

    /// Whoever was told of the alert or is about to be, without who says this themselves. That it is over, also those hear
    /// who have left since.
    private var toldBefore: SQL {
        """
        JOIN members m ON m.group_id = e.group_id AND (e.kind = \(AlertNews.Kind.alertClosed.rawValue)
            OR \(sql: NoticeSpread.wasIn))
        JOIN persons p ON p.id = m.person_id
        LEFT JOIN messages s ON s.id = e.message_id AND e.kind <> \(AlertNews.Kind.messageRetracted.rawValue)
        WHERE a.told = \(Told.toldBefore.rawValue) AND m.person_id <> COALESCE(s.author_id, '')
        AND (EXISTS (SELECT 1 FROM notices o WHERE o.person_id = m.person_id AND o.subject_id = e.alert_id
                     AND (o.due_at IS NOT NULL OR \(sql: NoticeRows.hasTold)))
             OR \(sql: NoticeRows.isToldByPage("m.person_id", of: "e.alert_id")))
        """
    }

    /// Who reported it and who leads the group, for now too.
    private var responsible: SQL {
        """
        JOIN members m ON m.group_id = e.group_id AND \(sql: NoticeSpread.wasIn)
            AND (m.person_id = al.reporter_id OR m.role = \(Member.Role.coordinator.rawValue)
                 AND (m.coordinator_until IS NULL OR m.coordinator_until > \(now)))
        JOIN persons p ON p.id = m.person_id
        WHERE a.told = \(Told.responsible.rawValue)
        """
    }

    /// Whoever holds the police office of the group's zone.
    private var police: SQL {
        """
        JOIN groups g ON g.id = e.group_id JOIN police_zones z ON z.code = g.municipality
        JOIN offices o ON o.territory = z.zone AND o.kind = \(Office.Kind.police.rawValue)
        JOIN persons p ON p.id = o.person_id
        WHERE a.told = \(Told.responsible.rawValue)
        """
    }
}
