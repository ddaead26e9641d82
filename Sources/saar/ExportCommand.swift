import ArgumentParser
import Foundation
import Watch
import WatchApp

/// Gives out what the house keeps, as files.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write what is kept into files.", subcommands: [Groups.self])

    /// The registry as a list.
    struct Groups: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "groups",
            abstract: "Write the registry as a list (CSV) that `import groups` reads.")

        @Argument(help: "The file to write; standard output unless said otherwise. One that is there is not replaced.")
        var file: String?

        @Option(help: "Only groups of this country.")
        var country: String?

        @Option(help: "Only groups of the municipality with this code.")
        var municipality: String?

        @Flag(name: .customLong("private"), help: "With invitations and coordinators' addresses.")
        var isPrivate = false

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            let settings = try await Settings.load(flags: settings.flags)
            let wiring = try await Wiring(settings, logger: Serve.logger(settings.logLevel))
            do {
                try await wiring.check()
                if isPrivate {
                    say(
                        "This list holds invitations and people's addresses: keep it where only who needs it can read it."
                    )
                }
                let output = try output()
                let count = try await wiring.exportGroups(
                    country: country, municipality: municipality, isPrivate: isPrivate
                ) { try output.write(contentsOf: Data($0.utf8)) }
                try await wiring.close()
                say("\(count) groups were written.")
            } catch {
                try? await wiring.close()
                throw error
            }
        }

        private func output() throws -> FileHandle {
            guard let file else { return .standardOutput }
            // Readable by its owner alone, since it may hold addresses.
            guard !FileManager.default.fileExists(atPath: file),
                FileManager.default.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: 0o600]),
                let handle = FileHandle(forWritingAtPath: file)
            else { throw ValidationError("\(file) is there already or cannot be written") }
            return handle
        }

        private func say(_ text: String) {
            try? FileHandle.standardError.write(contentsOf: Data("\(text)\n".utf8))
        }
    }
}
