import Foundation
import Logging
import Watch
import WatchApp
import WatchTesting

/// A house on a fresh SQLite file, with its own clock, and nothing in it; gone after the test.
enum TemporaryHouse {
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func run(
        clock: ManualClock, logger: Logger = TemporaryHouse.logger, _ test: (Wiring) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var flags = Settings.Flags()
        flags.database = "sqlite:\(folder.path)/saar.sqlite"
        flags.port = 0
        flags.share =
            URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/WatchWeb/Resources/share").standardized.path
        let wiring = try await Wiring(
            try await Settings.load(flags: flags, environment: [:]),
            surroundings: Surroundings(clock: clock, randomness: SystemRandomness(), localTime: ZonedLocalTime()),
            logger: logger)
        try await wiring.migrate()
        try await test(wiring)
        try await wiring.close()
    }
}
