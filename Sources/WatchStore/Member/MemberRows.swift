import Watch

/// Rows of members and offices, for every store that must know who somebody is here.
enum MemberRows {
    static let columns: SQL =
        """
        id, group_id, person_id, standing, role, coordinator_until, is_muted, muted_until, note, joined_sequence,
        left_sequence, applied_at, proved_at, decided, decided_at
        """

    /// The same of a table that a question calls `m`, beside others with columns of these names.
    static let columnsOfM: SQL =
        """
        m.id, m.group_id, m.person_id, m.standing, m.role, m.coordinator_until, m.is_muted, m.muted_until, m.note,
        m.joined_sequence, m.left_sequence, m.applied_at, m.proved_at, m.decided, m.decided_at
        """

    /// That a member `m` leads the group for good. As text and not as values: by these very words the index of those few is
    /// found (`members_leading`).
    static let leads: SQL = "m.standing = 'approved' AND m.role = 'coordinator' AND m.coordinator_until IS NULL"

    /// A row of them.
    static func values(of member: Member) -> SQL {
        """
        (\(member.id), \(member.group), \(member.person), \(member.standing.rawValue), \(member.role.rawValue),
         \(member.coordinatorUntil), \(member.isMuted), \(member.mutedUntil), \(member.note),
         \(member.joinedSequence), \(member.leftSequence), \(member.appliedAt), \(member.provedAt), \(member.decided?.cause.rawValue),
         \(member.decided?.at))
        """
    }

    static func member(_ row: Row) throws -> Member {
        Member(
            id: try row.id("id"), group: try row.id("group_id"), person: try row.id("person_id"),
            standing: try row.named("standing"), role: try row.named("role"),
            coordinatorUntil: try row.integerIfPresent("coordinator_until").map { Moment(milliseconds: $0) },
            isMuted: try row.boolean("is_muted"), mutedUntil: try mutedUntil(row), note: try row.textIfPresent("note"),
            joinedSequence: try row.integerIfPresent("joined_sequence"),
            leftSequence: try row.integerIfPresent("left_sequence"), appliedAt: try row.moment("applied_at"),
            provedAt: try row.integerIfPresent("proved_at").map { Moment(milliseconds: $0) },
            decided: try decision(row))
    }

    /// Servers of before let an end stand where they have ended a mute themselves.
    private static func mutedUntil(_ row: Row) throws -> Moment? {
        guard try row.boolean("is_muted") else { return nil }
        return try row.integerIfPresent("muted_until").map { Moment(milliseconds: $0) }
    }

    /// Of a cause that this program does not know nothing is told.
    private static func decision(_ row: Row) throws -> Member.Decision? {
        let cause: MemberLetter.Cause? = try row.textIfPresent("decided").flatMap { MemberLetter.Cause(rawValue: $0) }
        let at: Moment? = try row.integerIfPresent("decided_at").map { Moment(milliseconds: $0) }
        guard let cause, let at else { return nil }
        return Member.Decision(cause, at: at)
    }

    static func member(of person: PersonId, in group: GroupId, _ connection: any Connection) throws -> Member? {
        try connection.first(asking(for: person, in: group)).map(member)
    }

    static func asking(for person: PersonId, in group: GroupId) -> SQL {
        "SELECT \(sql: columns) FROM members WHERE group_id = \(group) AND person_id = \(person)"
    }

    static func offices(of person: PersonId, _ connection: any Connection) throws -> [Office] {
        try connection.rows(askingOffices(of: person)).map(office)
    }

    static func office(_ row: Row) throws -> Office {
        Office(kind: try row.named("kind"), territory: try row.text("territory"))
    }

    static func askingOffices(of person: PersonId) -> SQL {
        "SELECT kind, territory FROM offices WHERE person_id = \(person)"
    }

    static func firstName(_ person: PersonId, _ connection: any Connection) throws -> String {
        try connection.first("SELECT first_name FROM persons WHERE id = \(person)")?.text("first_name") ?? ""
    }

    /// What somebody hears has changed: streams of theirs on whichever server find it by comparing.
    static func hearingChanged(for person: PersonId, _ connection: any Connection) throws {
        try connection.run("UPDATE persons SET hearing_version = hearing_version + 1 WHERE id = \(person)")
    }

    /// The same of people in one group, whose own servers look at who is in it. Its lock is held.
    static func hearingChanged(for people: [PersonId], in group: GroupId, _ connection: any Connection) throws {
        try connection.run("UPDATE groups SET member_version = member_version + 1 WHERE id = \(group)")
        for person in people.sorted() { try hearingChanged(for: person, connection) }
    }

    /// Approved coordinators of a group, without stand-ins.
    static func coordinators(of group: GroupId, _ connection: any Connection) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) AS coordinators FROM members m WHERE m.group_id = \(group) AND \(sql: leads)
            """
        )?.integer("coordinators", as: Int.self) ?? 0
    }

    /// In how many groups somebody waits for an answer, this one left out.
    static func applications(of person: PersonId, except group: GroupId, _ connection: any Connection) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) AS applications FROM members WHERE person_id = \(person)
            AND standing = \(Member.Standing.applied.rawValue) AND group_id <> \(group)
            """
        )?.integer("applications", as: Int.self) ?? 0
    }

    /// Keeps the group's number of approved members right. Its lock is held.
    static func count(
        from before: Member.Standing?, to after: Member.Standing, in group: GroupId, _ connection: any Connection
    ) throws {
        let change = (after == .approved ? 1 : 0) - (before == .approved ? 1 : 0)
        guard change != 0 else { return }
        try connection.run("UPDATE groups SET members = members + \(change) WHERE id = \(group)")
    }

    static func save(_ member: Member, _ connection: any Connection) throws {
        try connection.run(
            """
            INSERT INTO members (\(sql: columns)) VALUES \(sql: values(of: member))
            ON CONFLICT (id) DO UPDATE SET
                standing = excluded.standing, role = excluded.role,
                coordinator_until = excluded.coordinator_until, is_muted = excluded.is_muted,
                muted_until = excluded.muted_until, note = excluded.note, joined_sequence = excluded.joined_sequence,
                left_sequence = excluded.left_sequence, proved_at = excluded.proved_at,
                decided = excluded.decided, decided_at = excluded.decided_at
            """)
    }
}
