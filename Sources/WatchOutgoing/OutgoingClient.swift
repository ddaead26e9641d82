import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import Watch

/// Calls others over HTTP: https to whoever is outside, and whatever the operator allows inside. A name is looked up here, its
/// addresses are checked, and the connection goes to one of those that were; nothing is followed from there. With HTTP/2 where
/// the other side has it.
public final class OutgoingClient: OutgoingCalls {
    /// No more of an answer is read, and none of it kept: who answers at greater length is not called over this connection
    /// again.
    static let mostAnswer = 16_384
    /// No more addresses of a host are tried for one call.
    static let mostAddresses = 3

    private let reach: OutgoingReach
    private let clock: any WatchClock
    private let book: HostBook
    private let lines: OutgoingLines

    /// - Parameters:
    ///   - allowed: networks inside that may be called too, by http as well.
    ///   - clock: for what another side says of a time on a clock.
    ///   - eventLoops: on whose threads calls run.
    public convenience init(
        allowing allowed: [InternetNetwork] = [], clock: any WatchClock,
        eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) {
        self.init(allowing: allowed, clock: clock, eventLoops: eventLoops, book: HostBook())
    }

    init(
        allowing allowed: [InternetNetwork], clock: any WatchClock,
        eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, book: HostBook,
        trust: NIOSSLTrustRoots = .default
    ) {
        reach = OutgoingReach(allowed: allowed)
        self.clock = clock
        self.book = book
        lines = OutgoingLines(eventLoops: eventLoops, trust: trust)
    }

    /// Whether an address is one that may be called, as far as that is known by reading it: a name is looked up when it is
    /// called.
    public func mayCall(_ address: String) -> Bool {
        guard let target = OutgoingTarget(address) else { return false }
        if let known = InternetAddress(text: target.host) { return reach.allows(target, at: known) }
        return reach.mayAllow(target)
    }

    /// How many connections to hosts are kept, for tests.
    var kept: Int { lines.count }

    /// Ends all connections. Nothing is called any more.
    public func close() async { await lines.close() }

    public func post(_ call: OutgoingCall) async throws(OutgoingFault) -> OutgoingAnswer {
        guard let target = OutgoingTarget(call.address) else { throw .notAllowed }
        let left = Left(isSo: call.body.isEmpty)
        let result = await withTaskGroup(of: Result<OutgoingAnswer, OutgoingFault>?.self) { tasks in
            tasks.addTask { await self.attempt(call, target, left) }
            tasks.addTask {
                try? await Task.sleep(for: .milliseconds(call.patience.milliseconds))
                return nil
            }
            var result: Result<OutgoingAnswer, OutgoingFault>?
            for await end in tasks {
                // Whichever is first, it is over for the other.
                tasks.cancelAll()
                result = end ?? result
            }
            return result ?? .failure(.unreachable)
        }
        if case .failure = result, Task.isCancelled { throw .cancelled }
        return try result.get()
    }

    /// At one checked address after the other, until something was handed over.
    private func attempt(
        _ call: OutgoingCall, _ target: OutgoingTarget, _ left: Left
    ) async -> Result<OutgoingAnswer, OutgoingFault> {
        let known = await book.addresses(of: target.host)
        guard !known.isEmpty else { return .failure(.unreachable) }
        let addresses = known.filter { reach.allows(target, at: $0) }
        guard !addresses.isEmpty else { return .failure(.notAllowed) }
        for address in addresses.prefix(OutgoingClient.mostAddresses) {
            do {
                let answer = try await lines.use(target, at: address) { client in
                    try await self.send(call, to: target, by: client, left)
                }
                return answer.map(Result.success) ?? .failure(.unreachable)
            } catch {
                if left.isSo { return .failure(.inDoubt) }
                if Task.isCancelled { break }
                book.demote(address, of: target.host)
            }
        }
        return .failure(.unreachable)
    }

    private func send(
        _ call: OutgoingCall, to target: OutgoingTarget, by client: HTTPClient, _ left: Left
    ) async throws -> OutgoingAnswer {
        var request = HTTPClientRequest(url: target.url)
        request.method = .POST
        for (name, value) in call.headers.sorted(by: { $0.key < $1.key }) {
            request.headers.add(name: name, value: value)
        }
        request.body = .stream(HandedOver(bytes: call.body, left: left), length: .known(Int64(call.body.count)))
        let response = try await client.execute(request, timeout: .milliseconds(call.patience.milliseconds))
        let answer = OutgoingAnswer(
            status: Int(response.status.code),
            retryAfter: response.headers.first(name: "retry-after").flatMap { RetryAfter.span($0, at: clock.now()) })
        // What it says besides is let go, so that the connection can be used again.
        var count = 0
        do {
            for try await part in response.body {
                count += part.readableBytes
                if count > OutgoingClient.mostAnswer { break }
            }
        } catch {
            // The answer is there.
        }
        return answer
    }
}

/// Whether any of a body may have left.
private final class Left: Sendable {
    private let flag: Mutex<Bool>

    init(isSo: Bool) { flag = Mutex(isSo) }

    var isSo: Bool { flag.withLock { $0 } }

    func note() { flag.withLock { $0 = true } }
}

/// A body that notes when it is asked for: that is once the other side is there, and not before.
private struct HandedOver: AsyncSequence, Sendable {
    let bytes: [UInt8]
    let left: Left

    struct AsyncIterator: AsyncIteratorProtocol {
        var rest: ByteBuffer?
        let left: Left

        mutating func next() async -> ByteBuffer? {
            defer { rest = nil }
            left.note()
            return rest
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(rest: bytes.isEmpty ? nil : ByteBuffer(bytes: bytes), left: left)
    }
}
