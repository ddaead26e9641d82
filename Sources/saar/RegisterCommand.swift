import ArgumentParser
import Foundation
import Watch
import WatchApp

/// The police's register.
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "The police's register.",
        subcommands: [Verify.self, Checkpoints.self, Rekey.self, Accept.self])

    /// Walks the whole register and proves it.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Walk every chain and checkpoint; name the first entry that is broken, missing or recomputed.",
            discussion: """
                All is held against the newest checkpoint that stands beside the key on this machine, and with --against \
                also against checkpoints that were kept elsewhere. Ends with 0 when the register is whole, with 1 \
                otherwise.
                """)

        @Option(help: "A file with checkpoints that were kept elsewhere, as `saar register checkpoints` writes them.")
        var against: String?

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            let verdict = try await RegisterCommand.open(settings) { try await $0.verify(against: against) }
            print("\(verdict.chains) chains, \(verdict.entries) entries, \(verdict.checkpoints) checkpoints")
            print(
                verdict.mark.map { "Held against checkpoint \($0), which stands beside the key." }
                    ?? "Nothing stands beside the key: what was deleted together with its checkpoints cannot be seen here."
            )
            for statement in verdict.statements {
                switch statement.link?.statement {
                case .keyChange: print("Checkpoint \(statement.number) hands over to another key.")
                case .acceptance(let after, let reason):
                    print(
                        "Checkpoint \(statement.number) goes on from what was there after checkpoint \(after): "
                            + RegisterCommand.plain(reason))
                case nil: break
                }
            }
            if !verdict.givenUp.isEmpty {
                print("Kept checkpoints that were given up by that: \(numbers(verdict.givenUp))")
            }
            guard verdict.flaws.isEmpty else {
                for flaw in verdict.flaws { print(words(flaw)) }
                throw ExitCode(1)
            }
            print("The register is whole.")
        }

        private func numbers(_ numbers: [Int64]) -> String {
            let shown = numbers.prefix(20).map(String.init).joined(separator: ", ")
            return numbers.count > 20 ? "\(shown), …" : shown
        }

        /// A zone's name comes from the database.
        private func name(_ chain: RegisterChain) -> String { RegisterCommand.plain("\(chain)") }

        private func words(_ flaw: RegisterFlaw) -> String {
            switch flaw {
            case .missing(let chain, let position): "missing: entry \(position) of \(name(chain))"
            case .broken(let chain, let position): "broken: entry \(position) of \(name(chain))"
            case .unknownForm(let chain, let position):
                "unknown form: entry \(position) of \(name(chain)) is written in a form that this saar does not know"
            case .contentChanged(let chain, let position):
                "changed: what entry \(position) of \(name(chain)) says is not what was registered"
            case .recomputed(let chain, let position, let checkpoint):
                "recomputed: entry \(position) of \(name(chain)) is not the one that checkpoint \(checkpoint) saw"
            case .cut(let chain, let position, let checkpoint):
                "cut: from entry \(position) of \(name(chain)) on, which checkpoint \(checkpoint) saw, all is gone"
            case .badSignature(let checkpoint): "bad signature: checkpoint \(checkpoint)"
            case .foreignKey(let checkpoint, let key):
                "foreign key: checkpoint \(checkpoint) is signed by key \(RegisterCommand.plain(key)), which is not "
                    + "known here"
            case .retiredKey(let checkpoint, let key):
                "retired key: checkpoint \(checkpoint) is signed by key \(key), which did not sign then"
            case .gap(let from, let through):
                from == through
                    ? "missing: checkpoint \(from)" : "missing: checkpoints \(from) to \(through)"
            case .unlinked(let checkpoint):
                "unlinked: checkpoint \(checkpoint) does not follow from the one before it"
            case .headsChanged(let checkpoint):
                "heads changed: the list of signed heads is not the one that checkpoint \(checkpoint) signed"
            case .behindMark(let mark, let newest):
                "behind: checkpoint \(mark) stands beside the key, and the database ends with \(newest)"
            case .otherThanMark(let checkpoint):
                "replaced: checkpoint \(checkpoint) is not the one that stands beside the key"
            case .keptMissing(let checkpoint): "missing: checkpoint \(checkpoint), which was kept elsewhere"
            case .keptDiffers(let checkpoint):
                "replaced: checkpoint \(checkpoint) is not the one that was kept elsewhere"
            case .keptUnsigned(let checkpoint):
                "not signed: what was kept as checkpoint \(checkpoint) proves nothing"
            case .unreadable: "unreadable: the register holds something that no version of Saar writes"
            }
        }
    }

    /// Hands checkpoints out.
    struct Checkpoints: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "checkpoints",
            abstract: "Print the checkpoints, one object of JSON a line, for somebody else to keep.",
            discussion: """
                They hold ids of groups, names of zones, numbers and hashes, and nothing that anybody wrote. Who keeps them \
                can later tell by `saar register verify --against` whether any is missing or another one.
                """)

        @Option(help: "Only those above this number.")
        var after: Int64 = 0

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            let output = FileHandle.standardOutput
            try await RegisterCommand.open(settings) { register in
                try await register.checkpoints(after: after) { try output.write(contentsOf: Data($0.utf8)) }
            }
        }
    }

    /// Hands over to a new key.
    struct Rekey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rekey", abstract: "Hand over to a new key; both keys sign that.",
            discussion: """
                Makes the new key in a file of its own. From then on servers with the old key sign nothing, and say so: \
                give them the new file, and start them again one after another. What the old key has signed still \
                counts. Interrupted, run the same command again.
                """)

        @Option(name: .customLong("new-key"), help: "The file to make the new key in.")
        var newKey: String

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            let change = try await RegisterCommand.open(settings) {
                try await $0.handOver(to: URL(fileURLWithPath: newKey))
            }
            print(
                """
                Checkpoint \(change.number) hands over to the new key, and both have signed it. Give \(newKey) to every \
                server as its register key, with the file .mark beside it, and start them again one after another. Until \
                then nothing is signed. Keep a copy of the new key elsewhere, and destroy the old one.
                """)
        }
    }

    /// Goes on from what is there.
    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept",
            abstract: "Go on signing from what the database holds now, although it is not what was signed.",
            discussion: """
                For after a copy was put back, or after somebody meddled with the database and you looked into it. Run \
                `saar register verify` first, and keep what it says. It is signed with the reason and stays in the \
                register; what is broken stays told.
                """)

        @Option(help: "Why, in a sentence without names: it is kept for good.")
        var reason: String

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            let accepted = try await RegisterCommand.open(settings) { try await $0.accept(reason: reason) }
            print(
                "Checkpoint \(accepted.number) goes on from what was there after checkpoint \(accepted.after). "
                    + "Within a minute the servers sign again.")
        }
    }

    private static func open<T: Sendable>(
        _ options: SettingsOptions, _ work: (WiredRegister) async throws -> T
    ) async throws -> T {
        let settings = try await Settings.load(flags: options.flags)
        return try await WiredRegister.open(settings, work)
    }

    /// What stands in a database that somebody may have meddled with, for a terminal: nothing that steers it.
    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory.isPrinted ? $0 : "?" }))
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrinted: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
