import ArgumentParser
import Foundation
import Watch
import WatchApp

extension Office.Kind: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}

/// Says who speaks for police, municipality and foundation.
struct OfficeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "office", abstract: "Say who holds an office: give it, take it, list it.",
        discussion: """
            Officials confirm groups, look after those that have nobody, and read along. They sign in by a letter like \
            everybody. Running servers notice a change at once, open pages within seconds.
            """, subcommands: [Grant.self, Revoke.self, List.self])

    /// Whose office, and which.
    struct OfficeOptions: ParsableArguments {
        @Option(help: "The official's e-mail address.")
        var email: String

        @Option(name: .customLong("as"), help: "What they are: police, municipality or foundation.")
        var kind: Office.Kind

        @Option(
            help: "For whom: a municipality's code or its whole name, a police zone as `saar zone` names it, NL or BE.")
        var territory: String

        func validate() throws {
            guard EmailAddress(email) != nil else { throw ValidationError("--email takes an e-mail address") }
        }
    }

    /// Gives somebody an office.
    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "grant", abstract: "Give somebody an office, beside those they hold.")

        @OptionGroup var office: OfficeOptions

        @Option(help: "In which language somebody new is written to: nl, fr, de or en.")
        var language = Language.nl

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            guard let email = EmailAddress(office.email) else { return }
            try await OfficeCommand.open(settings) { wiring in
                let named = try await wiring.office(office.kind, over: office.territory)
                let isNew = try await wiring.persons.grant(named.office, to: email, language: language)
                let verb = isNew ? "now holds" : "held"
                print(
                    "\(email.text) \(verb) the office of \(office.kind) for \(named.name)\(isNew ? "." : " already.")")
                if office.kind == .police, try await !wiring.isZone(named.office.territory) {
                    print("No municipality lies in this zone: is it spelled as `saar zone list` has it?")
                }
            }
        }
    }

    /// Takes an office away.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "Take an office from somebody; others that they hold they keep.")

        @OptionGroup var office: OfficeOptions
        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            guard let email = EmailAddress(office.email) else { return }
            try await OfficeCommand.open(settings) { wiring in
                guard let revoked = try await wiring.revoke(office.kind, over: office.territory, from: email) else {
                    print("\(email.text) did not hold this office. Nothing was changed.")
                    return
                }
                print("\(email.text) no longer holds the office of \(office.kind) for \(revoked.name).")
            }
        }
    }

    /// Who holds what.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List everybody who holds an office.")

        @Option(help: "Only what this address holds.")
        var email: String?

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            try await OfficeCommand.open(settings) { wiring in
                for official in try await wiring.persons.officials()
                where email.map({ EmailAddress($0)?.text == official.person.email }) ?? true {
                    let name = try await wiring.name(of: official.office)
                    print("\(official.office.kind)\t\(name)\t\(official.person.email ?? "")")
                }
            }
        }
    }

    /// With the house of these settings open, and closed again whatever happens.
    static func open(
        _ options: SettingsOptions, _ work: @Sendable (Wiring) async throws -> Void
    ) async throws {
        let settings = try await Settings.load(flags: options.flags)
        let wiring = try await Wiring(settings, logger: Serve.logger(settings.logLevel))
        do {
            try await wiring.check()
            try await work(wiring)
            try await wiring.close()
        } catch {
            try? await wiring.close()
            throw error
        }
    }
}
