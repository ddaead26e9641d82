import Watch

/// One's own data: seen, taken away, erased.
extension SQLPersonStore {
    public func record(of person: PersonId) async throws -> PersonRecord? {
        try await database.look { connection in
            guard let found = try PersonRows.person(person, connection) else { return nil }
            let choices = try ChoiceRows.choices(of: person, connection)
            let places = try connection.rows(
                """
                SELECT g.name AS group_name, \(sql: MemberRows.columnsOfM)
                FROM members m JOIN groups g ON g.id = m.group_id WHERE m.person_id = \(person) ORDER BY g.name
                """
            ).map { row in
                let member = try MemberRows.member(row)
                return PersonRecord.Place(
                    member, group: try row.text("group_name"), choices: choices.groups[member.group])
            }
            let asked = try connection.rows(
                """
                SELECT g.name, c.counts_until FROM co_coordinations c JOIN groups g ON g.id = c.group_id
                WHERE c.email = \(found.email ?? "") ORDER BY g.name
                """
            ).map { PersonRecord.Asked(group: try $0.text("name"), until: try $0.moment("counts_until")) }
            let alerts: [Alert] = try connection.rows(
                "SELECT body FROM alerts WHERE reporter_id = \(person) ORDER BY id LIMIT 5000"
            ).map { try $0.json("body") }
            let messages = try connection.rows(
                "SELECT body, is_retracted FROM messages WHERE author_id = \(person) ORDER BY id LIMIT 20000"
            ).map(AlertRows.message)
            func count(_ query: SQL) throws -> Int { try connection.first(query)?.integer("number") ?? 0 }
            return PersonRecord(
                found, offices: try MemberRows.offices(of: person, connection), groups: places,
                asked: asked, tokens: try PersonRows.tokens(of: person, purposes: [.session, .bearer], connection),
                alerts: alerts,
                messages: messages,
                flags: try count("SELECT COUNT(*) AS number FROM flags WHERE person_id = \(person)"),
                receipts: try count("SELECT COUNT(*) AS number FROM receipts WHERE person_id = \(person)"),
                ways: try WayRows.ways(of: [found], connection)[person] ?? [], stop: choices.stop,
                pushDevices: try connection.rows(PushDeviceRows.asking(for: [person])).map(PushDeviceRows.device),
                notices: try count(
                    "SELECT COUNT(*) AS number FROM notices WHERE person_id = \(person) AND lane <= 0"),
                letters: try count(
                    "SELECT COUNT(*) AS number FROM notices WHERE person_id = \(person) AND lane > 0"))
        }
    }

    public func erase(_ person: PersonId, at moment: Moment) async throws -> [GroupId] {
        // Somebody may come into one more group after it was asked which have something of theirs, and before they are held.
        // That group's lock is then not taken out of turn: it is all begun again.
        for _ in 0..<8 {
            do { return try await tryErase(person, at: moment) } catch is CameIn {}
        }
        throw Refusal(.unavailable)
    }

    /// Something of theirs is in a group whose lock is not held.
    private struct CameIn: Error {}

    private func tryErase(_ person: PersonId, at moment: Moment) async throws -> [GroupId] {
        try await database.change { connection in
            let locked = try lockAll(of: person, connection)
            // Whoever writes something for them holds their row: that is waited for, and what comes later finds nobody.
            let row = try connection.first(
                """
                SELECT \(sql: PersonRows.columns) FROM persons
                WHERE id = \(person) AND erased_at IS NULL \(sql: database.dialect.goingSuffix)
                """)
            guard let found = try row.map(PersonRows.person) else { throw Refusal(.notFound) }
            guard try groups(of: person, connection).isSubset(of: locked) else { throw CameIn() }
            let groups = try leaveGroups(person, connection)
            try unname(person, connection)
            try connection.run("DELETE FROM tokens WHERE person_id = \(person)")
            try connection.run("DELETE FROM push_devices WHERE person_id = \(person)")
            try DueRows.drop(.devices(of: person), connection)
            try connection.run("DELETE FROM offices WHERE person_id = \(person)")
            try connection.run("DELETE FROM requests WHERE person_id = \(person)")
            try connection.run("DELETE FROM household_tries WHERE person_id = \(person)")
            try connection.run("DELETE FROM compared_areas WHERE person_id = \(person)")
            try NoticeRows.erase(of: person, database.dialect, connection)
            try ChoiceRows.erase(of: person, connection)
            // What they changed about groups stays in the audit log, without them.
            try connection.run("UPDATE audit_entries SET person_id = NULL WHERE person_id = \(person)")
            try CoCoordinationRows.erase(askedBy: person, connection)
            try connection.run(
                """
                DELETE FROM member_letters WHERE member_id IN (SELECT id FROM members WHERE person_id = \(person))
                """)
            if let email = found.email {
                try CoCoordinationRows.erase(askedOf: email, connection)
                try AskedAddressRows.erase(email, connection)
                try connection.run("DELETE FROM sign_ins WHERE email = \(email)")
                try connection.run("DELETE FROM letter_locks WHERE email = \(email)")
            }
            // The row stays without anything in it, so that counts of members and receipts go on being right.
            try connection.run(
                """
                UPDATE persons SET first_name = '', last_name = '', email = NULL, erased_at = \(moment)
                WHERE id = \(person)
                """)
            return groups
        }
    }

