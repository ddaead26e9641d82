import Logging
import ServiceLifecycle
import Watch

/// Does something again and again until the house closes. What fails once is tried again the next time.
public struct Worker: Service, CustomStringConvertible {
    private let name: String
    private let pause: Duration
    private let logger: Logger
    private let work: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - pause: between the end of one round and the beginning of the next.
    ///   - work: one round.
    public init(
        _ name: String, every pause: Duration, logger: Logger, work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.pause = pause
        self.logger = logger
        self.work = work
    }

    public var description: String { name }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await work()
                } catch is CancellationError where Task.isCancelled {
                    return
                } catch {
                    // Only the kind of error is logged: its text may hold what somebody wrote.
                    logger.error("a round failed", metadata: ["worker": "\(name)", "error": "\(type(of: error))"])
                }
                try? await Task.sleep(for: pause)
            }
        }
    }
}
