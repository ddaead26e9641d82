import ArgumentParser

/// The command line of Saar: one binary for everything.
@main
struct Saar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "saar",
        abstract: "Neighbourhood watch that sleeps until it matters.",
        subcommands: [
            ServeCommand.self, DemoCommand.self, MigrateCommand.self, OfficeCommand.self, TokenCommand.self,
            ZoneCommand.self, JurisdictionCommand.self, RegisterCommand.self, KeysCommand.self, MailCommand.self,
            CopyCommand.self, ImportCommand.self, ExportCommand.self, DoctorCommand.self,
        ])
}
