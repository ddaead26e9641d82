import ArgumentParser
import Foundation
import WatchApp

/// Serves a populated street to try everything on.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Serve a populated street to try everything on.")

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var listen: ListenOptions

    @Flag(help: "Print one line of JSON when ready, for programs.")
    var json = false

    @Flag(help: "Play an evening in the street, again and again: neighbours report, react, and it ends well.")
    var play = false

    @Option(help: "How many times as fast as in life the evening is played, 0.1 to 1000.")
    var pace = 1.0

    @Option(help: "Add so many approved residents to the first group, for load tests.")
    var residents = 0

    @Option(help: "Write one bearer token a line of the added residents to this file.")
    var tokens: String?

    func validate() throws {
        guard (0...100_000).contains(residents) else { throw ValidationError("--residents takes 0 to 100000") }
        guard (0.1...1_000).contains(pace) else { throw ValidationError("--pace takes 0.1 to 1000") }
    }

    func run() async throws {
        var flags = settings.flags
        listen.add(to: &flags)
        let temporary = FileManager.default.temporaryDirectory
            .appendingPathComponent("saar-demo-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: temporary) }
        if json, flags.logLevel == nil { flags.logLevel = "warning" }
        let settings = try await Settings.load(
            flags: flags, defaultDatabase: "sqlite:\(temporary.path)/saar.sqlite")
        // Where none can be made, the street does without pushes.
        _ = try? PushKeyFile.make(settings.pushKey)
        let mailbox = DemoMailbox(clock: SystemClock())
        let wiring = try await Wiring(settings, logger: Serve.logger(settings.logLevel), carrier: mailbox)
        try await wiring.migrate()
        let demo = Demo(wiring)
        let keys = try await demo.settle()
        if residents > 0 {
            let lines = try await demo.addResidents(residents).joined(separator: "\n") + "\n"
            if let tokens {
                // Keys to people's doors: for the eyes of who asked for them only.
                let isWritten = FileManager.default.createFile(
                    atPath: tokens, contents: Data(lines.utf8), attributes: [.posixPermissions: 0o600])
                guard isWritten else { throw ValidationError("--tokens: cannot write \(tokens)") }
            }
        }
        let player = DemoPlayer(wiring, pace: pace) { [json] step in
            // For programs, the one line of JSON stays the only one.
            if !json { DemoCommand.write(step.line) }
        }
        try await Serve.run(
            wiring, demoLinks: demo.links(keys), mailbox: mailbox, besides: play ? [player] : []
        ) { _ in
            let line = demo.line(url: wiring.url, keys)
            say(line)
            player.begin(at: line.url)
        }
    }

    private func say(_ line: Demo.Line) {
        var text = ""
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.withoutEscapingSlashes]
            text = (try? encoder.encode(line)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        } else {
            text = "Saar is awake at \(line.url)\n\n"
            text += "Open that page, and choose at its foot who you are. Or go in by the links of these people;\n"
            text += "who is to see what another does wants a browser of their own, or a private window:\n"
            for person in line.people {
                text += "  \(person.name) (\(person.role))\n    \(person.signInURL)\n"
            }
            text += "\nStop with Ctrl-C."
        }
        DemoCommand.write(text)
    }

    private static func write(_ text: String) {
        // Who reads along may have gone; the street goes on.
        try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }
}
