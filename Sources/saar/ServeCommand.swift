import ArgumentParser
import WatchApp

/// Serves a database that is there and up to date.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve, until told to stop.")

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var listen: ListenOptions

    @Flag(help: "Bring the database up to date first.")
    var migrate = false

    func run() async throws {
        var flags = settings.flags
        listen.add(to: &flags)
        let settings = try await Settings.load(flags: flags)
        let wiring = try await Wiring(settings, logger: Serve.logger(settings.logLevel))
        if migrate { try await wiring.migrate() }
        try await Serve.run(wiring) { port in
            print("Saar is awake at \(settings.url ?? "http://\(settings.host):\(port)")")
        }
    }
}
