import Foundation
import Testing
import Watch
import WatchApp

/// Who keeps the site running, as an operator says it.
@Suite struct ContactSettingsTests {
    private static let share = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/WatchWeb/Resources/share").standardized.path

    private func settings(name: String?, email: String?) async throws -> Settings {
        var flags = Settings.Flags()
        flags.database = "sqlite:\(FileManager.default.temporaryDirectory.path)/saar.sqlite"
        flags.share = ContactSettingsTests.share
        var environment: [String: String] = [:]
        environment["SAAR_CONTACT_NAME"] = name
        environment["SAAR_CONTACT_EMAIL"] = email
        return try await Settings.load(flags: flags, environment: environment)
    }

    @Test func whatIsNotSaidIsNotMadeUp() async throws {
        for text in [nil, "", "  "] {
            let settings = try await settings(name: text, email: text)
            #expect(settings.contactName == nil && settings.contactEmail == nil)
        }
        let said = try await settings(name: " Gemeente Woerden ", email: "Help@Woerden.example")
        #expect(said.contactName == "Gemeente Woerden" && said.contactEmail == EmailAddress("help@woerden.example"))
    }

    @Test(
        arguments: [
            (String(repeating: "a", count: 101), nil, "contact-name"), ("Two\nlines", nil, "contact-name"),
            (nil, "woerden.example", "contact-email"), (nil, "a@b\nBcc: c@d.nl", "contact-email"),
        ] as [(String?, String?, String)])
    func whatCannotBeSaidIsNamed(name: String?, email: String?, setting: String) async throws {
        let fault = try await #require(throws: SettingsFault.self) { try await settings(name: name, email: email) }
        #expect(fault.setting == setting && fault.fix.contains("--\(setting)"))
    }
}
