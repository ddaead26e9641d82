import ArgumentParser
import Foundation
import WatchApp

/// Makes the keys that a house needs before it is served.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make the key for pushes, where there is none yet.",
        discussion: """
            Browsers are woken by pushes only where there is a key (--push-key). It is made once and never overwritten: \
            browsers have subscribed with it, and with another one they would have to do so again. Every server of a house \
            needs the same file. The register's key is made by the first server that starts.
            """)

    @OptionGroup var settings: SettingsOptions

    func run() async throws {
        let file = try await Settings.pushKey(flags: settings.flags)
        let key = try PushKeyFile.make(file)
        print(key.isNew ? "Made the key for pushes: \(file.path)" : "It is there: \(file.path)")
        print("Public part: \(key.publicKey)")
    }
}
