import Foundation
import Logging
import Watch
import WatchMail
import WatchPostgres
import WatchSQLite
import WatchStore

/// The whole visit: settings first, since nothing else can be looked at without them.
extension Doctor {
    /// Looks at everything, as a server with these settings would find it.
    ///
    /// - Parameters:
    ///   - flags: as `saar serve` takes them.
    ///   - environment: likewise.
    public static func examine(
        flags: Settings.Flags, environment: [String: String] = ProcessInfo.processInfo.environment,
        surroundings: Surroundings = .real
    ) async -> Doctor {
        let settings: Settings
        do {
            settings = try await Settings.load(flags: flags, environment: environment)
        } catch let fault as SettingsFault {
            return Doctor(
                findings: [.wrong(.settings, "\(fault.setting): \(fault.reason)", toDo: fault.fix)])
        } catch {
            return Doctor(
                findings: [.wrong(.settings, "they cannot be read", toDo: "look at the environment and SAAR_CONFIG")])
        }
        return await Doctor(settings, surroundings: surroundings)
    }

    /// - Parameter space: how much room there is in a folder.
    init(
        _ settings: Settings, surroundings: Surroundings, space: @Sendable (String) -> Space? = Doctor.space
    ) async {
        let house = await Visit.visit(settings, surroundings: surroundings)
        let program = settings.sendmail ?? Sendmail.usualProgram
        let mailer = Doctor.mailer(program, from: settings.mailFrom)
        var found = [Doctor.settings(settings), Doctor.share(settings.share)] + house.findings
        found.append(Doctor.registerKey(settings, hasSigned: house.checkup.map { $0.signedAt != nil }))
        if let standing = house.standing { found.append(Doctor.register(standing, settings)) }
        let pushKey = Doctor.pushKey(settings)
        found += [pushKey, mailer]
        found.append(
            Doctor.channels(
                hasMail: mailer.state != .wrong, hasPush: pushKey.state == .good,
                waitingSince: house.checkup?.waitingSince, at: surroundings.now()))
        found.append(Doctor.files(OpenFiles.raiseLimit()))
        found += Doctor.disks(settings, space: space)
        findings = found
    }
}

/// What the database has to say.
private struct Visit {
    var findings: [Doctor.Finding] = []
    /// Nil where it could not be asked, or is not this program's yet.
    var checkup: HouseCheckup?
    var standing: RegisterStanding?

    static func visit(_ settings: Settings, surroundings: Surroundings) async -> Visit {
        var house = Visit()
        do {
            guard let database = try await house.open(settings.database) else { return house }
            await house.look(database, settings, surroundings)
            try? await database.close()
        } catch {
            house.findings.append(Visit.unreachable(settings.database, error))
        }
        return house
    }

    /// Nil where there is none, which is said: looking makes none.
    private mutating func open(_ place: Settings.Place) async throws -> (any Database)? {
        switch place {
        case .postgres(let url): return PostgresDatabase(url: url)
        case .sqlite(let path):
            guard FileManager.default.fileExists(atPath: path) else {
                findings.append(
                    .wrong(.database, "there is no file \(path)", toDo: "saar migrate makes it; or name the right one"))
                return nil
            }
            return try await SQLiteDatabase(path: path)
        }
    }

    private mutating func look(
        _ database: any Database, _ settings: Settings, _ surroundings: Surroundings
    ) async {
        do {
            try await database.read { _ = try $0.rows("SELECT 1 AS one") }
        } catch {
            return findings.append(Visit.unreachable(settings.database, error))
        }
        let watched = WatchedDatabase(database, logger: Logger(label: "saar") { _ in SwiftLogNoOpLogHandler() })
        let schema = await Visit.schema(database)
        if schema.state == .good { await watched.probe() }
        findings.append(Visit.reached(settings.database, isWritable: watched.isWritable))
        findings.append(schema)
        guard schema.state == .good else { return }
        do {
            let asked = surroundings.now()
            let checkup = try await HouseCheckup(database, at: asked)
            findings.append(
                Doctor.clock(
                    asked: asked, answered: surroundings.now(), clock: checkup.clock, signedAt: checkup.signedAt))
            self.checkup = checkup
            standing = try await Visit.standing(database, settings, surroundings)
        } catch {
            findings.append(Visit.unreachable(settings.database, error))
        }
    }

    /// Nil where there is no key that could be held against it.
    private static func standing(
        _ database: any Database, _ settings: Settings, _ surroundings: Surroundings
    ) async throws -> RegisterStanding? {
        guard let seal = try? RegisterKey(in: settings.registerKey) else { return nil }
        return try await RegisterSigningDesk(
            store: SQLRegisterStore(database: database), seal: seal,
            marks: RegisterMarkFile(settings.registerMark), surroundings: surroundings
        ).standing()
    }

    // MARK: in words

    /// Where it is, without what lets one in.
    private static func name(_ place: Settings.Place) -> String {
        switch place {
        case .sqlite(let path): return path
        case .postgres(let url):
            let parts = URLComponents(string: url)
            return "PostgreSQL at \(parts?.host ?? "?"):\(parts?.port ?? 5432)\(parts?.path ?? "")"
        }
    }

    private static func unreachable(_ place: Settings.Place, _ error: any Error) -> Doctor.Finding {
        if (error as? DatabaseFault)?.kind == .busy {
            return .wrong(
                .database, "\(name(place)) is held by another program",
                toDo: "try again; if it stays so, look for what holds it")
        }
        switch place {
        case .sqlite(let path):
            return .wrong(
                .database, "\(path) cannot be read",
                toDo: "see that it is Saar's database, and that the user that runs Saar owns it and its folder")
        case .postgres:
            return .wrong(
                .database, "\(name(place)) does not let us in",
                toDo: "see that it runs, that it is reached from here, and that user and password are right (psql)")
        }
    }

    private static func reached(_ place: Settings.Place, isWritable: Bool) -> Doctor.Finding {
        guard isWritable else {
            return .wrong(
                .database, "\(name(place)) can be read, and keeps nothing",
                toDo: "see that its disk has room, and that this user may write it; a standby of PostgreSQL never can")
        }
        return .good(.database, name(place))
    }

    private static func schema(_ database: any Database) async -> Doctor.Finding {
        do {
            try await CopyMark.check(database)
            try await Migrator(database, Schema.migrations).check()
            return .good(.schema, "at step \(Schema.migrations.count), which is this program's")
        } catch let fault as MigrationFault {
            let toDo =
                switch fault {
                case .behind: "saar migrate"
                case .newer: "run the newer saar, or put back the copy that was made before it"
                case .changed, .malformed: "use the saar that made this database, or put back a copy"
                }
            return .wrong(.schema, "\(fault)", toDo: toDo)
        } catch let fault as CopyFault {
            return .wrong(.schema, "\(fault)", toDo: "run saar copy again, to its end")
        } catch {
            return .wrong(.schema, "its steps cannot be read", toDo: "see that it is Saar's database")
        }
    }
}
