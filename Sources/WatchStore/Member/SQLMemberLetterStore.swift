import Watch

/// What there is to write to people about their places, in the database.
public struct SQLMemberLetterStore: MemberLetterStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func claim(
        _ causes: [MemberLetter.Cause], at now: Moment, lease: Span, limit: Int
    ) async throws -> (taken: Int, letters: [MemberLetterScene]) {
        let names = causes.map(\.rawValue)
        // Looking costs nothing, a write takes the one writer: only claim when there is something.
        let found: [MemberId] = try await database.look { connection in
            try connection.rows(
                """
                SELECT member_id FROM member_letters
                WHERE cause IN \(list: names) AND due_at <= \(now) AND leased_until <= \(now)
                ORDER BY due_at, member_id LIMIT \(limit)
                """
            ).map { try $0.id("member_id") }
        }
        guard !found.isEmpty else { return (0, []) }
        return try await database.change { connection in
            let taken = try connection.rows(
                """
                UPDATE member_letters SET leased_until = \(now + lease), tries = tries + 1 WHERE member_id IN
                    (SELECT member_id FROM member_letters WHERE member_id IN \(list: found)
                     AND cause IN \(list: names) AND due_at <= \(now) AND leased_until <= \(now)
                     ORDER BY member_id \(sql: database.dialect.claimSuffix))
                RETURNING \(sql: MemberLetterRows.columns)
                """
            ).map(MemberLetterRows.letter).sorted { $0.member < $1.member }
            let scenes = try taken.compactMap { try MemberLetterRows.scene($0, connection) }
                .filter { $0.address != nil }
            let idle = Set(taken.map(\.member)).subtracting(scenes.map(\.letter.member)).sorted()
            if !idle.isEmpty {
                try connection.run("DELETE FROM member_letters WHERE member_id IN \(list: idle)")
            }
            return (taken.count, scenes)
        }
    }

    public func withdraw(_ member: MemberId) async throws {
        _ = try await database.change { connection in
            try connection.run("DELETE FROM member_letters WHERE member_id = \(member)")
        }
    }

    public func settle(_ taken: MemberLetter, isCarried: Bool, at now: Moment) async throws {
        let again = isCarried ? nil : taken.retry(at: now)
        let isMeant: SQL = "member_id = \(taken.member) AND cause = \(taken.cause.rawValue) AND since = \(taken.since)"
        try await database.change { connection in
            guard let again else {
                try connection.run("DELETE FROM member_letters WHERE \(sql: isMeant)")
                return
            }
            try connection.run(
                "UPDATE member_letters SET due_at = \(again), leased_until = 0 WHERE \(sql: isMeant)")
        }
    }
}

/// Rows of what there is to write to people about their places.
enum MemberLetterRows {
    static let columns: SQL = "member_id, cause, since, tries"

    static func letter(_ row: Row) throws -> MemberLetter {
        MemberLetter(
            member: try row.id("member_id"), cause: try row.named("cause"), since: try row.moment("since"),
            tries: try row.integer("tries"))
    }

    /// Whose places these are is told of this, instead of what they were to be told before. Called within the transaction
    /// that saves the places, after them.
    static func tell(
        _ cause: MemberLetter.Cause, _ members: [MemberId], at now: Moment, _ connection: any Connection
    ) throws {
        for part in members.sorted().batches(of: 1_000) {
            let rows = part.map { member -> SQL in "(\(member), \(cause.rawValue), \(now), \(now))" }
            try connection.run(
                """
                INSERT INTO member_letters (member_id, cause, since, due_at) VALUES \(sql: rows.joined(separator: ", "))
                ON CONFLICT (member_id) DO UPDATE SET cause = excluded.cause, since = excluded.since,
                    due_at = excluded.due_at, tries = 0, leased_until = 0
                """)
        }
    }

    /// What a letter is written from; nil where the place or the group is gone.
    static func scene(_ letter: MemberLetter, _ connection: any Connection) throws -> MemberLetterScene? {
        guard
            let member = try connection.first(
                "SELECT \(sql: MemberRows.columns) FROM members WHERE id = \(letter.member)"
            ).map(MemberRows.member), let group = try GroupRows.group(member.group, connection)
        else { return nil }
        return MemberLetterScene(
            letter: letter, group: group, member: member, person: try PersonRows.person(member.person, connection))
    }
}
