import Watch

/// Persons, offices and tokens in the database.
public struct SQLPersonStore: PersonStore {
    let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    // MARK: persons

    public func keep(_ person: Person, offices: [Office]) async throws {
        try await database.change { connection in
            try connection.run(
                """
                INSERT INTO persons (\(sql: PersonRows.columns))
                VALUES (\(person.id), \(person.firstName), \(person.lastName), \(person.email),
                        \(person.language.rawValue), \(person.createdAt))
                """)
            for office in offices {
                try connection.run(
                    """
                    INSERT INTO offices (person_id, kind, territory)
                    VALUES (\(person.id), \(office.kind.rawValue), \(office.territory))
                    """)
            }
        }
    }

    public func person(_ id: PersonId) async throws -> Person? {
        try await database.look { try PersonRows.person(id, $0) }
    }

    public func admit(_ newcomer: Person, by email: EmailAddress) async throws -> Person {
        try await database.change { connection in
            let new = try connection.first(
                """
                INSERT INTO persons (\(sql: PersonRows.columns))
                VALUES (\(newcomer.id), \(newcomer.firstName), \(newcomer.lastName), \(email.text),
                        \(newcomer.language.rawValue), \(newcomer.createdAt))
                ON CONFLICT (email) DO NOTHING RETURNING \(sql: PersonRows.columns)
                """
            ).map(PersonRows.person)
            if let new { return new }
            guard
                let row = try connection.first(
                    "SELECT \(sql: PersonRows.columns) FROM persons WHERE email = \(email.text)")
            else { throw DatabaseFault(.other, "a person vanished") }
            return try PersonRows.person(row)
        }
    }

    public func change(_ person: PersonId, to profile: PersonProfile) async throws {
        try await database.change { try PersonRows.change(person, to: profile, $0) }
    }

    // MARK: keys

    public func keep(_ token: Token) async throws {
        try await database.change { connection in
            try PersonRows.hold(token.person, database.dialect, connection)
            _ = try connection.run(
                """
                INSERT INTO tokens (\(sql: PersonRows.tokenColumns))
                VALUES (\(token.id), \(token.hash), \(token.person), \(token.purpose.rawValue), \(token.device),
                        \(token.createdAt), \(token.usedAt), \(token.expiresAt))
                """)
        }
    }

    public func token(
        ofHash hash: [UInt8], purpose: Token.Purpose, at moment: Moment
    ) async throws -> Token? {
        try await database.look { connection in
            try connection.first(
                """
                SELECT \(sql: PersonRows.tokenColumns) FROM tokens
                WHERE hash = \(hash) AND purpose = \(purpose.rawValue) AND expires_at > \(moment)
                """
            ).map(PersonRows.token)
        }
    }

    public func spend(
        tokenHash hash: [UInt8], purpose: Token.Purpose, at moment: Moment
    ) async throws -> PersonId? {
        try await database.change { connection in
            try connection.first(
                """
                DELETE FROM tokens
                WHERE hash = \(hash) AND purpose = \(purpose.rawValue) AND expires_at > \(moment)
                RETURNING person_id
                """
            )?.id("person_id")
        }
    }

    public func hearingVersions(ofHolders tokens: [TokenId]) async throws -> [TokenId: Int64] {
        try await database.look { connection in
            let rows = try connection.rows(
                """
                SELECT t.id, p.hearing_version FROM tokens t JOIN persons p ON p.id = t.person_id
                WHERE t.id IN \(list: tokens)
                """)
            return try Dictionary(
                rows.map { (try $0.id("id"), try $0.integer("hearing_version")) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    public func renew(_ token: Token) async throws {
        try await database.change { connection in
            _ = try connection.run(
                """
                UPDATE tokens SET used_at = \(token.usedAt), expires_at = \(token.expiresAt) WHERE id = \(token.id)
                """)
        }
    }

    public func tokens(of person: PersonId, purposes: [Token.Purpose]) async throws -> [Token] {
        try await database.look { try PersonRows.tokens(of: person, purposes: purposes, $0) }
    }

    public func forget(tokenHash hash: [UInt8]) async throws -> PersonId? {
        try await database.change { connection in
            let person: PersonId? = try connection.first(
                "DELETE FROM tokens WHERE hash = \(hash) RETURNING person_id")?.id("person_id")
            try PushSilenceRows.lookAgain(at: [person].compactMap(\.self), connection)
            return person
        }
    }

    public func forget(_ token: TokenId, of person: PersonId) async throws -> Bool {
        try await database.change { connection in
            let ended = try connection.first(
                "DELETE FROM tokens WHERE id = \(token) AND person_id = \(person) RETURNING id")
            guard ended != nil else { return false }
            try PushSilenceRows.lookAgain(at: [person], connection)
            return true
        }
    }

    public func forgetOthers(
        than token: TokenId?, of person: PersonId, purposes: [Token.Purpose]
    ) async throws -> Int {
        try await database.change { connection in
            let ended = try connection.rows(
                """
                DELETE FROM tokens WHERE person_id = \(person) AND purpose IN \(list: purposes.map(\.rawValue))
                    AND id <> \(token?.text ?? "") RETURNING id
                """
            ).count
            if ended > 0 { try PushSilenceRows.lookAgain(at: [person], connection) }
            return ended
        }
    }

    public func forgetExpired(at moment: Moment) async throws -> Set<PersonId> {
        let isAny = try await database.look { connection in
            try connection.first("SELECT id FROM tokens WHERE expires_at <= \(moment) LIMIT 1") != nil
        }
        guard isAny else { return [] }
        return try await database.change { connection in
            let rows = try connection.rows(
                "DELETE FROM tokens WHERE expires_at <= \(moment) RETURNING person_id")
            let people: Set<PersonId> = Set(try rows.map { try $0.id("person_id") })
            try PushSilenceRows.lookAgain(at: people, connection)
            return people
        }
    }

    public func forgetSpent(at moment: Moment, limit: Int) async throws -> Int {
        try await database.change { connection in
            let suffix = database.dialect.claimSuffix
            let requests = try connection.run(
                """
                DELETE FROM requests WHERE (person_id, route, request_key) IN
                    (SELECT person_id, route, request_key FROM requests WHERE at < \(moment - RequestKey.lifetime)
                     ORDER BY at LIMIT \(limit) \(sql: suffix))
                """)
            let tries = try connection.run(
                """
                DELETE FROM household_tries WHERE id IN
                    (SELECT id FROM household_tries WHERE at <= \(moment - HouseholdCode.tryCounts)
                     ORDER BY at LIMIT \(limit) \(sql: suffix))
                """)
            return max(requests, tries)
        }
    }
}
