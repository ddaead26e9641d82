import Watch

/// Who holds which office, in the database. Servers look it up at each request; open streams compare how often what their
/// person hears has changed.
extension SQLPersonStore {
    public func offices(of person: PersonId) async throws -> [Office] {
        try await database.look { try MemberRows.offices(of: person, $0) }
    }

    public func grant(_ office: Office, to person: PersonId) async throws -> Bool {
        try await database.change { connection in
            // Who is being erased at this moment gets no office.
            try PersonRows.hold(person, database.dialect, connection)
            let found = try connection.first(
                """
                UPDATE persons SET hearing_version = hearing_version + 1
                WHERE id = \(person) AND erased_at IS NULL RETURNING id
                """)
            guard found != nil else { throw Refusal(.notFound) }
            return try connection.first(
                """
                INSERT INTO offices (person_id, kind, territory)
                VALUES (\(person), \(office.kind.rawValue), \(office.territory))
                ON CONFLICT (person_id, kind, territory) DO NOTHING RETURNING person_id
                """) != nil
        }
    }

    public func revoke(_ office: Office, from email: EmailAddress) async throws -> Bool {
        try await database.change { connection in
            let found = try connection.first(
                """
                UPDATE persons SET hearing_version = hearing_version + 1
                WHERE email = \(email.text) AND erased_at IS NULL RETURNING id
                """)
            guard let person: PersonId = try found?.id("id") else { return false }
            return try connection.first(
                """
                DELETE FROM offices WHERE person_id = \(person) AND kind = \(office.kind.rawValue)
                AND territory = \(office.territory) RETURNING person_id
                """) != nil
        }
    }

    public func officials() async throws -> [Official] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: PersonRows.columns), kind, territory FROM persons JOIN offices ON person_id = id
                WHERE erased_at IS NULL ORDER BY kind, territory, email, id
                """
            ).map { Official(person: try PersonRows.person($0), office: try MemberRows.office($0)) }
        }
    }
}
