import Watch

/// Groups that come in whole, many at a time.
extension SQLRegistryStore {
    /// Rows written by one statement: each of its values counts towards the 32,000 that fit.
    private static let batch = 400

    public func take(_ groups: [ImportedGroup], at now: Moment) async throws {
        // Always in this order, so that two imports never wait for each other crosswise.
        let groups = groups.sorted { $0.group.slug < $1.group.slug }
        try await database.change { connection in
            let coordinators = try admit(groups.compactMap(\.coordinator), connection)
            try insert(groups, connection)
            try keepWords(of: groups.map(\.group), connection)
            try insertMembers(groups, coordinators, at: now, connection)
            try insertRegistrations(groups, at: now, connection)
            try ZoneRows.hearingChanged(around: groups.map(\.group.municipality), connection)
            // What has no version yet is what came in here.
            let version = try RegistrationRows.nextVersion(connection)
            try connection.run("UPDATE registrations SET version = \(version) WHERE version = \(0)")
        }
    }

    /// Who has each address; whoever is not known yet is kept.
    private func admit(_ people: [Person], _ connection: any Connection) throws -> [String: PersonId] {
        var byAddress: [String: Person] = [:]
        for person in people { if let email = person.email { byAddress[email] = byAddress[email] ?? person } }
        var found: [String: PersonId] = [:]
        for emails in byAddress.keys.sorted().batches(of: SQLRegistryStore.batch) {
            let rows = emails.compactMap { byAddress[$0] }.map { person -> SQL in
                """
                (\(person.id), \(person.firstName), \(person.lastName), \(person.email),
                 \(person.language.rawValue), \(person.createdAt))
                """
            }
            try connection.run(
                """
                INSERT INTO persons (\(sql: PersonRows.columns)) VALUES \(sql: rows.joined(separator: ", "))
                ON CONFLICT (email) DO NOTHING
                """)
            for row in try connection.rows("SELECT id, email FROM persons WHERE email IN \(list: Array(emails))") {
                found[try row.text("email")] = try row.id("id")
            }
        }
        return found
    }

    private func insert(_ groups: [ImportedGroup], _ connection: any Connection) throws {
        for part in groups.batches(of: SQLRegistryStore.batch) {
            let rows = try part.map { try GroupRows.values(of: $0.group, members: $0.coordinator == nil ? 0 : 1) }
            let kept = try connection.rows(
                """
                \(sql: GroupRows.inserting) \(sql: rows.joined(separator: ", "))
                ON CONFLICT (slug) DO NOTHING RETURNING slug
                """
            ).map { try $0.text("slug") }
            guard kept.count == part.count else {
                let missing = Set(part.map(\.group.slug)).subtracting(kept).min()
                throw Refusal(.slugTaken, field: "slug", ["slug": missing ?? ""])
            }
        }
    }

    private func keepWords(of groups: [Group], _ connection: any Connection) throws {
        let rows = groups.flatMap { group in
            Set(Watch.Words.pieces("\(group.name) \(group.place)")).map { (word: $0, group: group.id) }
        }
        for part in rows.batches(of: 2_000) {
            let values = part.map { row -> SQL in "(\(row.word), \(row.group))" }
            try connection.run(
                "INSERT INTO group_words (word, group_id) VALUES \(sql: values.joined(separator: ", "))")
        }
    }

    private func insertMembers(
        _ groups: [ImportedGroup], _ coordinators: [String: PersonId], at now: Moment, _ connection: any Connection
    ) throws {
        let rows = try groups.compactMap { imported -> SQL? in
            guard let email = imported.coordinator?.email else { return nil }
            guard let person = coordinators[email] else { throw DatabaseFault(.other, "a person vanished") }
            return MemberRows.values(
                of: Member(
                    id: imported.member, group: imported.group.id, person: person, standing: .approved,
                    role: .coordinator, joinedSequence: 1, appliedAt: now))
        }
        for part in rows.batches(of: SQLRegistryStore.batch) {
            try connection.run(
                """
                INSERT INTO members (\(sql: MemberRows.columns)) VALUES \(sql: Array(part).joined(separator: ", "))
                """)
        }
        // Who stands in a list may know nothing of it.
        let places = groups.filter { $0.coordinator?.email != nil }.map(\.member)
        try MemberLetterRows.tell(.imported, places, at: now, connection)
        for people in Set(coordinators.values).sorted().batches(of: 5_000) {
            try connection.run(
                "UPDATE persons SET hearing_version = hearing_version + 1 WHERE id IN \(list: Array(people))")
        }
    }

    private func insertRegistrations(
        _ groups: [ImportedGroup], at now: Moment, _ connection: any Connection
    ) throws {
        for part in groups.batches(of: SQLRegistryStore.batch) {
            let rows = part.map { imported -> SQL in
                "(\(sql: RegistrationRows.values(of: imported.registration)), \(imported.invitation), \(0))"
            }
            try connection.run(
                """
                INSERT INTO registrations (\(sql: RegistrationRows.columns), invitation, version)
                VALUES \(sql: rows.joined(separator: ", "))
                """)
            try RegistrationRows.schedule(
                part.compactMap { imported in
                    imported.registration.firstLook(at: now, in: imported.group.jurisdiction).map {
                        (imported.group.id, $0)
                    }
                }, connection)
            try RegistrationRows.keep(
                part.map { imported in
                    AuditEntry(
                        id: imported.entry, group: imported.group.id, at: now, person: nil, capacity: .watch,
                        kind: .imported)
                }, connection)
        }
    }
}
