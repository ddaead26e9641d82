import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import NIOPosix
import ServiceLifecycle
import Synchronization
import Testing
import Watch
import WatchWeb

/// A database of events in memory, behind which the hub must keep its promise.
final class ShelfSource: LiveSource {
    private struct Shelf {
        var events: [GroupId: Int64] = [:]
        var hearers: [PersonId: [GroupId: Hearing]] = [:]
        var versions: [GroupId: Int64] = [:]
    }

    private let shelf = Mutex(Shelf())

    /// Adds an event; its sequence is the next one.
    func add(to group: GroupId) -> Int64 {
        shelf.withLock { shelf in
            shelf.events[group, default: 0] += 1
            return shelf.events[group, default: 0]
        }
    }

    func admit(_ person: PersonId, to group: GroupId, as audience: Audience = .neighbour, since: Int64 = 1) {
        shelf.withLock { shelf in
            shelf.hearers[person, default: [:]][group] = Hearing(group: group, audience: audience, since: since)
            shelf.versions[group, default: 0] += 1
        }
    }

    func dismiss(_ person: PersonId, from group: GroupId) {
        shelf.withLock { shelf in
            shelf.hearers[person]?[group] = nil
            shelf.versions[group, default: 0] += 1
        }
    }

    func hearings(of person: PersonId) async throws -> [Hearing] {
        shelf.withLock { Array(($0.hearers[person] ?? [:]).values) }
    }

    func hearers(of group: GroupId) async throws -> [PersonId: Hearing] {
        shelf.withLock { $0.hearers.compactMapValues { $0[group] } }
    }

    func heads(of groups: [GroupId]) async throws -> [GroupHead] {
        shelf.withLock { shelf in
            groups.map { group in
                GroupHead(
                    id: group, lastSequence: shelf.events[group] ?? 0, memberVersion: shelf.versions[group] ?? 0)
            }
        }
    }

    func events(of group: GroupId, after sequence: Int64, limit: Int) async throws -> [LiveEvent] {
        let last = shelf.withLock { $0.events[group] ?? 0 }
        guard sequence < last else { return [] }
        return (sequence + 1...min(last, sequence + Int64(limit))).map { number in
            let frames = Audience.allCases.map { audience in
                (audience, LiveFrame(event: "told", data: #"{"n":\#(number),"to":"\#(audience.rawValue)"}"#))
            }
            return LiveEvent(group: group, sequence: number, frames: Dictionary(uniqueKeysWithValues: frames))
        }
    }
}

/// The one door to live streams, through a real server and real sockets.
@Suite("The live hub", .serialized)
struct LiveHubTests {
    static let street: GroupId = Id(trusted: "01900000-0000-7000-8000-000000000001")
    static let square: GroupId = Id(trusted: "01900000-0000-7000-8000-000000000002")
    static let anna: PersonId = Id(trusted: "01900000-0000-7000-8000-00000000000a")
    static let bram: PersonId = Id(trusted: "01900000-0000-7000-8000-00000000000b")

    /// Runs a server whose `/live/<person>` opens that person's stream.
    static func withHub(
        limits: LiveLimits = LiveLimits(), _ test: @escaping @Sendable (LiveHub, ShelfSource, Int) async throws -> Void
    ) async throws {
        let source = ShelfSource()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let hub = LiveHub(
            source: source, eventLoops: MultiThreadedEventLoopGroup.singleton, limits: limits, logger: logger)
        let router = Router(context: WebContext.self)
        router.get("/live/{person}") { request, context in
            let person = try context.parameters.require("person", as: String.self)
            let cursor = request.uri.queryParameters["cursor"].map(String.init)
            return try await hub.stream(for: Id(trusted: person), cursor: cursor, on: context.channel)
        }
        var app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)), logger: logger)
        app.addServices(LiveService(hub: hub))
        try await app.test(.live) { client in
            try await test(hub, source, try #require(client.port))
        }
    }

