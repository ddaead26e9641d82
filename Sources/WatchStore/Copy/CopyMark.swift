/// Says of a database that it is being filled by a copy: a table of its own, there from the first row until everything
/// was compared. It is no part of the schema.
public enum CopyMark {
    static let table = "house_copy"

    /// Refuses a database that a copy has not finished. A server calls it before it serves.
    ///
    /// - Throws: `CopyFault.unfinished`.
    public static func check(_ database: any Database) async throws {
        if try await isThere(database) { throw CopyFault.unfinished }
    }

    static func isThere(_ database: any Database) async throws -> Bool {
        let names = database.dialect.tableNames
        return try await database.read { connection in
            try connection.rows(names).contains { try $0.text("name") == table }
        }
    }

    /// Which house is being copied to here; nil when none is.
    static func house(_ database: any Database) async throws -> String? {
        guard try await isThere(database) else { return nil }
        return try await database.read { try $0.first("SELECT house FROM house_copy")?.text("house") ?? "" }
    }

    static func set(_ database: any Database, house: String, at milliseconds: Int64) async throws {
        let isThere = try await isThere(database)
        try await database.write { connection in
            if !isThere {
                try connection.run("CREATE TABLE house_copy (house TEXT NOT NULL, begun_at BIGINT NOT NULL)")
            }
            try connection.run("DELETE FROM house_copy")
            try connection.run("INSERT INTO house_copy (house, begun_at) VALUES (\(house), \(milliseconds))")
        }
    }

    static func remove(_ database: any Database) async throws {
        try await database.write { _ = try $0.run("DROP TABLE house_copy") }
    }
}
