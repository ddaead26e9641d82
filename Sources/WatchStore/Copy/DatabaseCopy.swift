/// Moves a house: brings everything from one database into another, of the same kind or not, and proves that it arrived.
///
/// It compares by content, so that running it again goes on where it was interrupted, and mends what differs. It walks
/// each table in slices, so that memory stays the same however large the house is. The source is never changed.
///
/// ```swift
/// let copy = DatabaseCopy(from: sqlite, to: postgres)
/// try await copy.begin(at: now)  // refuses, or marks the target: nothing serves from it now
/// let outcome = try await copy.run()  // brings over, compares, and takes the mark away
/// ```
public struct DatabaseCopy: Sendable {
    private let source: any Database
    private let target: any Database
    private let migrations: [Migration]
    private let wish: Int

    /// What a copy came to.
    public struct Outcome: Sendable, Equatable {
        /// Tables and rows that both databases now hold.
        public let tables: Int
        public let rows: Int
        /// Rows that were missing or different, and rows that were too many: 0 and 0 when all was there before.
        public let written: Int
        public let removed: Int
    }

    /// Who is told how far it is.
    public typealias Tell = @Sendable (CopyProgress) throws -> Void

    /// - Parameter slice: how many rows are in memory at a time.
    public init(
        from source: any Database, to target: any Database, migrations: [Migration] = Schema.migrations,
        slice: Int = 500
    ) {
        self.source = source
        self.target = target
        self.migrations = migrations
        wish = slice
    }

    // MARK: before

    /// Looks at both, refuses what would lose something, and marks the target as unfinished.
    ///
    /// - Parameters:
    ///   - replace: what the target holds may be lost.
    ///   - onProgress: told after every slice; what it throws stops the copy.
    /// - Throws: `CopyFault`; then nothing was changed.
    public func begin(
        replace: Bool = false, at milliseconds: Int64, onProgress: @escaping Tell = { _ in }
    ) async throws {
        let house = try await checkSource()
        let mark = try await CopyMark.house(target)
        var isBehind = false
        do {
            try await Migrator(target, migrations).check()
        } catch MigrationFault.behind {
            // A new database, or one that this copy may bring forward.
            isBehind = true
        } catch let fault as MigrationFault {
            throw CopyFault.target(fault)
        }
        if let number = try await newerStep(of: target) { throw CopyFault.target(.newer(number: number)) }
        if !replace {
            if let mark, mark != house { throw CopyFault.otherCopy }
            if mark == nil { try await checkNothingIsLost(isBehind: isBehind, onProgress) }
        }
        try await CopyMark.set(target, house: house, at: milliseconds)
        if try await CopyMark.isThere(source) {
            try await CopyMark.remove(target)
            throw CopyFault.sameDatabase
        }
        if isBehind { try await Migrator(target, migrations).migrate(at: milliseconds) }
    }

    /// Refuses a source that is not a whole house.
    ///
    /// - Returns: by what the house is known again: its first group.
    private func checkSource() async throws -> String {
        if try await CopyMark.isThere(source) { throw CopyFault.sourceUnfinished }
        do {
            try await Migrator(source, migrations).check()
        } catch let fault as MigrationFault {
            throw CopyFault.source(fault)
        }
        if let number = try await newerStep(of: source) { throw CopyFault.source(.newer(number: number)) }
        let (first, people) = try await source.read { connection in
            (
                try connection.first("SELECT MIN(id) AS id FROM groups")?.textIfPresent("id"),
                try connection.first("SELECT MIN(id) AS id FROM persons")?.textIfPresent("id")
            )
        }
        guard first != nil || people != nil else { throw CopyFault.emptySource }
        return first ?? "no group"
    }

    /// A step that this program does not know. It might serve beside it, but would leave behind what the step added.
    private func newerStep(of database: any Database) async throws -> Int? {
        let tables = database.dialect.tableNames
        let last = migrations.count
        return try await database.read { connection in
            let names = try connection.rows(tables).map { try $0.text("name") }
            func has(_ table: String) -> Bool { names.contains(table) }
            guard has("schema_migrations") else { return nil }
            return try connection.first("SELECT MIN(number) AS number FROM schema_migrations WHERE number > \(last)")?
                .integerIfPresent("number")
        }
    }

