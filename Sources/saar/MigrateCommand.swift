import ArgumentParser
import WatchApp

/// Brings the database forward to what this program needs.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database up to date.")

    @OptionGroup var settings: SettingsOptions

    func run() async throws {
        let settings = try await Settings.load(flags: settings.flags)
        let wiring = try await Wiring(settings, logger: Serve.logger(settings.logLevel))
        let applied = try await wiring.migrate()
        let steps = applied.map(String.init).joined(separator: ", ")
        print(applied.isEmpty ? "The database is up to date." : "Applied: \(steps).")
        try await wiring.close()
    }
}
