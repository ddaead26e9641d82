import Watch

/// Groups in the registry of which it is not put down when it is looked what is due for them: those from before there was one
/// table of dues, and those that a server of an earlier program founds, brings in or opens again beside this one.
///
/// However many groups there are, looking costs nothing: everything that changes in the registry gets the next number, and it is
/// kept up to which of them all have been seen.
struct CarriedRegistrations: CarriedDue {
    /// The row that keeps it.
    private static let mark = Subject(kind: .init(rawValue: "carried"), id: Id(trusted: "registrations"))

    private var seen: SQL {
        """
        COALESCE((SELECT done_at FROM schedule WHERE subject = \(Self.mark.kind.rawValue)
            AND subject_id = \(Self.mark.id)), 0)
        """
    }

    func isThere(at now: Moment, _ connection: any Connection) throws -> Bool {
        try connection.first("SELECT group_id FROM registrations WHERE version > \(sql: seen) LIMIT 1") != nil
    }

    func carry(at now: Moment, limit: Int, _ dialect: Dialect, _ connection: any Connection) throws -> Int {
        // First: what is read afterwards may be newer, and never older.
        let head = try RegistrationRows.version(connection)
        let kinds = [Registration.Standing.listed, .silent].map(\.rawValue)
        let rows = try connection.rows(
            """
            SELECT \(sql: RegistrationRows.columns), version, country, municipality, \(sql: MunicipalPolicyRows.columns)
            FROM registrations r JOIN groups g ON g.id = group_id
            WHERE version > \(sql: seen) AND standing IN \(list: kinds) AND NOT EXISTS
                (SELECT 1 FROM schedule s
                 WHERE s.subject = \(Subject.Kind.registration.rawValue) AND s.subject_id = r.group_id)
            ORDER BY version, group_id LIMIT \(limit)
            """)
        try RegistrationRows.schedule(
            try rows.compactMap { row in
                let registration = try RegistrationRows.registration(row)
                return registration.firstLook(at: now, in: try MunicipalPolicyRows.jurisdiction(row)).map {
                    (registration.group, $0)
                }
            }, connection)
        let last: Int64? = try rows.last?.integer("version")
        // Of those that changed together with the last one, there may be more.
        let upTo = rows.count < limit ? head : (last ?? 1) - 1
        try connection.put(
            """
            INSERT INTO schedule (subject, subject_id, due, done_at)
            VALUES (\(Self.mark.kind.rawValue), \(Self.mark.id), \(Self.mark.kind.rawValue), \(upTo))
            ON CONFLICT (subject, subject_id) DO UPDATE SET done_at = excluded.done_at
            """)
        return rows.count
    }
}
