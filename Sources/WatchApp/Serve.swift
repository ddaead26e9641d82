import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals
import Watch
import WatchWeb

/// Runs the house until it is told to stop.
public enum Serve {
    /// A logger that writes to standard error, so that standard output is free for what a command says.
    public static func logger(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "saar") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }

    /// Serves until SIGTERM or SIGINT; then nobody new comes in, open streams are ended politely, and what was begun
    /// is finished.
    ///
    /// - Parameter besides: what else runs for as long as the house does.
    /// - Throws: `MigrationFault` when the database is not what this program needs.
    public static func run(
        _ wiring: Wiring, demoLinks: [House.DemoLink] = [], mailbox: DemoMailbox? = nil, besides: [any Service] = [],
        onReady: @escaping @Sendable (Int) async -> Void
    ) async throws {
        OpenFiles.raiseLimit()
        try await wiring.check()
        try await wiring.takeInRegistry()
        let app = try wiring.server(demoLinks: demoLinks, mailbox: mailbox, besides: besides, onReady: onReady)
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: app), .init(service: wiring.drain)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: wiring.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(10) + wiring.settings.drain
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
        } catch {
            try? await wiring.close()
            throw error
        }
        try await wiring.close()
    }
}
