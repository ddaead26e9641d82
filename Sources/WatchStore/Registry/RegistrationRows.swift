import Watch

/// Rows of the registry.
enum RegistrationRows {
    static let columns: SQL =
        """
        group_id, standing, channel, stated_members, founded_at, confirmed_at, reminded_at, reminders, silent_at, \
        asks_for_proof, join_code, escalated_at, listed_at, warned_at
        """

    /// What stands in them, without the parentheses of a row: there are columns behind these.
    static func values(of registration: Registration) -> SQL {
        """
        \(registration.group), \(registration.standing.rawValue), \(registration.channel.rawValue),
        \(registration.statedMembers), \(registration.foundedAt), \(registration.confirmedAt),
        \(registration.remindedAt), \(registration.reminders), \(registration.silentAt),
        \(registration.asksForProof), \(registration.joinCode.text), \(registration.escalatedAt),
        \(registration.listedAt), \(registration.warnedAt)
        """
    }

    static func registration(_ row: Row) throws -> Registration {
        func moment(_ column: String) throws -> Moment? {
            try row.integerIfPresent(column).map { Moment(milliseconds: $0) }
        }
        return Registration(
            group: try row.id("group_id"), standing: try row.named("standing"), channel: try row.named("channel"),
            statedMembers: try row.integer("stated_members", as: Int.self), foundedAt: try row.moment("founded_at"),
            confirmedAt: try row.moment("confirmed_at"), remindedAt: try moment("reminded_at"),
            reminders: try row.integer("reminders", as: Int.self), silentAt: try moment("silent_at"),
            asksForProof: try row.boolean("asks_for_proof"),
            joinCode: JoinCode(trusted: try row.text("join_code")), escalatedAt: try moment("escalated_at"),
            listedAt: try moment("listed_at"), warnedAt: try moment("warned_at"))
    }

    /// Columns beside those of `registrations` and of `groups g`: how many coordinators for good can be written to, and of a
    /// silent group when something was last shared in it, and when a member last came in by one of their devices.
    static let living: SQL =
        """
        g.open_alerts,
        (SELECT COUNT(*) FROM members m JOIN persons p ON p.id = m.person_id
         WHERE m.group_id = registrations.group_id AND \(sql: MemberRows.leads)
           AND p.email IS NOT NULL AND p.erased_at IS NULL) AS asked,
        CASE WHEN registrations.standing = 'silent' THEN
            (SELECT MAX(a.shared_at) FROM alerts a WHERE a.group_id = registrations.group_id) END AS last_shared,
        CASE WHEN registrations.standing = 'silent' THEN
            (SELECT MAX(t.used_at) FROM members m JOIN tokens t ON t.person_id = m.person_id
             WHERE m.group_id = registrations.group_id AND m.standing = 'approved') END AS last_used
        """

    static func living(_ row: Row) throws -> (asked: Int, signs: LifeSigns) {
        func moment(_ column: String) throws -> Moment? {
            try row.integerIfPresent(column).map { Moment(milliseconds: $0) }
        }
        let seen = [try moment("last_shared"), try moment("last_used")].compactMap(\.self)
        let isAwake = try row.integer("open_alerts", as: Int.self) > 0
        return (try row.integer("asked", as: Int.self), LifeSigns(lastAt: seen.max(), isAwake: isAwake))
    }

    static func registration(of group: GroupId, _ connection: any Connection) throws -> Registration? {
        try connection.first("SELECT \(sql: columns) FROM registrations WHERE group_id = \(group)").map(registration)
    }

