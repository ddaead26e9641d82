import Watch

extension SQLMemberStore {
    public func sleepers(of group: GroupId) async throws -> [GroupReadiness.Sleeper] {
        let now = clock.now()
        return try await database.look { connection in
            let rows = try connection.rows(
                """
                SELECT p.id, p.first_name, p.last_name, p.email, p.language, p.created_at, m.id AS member_id, m.role,
                    m.is_muted, m.muted_until
                FROM members m JOIN persons p ON p.id = m.person_id
                WHERE m.group_id = \(group) AND m.standing = \(Member.Standing.approved.rawValue)
                    AND p.erased_at IS NULL
                ORDER BY m.id
                """)
            var ways: [PersonId: [Way]] = [:]
            var choices: [PersonId: Choices] = [:]
            // A street is one batch; a town that is one group is asked in parts.
            for part in try rows.map(PersonRows.person).batches(of: 500) {
                ways.merge(try WayRows.ways(of: part, connection)) { first, _ in first }
                let answers = try connection.rows(of: ChoiceRows.asking(for: part.map(\.id)))
                choices.merge(try ChoiceRows.choices(answers)) { first, _ in first }
            }
            return try rows.map { row in
                let person: PersonId = try row.id("id")
                let until = try row.integerIfPresent("muted_until").map { Moment(milliseconds: $0) }
                let chosen = choices[person] ?? Choices()
                return GroupReadiness.Sleeper(
                    member: try row.id("member_id"), firstName: try row.text("first_name"),
                    isCoordinator: try row.named("role", as: Member.Role.self) == .coordinator,
                    isListening: GroupReadiness.isListening(
                        mute: try row.boolean("is_muted") ? Pause(until: until) : nil, stop: chosen.stop,
                        chosen.choices(in: group), at: now),
                    ways: ways[person] ?? [])
            }
        }
    }

    public func ready(_ groups: [GroupId]) async throws -> Set<GroupId> {
        let now = clock.now()
        guard !groups.isEmpty else { return [] }
        return try await database.look { connection in
            let rows = try connection.rows(
                """
                SELECT group_id, COUNT(*) AS members, COUNT(reached) AS reachable,
                    COUNT(CASE WHEN role = \(Member.Role.coordinator.rawValue) THEN reached END) AS leading
                FROM (
                    SELECT m.group_id, m.role, CASE WHEN \(sql: SQLMemberStore.isReached(at: now)) THEN 1 END AS reached
                    FROM members m JOIN persons p ON p.id = m.person_id
                        LEFT JOIN stops s ON s.person_id = m.person_id
                        LEFT JOIN choices c ON c.person_id = m.person_id AND c.group_id = m.group_id
                        LEFT JOIN ways l ON l.person_id = m.person_id AND l.channel = \(NoticeChannel.mail.rawValue)
                        LEFT JOIN ways w ON w.person_id = m.person_id AND w.channel = \(NoticeChannel.push.rawValue)
                    WHERE m.group_id IN \(list: groups) AND m.standing = \(Member.Standing.approved.rawValue)
                        AND p.erased_at IS NULL) AS sleepers
                GROUP BY group_id
                """)
            var ready: Set<GroupId> = []
            for row in rows {
                let isReady = GroupReadiness.isReady(
                    members: try row.integer("members", as: Int.self),
                    reachable: try row.integer("reachable", as: Int.self),
                    isLed: try row.integer("leading", as: Int.self) > 0)
                if isReady { ready.insert(try row.id("group_id")) }
            }
            return ready
        }
    }

    /// The rule of `GroupReadiness.isListening` and `verdict`, as SQL: about a member `m` who is the person `p`, their stop `s`, what
    /// they chose `c`, and what they said of letters `l` and of pushes `w`, each where there is one. Nobody is looked at one by
    /// one; `GroupReadinessStoreTests` holds both against each other.
    private static func isReached(at now: Moment) -> SQL {
        let night = Int64(GroupReadiness.night)
        // In minutes since midnight, maybe over midnight.
        let isQuiet: SQL =
            """
            c.quiet_from IS NOT NULL AND c.quiet_until IS NOT NULL
            AND CASE WHEN c.quiet_from <= c.quiet_until THEN c.quiet_from <= \(night) AND c.quiet_until > \(night)
                ELSE c.quiet_from <= \(night) OR c.quiet_until > \(night) END
            """
        let hears: SQL =
            """
            (m.is_muted = FALSE OR m.muted_until <= \(now)) AND (s.person_id IS NULL OR s.ends_at <= \(now))
            AND NOT (\(sql: isQuiet))
            """
        return """
            \(sql: hears) AND (
                (p.email IS NOT NULL AND COALESCE(l.is_on, TRUE) AND l.bounced_at IS NULL)
                OR (COALESCE(w.is_on, TRUE) AND EXISTS (
                    SELECT 1 FROM push_devices d
                    WHERE d.person_id = m.person_id AND \(sql: PushDeviceRows.isHeardOf(at: now)))))
            """
    }
}
