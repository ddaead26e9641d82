import ArgumentParser
import Foundation
import WatchApp

/// What a mailer has to say to Saar.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "For the machine's mailer: take in what came back.",
        subcommands: [Bounces.self])

    /// One report about a letter that came back.
    struct Bounces: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "bounces", abstract: "Read one message about a letter that came back, from standard input.",
            discussion: """
                For a pipe of the mailer, to which everything goes that is sent to the address of --mail-from. A report \
                that a letter about an alert came back for good marks its way as broken, which is shown to whose way it \
                is; everything else is passed over. Ends with 75 when the database cannot be reached, so that the mailer \
                tries again, and else with 0.
                """)

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            let message = Bounces.message()
            do {
                try await OfficeCommand.open(settings) { print(try await $0.takeBack(message)) }
            } catch {
                // EX_TEMPFAIL of sysexits.h: whatever is wrong here, it is not the message, and a mailer that is told that it
                // were would write about it to nobody.
                FileHandle.standardError.write(Data("\(error)\n".utf8))
                throw ExitCode(75)
            }
        }

        /// As much of it as is read. All of it is taken from the mailer, which might take a closed pipe for a failure.
        private static func message() -> [UInt8] {
            var bytes: [UInt8] = []
            while let piece = try? FileHandle.standardInput.read(upToCount: 65_536), !piece.isEmpty {
                if bytes.count <= Wiring.mostBounceBytes { bytes += piece }
            }
            return bytes
        }
    }
}
