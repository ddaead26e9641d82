import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Watch

/// Connections that are kept, each to one address of one origin: the name is written to the other side and held against its
/// certificate, and is never looked up again. So whoever answers for a name cannot lead a connection inside after the check.
final class OutgoingLines: Sendable {
    /// More are not kept, but for those in use.
    static let most = 32

    /// What a line is for.
    struct Key: Hashable {
        let origin: String
        let address: InternetAddress
    }

    private struct Line {
        let client: HTTPClient
        var users = 0
        var usedAt: ContinuousClock.Instant
    }

    private struct State {
        var lines: [Key: Line] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let eventLoops: any EventLoopGroup
    private let tls: TLSConfiguration

    /// - Parameter trust: who vouches for whom is called.
    init(eventLoops: any EventLoopGroup, trust: NIOSSLTrustRoots) {
        self.eventLoops = eventLoops
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.trustRoots = trust
        self.tls = tls
    }

    /// How many are kept.
    var count: Int { state.withLock { $0.lines.count } }

    /// Works with the line to this address.
    ///
    /// - Returns: nil once the house is closing.
    func use<Answer: Sendable>(
        _ target: OutgoingTarget, at address: InternetAddress,
        work: @Sendable (HTTPClient) async throws -> Answer
    ) async throws -> Answer? {
        let key = Key(origin: target.origin, address: address)
        guard let client = take(key, host: target.host) else { return nil }
        defer { give(key) }
        for idle in spare() { try? await idle.shutdown() }
        return try await work(client)
    }

    /// Ends all of them, with what is under way on them.
    func close() async {
        let clients = state.withLock { state in
            state.isClosed = true
            defer { state.lines = [:] }
            return state.lines.values.map(\.client)
        }
        for client in clients { try? await client.shutdown() }
    }

    private func take(_ key: Key, host: String) -> HTTPClient? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            var line = state.lines[key] ?? Line(client: client(host, key.address), usedAt: .now)
            line.users += 1
            state.lines[key] = line
            return line.client
        }
    }

    private func give(_ key: Key) {
        state.withLock { state in
            state.lines[key]?.users -= 1
            state.lines[key]?.usedAt = .now
        }
    }

    /// Takes out those that are too many: nobody uses them, and they have rested longest.
    private func spare() -> [HTTPClient] {
        state.withLock { state in
            let excess = state.lines.count - OutgoingLines.most
            guard excess > 0 else { return [] }
            let idle = state.lines.filter { $0.value.users == 0 }.sorted { $0.value.usedAt < $1.value.usedAt }
            return idle.prefix(excess).map { key, line in
                state.lines[key] = nil
                return line.client
            }
        }
    }

    private func client(_ host: String, _ address: InternetAddress) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = tls
        configuration.redirectConfiguration = .disallow
        configuration.dnsOverride = [host: address.text]
        configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(3))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        // Whoever calls knows best whether there is another address to try.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroup: eventLoops, configuration: configuration)
    }
}
