import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchApp

/// The key for pushes as a file, and what an operator says about calls to others.
@Suite("The key for pushes, and who may be called") struct PushSettingsTests {
    private static let share = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/WatchWeb/Resources/share").standardized.path

    private func inFolder(_ test: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await test(folder)
    }

    private func settings(
        _ environment: [String: String] = [:], database: String? = nil
    ) async throws -> Settings {
        var flags = Settings.Flags()
        flags.database = database ?? "sqlite:\(FileManager.default.temporaryDirectory.path)/saar.sqlite"
        flags.share = PushSettingsTests.share
        return try await Settings.load(flags: flags, environment: environment)
    }

    @Test func aKeyIsMadeOnceForItsOwnerAloneAndNeverOverwritten() async throws {
        try await inFolder { folder in
            let file = folder.appending(path: "inner/push-key")
            #expect(try PushKeyFile.read(file) == nil)
            let made = try PushKeyFile.make(file)
            let again = try PushKeyFile.make(file)
            #expect(made.isNew && !again.isNew && made.publicKey == again.publicKey)
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try PushKeyFile.read(file)?.count == 32)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "inner").path)
            #expect(files == ["push-key"])
        }
    }

    @Test func whatIsNoKeyIsNamedAndStays() async throws {
        try await inFolder { folder in
            let file = folder.appending(path: "key")
            for words in ["no key", "", String(repeating: "0", count: 64), String(repeating: "ff", count: 32)] {
                try Data(words.utf8).write(to: file)
                let fault = try #require(throws: SettingsFault.self) { try PushKeyFile.make(file) }
                #expect(fault.setting == "push-key" && fault.fix.contains("saar keys"))
                #expect(try String(contentsOf: file, encoding: .utf8) == words)
            }
        }
    }

    @Test func theKeyLiesBesideTheDatabaseUnlessItIsSaid() async throws {
        let usual = try await settings(database: "sqlite:\(FileManager.default.temporaryDirectory.path)/x.sqlite")
        #expect(usual.pushKey.lastPathComponent == "x.sqlite.push-key")
        let postgres = try await settings(
            ["SAAR_REGISTER_KEY": "/etc/saar/register-key"], database: "postgres://saar@db:5432/saar")
        #expect(postgres.pushKey.path.hasSuffix(".saar/db-5432-saar.push-key"))
        #expect(try await settings(["SAAR_PUSH_KEY": "/etc/saar/push-key"]).pushKey.path == "/etc/saar/push-key")
    }

    @Test func whoMakesAKeyHasToSayWhereAndNoMore() async throws {
        var flags = Settings.Flags()
        flags.pushKey = "/etc/saar/push-key"
        #expect(try await Settings.pushKey(flags: flags, environment: [:]).path == "/etc/saar/push-key")
        let fault = try await #require(throws: SettingsFault.self) {
            try await Settings.pushKey(flags: Settings.Flags(), environment: [:])
        }
        #expect(fault.setting == "database")
    }

    @Test func nobodyInsideIsCalledUnlessItIsSaid() async throws {
        for text in ["", "none", " none "] {
            #expect(try await settings(["SAAR_OUTGOING_ALLOW": text]).outgoingAllow.isEmpty)
        }
        #expect(try await settings().outgoingAllow.isEmpty)
        let said = try await settings(["SAAR_OUTGOING_ALLOW": "10.0.0.0/24, 192.168.1.5"]).outgoingAllow
        let inside = try #require(InternetAddress(text: "10.0.0.7"))
        #expect(said.count == 2 && said[0].contains(inside) && !said[1].contains(inside))
        for text in ["0.0.0.0/0", "10.0.0.0/33", "gateway", "10.0.0.1,::/0"] {
            let fault = try await #require(throws: SettingsFault.self) {
                try await settings(["SAAR_OUTGOING_ALLOW": text])
            }
            #expect(fault.setting == "outgoing-allow" && fault.fix.contains("--outgoing-allow"))
        }
    }

    /// By whom push services reach whoever runs the site (RFC 8292, section 2.1).
    @Test func whoRunsTheSiteIsReachedByMailOrByItsAddress() async throws {
        #expect(
            Pushes.contact(
                try await settings(["SAAR_CONTACT_EMAIL": "help@saar.test", "SAAR_URL": "https://saar.test"]))
                == "mailto:help@saar.test")
        #expect(Pushes.contact(try await settings(["SAAR_URL": "https://saar.test"])) == "https://saar.test")
        #expect(Pushes.contact(try await settings()).hasPrefix("mailto:saar@"))
    }

    @Test func aHouseWithoutAKeyIsThereAndPushesToNobody() async throws {
        try await TemporaryHouse.run(clock: ManualClock()) { wiring in #expect(wiring.push == nil) }
    }
}
