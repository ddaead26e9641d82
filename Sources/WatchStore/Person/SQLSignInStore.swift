import Watch

/// Tries to sign in, in the database.
public struct SQLSignInStore: SignInStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    private static let columns: SQL =
        "attempt, email, code_hash, link_hash, language, tries, used_at, created_at"

    public func begin(
        _ signIn: SignIn, decide: @escaping @Sendable (SignInRules.Recent) throws(Refusal) -> Void
    ) async throws {
        let now = signIn.createdAt
        let email = signIn.email.text
        try await database.change { connection in
            // Whoever asks for a letter to the same address at the same moment waits here, on every database.
            try connection.run(
                """
                INSERT INTO letter_locks (email, at) VALUES (\(email), \(now))
                ON CONFLICT (email) DO UPDATE SET at = excluded.at
                """)
            func count(_ query: SQL) throws -> Int { try connection.first(query)?.integer("letters") ?? 0 }
            let recent = SignInRules.Recent(
                hour: try count(
                    """
                    SELECT COUNT(*) AS letters FROM sign_ins
                    WHERE email = \(email) AND created_at > \(now - .hours(1))
                    """),
                day: try count(
                    """
                    SELECT COUNT(*) AS letters FROM sign_ins
                    WHERE email = \(email) AND created_at > \(now - .days(1))
                    """),
                minuteOfAll: try count(
                    "SELECT COUNT(*) AS letters FROM sign_ins WHERE created_at > \(now - .minutes(1))"))
            try decide(recent)
            try connection.run(
                """
                INSERT INTO sign_ins (\(sql: Self.columns))
                VALUES (\(signIn.attempt), \(email), \(signIn.codeHash), \(signIn.linkHash),
                        \(signIn.language.rawValue), \(signIn.tries), \(signIn.usedAt), \(signIn.createdAt))
                """)
        }
    }

    public func withdraw(_ attempt: [UInt8]) async throws {
        try await database.change { connection in
            // Without an address it is nobody's; the row stays for the count of the whole house.
            _ = try connection.run("UPDATE sign_ins SET email = '' WHERE attempt = \(attempt)")
        }
    }

    public func change(
        _ key: SignInKey, decide: @escaping @Sendable (inout SignIn) -> SignIn.Verdict
    ) async throws -> (signIn: SignIn, verdict: SignIn.Verdict)? {
        try await database.change { connection in
            // The update takes the row's lock on every database: guesses are counted one after another.
            let row: Row? =
                switch key {
                case .attempt(let hash):
                    try connection.first(
                        """
                        UPDATE sign_ins SET tries = tries WHERE attempt = \(hash) RETURNING \(sql: Self.columns)
                        """)
                case .link(let hash):
                    try connection.first(
                        """
                        UPDATE sign_ins SET tries = tries WHERE link_hash = \(hash) RETURNING \(sql: Self.columns)
                        """)
                }
            guard let row, var signIn = try Self.signIn(row) else { return nil }
            let verdict = decide(&signIn)
            try connection.run(
                """
                UPDATE sign_ins SET tries = \(signIn.tries), used_at = \(signIn.usedAt)
                WHERE attempt = \(signIn.attempt)
                """)
            return (signIn, verdict)
        }
    }

    public func signIn(_ key: SignInKey) async throws -> SignIn? {
        try await database.look { connection in
            switch key {
            case .attempt(let hash):
                try connection.first("SELECT \(sql: Self.columns) FROM sign_ins WHERE attempt = \(hash)")
                    .flatMap(Self.signIn)
            case .link(let hash):
                try connection.first("SELECT \(sql: Self.columns) FROM sign_ins WHERE link_hash = \(hash)")
                    .flatMap(Self.signIn)
            }
        }
    }

    public func forget(before moment: Moment) async throws {
        try await database.change { connection in
            try connection.run("DELETE FROM sign_ins WHERE created_at < \(moment)")
            try connection.run("DELETE FROM letter_locks WHERE at < \(moment)")
        }
    }

    private static func signIn(_ row: Row) throws -> SignIn? {
        guard let email = EmailAddress(try row.text("email")) else { return nil }
        return SignIn(
            attempt: try row.bytes("attempt"), email: email, codeHash: try row.bytes("code_hash"),
            linkHash: try row.bytes("link_hash"), language: try row.named("language"),
            tries: try row.integer("tries"),
            usedAt: try row.integerIfPresent("used_at").map { Moment(milliseconds: $0) },
            createdAt: try row.moment("created_at"))
    }
}
