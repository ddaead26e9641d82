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
}
