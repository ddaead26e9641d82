import Crypto
import Foundation
import Watch
import WatchPostgres
import WatchSQLite
import WatchStore

/// A house moves from one database to another: the rows, the register's key, and the proof that both arrived.
public struct WiredCopy: Sendable {
    private let from: Settings
    private let to: Settings

    /// What came of it.
    public struct Outcome: Sendable {
        /// What both databases hold now.
        public let tables: Int
        public let rows: Int
        /// Rows that were missing or different, and rows that were too many.
        public let written: Int
        public let removed: Int
        /// The register at the new place, walked from end to end.
        public let register: RegisterDesk.Verdict
        /// Where the key was copied to; nil when there was nothing to copy.
        public let copiedKey: String?
        /// Where the source's key for pushes lies, and where it is looked for at the new place; nil where it is there already,
        /// and where there is none. It is the operator's to bring: it may be in use elsewhere, and nothing was signed with it.
        public let pushKey: (from: String, to: String)?
    }

    /// - Parameters:
    ///   - from: as a server of the source has them.
    ///   - to: as the servers of the target will have them.
    public init(from: Settings, to: Settings) {
        self.from = from
        self.to = to
    }

    /// Copies and proves. What was copied is there to be served when this returns, whatever the register says: that it is
    /// not whole was so before.
    ///
    /// - Parameters:
    ///   - replace: what the target holds may be lost.
    ///   - line: where it is shown how far it is.
    /// - Throws: `CopyFault`, `SettingsFault`, `DatabaseFault`.
    public func run(
        replace: Bool, line: CopyProgressPrinter, surroundings: Surroundings = .real
    ) async throws -> Outcome {
        guard WiredCopy.place(from.database) != WiredCopy.place(to.database) else { throw CopyFault.sameDatabase }
        if case .sqlite(let path) = from.database, !FileManager.default.fileExists(atPath: path) {
            throw SettingsFault(setting: "from", reason: "there is no file \(path)", fix: "name the file of the source")
        }
        let key = CopiedRegisterKey(
            from: CopiedRegisterKey.Place(key: from.registerKey, mark: from.registerMark),
            to: CopiedRegisterKey.Place(key: to.registerKey, mark: to.registerMark))
        let errand = try key.errand()
        return try await WiredCopy.with(from.database) { source in
            try await WiredCopy.with(to.database) { target in
                let copy = DatabaseCopy(from: source, to: target)
                try await copy.begin(replace: replace, at: surroundings.now().milliseconds) { line.show($0) }
                if errand == .none { try await refuseSigned(source) }
                if errand != .none { try key.copy() }
                let outcome = try await bring(copy, line)
                // Where there is no key there is nothing that one would have signed.
                let seal =
                    errand == .none
                    ? try RegisterKey(bytes: Array(Curve25519.Signing.PrivateKey().rawRepresentation))
                    : try RegisterKey(file: to.registerKey)
                let register = RegisterDesk(
                    store: SQLRegisterStore(database: target), seal: seal,
                    marks: RegisterMarkFile(to.registerMark), surroundings: surroundings)
                return Outcome(
                    tables: outcome.tables, rows: outcome.rows, written: outcome.written, removed: outcome.removed,
                    register: try await register.verify(),
                    copiedKey: errand == .copy ? to.registerKey.path : nil, pushKey: pushKeyToBring())
            }
        }
    }

    private func pushKeyToBring() -> (from: String, to: String)? {
        guard let ours = try? PushKeyFile.read(from.pushKey), ours != (try? PushKeyFile.read(to.pushKey)) else {
            return nil
        }
        return (from.pushKey.path, to.pushKey.path)
    }

    private func bring(_ copy: DatabaseCopy, _ line: CopyProgressPrinter) async throws -> DatabaseCopy.Outcome {
        do {
            return try await copy.run { line.show($0) }
        } catch let fault as DatabaseFault {
            line.end()
            line.say("The copy stopped in between. Run the same command again once the reason is gone: it goes on.")
            throw fault
        }
    }

    private func refuseSigned(_ source: any Database) async throws {
        guard try await SQLRegisterStore(database: source).checkpoints(after: 0, limit: 1).isEmpty else {
            throw SettingsFault(
                setting: "from-register-key",
                reason: "the key that signed the source's register is not at \(from.registerKey.path)",
                fix: "--from-register-key FILE, or bring that file to where it is looked for")
        }
    }

    /// Opens a database for as long as the work takes, and closes it whatever happens.
    static func with<T: Sendable>(
        _ place: Settings.Place, _ work: (any Database) async throws -> T
    ) async throws -> T {
        let database: any Database
        switch place {
        case .sqlite(let path): database = try await SQLiteDatabase(path: path, limits: .patient)
        case .postgres(let url):
            // Whether it is there at all is told soon.
            let quick = PostgresDatabase(url: url)
            do {
                try await quick.read { _ = try $0.rows("SELECT 1 AS one") }
                try await quick.close()
            } catch {
                try? await quick.close()
                throw error
            }
            database = PostgresDatabase(url: url, limits: .patient)
        }
        do {
            let value = try await work(database)
            try await database.close()
            return value
        } catch {
            try? await database.close()
            throw error
        }
    }

    /// The same place, however its path is written.
    private static func place(_ place: Settings.Place) -> Settings.Place {
        guard case .sqlite(let path) = place else { return place }
        return .sqlite(path: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    }
}