    /// A target without a mark may hold nothing, or nothing but what the source holds, too.
    private func checkNothingIsLost(isBehind: Bool, _ onProgress: @escaping Tell) async throws {
        let ours = try await CopyCatalogue.read(source)
        let theirs = try await CopyCatalogue.read(target)
        let counts = try await counts(
            of: theirs.tables.values.filter { table in
                ours.tables[table.name.text] != nil && !CopyCatalogue.ofEverybody.contains(table.name.text)
            }, in: target)
        guard let first = counts.filter({ $0.value > 0 }).keys.min() else { return }
        func refusal(_ table: String) -> CopyFault {
            .houseOfItsOwn(table: table, people: counts["persons"] ?? 0, groups: counts["groups"] ?? 0)
        }
        if isBehind { throw refusal(first) }
        let meter = CopyMeter(.looking, total: counts.values.reduce(0, +), onProgress)
        for table in try ours.shared(with: theirs) where !CopyCatalogue.ofEverybody.contains(table.name.text) {
            try await walk(table, in: target) { rows in
                let there = try await find(rows, of: table, in: source)
                guard rows.allSatisfy({ there[table.mark(of: $0)] == $0 }) else { throw refusal(table.name.text) }
                try meter.advance(by: rows.count, in: table)
            }
        }
    }

    // MARK: the copy itself

    /// Brings everything over and compares both from end to end. Stopped in the middle, it goes on when it is run again.
    ///
    /// - Parameter onProgress: told after every slice; what it throws stops the copy.
    /// - Throws: `CopyFault`, `DatabaseFault`. The target then stays marked as unfinished.
    @discardableResult
    public func run(onProgress: @escaping Tell = { _ in }) async throws -> Outcome {
        let tables = try await CopyCatalogue.read(source).shared(with: CopyCatalogue.read(target))
        let total = try await counts(of: tables, in: source).values.reduce(0, +)
        var brought: Brought
        do {
            brought = try await bring(tables, total, onProgress)
        } catch let fault as DatabaseFault where fault.kind == .constraint {
            // A row that comes first in the order may wait for one that comes later to let go of its name. It is a copy,
            // so that nothing is lost when it begins anew.
            let removed = try await empty(tables)
            brought = try await bring(tables, total, onProgress, namesRows: true)
            brought.removed += removed
        }
        try await compare(tables, with: brought.digests, CopyMeter(.comparing, total: total * 2, onProgress))
        try await CopyMark.remove(target)
        return Outcome(
            tables: tables.count, rows: brought.digests.values.map(\.rows).reduce(0, +), written: brought.written,
            removed: brought.removed)
    }

    private struct Brought {
        var digests: [String: CopyDigest] = [:]
        var written = 0
        var removed = 0
    }

    /// First what is too many goes, children before parents; then what is missing comes, parents before children.
    private func bring(
        _ tables: [CopyTable], _ total: Int, _ onProgress: @escaping Tell, namesRows: Bool = false
    ) async throws -> Brought {
        let held = try await counts(of: tables, in: target)
        let look = CopyMeter(.looking, total: held.values.reduce(0, +), onProgress)
        var brought = Brought()
        for table in tables.reversed() where held[table.name.text] != 0 {
            brought.removed += try await removeSurplus(table, look)
        }
        let meter = CopyMeter(.copying, total: total, onProgress)
        for table in tables {
            let isEmpty = held[table.name.text] == 0
            var digest = CopyDigest()
            var written = 0
            try await walk(table, in: source) { rows in
                rows.forEach { digest.add($0) }
                do {
                    written += try await put(rows, into: table, isEmpty: isEmpty)
                } catch let fault as DatabaseFault where fault.kind == .other || fault.kind == .constraint && namesRows
                {
                    throw try await culprit(rows, of: table) ?? fault
                }
                try meter.advance(by: rows.count, in: table)
            }
            brought.digests[table.name.text] = digest
            brought.written += written
        }
        return brought
    }

    private func put(_ rows: [[SQLValue]], into table: CopyTable, isEmpty: Bool) async throws -> Int {
        try await target.write { connection in
            let there = isEmpty ? [:] : try table.byMark(connection.rows(table.find(rows.map(table.key(of:)))))
            let wanted = rows.filter { there[table.mark(of: $0)] != $0 }
            if !wanted.isEmpty { try connection.run(table.put(wanted)) }
            return wanted.count
        }
    }

