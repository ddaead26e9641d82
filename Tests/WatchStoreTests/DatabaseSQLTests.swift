import Testing
import WatchStore

/// What a literal becomes, and how an answer is read. No database is needed for that.
@Suite("SQL and rows")
struct DatabaseSQLTests {
    enum Kind: String, SQLBindable { case burglary }

    @Test("binds values in order of appearance")
    func order() {
        let nothing: String? = nil
        let something: Int? = 4
        let sql: SQL = "SELECT \(1), \("two"), \(true) \(raw: "FROM") t WHERE \(nothing) = \(something) -- \(2.5)"
        #expect(sql.text == "SELECT $1, $2, $3 FROM t WHERE $4 = $5 -- $6")
        #expect(sql.unnumberedText == "SELECT ?, ?, ? FROM t WHERE ? = ? -- ?")
        #expect(sql.values == [.integer(1), .text("two"), .boolean(true), .null(.text), .integer(4), .real(2.5)])
        #expect(sql.isReusable)
    }

    @Test("binds an enumeration by its raw value")
    func enumeration() {
        let none: Kind? = nil
        let sql: SQL = "\(Kind.burglary) \(none)"
        #expect(sql.values == [.text("burglary"), .null(.text)])
    }

    @Test("numbers a spliced piece anew")
    func splice() {
        let condition: SQL = "name = \("a") OR name = \("b")"
        let sql: SQL = "UPDATE t SET n = \(1) WHERE (\(sql: condition)) AND n > \(2) AND (\(sql: condition))"
        #expect(
            sql.text == "UPDATE t SET n = $1 WHERE (name = $2 OR name = $3) AND n > $4 AND (name = $5 OR name = $6)")
        #expect(
            sql.values == [.integer(1), .text("a"), .text("b"), .integer(2), .text("a"), .text("b")])
    }

    @Test("writes lists, which no driver keeps prepared")
    func lists() {
        let some: SQL = "a IN \(list: [1, 2]) AND b = \(3)"
        #expect(some.text == "a IN ($1, $2) AND b = $3")
        #expect(!some.isReusable)
        let empty: SQL = "a IN \(list: [String]())"
        #expect(empty.text == "a IN (SELECT CAST(NULL AS TEXT) WHERE FALSE)")
        let spliced: SQL = "WHERE \(sql: some)"
        #expect(!spliced.isReusable)
    }

    @Test("joins pieces")
    func joined() {
        let rows = (1...3).map { "(\($0), \("n"))" as SQL }.joined(separator: ", ")
        #expect(rows.text == "($1, $2), ($3, $4), ($5, $6)")
        #expect(rows.values.count == 6)
        #expect([SQL]().joined(separator: ", ").text == "")
    }

    @Test("says nothing about its values")
    func description() {
        let sql: SQL = "name = \("Kerkstraat 12")"
        let row = Row(columns: ["name"], values: [.text("Kerkstraat 12")])
        for text in ["\(sql)", String(reflecting: sql), "\(row)", String(reflecting: [row])] {
            #expect(!text.contains("Kerkstraat"))
        }
    }

    @Test("reads a row by name, and names what does not fit")
    func row() throws {
        let row = Row(
            columns: ["id", "n", "yes", "id"], values: [.text("first"), .integer(1_000), .integer(1), .text("second")])
        #expect(try row.text("id") == "first")
        #expect(try row.integer("n", as: Int.self) == 1_000)
        #expect(try row.real("n") == 1_000)
        #expect(try row.boolean("yes"))
        func kind(_ read: () throws -> Void) throws -> DatabaseFault.Kind {
            try #require(throws: DatabaseFault.self) { try read() }.kind
        }
        #expect(try kind { _ = try row.text("name") } == .missing(column: "name"))
        #expect(try kind { _ = try row.integerIfPresent("id", as: Int.self) } == .wrongType(column: "id"))
        #expect(try kind { _ = try row.integer("n", as: UInt8.self) } == .wrongType(column: "n"))
        #expect(try kind { _ = try row.boolean("n") } == .wrongType(column: "n"))
        #expect(try kind { _ = try row.bytes("id") } == .wrongType(column: "id"))
        #expect(try kind { _ = try row.textIfPresent("n") } == .wrongType(column: "n"))
        #expect(try kind { _ = try row.realIfPresent("id") } == .wrongType(column: "id"))
    }
}