    /// Takes the locks of all groups in which something of theirs is, in ascending order, before anything is read: where
    /// they have a place, and where an alert is at home that they reported or spoke in, though they left the group long
    /// ago or came there as police. Whoever ends or retires such an alert meanwhile is then not undone.
    private func lockAll(of person: PersonId, _ connection: any Connection) throws -> Set<GroupId> {
        let rows = try connection.rows(GroupRows.locking(all: asking(groupsOf: person), database.dialect))
        return Set(try rows.map { try $0.id("id") })
    }

    private func groups(of person: PersonId, _ connection: any Connection) throws -> Set<GroupId> {
        Set(try connection.rows(asking(groupsOf: person)).map { try $0.id("group_id") })
    }

    private func asking(groupsOf person: PersonId) -> SQL {
        """
        SELECT group_id FROM members
        WHERE person_id = \(person) AND standing <> \(Member.Standing.left.rawValue)
        UNION SELECT group_id FROM alerts WHERE reporter_id = \(person)
        UNION SELECT a.group_id FROM alerts a JOIN messages s ON s.alert_id = a.id WHERE s.author_id = \(person)
        """
    }

    /// Every place in a group ends, under the group's lock; groups in ascending order, as everywhere.
    private func leaveGroups(_ person: PersonId, _ connection: any Connection) throws -> [GroupId] {
        let groups: [GroupId] = try connection.rows(
            """
            SELECT group_id FROM members
            WHERE person_id = \(person) AND standing <> \(Member.Standing.left.rawValue) ORDER BY group_id
            """
        ).map { try $0.id("group_id") }
        for group in groups {
            guard let locked = try GroupRows.lock(group, database.dialect, connection),
                var member = try MemberRows.member(of: person, in: group, connection)
            else { continue }
            if member.standing == .approved { member.leftSequence = locked.sequence + 1 }
            try MemberRows.count(from: member.standing, to: .left, in: group, connection)
            member.standing = .left
            member.role = .resident
            member.coordinatorUntil = nil
            member.isMuted = false
            member.note = nil
            member.decided = nil
            try MemberRows.save(member, connection)
            try connection.run("UPDATE groups SET member_version = member_version + 1 WHERE id = \(group)")
        }
        return groups
    }

    /// What they said stays, without them.
    private func unname(_ person: PersonId, _ connection: any Connection) throws {
        var touched: Set<AlertId> = []
        for row in try connection.rows("SELECT body FROM alerts WHERE reporter_id = \(person) ORDER BY id") {
            let alert: Alert = try row.json("body")
            try AlertRows.save(alert.withoutReporter(), connection)
            touched.insert(alert.id)
        }
        for row in try connection.rows(
            "SELECT body, is_retracted FROM messages WHERE author_id = \(person) ORDER BY id")
        {
            let message = try AlertRows.message(row).withoutAuthor()
            let body = try StoredJSON.text(message)
            try connection.run("UPDATE messages SET author_id = NULL, body = \(body) WHERE id = \(message.id)")
            touched.insert(message.alert)
        }
        for alert in touched.sorted() {
            for row in try connection.rows("SELECT id, body FROM events WHERE alert_id = \(alert) ORDER BY id") {
                let event: EventId = try row.id("id")
                let news: AlertNews = try row.json("body")
                let body = try StoredJSON.text(news.without(person))
                try connection.run("UPDATE events SET body = \(body) WHERE id = \(event)")
            }
        }
    }
}