    /// Which of the rows it is that the target does not take.
    private func culprit(_ rows: [[SQLValue]], of table: CopyTable) async throws -> CopyFault? {
        for row in rows {
            do {
                try await target.write { _ = try $0.run(table.put([row])) }
            } catch let fault as DatabaseFault where fault.kind == .other || fault.kind == .constraint {
                return .row(table: table.name.text, key: table.keyWords(row), fault: fault)
            }
        }
        return nil
    }

    private func removeSurplus(_ table: CopyTable, _ meter: CopyMeter) async throws -> Int {
        var removed = 0
        try await walk(table, in: target) { rows in
            let there = try await find(rows, of: table, in: source)
            let surplus = rows.filter { there[table.mark(of: $0)] == nil }.map(table.key(of:))
            if !surplus.isEmpty { removed += try await target.write { try $0.run(table.remove(surplus)) } }
            try meter.advance(by: rows.count, in: table)
        }
        return removed
    }

    private func empty(_ tables: [CopyTable]) async throws -> Int {
        var removed = 0
        for table in tables.reversed() {
            try await walk(table, in: target) { rows in
                removed += try await target.write { try $0.run(table.remove(rows.map(table.key(of:)))) }
            }
        }
        return removed
    }

    // MARK: afterwards

    /// Reads both, each at one moment, and holds them against each other and against what was brought over.
    private func compare(
        _ tables: [CopyTable], with brought: [String: CopyDigest], _ meter: CopyMeter
    ) async throws {
        async let ours = digests(of: tables, in: source, meter)
        async let theirs = digests(of: tables, in: target, meter)
        let (before, after) = try await (ours, theirs)
        let changed = tables.map(\.name.text).filter { before[$0] != brought[$0] }
        guard changed.isEmpty else { throw CopyFault.sourceChanged(tables: changed) }
        let differing = tables.map(\.name.text).filter { before[$0] != after[$0] }
        guard differing.isEmpty else { throw CopyFault.differs(tables: differing) }
    }

    private func digests(
        of tables: [CopyTable], in database: any Database, _ meter: CopyMeter
    ) async throws -> [String: CopyDigest] {
        let wish = wish
        return try await database.read { connection in
            var digests: [String: CopyDigest] = [:]
            for table in tables {
                var digest = CopyDigest()
                var last: [SQLValue]?
                let limit = table.rows(wish: wish)
                while true {
                    let rows = try table.rows(connection.rows(table.slice(after: last, limit: limit)))
                    rows.forEach { digest.add($0) }
                    try meter.advance(by: rows.count, in: table)
                    guard rows.count == limit, let end = rows.last else { break }
                    last = table.key(of: end)
                }
                digests[table.name.text] = digest
            }
            return digests
        }
    }

    // MARK: steps

    /// Goes through a table slice by slice; while one is dealt with, the next is read.
    private func walk(
        _ table: CopyTable, in database: any Database, _ deal: ([[SQLValue]]) async throws -> Void
    ) async throws {
        let limit = table.rows(wish: wish)
        var rows = try await slice(of: table, in: database, after: nil, limit)
        while let last = rows.last {
            try Task.checkCancellation()
            guard rows.count == limit else { return try await deal(rows) }
            async let next = slice(of: table, in: database, after: table.key(of: last), limit)
            try await deal(rows)
            rows = try await next
        }
    }

    private func slice(
        of table: CopyTable, in database: any Database, after key: [SQLValue]?, _ limit: Int
    ) async throws -> [[SQLValue]] {
        try await database.read { try table.rows($0.rows(table.slice(after: key, limit: limit))) }
    }

    private func find(
        _ rows: [[SQLValue]], of table: CopyTable, in database: any Database
    ) async throws -> [[UInt8]: [SQLValue]] {
        let keys = rows.map(table.key(of:))
        return try await database.read { try table.byMark($0.rows(table.find(keys))) }
    }

    private func counts(of tables: [CopyTable], in database: any Database) async throws -> [String: Int] {
        try await database.read { connection in
            var counts: [String: Int] = [:]
            for table in tables { counts[table.name.text] = try connection.first(table.count)?.integer("count") }
            return counts
        }
    }
}

extension CopyTable {
    /// What a row is found by: its key as bytes.
    fileprivate func mark(of row: [SQLValue]) -> [UInt8] { CopyDigest.bytes(key(of: row)) }

    fileprivate func byMark(_ answer: [Row]) throws -> [[UInt8]: [SQLValue]] {
        Dictionary(try rows(answer).map { (mark(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
    }
}
