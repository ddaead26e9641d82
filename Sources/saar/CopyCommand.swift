import ArgumentParser
import Watch
import WatchApp

/// Moves the house from one database to another.
struct CopyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy everything into another database, and prove that it arrived.",
        discussion: """
            Stop the servers of both first. Interrupted, it goes on when the same command is run again; until it has \
            finished, no server starts on the target. The source is never changed. The key that signs the register goes \
            along. Ends with 0 when everything was compared and the register is whole, with 1 otherwise.
            """)

    @Option(help: "The database to copy: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.")
    var from: String

    @Option(help: "The database to copy to: an empty one, or an unfinished copy.")
    var to: String

    @Option(
        name: .customLong("from-register-key"),
        help: "The file with the key that signs the source's register, unless it is where a server looks for it.")
    var fromRegisterKey: String?

    @Option(
        name: .customLong("to-register-key"),
        help: "Where the target's servers will look for the key, unless it is the usual place.")
    var toRegisterKey: String?

    @Flag(help: "Give up for ever what the target holds and the source does not.")
    var replace = false

    func run() async throws {
        let copy = WiredCopy(
            from: try await settings(from, key: fromRegisterKey), to: try await settings(to, key: toRegisterKey))
        let line = CopyProgressPrinter()
        line.say("Looking at both databases.")
        let outcome: WiredCopy.Outcome
        do {
            outcome = try await copy.run(replace: replace, line: line)
        } catch {
            line.end()
            throw error
        }
        line.end()
        line.say(
            "\(outcome.rows) rows in \(outcome.tables) tables are the same on both sides; \(outcome.written) "
                + "were written, \(outcome.removed) removed.")
        if let key = outcome.copiedKey {
            line.say("The key that signs the register was copied to \(key). Keep another copy of it elsewhere.")
        }
        if let key = outcome.pushKey {
            line.say(
                "The key for pushes stays at \(key.from). Bring it to \(key.to), readable for the servers alone, or no browser "
                    + "is woken from there.")
        }
        let register = outcome.register
        line.say(
            "The register: \(register.chains) chains, \(register.entries) entries, \(register.checkpoints) checkpoints."
        )
        guard register.flaws.isEmpty else {
            if register.flaws.allSatisfy(isAhead) {
                line.say(
                    "More was signed at the target than the source holds, as the file beside its key says. If that is given "
                        + "up knowingly, say so by `saar register accept` there. The target can be served.")
            } else {
                line.say(
                    "The register is not whole, and it was not before: the copy is exact. `saar register verify` on either "
                        + "database names what is wrong. The target can be served.")
            }
            throw ExitCode(1)
        }
        line.say("The register is whole. The target can be served.")
    }

    /// Whether it is the target's mark that knows more, and nothing else.
    private func isAhead(_ flaw: RegisterFlaw) -> Bool {
        if case .behindMark = flaw { true } else { false }
    }

    private func settings(_ database: String, key: String?) async throws -> Settings {
        var flags = Settings.Flags()
        flags.database = database
        flags.registerKey = key
        return try await Settings.load(flags: flags)
    }
}
