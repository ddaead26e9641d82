import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Somebody who is called: an HTTP server on a port of the kernel's, that answers as a test wants it.
final class OtherServer: Sendable {
    /// What it was asked.
    struct Asked: Hashable, Sendable {
        let method: String
        let path: String
        let headers: [String: String]
        let body: [UInt8]
    }

    /// What it does with a call.
    enum Answer: Sendable {
        case status(Int, headers: [String: String] = [:], body: Int = 0)
        /// It reads all of it, and hangs up.
        case hangUp
        /// It reads all of it, and says nothing.
        case silence
        /// It begins to answer, and never ends.
        case endless(Int)
    }

    private struct State {
        var asked: [Asked] = []
        var answers: [Answer] = []
        var waiting: [(count: Int, AsyncStream<Void>.Continuation)] = []
    }

    private let state = Mutex(State())
    private let channel: any Channel
    let port: Int

    /// Runs one for as long as a test takes.
    ///
    /// - Parameter tls: nil for one that speaks in the open.
    static func run(tls: NIOSSLContext? = nil, _ test: (OtherServer) async throws -> Void) async throws {
        let box = Mutex<OtherServer?>(nil)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    if let tls { try child.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try child.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try child.pipeline.syncOperations.addHandler(Desk { box.withLock { $0 } })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = OtherServer(channel)
        box.withLock { $0 = server }
        do {
            try await test(server)
        } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
    }

    private init(_ channel: any Channel) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
    }

    var address: String { "http://127.0.0.1:\(port)" }

    var asked: [Asked] { state.withLock { $0.asked } }

    /// The next are answered so, one after another; then with 201.
    func answer(_ answers: Answer...) { state.withLock { $0.answers += answers } }

    /// Waits until it was asked so often.
    func isAsked(_ count: Int) async {
        let (stream, call) = AsyncStream.makeStream(of: Void.self)
        state.withLock { state in
            if state.asked.count >= count { call.yield() } else { state.waiting.append((count, call)) }
        }
        for await _ in stream { return }
    }

    fileprivate func next(_ asked: Asked) -> Answer {
        state.withLock { state in
            state.asked.append(asked)
            for (count, call) in state.waiting where state.asked.count >= count { call.yield() }
            return state.answers.isEmpty ? .status(201) : state.answers.removeFirst()
        }
    }

    /// One connection.
    private final class Desk: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: @Sendable () -> OtherServer?
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(_ server: @escaping @Sendable () -> OtherServer?) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = []
            case .body(let part): body += part.readableBytesView
            case .end: answer(context)
            }
        }

        private func answer(_ context: ChannelHandlerContext) {
            guard let head, let server = server() else { return context.close(promise: nil) }
            let headers = head.headers.map { ($0.name.lowercased(), $0.value) }
            let asked = Asked(
                method: head.method.rawValue, path: head.uri,
                headers: Dictionary(headers, uniquingKeysWith: { $0 + ", " + $1 }), body: body)
            switch server.next(asked) {
            case .status(let status, let headers, let length):
                write(context, status, headers, length: length)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .endless(let status):
                write(context, status, ["transfer-encoding": "chunked"], length: nil)
                var part = context.channel.allocator.buffer(capacity: 1)
                part.writeInteger(UInt8(1))
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
            case .hangUp: context.close(promise: nil)
            case .silence: break
            }
        }

        private func write(_ context: ChannelHandlerContext, _ status: Int, _ headers: [String: String], length: Int?) {
            var fields = HTTPHeaders(headers.map { ($0.key, $0.value) })
            if let length { fields.add(name: "content-length", value: String(length)) }
            let head = HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: fields)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if let length, length > 0 {
                let part = ByteBuffer(repeating: 65, count: length)
                context.write(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
            }
        }
    }
}
