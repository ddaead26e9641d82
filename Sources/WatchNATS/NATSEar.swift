import CNATS
import Synchronization
import Watch

/// What libnats calls back, on its own threads: words, and whether there is a connection.
final class NATSEar: Sendable {
    private struct State {
        var hear: @Sendable (BusWord) -> Void = { _ in }
        var isConnected = false
        var totals = NATSBus.Totals()
    }

    private let state = Mutex(State())
    private let onState: @Sendable (BusState) -> Void

    init(onState: @escaping @Sendable (BusState) -> Void) { self.onState = onState }

    var isConnected: Bool { state.withLock { $0.isConnected } }

    var totals: NATSBus.Totals { state.withLock { $0.totals } }

    func listen(_ hear: @escaping @Sendable (BusWord) -> Void) { state.withLock { $0.hear = hear } }

    func drop(_ count: Int) { state.withLock { $0.totals.dropped += count } }

    func countTold() { state.withLock { $0.totals.told += 1 } }

    func connection(isThere: Bool) {
        let isNews = state.withLock { state in
            defer { state.isConnected = isThere }
            return state.isConnected != isThere
        }
        if isNews { onState(isThere ? .connected : .reconnecting) }
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
    static func of(_ closure: UnsafeMutableRawPointer?) -> NATSEar? {
        closure.map { Unmanaged<NATSEar>.fromOpaque($0).takeUnretainedValue() }
    }

    static let onMessage: natsMsgHandler = { _, _, message, closure in
        defer { natsMsg_Destroy(message) }
        let count = Int(natsMsg_GetDataLength(message))
        NATSEar.of(closure)?.heard(UnsafeRawBufferPointer(start: natsMsg_GetData(message), count: count))
    }

    static let onConnected: natsConnectionHandler = { _, closure in NATSEar.of(closure)?.connection(isThere: true) }

    static let onDisconnected: natsConnectionHandler = { _, closure in NATSEar.of(closure)?.connection(isThere: false) }

    static let onError: natsErrHandler = { _, _, status, closure in
        if status == NATS_SLOW_CONSUMER { NATSEar.of(closure)?.drop(1) }
    }

    /// The very last call: the link's hold on the ear ends.
    static let onClosed: natsConnectionHandler = { _, closure in
        guard let closure else { return }
        let ear = Unmanaged<NATSEar>.fromOpaque(closure).takeRetainedValue()
        ear.connection(isThere: false)
    }
}
