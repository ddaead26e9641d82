import Watch

/// What people chose to hear, in the database.
public struct SQLChoiceStore: ChoiceStore {
    let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func choices(of person: PersonId) async throws -> Choices {
        try await database.look { try ChoiceRows.choices(of: person, $0) }
    }

    public func change(_ wish: ChoicesWish, of person: PersonId, at now: Moment) async throws {
        try await database.change { connection in
            // A place is changed under its group's lock alone; where nothing changes but choices, nobody waits for one.
            let muting = wish.groups.filter { $0.hearing != nil }.map(\.group).sorted()
            if !muting.isEmpty {
                let ids: SQL = "SELECT id FROM groups WHERE id IN \(list: muting)"
                _ = try connection.rows(GroupRows.locking(all: ids, database.dialect))
            }
            try PersonRows.hold(person, database.dialect, connection)
            try check(wish.groups.map(\.group), of: person, connection)
            if let hearing = wish.hearing { try ChoiceRows.put(hearing.pause, of: person, at: now, connection) }
            // In this order, so that two changes never wait for each other crosswise.
            for part in wish.groups.sorted(by: { $0.group < $1.group }) {
                if let hearing = part.hearing { try mute(part.group, hearing.pause, of: person, connection) }
                if let choices = part.choices {
                    try ChoiceRows.put(choices, of: person, in: part.group, connection)
                }
            }
        }
    }

    /// - Throws: `not-a-member`, naming the first group where they are not in. That there is none of this id, it does not say.
    private func check(_ groups: [GroupId], of person: PersonId, _ connection: any Connection) throws {
        guard !groups.isEmpty else { return }
        let own = Set(
            try connection.rows(
                """
                SELECT group_id FROM members WHERE person_id = \(person) AND group_id IN \(list: groups)
                    AND standing = \(Member.Standing.approved.rawValue)
                """
            ).map { row -> GroupId in try row.id("group_id") })
        if let place = groups.firstIndex(where: { !own.contains($0) }) {
            throw Refusal(.notAMember, field: "groups.\(place).groupId")
        }
    }

    private func mute(_ group: GroupId, _ pause: Pause?, of person: PersonId, _ connection: any Connection) throws {
        try connection.put(
            """
            UPDATE members SET is_muted = \(pause != nil), muted_until = \(pause?.until)
            WHERE group_id = \(group) AND person_id = \(person)
            """)
    }
}