    @Test("history first, then what comes, each event once and in order, whatever is told, lost, or told late")
    func exactlyOnce() async throws {
        try await LiveHubTests.withHub { hub, source, port in
            source.admit(LiveHubTests.anna, to: LiveHubTests.street)
            source.admit(LiveHubTests.anna, to: LiveHubTests.square, as: .coordinator)
            for _ in 0..<450 { _ = source.add(to: LiveHubTests.street) }
            let cursor = LiveCursor([LiveHubTests.street: 3, LiveHubTests.square: 0]).text
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<6 {
                    tasks.addTask {
                        let client = try LiveClient(port: port, person: LiveHubTests.anna, cursor: cursor)
                        try await client.read {
                            $0.numbers(of: "neighbour").last == 1_000 && $0.numbers(of: "coordinator").last == 300
                        }
                        #expect(client.heard.numbers(of: "neighbour") == Array(4...1_000))
                        #expect(client.heard.numbers(of: "coordinator") == Array(1...300))
                        let last = try #require(client.heard.ids.last.flatMap { LiveCursor($0) })
                        #expect(last.positions == [LiveHubTests.street: 1_000, LiveHubTests.square: 300])
                    }
                }
                tasks.addTask {
                    // A bus that tells in any order, twice, or not at all.
                    for number in 451...1_000 {
                        let sequence = source.add(to: LiveHubTests.street)
                        if number % 3 != 0 {
                            hub.heard(group: LiveHubTests.street, sequence: max(0, sequence - Int64(number % 7)))
                        }
                        if number % 5 == 0 { hub.heard(group: LiveHubTests.street, sequence: sequence) }
                        if number <= 750 {
                            hub.heard(group: LiveHubTests.square, sequence: source.add(to: LiveHubTests.square))
                        }
                        await Task.yield()
                    }
                }
                try await tasks.waitForAll()
            }
        }
    }

    @Test(
        "without a cursor, or with one that is not ours or ahead of the group, it starts now",
        arguments: [nil, "rubbish", LiveCursor([street: 999]).text])
    func startsNow(_ cursor: String?) async throws {
        try await LiveHubTests.withHub { hub, source, port in
            source.admit(LiveHubTests.anna, to: LiveHubTests.street)
            for _ in 0..<5 { _ = source.add(to: LiveHubTests.street) }
            let client = try LiveClient(port: port, person: LiveHubTests.anna, cursor: cursor)
            try await client.read { _ in hub.figures.streams == 1 && client.isOpen }
            // Told again and again until it is heard: only what comes after the opening is.
            try await client.read { heard in
                if heard.numbers(of: "neighbour").isEmpty {
                    hub.heard(group: LiveHubTests.street, sequence: source.add(to: LiveHubTests.street))
                }
                return !heard.numbers(of: "neighbour").isEmpty
            }
            #expect(client.heard.numbers(of: "neighbour").allSatisfy { $0 > 5 })
        }
    }

    @Test("nobody hears what was before they came, and who goes is cut off at once")
    func membership() async throws {
        try await LiveHubTests.withHub { hub, source, port in
            for _ in 0..<5 { _ = source.add(to: LiveHubTests.street) }
            source.admit(LiveHubTests.bram, to: LiveHubTests.street, since: 4)
            let client = try LiveClient(
                port: port, person: LiveHubTests.bram, cursor: LiveCursor([LiveHubTests.street: 0]).text)
            try await client.read { $0.numbers(of: "neighbour") == [4, 5] }
            source.dismiss(LiveHubTests.bram, from: LiveHubTests.street)
            // Nobody tells the hub: it compares versions itself.
            try await client.read { _ in client.isClosed }
            _ = source.add(to: LiveHubTests.street)
            #expect(client.heard.numbers(of: "neighbour") == [4, 5])
            #expect(hub.figures == LiveHub.Figures(streams: 0, groups: 0))
        }
    }

    @Test("a new role is applied to an open stream")
    func role() async throws {
        try await LiveHubTests.withHub { hub, source, port in
            source.admit(LiveHubTests.anna, to: LiveHubTests.street)
            let cursor = LiveCursor([LiveHubTests.street: 0]).text
            let client = try LiveClient(port: port, person: LiveHubTests.anna, cursor: cursor)
            hub.heard(group: LiveHubTests.street, sequence: source.add(to: LiveHubTests.street))
            try await client.read { $0.numbers(of: "neighbour").last == 1 }
            source.admit(LiveHubTests.anna, to: LiveHubTests.street, as: .coordinator)
            hub.membershipChanged(group: LiveHubTests.street)
            try await client.read { heard in
                hub.heard(group: LiveHubTests.street, sequence: source.add(to: LiveHubTests.street))
                return !heard.numbers(of: "coordinator").isEmpty
            }
        }
    }

    @Test("a whisper reaches those it is for, without an id")
    func whispers() async throws {
        try await LiveHubTests.withHub { hub, source, port in
            source.admit(LiveHubTests.anna, to: LiveHubTests.street)
            source.admit(LiveHubTests.bram, to: LiveHubTests.street, as: .coordinator)
            let cursor = LiveCursor([LiveHubTests.street: 0]).text
            let anna = try LiveClient(port: port, person: LiveHubTests.anna, cursor: cursor)
            let bram = try LiveClient(port: port, person: LiveHubTests.bram, cursor: cursor)
            hub.heard(group: LiveHubTests.street, sequence: source.add(to: LiveHubTests.street))
            try await anna.read { $0.numbers(of: "neighbour") == [1] }
            try await bram.read { $0.numbers(of: "coordinator") == [1] }
            hub.whisper(
                group: LiveHubTests.street, to: LiveWhisper(persons: [], audiences: [.coordinator]), event: "told",
                data: #"{"n":77,"to":"whisper"}"#)
            hub.heard(group: LiveHubTests.street, sequence: source.add(to: LiveHubTests.street))
            try await bram.read { $0.numbers(of: "coordinator") == [1, 2] && $0.numbers(of: "whisper") == [77] }
            try await anna.read { $0.numbers(of: "neighbour") == [1, 2] }
            #expect(anna.heard.numbers(of: "whisper").isEmpty)
            #expect(bram.heard.ids.count == 2)
        }
    }

    @Test("who has too many streams open is told so, and may open one again when another ends")
    func limit() async throws {
        var limits = LiveLimits()
        limits.streamsPerPerson = 2
        try await LiveHubTests.withHub(limits: limits) { hub, source, port in
            source.admit(LiveHubTests.anna, to: LiveHubTests.street)
            let clients = try (0..<2).map { _ in try LiveClient(port: port, person: LiveHubTests.anna, cursor: nil) }
            for client in clients { try await client.read { _ in client.isOpen } }
            try await clients[0].read { _ in hub.figures.streams == 2 }
            let third = try LiveClient(port: port, person: LiveHubTests.anna, cursor: nil)
            try await third.read { _ in third.status != nil }
            #expect(third.isOpen == false)
            clients[0].close()
            try await clients[1].read { _ in hub.figures.streams == 1 }
        }
    }

    @Test("a slow reader costs nobody anything, and has everything once it reads again")
    func slowReader() async throws {
        try await LiveHubTests.withHub { hub, source, port in
            source.admit(LiveHubTests.anna, to: LiveHubTests.street)
            source.admit(LiveHubTests.bram, to: LiveHubTests.street)
            let cursor = LiveCursor([LiveHubTests.street: 0]).text
            // It opens with a small window and does not read.
            let slow = try LiveClient(port: port, person: LiveHubTests.anna, cursor: cursor, window: 4_096)
            let quick = try LiveClient(port: port, person: LiveHubTests.bram, cursor: cursor)
            try await quick.read { _ in hub.figures.streams == 2 }
            let many: Int64 = 8_000
            for _ in 0..<many { _ = source.add(to: LiveHubTests.street) }
            hub.heard(group: LiveHubTests.street, sequence: many)
            try await quick.read { $0.last == many }
            let isWhole = quick.heard.numbers(of: "neighbour") == Array(1...many)
            #expect(isWhole)
            // It was brought up again, or dropped so that its page comes back: either way nothing is missing between.
            try await slow.read { $0.last == many || slow.isClosed }
            let heard = slow.heard.numbers(of: "neighbour")
            let isGapless = heard == Array(1...Int64(max(1, heard.count)))
            #expect(isGapless)
        }
    }
}
