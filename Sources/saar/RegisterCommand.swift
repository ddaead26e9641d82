import ArgumentParser
import Watch
import WatchApp

/// The police's register.
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "The police's register.", subcommands: [Verify.self])

    /// Walks the whole register and proves it.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Walk every chain and checkpoint; name the first entry that is broken, missing or recomputed.")

        @OptionGroup var settings: SettingsOptions

        func run() async throws {
            let settings = try await Settings.load(flags: settings.flags)
            let wiring = try await Wiring(settings, logger: Serve.logger(settings.logLevel))
            try await wiring.check()
            let verdict = try await wiring.register.verify()
            try await wiring.close()
            print("\(verdict.chains) chains, \(verdict.entries) entries, \(verdict.checkpoints) checkpoints")
            guard verdict.flaws.isEmpty else {
                for flaw in verdict.flaws { print(words(flaw)) }
                throw ExitCode(1)
            }
            print("The register is whole.")
        }

        private func words(_ flaw: RegisterFlaw) -> String {
            switch flaw {
            case .missing(let group, let position): "missing: entry \(position) of group \(group)"
            case .broken(let group, let position): "broken: entry \(position) of group \(group)"
            case .contentChanged(let group, let position):
                "changed: what entry \(position) of group \(group) says is not what was registered"
            case .recomputed(let group, let position, let checkpoint):
                "recomputed: entry \(position) of group \(group) is not the one that checkpoint \(checkpoint) saw"
            case .cut(let group, let position, let checkpoint):
                "cut: from entry \(position) of group \(group) on, which checkpoint \(checkpoint) saw, all is gone"
            case .badSignature(let checkpoint): "bad signature or missing: checkpoint \(checkpoint)"
            }
        }
    }
}
