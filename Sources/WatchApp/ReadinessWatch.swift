import ServiceLifecycle
import Synchronization
import WatchWeb

/// Looks twice a second at what the house stands on, so that `/readyz` answers at once: a balancer that has to wait for a
/// database that stands still takes the server for dead, and cuts the pages that are open.
final class ReadinessWatch: Service {
    private struct State {
        var seen: (database: Readiness.DatabaseState, schema: Readiness.SchemaState)
        /// When the look began that has no answer yet.
        var asked: ContinuousClock.Instant?
    }

    private let state: Mutex<State>
    private let look: @Sendable () async -> (Readiness.DatabaseState, Readiness.SchemaState)

    /// How long a look may take before it counts as none.
    private static let patience = Duration.seconds(1)
    private static let pause = Duration.milliseconds(500)

    /// - Parameter look: how things stand. The house does not open before they stood well.
    init(look: @escaping @Sendable () async -> (Readiness.DatabaseState, Readiness.SchemaState)) {
        self.look = look
        state = Mutex(State(seen: (.reachable, .current)))
    }

    /// How things stood a moment ago.
    var seen: (database: Readiness.DatabaseState, schema: Readiness.SchemaState) {
        state.withLock { state in
            if let asked = state.asked, asked.duration(to: .now) > Self.patience { return (.unreachable, .unknown) }
            return state.seen
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                self.state.withLock { $0.asked = .now }
                let seen = await self.look()
                self.state.withLock { state in
                    state.seen = seen
                    state.asked = nil
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
