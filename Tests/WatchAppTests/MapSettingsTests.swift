import Foundation
import Testing
import Watch
import WatchApp

/// What an operator says about maps.
@Suite struct MapSettingsTests {
    private static let share = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/WatchWeb/Resources/share").standardized.path

    private func settings(_ environment: [String: String]) async throws -> Settings {
        var flags = Settings.Flags()
        flags.database = "sqlite:\(FileManager.default.temporaryDirectory.path)/saar.sqlite"
        flags.share = MapSettingsTests.share
        return try await Settings.load(flags: flags, environment: environment)
    }

    @Test func noTilesUnlessTheyAreSaid() async throws {
        #expect(try await settings([:]).map == nil)
        #expect(try await settings(["SAAR_MAP_TILES": "", "SAAR_MAP_ATTRIBUTION": "x"]).map == nil)
    }

    @Test func tilesAreTakenWithTheirThanks() async throws {
        let map = try await settings([
            "SAAR_MAP_TILES": "https://tile.example.org/{z}/{x}/{y}.png", "SAAR_MAP_ATTRIBUTION": "© makers",
        ]).map
        #expect(map?.origin == "https://tile.example.org")
        #expect(map?.attribution == "© makers")
    }

    @Test(arguments: [
        ("http://tile.example.org/{z}/{x}/{y}.png", "© makers", "map-tiles"),
        ("https://tile.example.org/{z}/{x}.png", "© makers", "map-tiles"),
        ("https://tile.example.org/{z}/{x}/{y}.png", nil, "map-attribution"),
        ("https://tile.example.org/{z}/{x}/{y}.png", "", "map-attribution"),
        ("https://tile.example.org/{z}/{x}/{y}.png", String(repeating: "x", count: 201), "map-attribution"),
    ])
    func whatIsWrongIsNamed(tiles: String, attribution: String?, setting: String) async throws {
        var environment = ["SAAR_MAP_TILES": tiles]
        environment["SAAR_MAP_ATTRIBUTION"] = attribution
        let fault = try await #require(throws: SettingsFault.self) { try await settings(environment) }
        #expect(fault.setting == setting)
    }

    @Test func leafletIsLookedForWhereItIsSaidToBe() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let fault = try await #require(throws: SettingsFault.self) {
            try await settings(["SAAR_LEAFLET": folder.path])
        }
        #expect(fault.setting == "leaflet")
        for name in ["leaflet.js", "leaflet.css"] { try Data().write(to: folder.appending(path: name)) }
        #expect(try await settings(["SAAR_LEAFLET": folder.path]).leaflet?.path == folder.path)
    }

    @Test func leafletBesideTheShareComesBeforeTheMachines() throws {
        let share = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        let folder = share.appending(path: "leaflet")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: share) }
        for name in ["leaflet.js", "leaflet.css"] { try Data().write(to: folder.appending(path: name)) }
        #expect(try Share.leaflet(nil, beside: share)?.path == folder.path)
        #expect(try Share.leaflet(nil, beside: URL(filePath: "/nowhere"))?.path != folder.path)
    }
}
