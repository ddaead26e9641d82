import Watch

/// What there is to write to the coordinators of groups, in the database.
public struct SQLGroupLetterStore: GroupLetterStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func claim(
        _ kind: GroupLetter.Kind, at now: Moment, lease: Span, limit: Int
    ) async throws -> [GroupLetterScene] {
        // Looking costs nothing, a write takes the one writer: only claim when there is something.
        let found: [GroupId] = try await database.look { connection in
            try connection.rows(
                """
                SELECT group_id FROM group_letters
                WHERE kind = \(kind.rawValue) AND due_at <= \(now) AND leased_until <= \(now)
                ORDER BY due_at, group_id LIMIT \(limit)
                """
            ).map { try $0.id("group_id") }
        }
        guard !found.isEmpty else { return [] }
        return try await database.change { connection in
            let taken = try connection.rows(
                """
                UPDATE group_letters SET leased_until = \(now + lease), tries = tries + 1
                WHERE kind = \(kind.rawValue) AND group_id IN
                    (SELECT group_id FROM group_letters WHERE group_id IN \(list: found)
                     AND kind = \(kind.rawValue) AND due_at <= \(now) AND leased_until <= \(now)
                     ORDER BY group_id \(sql: database.dialect.claimSuffix))
                RETURNING \(sql: GroupLetterRows.columns)
                """
            ).map(GroupLetterRows.letter)
            let scenes = try taken.sorted { $0.group < $1.group }.compactMap {
                try GroupLetterRows.scene($0, connection)
            }
            let written = scenes.filter { $0.content != nil }
            let idle = Set(taken.map(\.group)).subtracting(written.map(\.group.id)).sorted()
            if !idle.isEmpty {
                try connection.run(
                    """
                    UPDATE group_letters SET due_at = NULL, tries = 0, leased_until = 0
                    WHERE kind = \(kind.rawValue) AND group_id IN \(list: idle)
                    """)
            }
            return written
        }
    }

    public func settle(_ taken: GroupLetter, _ outcome: GroupLetter.Outcome, at now: Moment) async throws {
        try await database.change { connection in
            let row = try connection.first(
                """
                SELECT \(sql: GroupLetterRows.columns) FROM group_letters
                WHERE group_id = \(taken.group) AND kind = \(taken.kind.rawValue) \(sql: database.dialect.lockSuffix)
                """)
            guard var letter = try row.map(GroupLetterRows.letter) else { return }
            letter.settle(outcome, of: taken.version, at: now)
            try connection.run(
                """
                UPDATE group_letters SET due_at = \(letter.dueAt), told_at = \(letter.toldAt), tries = \(letter.tries),
                    leased_until = 0
                WHERE group_id = \(letter.group) AND kind = \(letter.kind.rawValue)
                """)
        }
    }
}

/// Rows of what there is to write to the coordinators of groups.
enum GroupLetterRows {
    static let columns: SQL = "group_id, kind, due_at, told_at, tries, version"

    static func letter(_ row: Row) throws -> GroupLetter {
        GroupLetter(
            group: try row.id("group_id"), kind: try row.named("kind"),
            dueAt: try row.integerIfPresent("due_at").map { Moment(milliseconds: $0) },
            toldAt: try row.integerIfPresent("told_at").map { Moment(milliseconds: $0) },
            tries: try row.integer("tries"), version: try row.integer("version"))
    }

    /// These links have just come to stand as they do: the sides that are to answer hear of it by letter. Called within
    /// the transaction that saves them, once for all of them, however many there are.
    static func linksWait(
        _ links: [Link], at now: Moment, _ dialect: Dialect, _ connection: any Connection
    ) throws {
        var causes: [GroupId: GroupLetter.Cause] = [:]
        for link in links {
            guard let cause = GroupLetter.Cause(link.state) else { continue }
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

    /// Rows written by one statement: four values each.
    private static let batch = 1_000

    private static func hear(
        _ kind: GroupLetter.Kind, _ groups: [GroupId], _ causes: [GroupId: GroupLetter.Cause], at now: Moment,
        _ dialect: Dialect, _ connection: any Connection
    ) throws {
        // Always in this order, so that two changes never wait for each other crosswise.
        let before = try connection.rows(
            """
            SELECT \(sql: columns) FROM group_letters WHERE kind = \(kind.rawValue) AND group_id IN \(list: groups)
            ORDER BY group_id \(sql: dialect.lockSuffix)
            """
        ).map(letter)
        let known = Dictionary(before.map { ($0.group, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = groups.compactMap { group -> SQL? in
            guard let cause = causes[group] else { return nil }
            var letter = known[group] ?? GroupLetter(group: group, kind: kind)
            letter.hear(cause, at: now)
            return "(\(letter.group), \(letter.kind.rawValue), \(letter.dueAt), \(letter.version))"
        }
        try connection.put(
            """
            INSERT INTO group_letters (group_id, kind, due_at, version) VALUES \(sql: rows.joined(separator: ", "))
            ON CONFLICT (group_id, kind) DO UPDATE SET due_at = excluded.due_at, version = group_letters.version + 1
            """)
    }

    /// What a letter is written from; nil where the group is gone.
    static func scene(_ letter: GroupLetter, _ connection: any Connection) throws -> GroupLetterScene? {
        let group = letter.group
        // Who stands in decides nothing about links, and is not asked to.
        let isForGood: SQL = letter.kind == .links ? "AND coordinator_until IS NULL" : ""
        let matter: SQL =
            switch letter.kind {
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
        switch letter.kind {
        case .decision:
            return GroupLetterScene(
                letter: letter, group: found, decisions: try answers[2].map(RegistrationRows.entry), people: people)
        case .links:
            return GroupLetterScene(
                letter: letter, group: found,
                waiting: try answers[2].map { row in
                    let isConfirmed = try row.named("standing", as: Registration.Standing.self).isConfirmed
                    return try (link: LinkRows.link(row), name: isConfirmed ? row.text("name") : nil)
                }, people: people)
        case .applicants:
            return GroupLetterScene(
                letter: letter, group: found,
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
