import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing
import Watch
import WatchWeb

/// A real server on a port of the kernel's with one route, over a village.
struct LiveHouse: Sendable {
    let village: LiveVillage
    let hub: LiveHub
    let port: Int
    private let services: ServiceGroup

    /// Runs a test, then closes the house. It must close by itself, whatever is still open.
    static func run(
        limits: LiveLimits = LiveLimits(), catchUp: Duration = .milliseconds(50), heartbeat: Duration = .seconds(20),
        keyCheck: Duration = .milliseconds(50), bus: (any Bus)? = nil,
        _ test: @Sendable (LiveHouse) async throws -> Void
    ) async throws {
        let logger = Logger(label: "live") { _ in SwiftLogNoOpLogHandler() }
        let village = LiveVillage()
        let hub = LiveHub(
            source: village, eventLoops: MultiThreadedEventLoopGroup.singleton, limits: limits, bus: bus,
            logger: logger)
        let router = Router(context: WebContext.self)
        router.get("/live") { request, context in
            let person = PersonId(trusted: HTTPField.Name("Person").flatMap { request.headers[$0] } ?? "")
            let cursor = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
            do {
                return try await hub.stream(
                    for: person, key: LiveVillage.key(of: person), cursor: cursor, on: context.channel)
            } catch let refusal as Refusal {
                return Response(
                    status: refusal.code.nature == .tooOften ? .tooManyRequests : .forbidden,
                    body: ResponseBody(byteBuffer: ByteBuffer(string: refusal.code.rawValue)))
            }
        }
        let (ports, tellPort) = AsyncStream.makeStream(of: Int.self)
        var app = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in tellPort.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        app.addServices(LiveService(hub: hub, catchUp: catchUp, keyCheck: keyCheck, heartbeat: heartbeat))
        let services = ServiceGroup(configuration: ServiceGroupConfiguration(services: [app], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await services.run() }
            var port: Int?
            for await opened in ports {
                port = opened
                break
            }
            let house = LiveHouse(village: village, hub: hub, port: try #require(port), services: services)
            do {
                try await test(house)
                await services.triggerGracefulShutdown()
            } catch {
                await services.triggerGracefulShutdown()
                throw error
            }
            try await tasks.waitForAll()
        }
    }

    func close() async { await services.triggerGracefulShutdown() }

    /// Opens a stream and reads what comes with every opening.
    func listen(_ person: PersonId, cursor: String? = nil, isReading: Bool = true) async throws -> SSEClient {
        let client = try await SSEClient.connect(port: port, isReading: isReading)
        var fields = ["Person": person.text]
        fields["Last-Event-ID"] = cursor
        try await client.ask("/live", fields)
        if isReading { try await Self.expectOpening(client) }
        return client
    }

    /// - Returns: where the stream says that it stands.
    @discardableResult
    static func expectOpening(_ client: SSEClient) async throws -> String? {
        let head = try await client.next("the head")
        guard case .head(200, let fields) = head else { throw SSEClient.Unexpected(item: head, what: "the head") }
        #expect(fields["content-type"] == "text/event-stream; charset=utf-8")
        #expect(fields["cache-control"] == "no-store")
        guard case .retry(let retry) = try await client.next("retry") else {
            Issue.record("no retry")
            return nil
        }
        #expect((1_000...5_000).contains(retry))
        #expect(try await client.next("the greeting") == .comment("saar"))
        guard case .cursor(let cursor) = try await client.next("the cursor") else {
            Issue.record("no cursor")
            return nil
        }
        return cursor
    }

    /// Tells the village and then the hub, as a desk does.
    @discardableResult
    func say(_ text: String = "help", in group: GroupId, to audiences: [Audience] = Audience.allCases) -> Int64 {
        let sequence = village.say(text, in: group, to: audiences)
        hub.heard(group: group, sequence: sequence)
        return sequence
    }

    /// Waits until something holds that nobody announces.
    func until(_ what: String, _ holds: @Sendable () -> Bool) async throws {
        let deadline = NIODeadline.now() + .seconds(30)
        while !holds() {
            guard NIODeadline.now() < deadline else { throw SSEClient.Late(what: what) }
            let pause = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .milliseconds(2)) {}
            try await pause.futureResult.get()
        }
    }
}
