import Testing
import Watch
import WatchStore

/// A country has 800,000 members: what is asked of the database must not take longer with each of them.
@Suite("No statement reads a large table in full")
struct StatementPlanTests {
    /// Tables that stay small however many people there are.
    private static let small: Set<String> = [
        // The program's own.
        "schema_migrations", "schema_floors", "registry_head", "gazetteer", "gazetteer_files",
        // As many rows as there are municipalities, or as people hold offices.
        "police_zones", "municipal_policies", "offices",
        // As many as there are zones: where the chain of each ends, and ended when it was signed.
        "register_zones", "register_zone_heads",
        // Questions that nobody has answered yet: gone once somebody does, or after some weeks.
        "co_coordinations",
        // Written by servers of before alone: newer ones take everything out as soon as it comes.
        "dues", "member_letters", "group_letters",
    ]

    /// A statement that is to read tables in full.
    private struct Wanted: CustomStringConvertible {
        let tables: Set<String>
        /// Words of the statement.
        let words: String
        let reason: String

        /// - Parameter tables: of one or the other of these, or of all: where two lead to each other, either may come first.
        init(_ tables: String..., words: String, because reason: String) {
            self.tables = Set(tables)
            self.words = words
            self.reason = reason
        }

        var description: String { "\(tables.sorted()), in full because \(reason): \(words)" }
    }

    private static let wanted: [Wanted] = [
        Wanted(
            "groups", "registrations", words: "SELECT g.id, g.members, r.stated_members",
            because: "the registry in memory has them all"),
        Wanted(
            "groups", "members", words: "g.members <> COALESCE(m.approved, 0)",
            because: "every number is counted anew by the hour"),
        Wanted(
            "registrations", words: "AS mismarked",
            because: "who leads none stands in no index: each group is compared with that of who leads one"),
        Wanted(
            "groups", "registrations", words: "SUBSTR(country, 1, 2) IN",
            because: "the whole country is a foundation's"),
        Wanted(
            "groups", words: "WHERE register_position > 0 ORDER BY id",
            because: "what is signed is where all chains end"),
        Wanted(
            "groups", words: "WHERE g.country = ? AND g.register_position > 0",
            because: "each chain of a country is asked where it begins to say something"),
        Wanted(
            "register_heads", words: "FROM register_heads ORDER BY group_id", because: "it is compared with all of them"
        ),
        Wanted("register_heads", words: "DELETE FROM register_heads", because: "who accepts begins the chain anew"),
        Wanted(
            "register_entries", words: "SELECT DISTINCT group_id", because: "who verifies reads every entry afterwards"),
        Wanted(
            "register_zone_entries", words: "SELECT DISTINCT zone", because: "who verifies reads every entry afterwards"
        ),
        Wanted(
            "register_checkpoints", words: "WHERE previous IS NOT NULL ORDER BY number DESC",
            because: "it begins at the newest, and that one is it"),
    ]

    @Test("every statement of the stores, on both databases, but for those that are to")
    func plans() async throws {
        let sources = try StatementSource.ofStores()
        #expect(sources.count > 250)
        let ran = try await StatementPlanTests.statements().map { (sql: $0, text: StatementText.line($0)) }
        for source in sources where !ran.contains(where: { source.isIn($0.text) }) {
            Issue.record("no test of StatementWalk runs \(source)")
        }
        // Without the schema's steps, and without what the tests ask by themselves.
        let statements = ran.filter { statement in sources.contains { $0.begins(statement.text) } }
        var used: Set<Int> = []
        for kind in DatabaseUnderTest.allCases {
            for (index, scanned) in try await StatementPlanTests.scans(of: statements.map(\.sql), on: kind).enumerated()
            {
                for table in scanned.subtracting(StatementPlanTests.small).sorted() {
                    let text = statements[index].text
                    let wanted = StatementPlanTests.wanted.firstIndex { wanted in
                        wanted.tables.contains(table) && StatementText.holds([wanted.words], in: text)
                    }
                    used.formUnion([wanted].compactMap(\.self))
                    #expect(wanted != nil, "\(kind) reads all of \(table): \(text)")
                }
            }
        }
        for (index, wanted) in StatementPlanTests.wanted.enumerated() where !used.contains(index) {
            Issue.record("no database does that any longer: \(wanted)")
        }
    }

    private static func statements() async throws -> [SQL] {
        let book = StatementBook()
        try await StatementBook.$current.withValue(book) {
            for test in StatementWalk.all { try await test() }
        }
        return book.all
    }

    private static func scans(of statements: [SQL], on kind: DatabaseUnderTest) async throws -> [Set<String>] {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            if kind == .postgres { try await settle(database) }
            let dialect = database.dialect
            return try await database.write { connection in
                let tables = Set(try connection.rows(dialect.tableNames).map { try $0.text("name") })
                return try statements.map { try StatementPlan.fullScans(of: $0, tables: tables, dialect, connection) }
            }
        }
    }

    /// The two tables to which nearly all others lead hold some thousand rows, and PostgreSQL knows it: where they were as
    /// empty as what leads there, it might begin with them.
    private static func settle(_ database: any Database) async throws {
        let area = "{}"
        try await database.write { connection in
            let numbers: SQL = """
                WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 5000)
                """
            try connection.run(
                """
                \(sql: numbers) INSERT INTO persons (id, first_name, last_name, language, created_at)
                SELECT CAST(i AS TEXT), '', '', 'nl', 0 FROM numbers
                """)
            try connection.run(
                """
                \(sql: numbers) INSERT INTO groups (id, slug, name, place, country, zone, municipality, area, south,
                    north, west, east, last_sequence, member_version, open_alerts, register_position, register_hash,
                    checkpointed, created_at)
                SELECT CAST(i AS TEXT), CAST(i AS TEXT), '', '', 'NL', '', CAST(i % 340 AS TEXT), \(area), i, i + 1, i,
                    i + 1, 0, 0, 0, 0, \(RegisterEntry.genesis), 0, 0 FROM numbers
                """)
            for table: SQL in ["persons", "groups"] { try connection.run("ANALYZE \(sql: table)") }
        }
    }
}
