import ArgumentParser
import Foundation
import Watch
import WatchApp

/// Brings in a list of groups that somebody keeps.
struct ImportGroupsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Bring in groups from a list (CSV with a header, or GeoJSON).",
        discussion: """
            Every line is checked, and everything that is wrong with it is said; all groups come in, or none. A group \
            without a coordinator's address comes in with nobody, and can be taken over. Ends with 1 when anything is wrong.
            """)

    @OptionGroup var list: ListOptions

    @Flag(name: .customLong("skip-existing"), help: "Pass over groups that are in the registry already.")
    var skipExisting = false

    @OptionGroup var settings: SettingsOptions

    func run() async throws {
        let settings = try await Settings.load(flags: settings.flags)
        let wiring = try await Wiring(settings, logger: Serve.logger(settings.logLevel))
        let line = ImportLine()
        do {
            try await wiring.check()
            let outcome = try await wiring.importGroups(
                from: list.url, country: list.country, skipsExisting: skipExisting, isTrial: list.dryRun,
                line: line)
            line.end()
            try await wiring.close()
            try report(outcome)
        } catch let refusal as Refusal where refusal.code == .slugTaken {
            line.end()
            try? await wiring.close()
            print("Meanwhile \(refusal.parameters["slug"] ?? "a group") came in by another way. Nothing was changed.")
            print("Run the command again; with --skip-existing it passes over what is there.")
            throw ExitCode(1)
        } catch {
            line.end()
            try? await wiring.close()
            throw error
        }
    }

    private func report(_ outcome: Wiring.ImportedGroups) throws {
        print("Read as \(outcome.form).")
        for fault in outcome.faults { print(fault) }
        let faults = outcome.faults.count(where: \.isFault)
        guard faults == 0 else {
            print("\(faults) \(faults == 1 ? "fault" : "faults"). Nothing was changed.")
            throw ExitCode(1)
        }
        let skipped = outcome.skipped == 0 ? "" : ", \(outcome.skipped) passed over that are there already"
        let verb = list.dryRun ? "would come in" : "came in"
        print("\(outcome.groups) groups \(verb), \(outcome.withNobody) of them with nobody\(skipped).")
        if list.dryRun { print("This was a dry run: nothing was changed.") }
    }
}
