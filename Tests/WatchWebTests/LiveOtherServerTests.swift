import Logging
import NIOPosix
import Synchronization
import Testing
import Watch
import WatchTesting
import WatchWeb

/// What happens on another server, as the streams of this one learn of it: by the bus, and by comparing alone.
@Suite("What happens on another server", .timeLimit(.minutes(6)))
struct LiveOtherServerTests {
    private let anna = LiveVillage.person(1)
    private let bram = LiveVillage.person(2)
    private let street = LiveVillage.group(1)
    private let square = LiveVillage.group(2)

    @Test("a key that ended there ends its streams here, and nobody else's")
    func endedKey() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            house.village.join(bram, street)
            let phone = try await house.listen(anna)
            let desk = try await house.listen(anna)
            let other = try await house.listen(bram)
            house.village.endKey(of: anna)
            #expect(try await phone.events(untilThe: .finished, "the end").isEmpty)
            #expect(try await desk.events(untilThe: .finished, "the end").isEmpty)
            house.village.say(in: street)
            #expect(try await other.event().data == "1 neighbour help")
        }
    }

    @Test("who is let in there to a group that nobody listens to here hears it without opening again")
    func joinedThere() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            let client = try await house.listen(anna)
            house.village.say("before", in: square)
            house.village.join(anna, square)
            house.village.say("after", in: square)
            #expect(try await client.event().data == "2 neighbour after")
            house.village.leave(anna, square)
            house.village.say("gone", in: square)
            house.village.say("here", in: street)
            #expect(try await client.event().data == "1 neighbour here")
        }
    }

    @Test("who left their last group there is cut here")
    func leftThere() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            let client = try await house.listen(anna)
            house.village.leave(anna, street)
            #expect(try await client.events(untilThe: .finished, "the end").isEmpty)
        }
    }

    @Test("what could not be read is read the next time")
    func badMoment() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            let client = try await house.listen(anna)
            // It has begun: what fails from here on is the comparing.
            house.say(in: street)
            #expect(try await client.event().data == "1 neighbour help")
            house.village.fail(.keys, times: 2)
            house.village.fail(.hearings, times: 1)
            house.village.join(anna, square)
            house.village.say("there", in: square)
            #expect(try await client.event().data == "1 neighbour there")
        }
    }

    @Test("what is announced here goes on the bus, what is heard from it does not; reach once a second at most")
    func announced() async throws {
        let bus = RecordingBus()
        let hub = LiveHub(
            source: LiveVillage(), eventLoops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "live") { _ in SwiftLogNoOpLogHandler() })
        let news = LiveNews(hub: hub, alerts: LivingStreet().store, bus: bus)
        let alert = AlertId(trusted: "01900000-0000-7000-8000-000000000009")
        let event = Placement(group: street, sequence: 1)
        news.announce([event])
        news.membershipChanged(in: street)
        news.keysEnded(of: anna)
        #expect(bus.told == [.event(event), .membership(street), .keysEnded(anna)])
        for _ in 1...5 { news.reachChanged(alert, in: street) }
        #expect(bus.told.count == 3)
        try await news.tellReach()
        try await news.tellReach()
        #expect(bus.told.dropFirst(3) == [.reach(alert, street)])
        for word in bus.told { news.hear(word) }
        try await news.tellReach()
        #expect(bus.told.count == 4)
    }

    @Test("reach that has grown is told once it can be looked up again")
    func reachIsKept() async throws {
        let bus = RecordingBus()
        let hub = LiveHub(
            source: LiveVillage(), eventLoops: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "live") { _ in SwiftLogNoOpLogHandler() })
        let store = LivingStreet().store
        let news = LiveNews(hub: hub, alerts: store, bus: bus)
        let alerts = (1...3).map { AlertId(trusted: "01900000-0000-7000-8000-00000000000\($0)") }
        for alert in alerts { news.reachChanged(alert, in: street) }
        store.hideReach(times: 2)
        for _ in 1...2 { await #expect(throws: Refusal(.unavailable)) { try await news.tellReach() } }
        #expect(bus.told == [])
        try await news.tellReach()
        #expect(Set(bus.told) == Set(alerts.map { .reach($0, street) }))
    }

    @Test("the bus is told which groups somebody listens to here, and when nobody does any more")
    func wanted() async throws {
        let bus = RecordingBus()
        try await LiveHouse.run(bus: bus) { house in
            house.village.join(anna, street)
            house.village.join(bram, street)
            let first = try await house.listen(anna)
            let second = try await house.listen(bram)
            #expect(bus.wanted == [street])
            house.village.join(bram, square)
            try await house.until("the new group to be wanted") { bus.wanted == [street, square] }
            first.close()
            try await house.until("one listener to be gone") { house.hub.counts.streams == 1 }
            #expect(bus.wanted == [street, square])
            second.close()
            try await house.until("nobody to listen") { bus.wanted.isEmpty }
        }
    }
}

/// A bus that remembers.
final class RecordingBus: Bus {
    private let groups = Mutex<Set<GroupId>>([])
    private let everWanted = Mutex<[GroupId]>([])
    private let words = Mutex<[BusWord]>([])

    var wanted: Set<GroupId> { groups.withLock { $0 } }
    /// Every group that was asked for, each time that it was.
    var asked: [GroupId] { everWanted.withLock { $0 } }
    var told: [BusWord] { words.withLock { $0 } }
    let state = BusState.connected

    func tell(_ word: BusWord) { words.withLock { $0.append(word) } }
    func listen(to group: GroupId) {
        groups.withLock { _ = $0.insert(group) }
        everWanted.withLock { $0.append(group) }
    }
    func ignore(_ group: GroupId) { groups.withLock { _ = $0.remove(group) } }
}
