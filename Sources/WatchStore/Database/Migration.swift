import Crypto
import Watch

/// One step of the schema on its way forward. There is no way back: who wants one restores a copy.
///
/// ```swift
/// Migration(1, "the first house") { dialect in
///     [
///         "CREATE TABLE persons (id TEXT PRIMARY KEY, …)",
///         "CREATE TABLE register_contents (salt \(sql: dialect.bytesType) NOT NULL, …)",
///     ]
/// }
/// ```
///
/// Once a step has been released, its text is fixed for ever, and a further step says what changes.
public struct Migration: Sendable {
    /// The place in the order: 1, 2, 3 and so on without gaps.
    public let number: Int

    /// What the step is about, for people.
    public let name: String

    /// The oldest program, by the newest step that it knows, that may go on serving once this one was applied. A step
    /// that only adds (expand) names an older program, so that servers are replaced one by one; one that takes away
    /// (contract) names itself, and is released a version after the last program that needs what it takes.
    public let servesFrom: Int

    private let write: @Sendable (Dialect) -> [SQL]

    /// A step. Its statements differ only by the dialect, and carry no values.
    ///
    /// - Parameter servesFrom: nil where only programs that know this step may serve.
    public init(
        _ number: Int, _ name: String, servesFrom: Int? = nil,
        _ statements: @escaping @Sendable (Dialect) -> [SQL]
    ) {
        self.number = number
        self.name = name
        self.servesFrom = servesFrom ?? number
        write = statements
    }

    /// The statements, in order, as this kind of database gets them.
    public func statements(for dialect: Dialect) -> [SQL] { write(dialect) }

    /// SHA-256 over the statements, in hexadecimal: recorded when the step is applied, compared ever after.
    public func digest(for dialect: Dialect) -> String {
        var hash = SHA256()
        for statement in statements(for: dialect) {
            hash.update(data: Array(statement.text.utf8))
            // A statement cannot contain this byte, so two lists never look alike.
            hash.update(data: [0])
        }
        return Hex.text(hash.finalize())
    }
}

/// Why a database is not taken into use as it is. The description is written for the operator.
public enum MigrationFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// These steps are missing. `saar migrate` applies them.
    case behind(missing: [Int])
    /// A newer program has been here: it applied a step beside which this one may not serve.
    case newer(number: Int)
    /// A step was applied with another text than this program has.
    case changed(number: Int, name: String)
    /// The program's own list is wrong: numbers must run 1, 2, 3…, and statements carry no values.
    case malformed(number: Int, reason: String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .behind(let missing):
            let steps = missing.map(String.init).joined(separator: ", ")
            return "the database is behind this program (missing: \(steps)): run `saar migrate`"
        case .newer(let number):
            return "the database is newer than this program (it has migration \(number)): run the newer saar"
        case .changed(let number, let name):
            return "migration \(number) (\(name)) was applied with another text than this program has: "
                + "use the saar that made this database, or restore a copy"
        case .malformed(let number, let reason):
            return "migration \(number) of this program is wrong: \(reason)"
        }
    }
}
