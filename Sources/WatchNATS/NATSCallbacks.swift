import CNATS
import Synchronization
import Watch

/// What libnats calls back, on its own threads: words, and whether there is a connection.
final class NATSCallbacks: Sendable {
    private struct State {
        var hear: @Sendable (BusWord) -> Void = { _ in }
        var onEnd: @Sendable () -> Void = {}
        var standing = BusState.reconnecting
        /// Whether a server has said no since the newest connection was begun.
        var isRefused = false
        var connections = 0
        var totals = NATSBus.Totals()
    }

    private let state = Mutex(State())
    private let onState: @Sendable (BusState) -> Void
    private let retry: Duration

    /// - Parameter retry: how long to wait before the same servers are tried again.
    init(retry: Duration, onState: @escaping @Sendable (BusState) -> Void) {
        self.retry = retry
        self.onState = onState
    }

    var standing: BusState { state.withLock { $0.standing } }

    var totals: NATSBus.Totals { state.withLock { $0.totals } }

    /// How often there was a connection.
    var connections: Int { state.withLock { $0.connections } }

    /// - Parameter onEnd: called when libnats has given up a connection, which it tries no more.
    func listen(_ hear: @escaping @Sendable (BusWord) -> Void, onEnd: @escaping @Sendable () -> Void = {}) {
        state.withLock { state in
            state.hear = hear
            state.onEnd = onEnd
        }
    }

    func drop(_ count: Int) { state.withLock { $0.totals.dropped += count } }

    func countTold() { state.withLock { $0.totals.told += 1 } }

    func connection(_ standing: BusState) {
        let isNews = state.withLock { state in
            defer { state.standing = standing }
            if standing == .connected { state.connections += 1 }
            if standing == .refused { state.isRefused = true }
            return state.standing != standing
        }
        if isNews { onState(standing) }
    }

    /// A connection is begun anew. What was said of the one before holds until something else is known.
    func begin() { state.withLock { $0.isRefused = false } }

    /// All servers were tried, again and again, and none was there: who had said no before is simply gone.
    ///
    /// - Parameter rounds: how often they were tried in a row. A no takes two rounds, and is told a little later.
    func missed(rounds: Int) {
        let isNews = state.withLock { state in
            guard rounds > 2, !state.isRefused, state.standing == .refused else { return false }
            state.standing = .reconnecting
            return true
        }
        if isNews { onState(.reconnecting) }
    }

    func heard(_ bytes: UnsafeRawBufferPointer) {
        // Anybody in the cluster can say anything: what is no word of ours is let go.
        guard bytes.count <= BusWord.longest, let word = BusWord(String(decoding: bytes, as: UTF8.self)) else {
            drop(1)
            return
        }
        let hear = state.withLock { state in
            state.totals.heard += 1
            return state.hear
        }
        hear(word)
    }

    // MARK: as C calls it

    /// The ear behind a callback's closure. The link keeps it alive for as long as libnats may call.
    static func of(_ closure: UnsafeMutableRawPointer?) -> NATSCallbacks? {
        closure.map { Unmanaged<NATSCallbacks>.fromOpaque($0).takeUnretainedValue() }
    }

    static let onMessage: natsMsgHandler = { _, _, message, closure in
        defer { natsMsg_Destroy(message) }
        let count = Int(natsMsg_GetDataLength(message))
        NATSCallbacks.of(closure)?.heard(UnsafeRawBufferPointer(start: natsMsg_GetData(message), count: count))
    }

    static let onConnected: natsConnectionHandler = { _, closure in NATSCallbacks.of(closure)?.connection(.connected) }

    static let onDisconnected: natsConnectionHandler = { _, closure in
        NATSCallbacks.of(closure)?.connection(.reconnecting)
    }

    /// - Returns: milliseconds until they are tried again; by chance up to twice as long, so that not all servers come at once.
    static let onAllTried: natsCustomReconnectDelayHandler = { _, rounds, closure in
        guard let ear = NATSCallbacks.of(closure) else { return 1_000 }
        ear.missed(rounds: Int(rounds))
        return NATSLink.milliseconds(ear.retry * Double.random(in: 1...2))
    }

    static let onError: natsErrHandler = { _, _, status, closure in
        if status == NATS_SLOW_CONSUMER { NATSCallbacks.of(closure)?.drop(1) }
        if status == NATS_CONNECTION_AUTH_FAILED { NATSCallbacks.of(closure)?.connection(.refused) }
    }

    /// The very last call: the link's hold on the ear ends. A server that has said no twice is tried no more by libnats.
    static let onClosed: natsConnectionHandler = { connection, closure in
        guard let closure else { return }
        let ear = Unmanaged<NATSCallbacks>.fromOpaque(closure).takeRetainedValue()
        var words: UnsafePointer<CChar>?
        // We try without end: libnats gives up by itself only when there is no server left that has not said no.
        let isOurs = [NATS_OK, NATS_CONNECTION_CLOSED].contains(natsConnection_GetLastError(connection, &words))
        ear.connection(isOurs ? .reconnecting : .refused)
        ear.state.withLock { $0.onEnd }()
    }
}
