import WatchStore

/// How a database goes about a statement, as far as it reads tables from one end to the other.
enum StatementPlan {
    /// The tables that a statement reads in full.
    ///
    /// Neither database is asked what it would rather do, which depends on how much it holds and on the version, but what
    /// it can do: SQLite knows nothing of how full tables are and takes an index wherever there is one; PostgreSQL is told
    /// that reading in full, and comparing two tables as wholes, cost more than anything else. So nothing need be filled
    /// for minutes, the answer is the same on every machine, and where a table is read in full all the same, there is no
    /// index by which it could not be.
    /// How many rows an index leaves over, nobody is asked here.
    static func fullScans(
        of statement: SQL, tables: Set<String>, _ dialect: Dialect, _ connection: any Connection
    ) throws -> Set<String> {
        if dialect.name == "sqlite" {
            let details = try connection.rows("EXPLAIN QUERY PLAN \(sql: statement)").map { try $0.text("detail") }
            let names = aliases(in: StatementText.line(statement), of: tables)
            return Set(details.flatMap { sqlite($0, names) })
        }
        for setting in ["enable_seqscan", "enable_hashjoin", "enable_mergejoin", "enable_material"] {
            _ = try connection.rows("SELECT set_config(\(setting), 'off', TRUE)")
        }
        let lines = try connection.rows("EXPLAIN (COSTS OFF) \(sql: statement)").map { try $0.text("QUERY PLAN") }
        return postgres(lines)
    }

    /// Indexes that hold but some of a table's rows: who reads one of them from end to end reads those few.
    private static let partial: Set<String> = Set(
        Dialect.bothOfThem.flatMap { dialect in Schema.migrations.flatMap { $0.statements(for: dialect) } }
            .compactMap { step in
                let words = step.text.split(whereSeparator: \.isWhitespace).map(String.init)
                guard words.starts(with: ["CREATE", "INDEX"]), words.contains("WHERE") else { return nil }
                return words[2]
            })

    // MARK: SQLite

    /// `SCAN m USING INDEX …`, or an index that is made for this one statement out of the whole table.
    private static func sqlite(_ detail: String, _ names: [String: Set<String>]) -> Set<String> {
        let words = detail.split(separator: " ").map(String.init)
        guard words.count > 1 else { return [] }
        let isScan = words[0] == "SCAN" && !words.contains(where: partial.contains)
        let isMade = words[0] == "SEARCH" && words.contains("AUTOMATIC")
        return isScan || isMade ? names[words[1]] ?? [] : []
    }

    /// Which tables a name stands for: in several questions of one statement it may be another one.
    private static func aliases(in text: String, of tables: Set<String>) -> [String: Set<String>] {
        var names = Dictionary(uniqueKeysWithValues: tables.map { ($0, Set([$0])) })
        let words = text.split { " (),".unicodeScalars.contains($0.unicodeScalars.first ?? " ") }.map(String.init)
        for (index, word) in words.enumerated() where tables.contains(word) && index > 0 {
            guard ["FROM", "JOIN", "UPDATE", "INTO"].contains(words[index - 1]) else { continue }
            // Key words are written in capitals, names are not.
            let next = words[(index + 1)...].first { $0 != "AS" }
            if let next, next == next.lowercased() { names[next, default: []].insert(word) }
        }
        return names
    }

    // MARK: PostgreSQL

    /// `Seq Scan on members m`, or an index that is read without a condition, which is told on the line below.
    private static func postgres(_ lines: [String]) -> Set<String> {
        var found: Set<String> = []
        for (index, line) in lines.enumerated() {
            let words = line.split(separator: " ").map(String.init)
            guard let scan = words.firstIndex(of: "Scan"), scan > 0, let on = words[scan...].firstIndex(of: "on"),
                on + 1 < words.count
            else { continue }
            let isSequential = words[scan - 1] == "Seq"
            var isWholeIndex = false
            if let using = words[scan..<on].firstIndex(of: "using") {
                let isBounded = index + 1 < lines.count && lines[index + 1].split(separator: " ").first == "Index"
                isWholeIndex = !isBounded && !partial.contains(words[using + 1])
            }
            if isSequential || isWholeIndex { found.insert(words[on + 1]) }
        }
        return found
    }
}

extension Dialect {
    fileprivate static let bothOfThem: [Dialect] = [.sqlite, .postgres]
}
