import WatchStore

extension StoreStreet {
    /// The bodies of these tables as they lie in the database, one text: whatever a store might hide when it reads.
    func bodies(_ tables: SQL...) async throws -> String {
        try await database.read { connection in
            var bodies: [String] = []
            for table in tables {
                let rows = try connection.rows("SELECT * FROM \(sql: table)")
                bodies += try rows.map { try $0.text("body") }
            }
            return bodies.joined(separator: "\n")
        }
    }

    /// Every text in every table but these, as `table.column: text`.
    func texts(without left: Set<String> = []) async throws -> [String] {
        let names = database.dialect.tableNames
        return try await database.read { connection in
            var texts: [String] = []
            for table in try connection.rows(names).map({ try $0.text("name") }) where !left.contains(table) {
                for row in try connection.rows(SQL(stringLiteral: "SELECT * FROM \(table)")) {
                    for (column, value) in zip(row.columns, row.values) {
                        if case .text(let text) = value { texts.append("\(table).\(column): \(text)") }
                    }
                }
            }
            return texts
        }
    }

    /// How many rows a statement yields.
    func count(_ query: SQL) async throws -> Int {
        try await database.read { try $0.rows(query).count }
    }
}
