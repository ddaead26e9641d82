import Synchronization
import WatchStore

/// Writes down every statement that passes, each once, however long its lists are.
final class StatementBook: Sendable {
    /// The book in which every database that a test opens (`TemporaryDatabase.open`) is written down, while there is one.
    @TaskLocal static var current: StatementBook?

    private let statements = Mutex<[String: SQL]>([:])

    /// One of each, by its text.
    var all: [SQL] { statements.withLock { $0.sorted { $0.key < $1.key }.map(\.value) } }

    func write(_ sql: SQL) {
        let text = StatementText.key(sql)
        statements.withLock { known in if known[text] == nil { known[text] = sql } }
    }
}

/// A database of which every statement is written down before it runs.
struct RecordedDatabase: Database {
    let database: any Database
    let book: StatementBook

    var dialect: Dialect { database.dialect }

    func read<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        let book = book
        return try await database.read { try work(RecordedConnection(connection: $0, book: book)) }
    }

    @discardableResult
    func write<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        let book = book
        return try await database.write { try work(RecordedConnection(connection: $0, book: book)) }
    }

    func close() async throws { try await database.close() }
}

private struct RecordedConnection: Connection {
    let connection: any Connection
    let book: StatementBook

    func rows(_ sql: SQL) throws -> [Row] {
        book.write(sql)
        return try connection.rows(sql)
    }

    func run(_ sql: SQL) throws -> Int {
        book.write(sql)
        return try connection.run(sql)
    }

    func put(_ sql: SQL) throws {
        book.write(sql)
        try connection.put(sql)
    }

    func rows(of questions: [SQL]) throws -> [[Row]] {
        questions.forEach(book.write)
        return try connection.rows(of: questions)
    }
}

/// The words of a statement, as they can be compared.
enum StatementText {
    /// Without values, on one line.
    static func line(_ sql: SQL) -> String {
        sql.unnumberedText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The same for every length of its lists.
    static func key(_ sql: SQL) -> String {
        var words: [Substring] = []
        for word in sql.unnumberedText.split(whereSeparator: \.isWhitespace) where word != "?," || words.last != "?," {
            words.append(word)
        }
        return words.joined(separator: " ")
    }

    /// Whether all of these pieces stand in a text, one after the other.
    static func holds(_ pieces: [String], in text: String) -> Bool {
        var rest = text[...]
        for piece in pieces {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
