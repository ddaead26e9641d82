/// What tables a database has, and who points to whom.
struct CopyCatalogue: Sendable {
    /// By name; what has a name that none of Saar's tables has is not among them.
    let tables: [String: CopyTable]
    /// For each table those that it points to by a foreign key.
    let parents: [String: Set<String>]

    /// What belongs to a database and not to the house: it is never copied.
    static let ofTheDatabase: Set<String> = ["schema_migrations", "schema_floors", CopyMark.table]

    /// What every house has, and anybody can bring in again: it is copied, and is no loss where it is replaced.
    static let ofEverybody: Set<String> = ["gazetteer", "gazetteer_files"]

    /// Asks the database.
    static func read(_ database: any Database) async throws -> CopyCatalogue {
        let dialect = database.dialect
        return try await database.read { connection in
            var columns: [String: [(column: CopyTable.Column, position: Int)]] = [:]
            var unknown: Set<String> = []
            for row in try connection.rows(dialect.columns) {
                let table = try row.text("table_name")
                guard !ofTheDatabase.contains(table) else { continue }
                guard let type = try SQLType(named: row.text("type")), let name = try CopyName(row.text("name")) else {
                    unknown.insert(table)
                    continue
                }
                columns[table, default: []].append(
                    (CopyTable.Column(name: name, type: type), try row.integer("key_position")))
            }
            var tables: [String: CopyTable] = [:]
            for (table, columns) in columns {
                guard let name = CopyName(table) else { continue }
                // A table of which a column would be left behind is none that can be copied: without a key, none is.
                let key = columns.indices.filter { columns[$0].position > 0 && !unknown.contains(table) }
                    .sorted { columns[$0].position < columns[$1].position }
                tables[table] = CopyTable(name: name, columns: columns.map(\.column), key: key)
            }
            var parents: [String: Set<String>] = [:]
            for row in try connection.rows(dialect.references) {
                parents[try row.text("child"), default: []].insert(try row.text("parent"))
            }
            return CopyCatalogue(tables: tables, parents: parents)
        }
    }

    /// The tables that both databases have, parents before children. Both are at the same schema, so that these are all
    /// tables of the house; what other programs keep beside it in one of them is left alone.
    ///
    /// - Throws: `CopyFault.shape` for a table that is not the same on both sides or has no key, or when tables point to
    ///   each other in a circle.
    func shared(with target: CopyCatalogue) throws -> [CopyTable] {
        var left = tables.values.filter { target.tables[$0.name.text] != nil }.sorted { $0.name.text < $1.name.text }
        for table in left {
            guard let other = target.tables[table.name.text], !table.key.isEmpty,
                table.key.map({ table.columns[$0] }) == other.key.map({ other.columns[$0] }),
                Set(table.columns.map(\.name)) == Set(other.columns.map(\.name)),
                table.columns.allSatisfy(other.columns.contains)
            else { throw CopyFault.shape(table: table.name.text) }
        }
        var ordered: [CopyTable] = []
        while !left.isEmpty {
            let waiting = Set(left.map(\.name.text))
            let free = left.filter { target.parents[$0.name.text, default: []].isDisjoint(with: waiting) }
            guard let first = free.first else { throw CopyFault.shape(table: left[0].name.text) }
            ordered.append(first)
            left.removeAll { $0.name == first.name }
        }
        return ordered
    }
}

extension SQLType {
    /// The type by the name that one of the databases has for it in its catalogue; nil for what no column of Saar is.
    fileprivate init?(named name: String) {
        switch name.lowercased() {
        case "bigint": self = .bigint
        case "double precision": self = .double
        case "text": self = .text
        case "boolean": self = .boolean
        case "blob", "bytea": self = .bytes
        default: return nil
        }
    }
}
