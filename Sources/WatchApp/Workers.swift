import Logging
import ServiceLifecycle
import Watch

/// Does something again and again until the house closes. What fails once is tried again the next time.
public struct Worker: Service, CustomStringConvertible {
    private let name: String
    private let pause: Duration
    private let bell: Bell?
    private let rest: Duration
    private let logger: Logger
    private let work: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - pause: between the end of one round and the beginning of the next.
    ///   - work: one round.
    public init(
        _ name: String, every pause: Duration, logger: Logger, work: @escaping @Sendable () async throws -> Void
    ) {
        self.init(name, every: pause, or: nil, rest: .zero, logger: logger, work: work)
    }

    /// - Parameters:
    ///   - pause: how long it goes without a round at most, where it is not at work.
    ///   - bell: what wakes it before that.
    ///   - rest: from the beginning of one round to that of the next at least, however often the bell rings: what comes
    ///     meanwhile is done together. Whoever rings after a longer silence is heard at once.
    init(
        _ name: String, every pause: Duration, or bell: Bell?, rest: Duration = .milliseconds(50), logger: Logger,
        work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.pause = pause
        self.bell = bell
        self.rest = rest
        self.logger = logger
        self.work = work
    }

    public var description: String { name }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            guard let bell else {
                while !Task.isCancelled {
                    await round()
                    try? await Task.sleep(for: pause)
                }
                return
            }
            await run(on: bell)
        }
    }

    /// One task looks at the clock, one works: so the bell is heard, whichever of both it meets.
    private func run(on bell: Bell) async {
        let (calls, call) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let listener = bell.begin(call)
        defer { bell.end(listener) }
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for await _ in calls where !Task.isCancelled {
                    let next = ContinuousClock.now + rest
                    await round()
                    try? await Task.sleep(until: next)
                }
            }
            while !Task.isCancelled {
                call.yield()
                try? await Task.sleep(for: pause)
            }
            call.finish()
        }
    }

    private func round() async {
        do {
            try await work()
        } catch is CancellationError where Task.isCancelled {
            return
        } catch {
            // Only the kind of error is logged: its text may hold what somebody wrote.
            logger.error("a round failed", metadata: ["worker": "\(name)", "error": "\(type(of: error))"])
        }
    }
}
