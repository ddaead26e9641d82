import ArgumentParser
import Watch
import WatchApp

/// Gives a person a new key.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Give a person a new token; it is shown once and kept hashed.")

    @OptionGroup var settings: SettingsOptions

    @Option(help: "The person's id.")
    var person: String

    @Option(help: "bearer, for programs; sign-in, for a link.")
    var purpose = "bearer"

    func validate() throws {
        guard PersonId(person) != nil else { throw ValidationError("--person takes a person's id, a UUID") }
        guard purpose == "bearer" || purpose == "sign-in" else {
            throw ValidationError("--purpose is bearer or sign-in")
        }
    }

    func run() async throws {
        guard let id = PersonId(person), let purpose = Token.Purpose(rawValue: purpose) else { return }
        let settings = try await Settings.load(flags: settings.flags)
        let wiring = try await Wiring(settings, logger: Serve.logger(settings.logLevel))
        try await wiring.check()
        guard try await wiring.persons.person(id) != nil else {
            throw ValidationError("there is no person with this id in this database")
        }
        print(try await wiring.persons.issue(purpose, to: id))
        try await wiring.close()
    }
}
