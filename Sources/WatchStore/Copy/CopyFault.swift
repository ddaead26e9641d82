/// Why a house is not copied, or a copy is not good. The description is written for the operator; it holds no value of a
/// row but ids and numbers of keys.
public enum CopyFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// A copy into this database was begun and never finished: nobody may be served from it.
    case unfinished
    /// The same of the database that is to be copied.
    case sourceUnfinished
    /// Nobody lives in the house that is to be copied.
    case emptySource
    /// Source and target are one and the same.
    case sameDatabase
    /// The schema of the source is not the one of this program.
    case source(MigrationFault)
    /// The schema of the target can not become the one of this program.
    case target(MigrationFault)
    /// The target holds an unfinished copy of another house.
    case otherCopy
    /// The target holds what the source does not: it would be lost.
    case houseOfItsOwn(table: String, people: Int, groups: Int)
    /// A table is not the same on both sides, or cannot be walked.
    case shape(table: String)
    /// A value that the target cannot hold.
    case value(table: String, column: String, key: String, reason: String)
    /// A row that the target does not take.
    case row(table: String, key: String, fault: DatabaseFault)
    /// The source was written to meanwhile.
    case sourceChanged(tables: [String])
    /// The target does not hold what was written to it.
    case differs(tables: [String])

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .unfinished:
            "a copy into this database was begun and has not been finished: run the same `saar copy` again"
        case .sourceUnfinished:
            "the source is itself an unfinished copy: finish that one first, by running its `saar copy` again"
        case .emptySource:
            "the source holds no people and no groups: there is nothing to copy. Are --from and --to the right way round?"
        case .sameDatabase:
            "source and target are the same database"
        case .source(let fault):
            "the source does not fit this program: \(fault). Nothing was changed"
        case .target(let fault):
            "the target does not fit this program: \(fault). Nothing was changed"
        case .otherCopy:
            "the target holds an unfinished copy of another house. Nothing was changed. Name another target, or say "
                + "--replace to overwrite it"
        case .houseOfItsOwn(let table, let people, let groups):
            "the target holds a house of its own (people: \(people), groups: \(groups)), with something in \(table) that "
                + "the source does not have. Nothing was changed. Are --from and --to the right way round? To give up "
                + "everything in the target for ever, stop its servers, make a copy of it, and say --replace"
        case .shape(let table):
            "the table \(table) is not the same in source and target, or is none that can be copied"
        case .value(let table, let column, let key, let reason):
            "\(table), \(key): \(column) cannot be copied: \(reason)"
        case .row(let table, let key, let fault):
            "\(table), \(key): the target does not take this row: \(fault)"
        case .sourceChanged(let tables):
            "somebody wrote to the source meanwhile (in \(tables.joined(separator: ", "))). "
                + "Stop its servers and run the same copy again: it brings over what is new"
        case .differs(let tables):
            "the target does not hold what the source does (in \(tables.joined(separator: ", "))). "
                + "Is somebody writing to it? Stop that and run the same copy again"
        }
    }
}
