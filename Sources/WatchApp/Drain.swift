import ServiceLifecycle
import Synchronization

/// The time between the word to end and the end. Balancers need it to notice: until then everybody who comes is served.
/// Stands after the server among the services, so that it is told first, and the server once it has ended.
final class Drain: Service {
    private let time: Duration
    private let closing = Mutex(false)

    /// - Parameter time: zero to end at once.
    init(_ time: Duration) { self.time = time }

    /// Whether the word has come.
    var isClosing: Bool { closing.withLock { $0 } }

    func run() async throws {
        // Ends when the house is told to close, however it is.
        try? await gracefulShutdown()
        closing.withLock { $0 = true }
        try? await Task.sleep(for: time)
    }
}
