import Foundation
import Testing
import Watch
import WatchApp

/// What an operator says about the proxies before Saar.
@Suite struct ProxySettingsTests {
    private static let share = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/WatchWeb/Resources/share").standardized.path

    private func networks(_ text: String?) async throws -> [InternetNetwork] {
        var flags = Settings.Flags()
        flags.database = "sqlite:\(FileManager.default.temporaryDirectory.path)/saar.sqlite"
        flags.share = ProxySettingsTests.share
        return try await Settings.load(
            flags: flags, environment: text.map { ["SAAR_TRUSTED_PROXIES": $0] } ?? [:]
        ).trustedProxies
    }

    private func network(_ text: String) throws -> InternetNetwork { try #require(InternetNetwork(text: text)) }

    @Test func aProxyOnThisMachineIsTrustedUnlessItIsSaid() async throws {
        let here = [try network("127.0.0.0/8"), try network("::1")]
        for text in [nil, ""] { #expect(try await networks(text) == here) }
        #expect(try await networks("none") == [])
        #expect(
            try await networks("10.0.0.0/24, fd00::1,192.0.2.7") == [
                try network("10.0.0.0/24"), try network("fd00::1"), try network("192.0.2.7"),
            ])
    }

    @Test(arguments: [
        "proxy.internal", "10.0.0.0/33", "10.0.0.0/8,none", "0.0.0.0/0", "::/0", "10.0.0.1,0.0.0.0/0", ",", "*",
    ])
    func whatIsNoNetworkIsNamed(text: String) async throws {
        let fault = try await #require(throws: SettingsFault.self) { try await networks(text) }
        #expect(fault.setting == "trusted-proxies" && fault.fix.contains("SAAR_TRUSTED_PROXIES"))
    }
}
