import NIOCore
import NIOPosix

/// A client that says what it likes, byte by byte, and reads until the connection ends or says what it waits for.
struct RawClient: Sendable {
    struct Late: Error { let heard: String }

    private let channel: any NIOCore.Channel
    private let ears: NIOLoopBound<Ears>

    static func connect(port: Int) async throws -> RawClient {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Ears()) }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let ears = try await channel.eventLoop.submit {
            NIOLoopBound(try channel.pipeline.syncOperations.handler(type: Ears.self), eventLoop: channel.eventLoop)
        }.get()
        return RawClient(channel: channel, ears: ears)
    }

    func say(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// All that was heard, once it holds a text; or, without one, once the other side says no more.
    func hears(_ text: String? = nil) async throws -> String {
        try await hears { heard in text.map(heard.contains) ?? false }
    }

    /// The same, once so many answers have begun.
    func hears(status count: Int) async throws -> String {
        try await hears { RawClient.statuses($0).count >= count }
    }

    private func hears(_ isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
        let promise = channel.eventLoop.makePromise(of: String.self)
        let ears = ears
        channel.eventLoop.execute { ears.value.wait(isEnough, promise, ears.eventLoop) }
        return try await promise.futureResult.get()
    }

    /// Waits until the connection is gone altogether, and not only silent: knocking, for otherwise nobody notices.
    func isShutOut() async throws {
        let channel = channel
        let promise = channel.eventLoop.makePromise(of: Void.self)
        channel.closeFuture.cascade(to: promise)
        let bell = channel.eventLoop.scheduleTask(in: .seconds(30)) { promise.fail(Late(heard: "it is still open")) }
        let knocking = channel.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(50)) { _ in
            channel.writeAndFlush(ByteBuffer(string: "x"), promise: nil)
        }
        defer {
            bell.cancel()
            knocking.cancel()
        }
        try await promise.futureResult.get()
    }

    func close() { channel.close(promise: nil) }

    /// The statuses of all answers that were heard, in their order.
    static func statuses(_ heard: String) -> [Int] {
        heard.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard words.count >= 2, words[0].hasSuffix("HTTP/1.1") else { return nil }
            return Int(words[1].filter(\.isNumber))
        }
    }
}

/// Keeps what was heard. Touched on its own event loop only.
private final class Ears: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var heard = ""
    private var isOver = false
    private var waiting: (isEnough: (String) -> Bool, promise: EventLoopPromise<String>, bell: Scheduled<Void>)?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        heard += String(buffer: unwrapInboundIn(data))
        tell()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { end() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) { end() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end()
        context.close(promise: nil)
    }

    func wait(_ isEnough: @escaping (String) -> Bool, _ promise: EventLoopPromise<String>, _ loop: any EventLoop) {
        let bell = loop.assumeIsolated().scheduleTask(in: .seconds(30)) {
            self.waiting = nil
            promise.fail(RawClient.Late(heard: self.heard))
        }
        waiting = (isEnough, promise, bell)
        tell()
    }

    private func end() {
        isOver = true
        tell()
    }

    private func tell() {
        guard let waiting, isOver || waiting.isEnough(heard) else { return }
        self.waiting = nil
        waiting.bell.cancel()
        waiting.promise.succeed(heard)
    }
}