    /// Saves it, puts down when it is looked at what is due for it, and counts the change. The row of the head is the last lock
    /// that a transaction takes.
    static func save(
        _ registration: Registration, invitation: String?? = nil, in jurisdiction: Jurisdiction, at now: Moment,
        _ connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO registrations (\(sql: columns), version)
            VALUES (\(sql: values(of: registration)), \(0))
            ON CONFLICT (group_id) DO UPDATE SET
                standing = excluded.standing, channel = excluded.channel, stated_members = excluded.stated_members,
                confirmed_at = excluded.confirmed_at, reminded_at = excluded.reminded_at,
                reminders = excluded.reminders, silent_at = excluded.silent_at,
                asks_for_proof = excluded.asks_for_proof, escalated_at = excluded.escalated_at,
                listed_at = excluded.listed_at, warned_at = excluded.warned_at
            """)
        if let invitation {
            try connection.run(
                "UPDATE registrations SET invitation = \(invitation) WHERE group_id = \(registration.group)")
        }
        let subject = Subject.group(registration.group, .registration)
        if let look = registration.firstLook(at: now, in: jurisdiction) {
            try DueRows.put(subject, .care, at: look, connection)
        } else {
            try DueRows.drop(subject, connection)
        }
        try count([registration.group], connection)
    }

    /// Puts down when it is looked at what is due for these, of which nothing was; what is put down already stays.
    static func schedule(_ looks: [(group: GroupId, at: Moment)], _ connection: any Connection) throws {
        guard !looks.isEmpty else { return }
        let rows = looks.map { look -> SQL in
            "(\(Subject.Kind.registration.rawValue), \(look.group), \(Due.Kind.care.rawValue), \(look.at))"
        }
        try connection.put(
            """
            INSERT INTO schedule (subject, subject_id, due, at) VALUES \(sql: rows.joined(separator: ", "))
            ON CONFLICT (subject, subject_id) DO NOTHING
            """)
    }

    /// Takes a registration from servers of an earlier program, which carry their letters themselves.
    ///
    /// - Returns: whether none of them has it just now.
    static func lease(
        _ group: GroupId, for span: Span, at now: Moment, _ connection: any Connection
    ) throws -> Bool {
        try connection.first(
            """
            UPDATE registrations SET leased_until = \(now + span)
            WHERE group_id = \(group) AND leased_until <= \(now) RETURNING group_id
            """) != nil
    }

    /// Gives these groups the next version, so that every server looks at them again.
    static func count(_ groups: [GroupId], _ connection: any Connection) throws {
        let version = try nextVersion(connection)
        for group in groups {
            try connection.run("UPDATE registrations SET version = \(version) WHERE group_id = \(group)")
        }
    }

    /// The number of a change: the last lock that a transaction takes.
    static func nextVersion(_ connection: any Connection) throws -> Int64 {
        let row = try connection.first(
            """
            INSERT INTO registry_head (id, version) VALUES (1, 2)
            ON CONFLICT (id) DO UPDATE SET version = registry_head.version + 1 RETURNING version
            """)
        guard let row else { throw DatabaseFault(.other, "the registry has no head") }
        return try row.integer("version")
    }

    /// How new the registry is. Groups from before there was one bear the number 1.
    static func version(_ connection: any Connection) throws -> Int64 {
        try connection.first("SELECT version FROM registry_head WHERE id = 1")?.integer("version") ?? 1
    }

    /// Which groups are new or have changed after this version.
    static func changed(
        since version: Int64, except group: GroupId, _ connection: any Connection
    ) throws -> Set<GroupId> {
        let rows = try connection.rows(
            "SELECT group_id FROM registrations WHERE version > \(version) AND group_id <> \(group)")
        return Set(try rows.map { try $0.id("group_id") })
    }

    /// How often somebody has changed what stands there about their groups.
    static func changes(by person: PersonId, since moment: Moment, _ connection: any Connection) throws -> Int {
        let kinds = [AuditEntry.Kind.changed, .invitationChanged].map(\.rawValue)
        return try connection.first(
            """
            SELECT COUNT(*) AS changes FROM audit_entries
            WHERE person_id = \(person) AND at > \(moment) AND kind IN \(list: kinds)
            """
        )?.integer("changes", as: Int.self) ?? 0
    }

    static func keep(_ entry: AuditEntry, _ connection: any Connection) throws { try keep([entry], connection) }

    /// Lines of the audit log, in one statement.
    static func keep(_ entries: [AuditEntry], _ connection: any Connection) throws {
        let rows = try entries.map { entry -> SQL in
            """
            (\(entry.id), \(entry.group), \(entry.at), \(entry.person), \(entry.capacity.rawValue),
             \(entry.kind.rawValue), \(try StoredJSON.text(entry.details)))
            """
        }
        try connection.run(
            """
            INSERT INTO audit_entries (id, group_id, at, person_id, capacity, kind, details)
            VALUES \(sql: rows.joined(separator: ", "))
            """)
    }

    static func entry(_ row: Row) throws -> AuditEntry {
        AuditEntry(
            id: try row.id("id"), group: try row.id("group_id"), at: try row.moment("at"),
            person: try row.textIfPresent("person_id").map { PersonId(trusted: $0) },
            capacity: try row.named("capacity"), kind: try row.named("kind"), details: try row.json("details"))
    }
}
