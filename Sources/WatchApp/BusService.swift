import Logging
import ServiceLifecycle
import Watch
import WatchNATS

/// Keeps the bus open for as long as the house is, and hands what comes to the open pages.
struct BusService: Service {
    let bus: NATSBus
    let hear: @Sendable (BusWord) -> Void

    func run() async throws {
        try await bus.open(hear)
        try? await gracefulShutdown()
        await bus.close()
    }

    /// A bus that says in the log when it comes and goes: an operator wants to know why pages are half a second late.
    static func bus(_ address: NATSAddress, logger: Logger) -> NATSBus {
        NATSBus(address) { state in
            switch state {
            case .connected: logger.notice("bus: connected")
            case .refused:
                logger.error(
                    "bus: refused, a password or a certificate is not right; comparing with the database goes on")
            case .reconnecting, .none: logger.warning("bus: away; comparing with the database goes on")
            }
        }
    }
}
