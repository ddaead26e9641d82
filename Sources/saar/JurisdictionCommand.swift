import ArgumentParser
import Watch
import WatchApp

/// Says what a municipality does otherwise than its country.
struct JurisdictionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jurisdiction",
        abstract: "Say what a municipality does its own way: from which age on, and which number its police have.",
        discussion: """
            What is not set is as everywhere in the country. It holds from the next page on; who is a member already stays \
            one. The number is that of the local police for what has no hurry: it is offered beside those of the country, \
            which stay as they are.
            """, subcommands: [Set.self, Unset.self, List.self])

    /// Sets it.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Set what a municipality does its own way; what you do not name stays.")

        @Option(help: "Its code, or its whole name.")
        var municipality: String

        @Option(help: "From which age on somebody may join or found a group: 16 to 21.")
        var minimumAge: Int?

        @Option(help: "The number of the local police for what has no hurry, as it is dialled there: \"09 266 61 11\".")
        var policeNumber: String?

        @OptionGroup var settings: SettingsOptions

        func validate() throws {
            guard minimumAge != nil || policeNumber != nil else {
                throw ValidationError("say what to set: --minimum-age, --police-number or both")
            }
        }

        func run() async throws {
            try await OfficeCommand.open(settings) { wiring in
                let set = try await wiring.setPolicy(
                    of: municipality, minimumAge: minimumAge, policeNumber: policeNumber)
                print(JurisdictionCommand.line(set))
            }
        }
    }

    /// Lets the country's policy hold again.
    struct Unset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unset",
            abstract: "Let the country's policy hold again in a municipality: all of it, or what you name.")

        @Option(help: "Its code, or its whole name.")
        var municipality: String

        @Flag(help: "Only the age.")
        var minimumAge = false

        @Flag(help: "Only the number of the local police.")
        var policeNumber = false

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            let isAll = !minimumAge && !policeNumber
            try await OfficeCommand.open(settings) { wiring in
                let left = try await wiring.unsetPolicy(
                    of: municipality, minimumAge: minimumAge || isAll, policeNumber: policeNumber || isAll)
                print(left.map(JurisdictionCommand.line) ?? "It did nothing its own way. Nothing was changed.")
            }
        }
    }

    /// Who does what.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List every municipality that does something its own way.")

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            try await OfficeCommand.open(settings) { wiring in
                for municipality in try await wiring.municipalPolicies() {
                    print(JurisdictionCommand.line(municipality))
                }
            }
        }
    }

    /// `Gent (44021)`, the age, the number; a hyphen for what is as in the whole country.
    private static func line(_ municipality: Wiring.PolicedMunicipality) -> String {
        let age = municipality.own?.minimumAge.map(String.init) ?? "-"
        return "\(municipality.name)\tage \(age)\tpolice \(municipality.own?.policeNumber ?? "-")"
    }
}
