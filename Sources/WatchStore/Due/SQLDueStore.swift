import Watch

/// What is due when, in the database.
public struct SQLDueStore: DueStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func claim(
        _ kinds: [Subject.Kind], at now: Moment, lease: Span, limit: Int
    ) async throws -> [Due] {
        let kinds = kinds.map(\.rawValue)
        // Looking costs nothing, a write takes the one writer: only claim when there is something.
        let isAnyDue = try await database.look { connection in
            try connection.first(
                """
                SELECT subject FROM schedule
                WHERE at <= \(now) AND leased_until <= \(now) AND subject IN \(list: kinds) LIMIT 1
                """) != nil
        }
        guard isAnyDue else { return [] }
        return try await database.change { connection in
            try connection.rows(
                """
                UPDATE schedule SET leased_until = \(now + lease)
                WHERE (subject, subject_id) IN
                    (SELECT subject, subject_id FROM schedule
                     WHERE at <= \(now) AND leased_until <= \(now) AND subject IN \(list: kinds)
                     ORDER BY at LIMIT \(Int64(limit)) \(sql: database.dialect.claimSuffix))
                RETURNING \(sql: DueRows.columns)
                """
            ).map(DueRows.due).sorted { ($0.at, $0.subject.id) < ($1.at, $1.subject.id) }
        }
    }

    public func carry(at now: Moment, limit: Int) async throws -> Int {
        let found = try await database.look { connection in
            try CarriedDues.all.filter { try $0.isThere(at: now, connection) }
        }
        let dialect = database.dialect
        var carried = 0
        for carrier in found {
            carried += try await database.change { try carrier.carry(at: now, limit: limit, dialect, $0) }
        }
        return carried
    }
}
