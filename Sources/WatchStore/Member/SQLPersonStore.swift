import Watch

/// Persons, offices and tokens in the database.
public struct SQLPersonStore: PersonStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func keep(_ person: Person, offices: [Office]) async throws {
        try await database.change { connection in
            try connection.run(
                """
                INSERT INTO persons (id, first_name, last_name, email, language, created_at)
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
        try await database.look { connection in
            try connection.first(
                """
                SELECT id, first_name, last_name, email, language, created_at FROM persons WHERE id = \(id)
                """
            ).map { row in
                Person(
                    id: try row.id("id"), firstName: try row.text("first_name"), lastName: try row.text("last_name"),
                    email: try row.textIfPresent("email"), language: try row.named("language"),
                    createdAt: try row.moment("created_at"))
            }
        }
    }

    public func offices(of person: PersonId) async throws -> [Office] {
        try await database.look { try MemberRows.offices(of: person, $0) }
    }

    public func keep(_ token: Token) async throws {
        try await database.change { connection in
            _ = try connection.run(
                """
                INSERT INTO tokens (hash, person_id, purpose, created_at, expires_at)
                VALUES (\(token.hash), \(token.person), \(token.purpose.rawValue), \(token.createdAt),
                        \(token.expiresAt))
                """)
        }
    }

    public func holder(
        ofHash hash: [UInt8], purpose: Token.Purpose, at moment: Moment
    ) async throws -> PersonId? {
        try await database.look { connection in
            try connection.first(
                """
                SELECT person_id FROM tokens
                WHERE hash = \(hash) AND purpose = \(purpose.rawValue) AND expires_at > \(moment)
                """
            )?.id("person_id")
        }
    }

    public func forget(tokenHash hash: [UInt8]) async throws {
        try await database.change { connection in
            _ = try connection.run("DELETE FROM tokens WHERE hash = \(hash)")
        }
    }
}
