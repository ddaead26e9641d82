import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

extension HTTPServerBuilder {
    /// The way in: HTTP/1.1 as Hummingbird speaks it, behind `RequestManners`.
    ///
    /// - Parameter idleTimeout: after which a connection on which nothing happens is closed.
    public static func mannered(idleTimeout: TimeAmount = .seconds(75)) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            ManneredChannel(plain: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: idleTimeout)))
        }
    }
}

/// Hummingbird's connection, with one handler more: right behind the parser, where a request's version and all of its
/// lines can still be seen.
private struct ManneredChannel: ServerChildChannel {
    let plain: HTTP1Channel

    func setup(channel: any NIOCore.Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        plain.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestManners(), position: .after(parser))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async { await plain.handle(value: value, logger: logger) }
}

/// What HTTP demands of a request before anybody reads it, and what a client may expect meanwhile (RFC 9112, RFC 9110).
///
/// A request whose host or whose end can be read in two ways is refused with 400, and nothing that follows it on its
/// connection is read: what stands between us and its sender may have seen two requests where we see one. Who waits to be
/// asked for a body (`Expect: 100-continue`) is asked at once. Touched on its connection's event loop only.
final class RequestManners: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// How long a connection that was refused stays, so that its sender can read why.
    private static let farewell = TimeAmount.seconds(2)

    private var asked = 0
    private var answered = 0
    /// After so many answers the client is asked for the body of the request that follows.
    private var asksForBodyAfter: Int?
    private var isInBody = false
    /// The number of the answer after which nothing more is said; nil while all is well.
    private var last: Int?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard last == nil else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let fault = RequestManners.fault(of: head) {
                last = asked + 1
                // As the parser's own faults: answered with 400 once all that came before it has been answered.
                context.fireErrorCaught(fault)
                return
            }
            asked += 1
            isInBody = true
            if RequestManners.waits(head) { asksForBodyAfter = asked - 1 }
            askForBody(context)
        case .body: break
        case .end:
            isInBody = false
            // It came without being asked for.
            asksForBodyAfter = nil
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.fireErrorCaught(error) }
        guard last == nil else { return }
        // What is broken in a request's body is told in its own answer: one more would be taken for that to somebody else's.
        let last = isInBody ? asked : asked + 1
        self.last = last
        if answered >= last { return context.close(promise: nil) }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if let last, answered >= last {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        context.write(data, promise: promise)
        guard case .end = unwrapOutboundIn(data) else { return }
        answered += 1
        askForBody(context)
        if let last, answered >= last {
            let channel = context.channel
            context.eventLoop.scheduleTask(in: RequestManners.farewell) { channel.close(promise: nil) }
        }
    }

    /// Asks for the body, unless an earlier answer is still on its way.
    private func askForBody(_ context: ChannelHandlerContext) {
        guard asksForBodyAfter == answered else { return }
        asksForBodyAfter = nil
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    private static func waits(_ head: HTTPRequestHead) -> Bool {
        !isOld(head) && head.headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
    }

    /// What is wrong with a request's head; nil when nothing is.
    static func fault(of head: HTTPRequestHead) -> HTTPParserError? {
        let hosts = head.headers["host"]
        // Proxies that speak HTTP/1.0 need say none.
        guard hosts.count == 1 || hosts.isEmpty && isOld(head), hosts.allSatisfy(isHost) else {
            return .invalidHeaderToken
        }
        let lengths = head.headers["content-length"]
        let codings = head.headers["transfer-encoding"]
        guard lengths.count <= 1, lengths.allSatisfy(isNumber) else {
            return .invalidContentLength
        }
        // The two together, a coding besides chunks, or a coding for HTTP/1.0, which has none.
        guard
            codings.isEmpty
                || lengths.isEmpty && codings.count == 1 && codings[0].lowercased() == "chunked"
                    && !isOld(head)
        else { return .unexpectedContentLength }
        return nil
    }

    /// HTTP/1.0; what is older or newer than 1.x the parser refuses.
    private static func isOld(_ head: HTTPRequestHead) -> Bool { head.version.minor == 0 }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// A name, or an address, with a port or without.
    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-._:[]".utf8.contains(byte)
                }
            }
    }
}

@available(*, unavailable)
extension RequestManners: Sendable {}
