import Watch

/// Rows of persons and their keys.
enum PersonRows {
    static let columns: SQL = "id, first_name, last_name, email, language, created_at"
    static let tokenColumns: SQL = "id, hash, person_id, purpose, device, created_at, used_at, expires_at"

    static func person(_ row: Row) throws -> Person {
        Person(
            id: try row.id("id"), firstName: try row.text("first_name"), lastName: try row.text("last_name"),
            email: try row.textIfPresent("email"), language: try row.named("language"),
            createdAt: try row.moment("created_at"))
    }

    /// Nil for who is unknown or was erased.
    static func person(_ id: PersonId, _ connection: any Connection) throws -> Person? {
        try connection.first(
            "SELECT \(sql: columns) FROM persons WHERE id = \(id) AND erased_at IS NULL"
        ).map(person)
    }

    /// Asks for somebody in such a way that they are not erased before this change has ended: no row where they are unknown
    /// or were erased. After the locks of groups, as erasing takes them, and before anything is written for them.
    static func holding(_ id: PersonId, _ dialect: Dialect) -> SQL {
        "SELECT \(sql: columns) FROM persons WHERE id = \(id) AND erased_at IS NULL \(sql: dialect.stayingSuffix)"
    }

    /// See `holding`. Nobody, such as a worker, is always there.
    ///
    /// - Throws: `not-found`.
    static func hold(_ id: PersonId?, _ dialect: Dialect, _ connection: any Connection) throws {
        guard let id else { return }
        guard try connection.first(holding(id, dialect)) != nil else { throw Refusal(.notFound) }
    }

    /// How somebody is called from now on, and in which language they are written to.
    ///
    /// - Throws: `not-found`.
    static func change(_ id: PersonId, to profile: PersonProfile, _ connection: any Connection) throws {
        let found = try connection.first(
            """
            UPDATE persons SET first_name = \(profile.firstName), last_name = \(profile.lastName),
                language = \(profile.language.rawValue)
            WHERE id = \(id) AND erased_at IS NULL RETURNING id
            """)
        guard found != nil else { throw Refusal(.notFound) }
    }

    static func token(_ row: Row) throws -> Token {
        Token(
            id: try row.id("id"), hash: try row.bytes("hash"), person: try row.id("person_id"),
            purpose: try row.named("purpose"), device: try row.textIfPresent("device"),
            createdAt: try row.moment("created_at"), usedAt: try row.moment("used_at"),
            expiresAt: try row.moment("expires_at"))
    }

    static func tokens(
        of person: PersonId, purposes: [Token.Purpose], _ connection: any Connection
    ) throws -> [Token] {
        try connection.rows(
            """
            SELECT \(sql: tokenColumns) FROM tokens
            WHERE person_id = \(person) AND purpose IN \(list: purposes.map(\.rawValue))
            ORDER BY used_at DESC, id LIMIT 200
            """
        ).map(token)
    }
}
