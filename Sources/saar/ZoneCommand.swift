import ArgumentParser
import Foundation
import Watch
import WatchApp

/// Says in which police zone a municipality lies.
struct ZoneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zone", abstract: "Say in which police zone each municipality lies.",
        discussion: """
            A group lies in the zone of its municipality, wherever it goes: whoever holds the police office of that zone \
            reads along with it (saar office). Where a municipality has no zone, or nobody holds its office, pages say \
            that nobody of the police reads along yet. Running servers follow at once, open pages within seconds.
            """, subcommands: [List.self, Set.self, Clear.self, Import.self, Check.self])

    /// Every municipality that has one.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List every municipality with its zone, as `saar zone import` reads it.")

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            try await OfficeCommand.open(settings) { wiring in
                print("country\tmunicipality\tname\tzone\tgroups\tofficers")
                for one in try await wiring.zonedMunicipalities() {
                    let words = [one.country ?? "", one.municipality, one.name ?? "", one.zone]
                    print((words + ["\(one.groups)", "\(one.officers)"]).joined(separator: "\t"))
                }
            }
        }
    }

    /// Gives a municipality a zone.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Say in which zone a municipality lies.")

        @Option(help: "The municipality's code or its whole name.")
        var municipality: String

        @Option(help: "What its zone is called: a name of at most 80 letters, the same for all municipalities in it.")
        var zone: String

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            try await OfficeCommand.open(settings) { wiring in
                let outcome = try await wiring.setZone(of: municipality, to: zone)
                let now = outcome.now ?? ""
                guard outcome.before != outcome.now else {
                    return print("\(outcome.name) lay in \(now) already. Nothing was changed.")
                }
                let before = outcome.before.map { ", and no longer in \($0)" } ?? ""
                print("\(outcome.name) lies in \(now) from now on\(before).")
            }
        }
    }

    /// Takes it away.
    struct Clear: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "clear", abstract: "Say that a municipality lies in no zone that is known.")

        @Option(help: "The municipality's code or its whole name.")
        var municipality: String

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            try await OfficeCommand.open(settings) { wiring in
                let outcome = try await wiring.setZone(of: municipality, to: nil)
                guard let before = outcome.before else {
                    return print("\(outcome.name) lay in no zone. Nothing was changed.")
                }
                print("\(outcome.name) no longer lies in \(before). Nobody of the police reads along there.")
            }
        }
    }

    /// Brings in a list.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Bring in municipalities and their zones from a list (CSV with a header).",
            discussion: """
                Columns: municipality (code or name), zone, and country where both are in it. Every line is checked, and \
                everything that is wrong with it is said; then nothing is changed. What does not stand in it stays as it \
                is. Ends with 1 when anything is wrong.
                """)

        @OptionGroup var list: ListOptions
        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            let line = ImportLine()
            try await OfficeCommand.open(settings) { wiring in
                defer { line.end() }
                let outcome = try await wiring.importZones(
                    from: list.url, country: list.country, isTrial: list.dryRun, line: line)
                line.end()
                try report(outcome)
            }
        }

        private func report(_ outcome: Wiring.ImportedZones) throws {
            print("Read as \(outcome.form).")
            for fault in outcome.faults { print(fault) }
            let faults = outcome.faults.count(where: \.isFault)
            guard faults == 0 else {
                print("\(faults) \(faults == 1 ? "fault" : "faults"). Nothing was changed.")
                throw ExitCode(1)
            }
            let verb = list.dryRun ? "would be changed" : "were changed"
            print("\(outcome.municipalities) municipalities, of which \(outcome.changed) \(verb).")
            if list.dryRun { print("This was a dry run: nothing was changed.") }
        }
    }

    /// What is left to do.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Say what is left to do so that the police read along everywhere.",
            discussion: "Ends with 1 when anything is left.")

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            try await OfficeCommand.open(settings) { wiring in
                let items = try await wiring.zoneWorklist().items
                for item in items { print(try await Check.words(item, wiring)) }
                guard items.isEmpty else { throw ExitCode(1) }
                print("Every group lies in a zone of which somebody holds the office.")
            }
        }

        private static func words(_ item: ZoneWorklist.Item, _ wiring: Wiring) async throws -> String {
            switch item {
            case .municipality(let code, let groups):
                "\(try await wiring.name(ofMunicipality: code)), groups: \(groups): it has no zone: saar zone set"
            case .group(let slug, let municipality):
                "group \(slug): it lies in no municipality that is known"
                    + (municipality.map { " (\($0))" } ?? "") + ": its coordinator draws its area anew"
            case .unheld(let zone, let groups):
                "zone \(zone), groups: \(groups): nobody holds its police office: saar office grant"
            case .unknown(let zone):
                "zone \(zone): somebody holds its police office, and no municipality lies in it: is it spelled otherwise?"
            case .namesakes(let zone, let municipalities):
                "zone \(zone): it is in both countries (\(municipalities.joined(separator: ", "))): name one otherwise"
            case .gone(let municipality, let zone):
                "municipality \(municipality), zone \(zone): the gazetteer does not know it any more: saar zone clear"
            }
        }
    }
}
