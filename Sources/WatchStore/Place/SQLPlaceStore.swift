import Watch

/// The gazetteer's files in the database: one release, whole.
public struct SQLPlaceStore: PlaceStore {
    private let database: any Database

    public init(database: any Database) { self.database = database }

    public func head() async throws -> GazetteerHead? {
        try await database.look { try Self.head($0) }
    }

    public func release() async throws -> GazetteerRelease? {
        try await database.look { connection in
            guard let head = try Self.head(connection) else { return nil }
            let files = try connection.rows("SELECT name, content FROM gazetteer_files ORDER BY name")
            return GazetteerRelease(
                released: head.released,
                files: try files.map { row in
                    GazetteerRelease.File(name: try row.text("name"), bytes: try row.bytes("content"))
                })
        }
    }

    @discardableResult
    public func keep(_ release: GazetteerRelease) async throws -> Bool {
        let head = Self.head(of: release)
        return try await database.change { connection in
            // Its only row is what a second server waits for.
            let changed = try connection.first(
                """
                INSERT INTO gazetteer (number, released, digest) VALUES (1, \(head.released), \(head.digest))
                ON CONFLICT (number) DO UPDATE SET released = excluded.released, digest = excluded.digest
                WHERE gazetteer.digest <> excluded.digest
                RETURNING number
                """)
            guard changed != nil else { return false }
            try connection.run("DELETE FROM gazetteer_files")
            for file in release.files {
                try connection.put(
                    "INSERT INTO gazetteer_files (name, content) VALUES (\(file.name), \(file.bytes))")
            }
            return true
        }
    }

    private static func head(_ connection: any Connection) throws -> GazetteerHead? {
        try connection.first("SELECT released, digest FROM gazetteer WHERE number = 1").map { row in
            GazetteerHead(released: try row.text("released"), digest: try row.text("digest"))
        }
    }

    /// By what a release is known: the same files and the same date make the same digest everywhere.
    public static func head(of release: GazetteerRelease) -> GazetteerHead {
        var sums = Array(release.released.utf8)
        for file in release.files { sums += Array(file.name.utf8) + [0] + Digest.sha256(file.bytes) }
        return GazetteerHead(released: release.released, digest: Hex.text(Digest.sha256(sums)))
    }
}
