import Watch

/// What there is to write to the coordinators of groups, in the database.
public struct SQLGroupLetterStore: GroupLetterStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func meet(_ due: Due, news: EventId, at now: Moment) async throws {
        guard let kind = GroupLetter.Kind(due.subject.kind) else { return }
        let group = GroupId(trusted: due.subject.id.text)
        let dialect = database.dialect
        try await database.change { connection in
            // Whatever gives rise to a letter waits here until this one is written, and goes into the next.
            guard var letter = try GroupLetterRows.held(kind, of: [group], dialect, connection)[group],
                try DueRows.isLeased(due, connection)
            else { return }
            let scene = try GroupLetterRows.scene(kind, of: group, connection)
            let isTold = scene?.content != nil
            if isTold, let scene {
                try NoticeRows.withdraw(due.subject, connection)
                try NoticeRows.write(
                    LetterNews(news: news, cause: .coordinators(kind), subject: due.subject, group: group, at: now),
                    to: scene.people.map(\.id), connection)
            }
            letter.meet(isTold: isTold, at: now)
            try DueRows.settle(due, again: letter.dueAt, done: letter.toldAt, connection)
        }
    }
}

/// Rows of what there is to write to the coordinators of groups.
enum GroupLetterRows {
    /// These links have just come to stand as they do: the sides that are to answer hear of it by letter. Called within
    /// the transaction that saves them, once for all of them, however many there are.
    static func linksWait(
        _ links: [Link], at now: Moment, _ dialect: Dialect, _ connection: any Connection
    ) throws {
        var causes: [GroupId: GroupLetter.Cause] = [:]
        for link in links {
            guard let cause = GroupLetter.Cause(link) else { continue }
            for group in [link.pair.low, link.pair.high] where link.awaits(group) {
                causes[group] = causes[group].map { GroupLetter.first($0, cause) } ?? cause
            }
        }
        try hear(causes, at: now, dialect, connection)
    }

    /// Something has come that the coordinators of these groups are to be told, one cause for each. Two questions for a
    /// thousand groups; whoever calls holds the locks of the groups, or takes what two calls at once come to.
    static func hear(
        _ causes: [GroupId: GroupLetter.Cause], at now: Moment, _ dialect: Dialect, _ connection: any Connection
    ) throws {
        let kinds = Set(causes.values.map(\.kind)).sorted { $0.rawValue < $1.rawValue }
        for kind in kinds {
            let groups = causes.filter { $0.value.kind == kind }.keys.sorted()
            for part in groups.batches(of: batch) { try hear(kind, part, causes, at: now, dialect, connection) }
        }
    }

    /// Rows written by one statement.
    private static let batch = 1_000

    private static func hear(
        _ kind: GroupLetter.Kind, _ groups: [GroupId], _ causes: [GroupId: GroupLetter.Cause], at now: Moment,
        _ dialect: Dialect, _ connection: any Connection
    ) throws {
        let known = try held(kind, of: groups, dialect, connection)
        let letters = groups.compactMap { group -> GroupLetter? in
            guard let cause = causes[group] else { return nil }
            var letter = known[group] ?? GroupLetter(group: group, kind: kind)
            letter.hear(cause, at: now)
            return letter
        }
        try save(letters, connection)
    }

    // MARK: rows

    /// These letters as they are kept, which nobody else changes before this change has ended. Always in this order, so
    /// that two changes never wait for each other crosswise.
    static func held(
        _ kind: GroupLetter.Kind, of groups: [GroupId], _ dialect: Dialect, _ connection: any Connection
    ) throws -> [GroupId: GroupLetter] {
        let letters = try connection.rows(
            """
            SELECT subject_id, at, done_at FROM schedule
            WHERE subject = \(Subject.Kind.coordinators(kind).rawValue) AND subject_id IN \(list: groups)
            ORDER BY subject_id \(sql: dialect.lockSuffix)
            """
        ).map { row in
            GroupLetter(
                group: try row.id("subject_id"), kind: kind,
                dueAt: try row.integerIfPresent("at").map { Moment(milliseconds: $0) },
                toldAt: try row.integerIfPresent("done_at").map { Moment(milliseconds: $0) })
        }
        return Dictionary(letters.map { ($0.group, $0) }, uniquingKeysWith: { first, _ in first })
    }

