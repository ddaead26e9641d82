import NIOCore
import NIOPosix

/// One event as a browser would hand it to a page.
struct SSEEvent: Hashable, Sendable {
    let id: String?
    let name: String
    let data: String
}

/// A page that listens, down to the bytes: it reads HTTP/1.1 and its chunked coding strictly (RFC 9112), and the event
/// stream as the HTML standard has it. Whatever is expected comes before a deadline, or the test fails saying what did
/// not come.
final class SSEClient: Sendable {
    enum Item: Hashable, Sendable {
        case head(status: Int, fields: [String: String])
        case body(String)
        case retry(Int)
        case comment(String)
        case heartbeat
        /// Where the stream stands, said without an event.
        case cursor(String)
        case event(SSEEvent)
        /// The last chunk: the answer ended in order.
        case finished
        case closed
    }

    struct Late: Error { let what: String }
    struct Unexpected: Error {
        let item: Item
        let what: String
    }

    private let channel: any NIOCore.Channel
    private let inbox: NIOLoopBound<Inbox>

    private init(channel: any NIOCore.Channel, inbox: NIOLoopBound<Inbox>) {
        self.channel = channel
        self.inbox = inbox
    }

    /// - Parameter isReading: a page that does not read lets the server's bytes pile up, in as little room as can be.
    static func connect(port: Int, isReading: Bool = true) async throws -> SSEClient {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: isReading)
            .channelOption(.socketOption(.so_rcvbuf), value: isReading ? 1 << 20 : 8_192)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Inbox()) }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let inbox = try await channel.eventLoop.submit {
            NIOLoopBound(try channel.pipeline.syncOperations.handler(type: Inbox.self), eventLoop: channel.eventLoop)
        }.get()
        return SSEClient(channel: channel, inbox: inbox)
    }

    func ask(_ path: String, _ fields: [String: String]) async throws {
        let lines = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
        try await channel.writeAndFlush(ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: saar\r\n\(lines)\r\n")).get()
    }

    func read() async throws { try await channel.setOption(.autoRead, value: true).get() }

    func close() { channel.close(promise: nil) }

    /// What comes next, of whatever kind.
    func next(_ what: String, within deadline: TimeAmount = .seconds(30)) async throws -> Item {
        let promise = channel.eventLoop.makePromise(of: Item.self)
        let inbox = inbox
        channel.eventLoop.execute { inbox.value.give(promise, deadline, Late(what: what), inbox.eventLoop) }
        return try await promise.futureResult.get()
    }

    /// The next event; comments and signs of life are read over.
    func event(_ what: String = "an event") async throws -> SSEEvent {
        while true {
            switch try await next(what) {
            case .event(let event): return event
            case .comment, .heartbeat: continue
            case let item: throw Unexpected(item: item, what: what)
            }
        }
    }

    /// Reads to the end of the answer.
    ///
    /// - Returns: the events that came before it.
    func events(untilThe end: Item, _ what: String) async throws -> [SSEEvent] {
        var events: [SSEEvent] = []
        while true {
            let item = try await next(what)
            if item == end { return events }
            switch item {
            case .event(let event): events.append(event)
            case .closed: throw Unexpected(item: item, what: what)
            default: continue
            }
        }
    }
}

