import Watch

/// Rows of the table of police zones. The zone of a group is looked up there each time by its municipality and is written
/// down nowhere else: so it cannot be another one.
enum ZoneRows {
    /// The zone of a row of `groups`, as a column; null where its municipality has none.
    static let column: SQL = "(SELECT z.zone FROM police_zones z WHERE z.code = municipality) AS zone"

    /// Whether somebody holds the police office of that zone, as a column. Who is erased holds none any more.
    static let readsColumn: SQL =
        """
        EXISTS (SELECT 1 FROM police_zones z JOIN offices o ON o.territory = z.zone AND o.kind = 'police' \
        WHERE z.code = municipality) AS police_reads
        """

    /// Lets everybody who holds an office of these zones, and every stream of theirs, look anew at what they hear.
    static func hearingChanged(in zones: some Sequence<String>, _ connection: any Connection) throws {
        for zones in Set(zones).sorted().batches(of: 5_000) {
            try connection.run(
                """
                UPDATE persons SET hearing_version = hearing_version + 1 WHERE id IN
                    (SELECT person_id FROM offices
                     WHERE kind = \(Office.Kind.police.rawValue) AND territory IN \(list: Array(zones)))
                """)
        }
    }

    /// The same for the zones in which these municipalities lie.
    static func hearingChanged(around municipalities: [String?], _ connection: any Connection) throws {
        try hearingChanged(in: zones(of: municipalities.compactMap(\.self), connection).values, connection)
    }

    /// The zones of these municipalities; what has none is left out.
    static func zones(of municipalities: [String], _ connection: any Connection) throws -> [String: String] {
        var zones: [String: String] = [:]
        for codes in Set(municipalities).sorted().batches(of: 5_000) {
            let rows = try connection.rows("SELECT code, zone FROM police_zones WHERE code IN \(list: Array(codes))")
            for row in rows { zones[try row.text("code")] = try row.text("zone") }
        }
        return zones
    }
}
