import Watch

/// In which police zone each municipality lies, in the database.
public struct SQLZoneStore: ZoneStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func zones() async throws -> [String: String] {
        try await database.look { connection in
            var zones: [String: String] = [:]
            for row in try connection.rows("SELECT code, zone FROM police_zones") {
                zones[try row.text("code")] = try row.text("zone")
            }
            return zones
        }
    }

    public func keep(_ changes: [ZoneChange]) async throws {
        // Always in this order, so that two of them never wait for each other crosswise.
        let changes = changes.sorted { $0.municipality < $1.municipality }
        guard !changes.isEmpty else { return }
        try await database.change { connection in
            let codes = changes.map(\.municipality)
            let before = try ZoneRows.zones(of: codes, connection)
            for change in changes {
                if let zone = change.zone {
                    try connection.run(
                        """
                        INSERT INTO police_zones (code, zone) VALUES (\(change.municipality), \(zone))
                        ON CONFLICT (code) DO UPDATE SET zone = excluded.zone
                        """)
                } else {
                    try connection.run("DELETE FROM police_zones WHERE code = \(change.municipality)")
                }
            }
            try ZoneRows.hearingChanged(in: Array(before.values) + changes.compactMap(\.zone), connection)
            // Every server looks at their groups again. Their rows first: the number of a change is the last lock.
            let groups = try connection.rows(
                """
                SELECT group_id FROM registrations WHERE group_id IN
                    (SELECT id FROM groups WHERE municipality IN \(list: codes))
                ORDER BY group_id \(sql: database.dialect.lockSuffix)
                """)
            guard !groups.isEmpty else { return }
            let version = try RegistrationRows.nextVersion(connection)
            try connection.run(
                """
                UPDATE registrations SET version = \(version) WHERE group_id IN
                    (SELECT id FROM groups WHERE municipality IN \(list: codes))
                """)
        }
    }
}