/// Takes the bytes apart. Touched on its own event loop only.
private final class Inbox: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private enum Place {
        case head
        case length(Int)
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case lastEnd
    }

    struct Malformed: Error { let what: String }

    private var bytes = ByteBuffer()
    private var place = Place.head
    private var text = ByteBuffer()
    private var id: String?
    private var name = "message"
    private var data: [String] = []
    private var items: [SSEClient.Item] = []
    private var fault: (any Error)?
    private var waiter: (EventLoopPromise<SSEClient.Item>, Scheduled<Void>)?

    func give(
        _ promise: EventLoopPromise<SSEClient.Item>, _ deadline: TimeAmount, _ late: SSEClient.Late,
        _ eventLoop: any EventLoop
    ) {
        if !items.isEmpty { return promise.succeed(items.removeFirst()) }
        if let fault { return promise.fail(fault) }
        let task = eventLoop.assumeIsolated().scheduleTask(in: deadline) {
            self.waiter = nil
            promise.fail(late)
        }
        waiter = (promise, task)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var more = unwrapInboundIn(data)
        bytes.writeBuffer(&more)
        do {
            while try step() {}
            bytes.discardReadBytes()
        } catch {
            fail(error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { add(.closed) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func add(_ item: SSEClient.Item) {
        guard let (promise, task) = waiter else { return items.append(item) }
        waiter = nil
        task.cancel()
        promise.succeed(item)
    }

    private func fail(_ error: any Error) {
        fault = error
        guard let (promise, task) = waiter else { return }
        waiter = nil
        task.cancel()
        promise.fail(error)
    }

    // MARK: HTTP/1.1

    /// Whether there was something to take.
    private func step() throws -> Bool {
        switch place {
        case .head:
            guard let head = take(to: "\r\n\r\n") else { return false }
            let lines = head.components("\r\n")
            let words = lines[0].components(" ")
            guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
                throw Malformed(what: lines[0])
            }
            var fields: [String: String] = [:]
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { throw Malformed(what: line) }
                fields[line[..<colon].lowercased()] = String(line[colon...].dropFirst().drop { $0 == " " })
            }
            add(.head(status: status, fields: fields))
            if fields["transfer-encoding"] == "chunked" {
                place = .chunkSize
            } else {
                place = .length(fields["content-length"].flatMap { Int($0) } ?? 0)
            }
        case .length(let length):
            guard let body = bytes.readString(length: length) else { return false }
            add(.body(body))
            place = .head
        case .chunkSize:
            guard let line = take(to: "\r\n") else { return false }
            guard let size = Int(line, radix: 16) else { throw Malformed(what: "chunk size \(line)") }
            place = size == 0 ? .lastEnd : .chunk(size)
        case .chunk(let size):
            guard var chunk = bytes.readSlice(length: size) else { return false }
            text.writeBuffer(&chunk)
            while takeLine() {}
            text.discardReadBytes()
            place = .chunkEnd
        case .chunkEnd, .lastEnd:
            guard let end = bytes.readString(length: 2) else { return false }
            guard end == "\r\n" else { throw Malformed(what: "end of chunk") }
            if case .lastEnd = place {
                add(.finished)
                place = .head
            } else {
                place = .chunkSize
            }
        }
        return true
    }

    /// What stands before a mark; the mark is taken too. Counted in bytes, since CR LF is one character to Swift.
    private func take(to mark: String) -> String? {
        let mark = Array(mark.utf8)
        let view = bytes.readableBytesView
        guard view.count >= mark.count else { return nil }
        let end = (0...view.count - mark.count).first { view[(view.startIndex + $0)...].starts(with: mark) }
        guard let end else { return nil }
        defer { bytes.moveReaderIndex(forwardBy: mark.count) }
        return bytes.readString(length: end)
    }

    // MARK: text/event-stream

    private func takeLine() -> Bool {
        guard let end = text.readableBytesView.firstIndex(of: UInt8(ascii: "\n")),
            let line = text.readString(length: end - text.readerIndex + 1)?.dropLast()
        else { return false }
        guard !line.isEmpty else {
            if data.isEmpty {
                if let id { add(.cursor(id)) }
            } else if name == "heartbeat" {
                if data != ["{}"] || id != nil { fail(Malformed(what: "heartbeat")) }
                add(.heartbeat)
            } else {
                add(.event(SSEEvent(id: id, name: name, data: data.joined(separator: "\n"))))
            }
            (id, name, data) = (nil, "message", [])
            return true
        }
        let colon = line.firstIndex(of: ":") ?? line.endIndex
        let field = line[..<colon]
        var value = line[colon...].dropFirst()
        if value.first == " " { value = value.dropFirst() }
        switch field {
        case "": add(.comment(String(value)))
        case "retry": add(.retry(Int(value) ?? -1))
        case "id": id = String(value)
        case "event": name = String(value)
        case "data": data.append(String(value))
        default: fail(Malformed(what: "field \(field)"))
        }
        return true
    }
}

extension StringProtocol {
    fileprivate func components(_ separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }
}
