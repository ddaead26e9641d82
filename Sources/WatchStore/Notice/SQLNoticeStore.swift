import Watch

/// Who is told of what beyond open pages, in the database.
public struct SQLNoticeStore: NoticeStore {
    let database: any Database
    let surroundings: Surroundings

    public init(database: any Database, surroundings: Surroundings) {
        self.database = database
        self.surroundings = surroundings
    }

    // MARK: until everybody has been told

    public func spread(at now: Moment, slice: Int, wait: Span) async throws -> Bool {
        // Looking costs nothing, a write takes the one writer: only when there is something.
        let waiting = try await database.look(NoticeSpread.waiting)
        guard !waiting.isEmpty else { return false }
        let spread = NoticeSpread(now: now, slice: max(1, slice), wait: wait, dialect: database.dialect)
        return try await database.change { try spread.spread(waiting, $0) }
    }

    public func claim(
        _ lane: Notice.Lane, at now: Moment, lease: Span, limit: Int
    ) async throws -> [NoticeScene] {
        let isDue: SQL = "lane = \(lane.rawValue) AND due_at <= \(now) AND leased_until <= \(now)"
        let isAnyDue = try await database.look { connection in
            try connection.first("SELECT news_id FROM notices WHERE \(sql: isDue) LIMIT 1") != nil
        }
        guard isAnyDue else { return [] }
        let claimed = try await database.change { connection in
            // What is still being sent once its lease is over, nobody knows about: it is in doubt from here on.
            let rows = try connection.rows(
                """
                UPDATE notices SET leased_until = \(now + lease), state = 'waiting',
                    in_doubt = (in_doubt = TRUE OR state = 'sending')
                WHERE (news_id, person_id) IN
                    (SELECT news_id, person_id FROM notices WHERE \(sql: isDue)
                     ORDER BY due_at LIMIT \(Int64(limit)) \(sql: database.dialect.claimSuffix))
                RETURNING \(sql: NoticeRows.columns), due_at
                """)
            let due = try rows.compactMap { row in
                try NoticeRows.notice(row).map { (at: try row.moment("due_at"), notice: $0) }
            }
            let notices = due.sorted { ($0.at, $0.notice.key) < ($1.at, $1.notice.key) }.map(\.notice)
            // Letters of the registry go to people's own addresses, and are not stopped.
            if [.alerts, .pushes, .tests].contains(lane) {
                try WayRows.prepare(
                    for: Set(notices.map(\.key.person)), at: now, database.dialect, surroundings, connection)
            }
            return notices
        }
        let scenes = try await database.look { connection in
            try NoticeScenes(
                notices: claimed, now: now, localTime: surroundings.localTime, connection: connection
            ).scenes()
        }
        try await forget(Set(claimed.map(\.key)).subtracting(scenes.map(\.notice.key)))
        return scenes
    }

    /// Who was erased while their notice was being written: it goes now. So does what else nothing is known about any more.
    private func forget(_ keys: Set<Notice.Key>) async throws {
        guard !keys.isEmpty else { return }
        try await database.change { connection in
            for key in keys.sorted() {
                try connection.put(
                    "DELETE FROM notices WHERE news_id = \(key.news) AND person_id = \(key.person)")
            }
        }
    }

    public func begin(
        _ sendings: [Notice.Key: NoticeSending], leasedUntil: Moment, at now: Moment
    ) async throws -> Set<Notice.Key> {
        guard !sendings.isEmpty, now < leasedUntil else { return [] }
        let rows = sendings.keys.sorted().compactMap { key -> SQL? in
            sendings[key].map { "(\(key.news), \(key.person), \($0.channel.rawValue), \($0.receipt.text))" }
        }
        return try await database.change { connection in
            let begun = try connection.rows(
                """
                WITH s (news, person, way, mark) AS (VALUES \(sql: rows.joined(separator: ", ")))
                UPDATE notices AS n SET state = 'sending', channel = s.way, receipt = s.mark, sent_at = \(now),
                    tries = CASE WHEN n.channel IS NULL OR n.channel = s.way THEN n.tries + 1 ELSE 1 END,
                    past = CASE WHEN n.channel IS NULL OR n.channel = s.way THEN n.past
                                ELSE n.past || n.channel || ' ' END,
                    lane = CASE WHEN s.way <> \(NoticeChannel.push.rawValue) AND n.lane = -1 THEN 0 ELSE n.lane END,
                    push_receipt = CASE WHEN s.way = \(NoticeChannel.push.rawValue) THEN s.mark
                                        ELSE n.push_receipt END
                FROM s WHERE n.news_id = s.news AND n.person_id = s.person AND n.leased_until = \(leasedUntil)
                    AND n.state = 'waiting' AND n.due_at IS NOT NULL AND (n.lane > 0 OR NOT \(sql: NoticeScenes.isSeen)
                    AND NOT (n.kind IN \(list: [Notice.Kind.alarm, .reopening].map(\.rawValue))
                        AND EXISTS (SELECT 1 FROM alerts a WHERE a.id = n.subject_id AND a.is_open = FALSE))
                    AND NOT (n.kind = \(Notice.Cause.testAlarm.rawValue)
                        AND EXISTS (SELECT 1 FROM groups g WHERE g.id = n.group_id AND g.open_alerts > 0)))
                RETURNING news_id, person_id, kind
                """
            ).map { (key: try NoticeRows.key($0), isTest: try $0.text("kind") == Notice.Cause.testAlarm.rawValue) }
            let tests = begun.filter { $0.isTest && sendings[$0.key]?.channel == .push }.map(\.key)
            try PushDeviceRows.test(
                tests.compactMap { key in sendings[key].map { (key.person, $0.receipt) } }, at: now, connection)
            return Set(begun.map(\.key))
        }
    }