    static func save(_ letters: [GroupLetter], _ connection: any Connection) throws {
        guard !letters.isEmpty else { return }
        let rows = letters.map { letter -> SQL in
            """
            (\(Subject.Kind.coordinators(letter.kind).rawValue), \(letter.group), \(Due.Kind.letter.rawValue), \(letter.dueAt),
             \(letter.toldAt))
            """
        }
        try connection.put(
            """
            INSERT INTO schedule (subject, subject_id, due, at, done_at) VALUES \(sql: rows.joined(separator: ", "))
            ON CONFLICT (subject, subject_id) DO UPDATE SET at = excluded.at,
                done_at = COALESCE(excluded.done_at, schedule.done_at)
            """)
    }

    // MARK: what is told

    /// What a letter is written from; nil where the group is gone.
    static func scene(
        _ kind: GroupLetter.Kind, of group: GroupId, _ connection: any Connection
    ) throws -> GroupLetterScene? {
        // Who stands in decides nothing about links, and is not asked to.
        let isForGood: SQL = kind == .links ? "AND coordinator_until IS NULL" : ""
        let matter: SQL =
            switch kind {
            case .decision: decisions(of: group)
            case .links: waiting(for: group)
            case .applicants:
                """
                SELECT COUNT(*) AS applicants FROM members
                WHERE group_id = \(group) AND standing = \(Member.Standing.applied.rawValue)
                """
            }
        let answers = try connection.rows(of: [
            GroupRows.asking(for: group),
            """
            SELECT \(sql: PersonRows.columns) FROM persons WHERE erased_at IS NULL AND email IS NOT NULL AND id IN
                (SELECT person_id FROM members WHERE group_id = \(group)
                 AND standing = \(Member.Standing.approved.rawValue)
                 AND role = \(Member.Role.coordinator.rawValue) \(sql: isForGood))
            ORDER BY id LIMIT \(50)
            """,
            matter,
        ])
        guard let found = try answers[0].first.map(GroupRows.group) else { return nil }
        let people = try answers[1].map(PersonRows.person)
        switch kind {
        case .decision:
            return GroupLetterScene(
                kind: kind, group: found, decisions: try answers[2].map(RegistrationRows.entry), people: people)
        case .links:
            return GroupLetterScene(
                kind: kind, group: found,
                waiting: try answers[2].map { row in
                    let isConfirmed = try row.named("standing", as: Registration.Standing.self).isConfirmed
                    return try (link: LinkRows.link(row), name: isConfirmed ? row.text("name") : nil)
                }, people: people)
        case .applicants:
            return GroupLetterScene(
                kind: kind, group: found,
                applicants: try answers[2].first?.integer("applicants", as: Int.self) ?? 0, people: people)
        }
    }

    private static func decisions(of group: GroupId) -> SQL {
        let kinds: [AuditEntry.Kind] = [.confirmed, .declined, .closed, .reopened]
        return """
            SELECT id, group_id, at, person_id, capacity, kind, details FROM audit_entries
            WHERE group_id = \(group) AND kind IN \(list: kinds.map(\.rawValue)) ORDER BY at DESC, id DESC LIMIT \(2)
            """
    }

    /// What may wait for the group; the rule says what does.
    private static func waiting(for group: GroupId) -> SQL {
        let states: [Link.State] = [.proposed, .asked]
        return """
            SELECT \(sql: LinkRows.columns), g.name, r.standing
            FROM links l JOIN groups g ON g.id = CASE WHEN l.low_id = \(group) THEN l.high_id ELSE l.low_id END
                JOIN registrations r ON r.group_id = g.id
            WHERE (l.low_id = \(group) OR l.high_id = \(group)) AND l.state IN \(list: states.map(\.rawValue))
              AND g.closed_at IS NULL
            ORDER BY g.name, g.id
            """
    }
}