    public func settle(
        _ settlements: [Notice.Key: NoticeRules.Settlement], leasedUntil: Moment, at now: Moment
    ) async throws {
        guard !settlements.isEmpty else { return }
        let rows = settlements.keys.sorted().compactMap { key -> SQL? in
            settlements[key].map { SQLNoticeStore.row(key, $0) }
        }
        try await database.change { connection in
            try connection.put(
                """
                WITH s (news, person, settled, why, again, doubt, done, took, kept) AS
                    (VALUES \(sql: rows.joined(separator: ", ")))
                UPDATE notices AS n SET state = s.settled, reason = s.why, due_at = s.again, leased_until = 0,
                    in_doubt = (n.in_doubt = TRUE OR s.doubt = TRUE),
                    past = CASE WHEN s.done = TRUE THEN n.past || COALESCE(n.channel || ' ', '') ELSE n.past END,
                    lane = CASE WHEN s.done = TRUE AND n.lane = -1 THEN 0 ELSE n.lane END,
                    taken_by = CASE WHEN s.took = TRUE THEN n.channel ELSE n.taken_by END,
                    channel = CASE WHEN s.kept = TRUE THEN COALESCE(n.taken_by, n.channel) ELSE n.channel END
                FROM s WHERE n.news_id = s.news AND n.person_id = s.person AND n.leased_until = \(leasedUntil)
                """)
        }
    }

    private static func row(_ key: Notice.Key, _ settlement: NoticeRules.Settlement) -> SQL {
        func row(
            _ state: NoticeState, reason: NoticeReason? = nil, due: Moment? = nil, isInDoubt: Bool = false,
            isDone: Bool = false, isTaken: Bool = false, isKept: Bool = false
        ) -> SQL {
            """
            (\(key.news), \(key.person), \(state.rawValue), \(reason?.rawValue), \(due), \(isInDoubt), \(isDone),
             \(isTaken), \(isKept))
            """
        }
        return switch settlement {
        case .sent(let isInDoubt): row(.sent, isInDoubt: isInDoubt)
        case .awaiting(let moment, let isInDoubt):
            row(.sent, due: moment, isInDoubt: isInDoubt, isDone: true, isTaken: true)
        case .passed(let moment): row(.waiting, due: moment, isDone: true)
        case .kept: row(.sent, isKept: true)
        case .again(let moment): row(.waiting, due: moment)
        case .dropped(let reason): row(.dropped, reason: reason)
        }
    }

    public func withdraw(_ subject: Subject) async throws {
        try await database.change { try NoticeRows.withdraw(subject, $0) }
    }

    public func eraseLetters(toldBefore moment: Moment, limit: Int) async throws -> Int {
        try await database.change { connection in
            try NoticeRows.eraseLetters(endedBefore: moment, limit: limit, database.dialect, connection)
        }
    }

    public func tally(of alert: AlertId) async throws -> NoticeTally {
        try await database.look { connection in
            NoticeRows.tally(
                try connection.rows(
                    """
                    SELECT \(sql: NoticeRows.standing), COUNT(*) AS notices FROM notices n
                    WHERE n.news_id IN (\(sql: NoticeRows.news(of: .alert(alert)))) GROUP BY \(sql: NoticeRows.standing)
                    """
                ).map(NoticeRows.Counted.init))
        }
    }
}
