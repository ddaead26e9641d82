import Testing
import Watch
import WatchWeb

/// What somebody hears is read by several at once: the pump when a group has changed, who looks at keys, and each stream that
/// opens. A reading that comes late must not bring back what has ended.
@Suite("When what somebody hears is read twice at once", .serialized, .timeLimit(.minutes(6)))
struct LiveAccessTests {
    private let street = LiveVillage.group(1)
    private let square = LiveVillage.group(2)
    private let harbour = LiveVillage.group(3)
    private let anna = LiveVillage.person(1)

    /// Somebody who has read something, and is held up before they do anything with it.
    private struct Hold: Sendable {
        private let reached: AsyncStream<Void>
        private let reach: AsyncStream<Void>.Continuation
        private let held: AsyncStream<Void>
        private let release: AsyncStream<Void>.Continuation

        init() {
            (reached, reach) = AsyncStream.makeStream()
            (held, release) = AsyncStream.makeStream()
        }

        /// The one who is held up.
        func keep() async {
            reach.finish()
            for await _ in held {}
        }

        func isReached() async { for await _ in reached {} }

        func letGo() { release.finish() }
    }

    @Test("an officer whose office ended is not let in again by who had read the group before")
    func office() async throws {
        let bus = RecordingBus()
        try await LiveHouse.run(bus: bus) { house in
            house.village.join(anna, street, as: .police)
            house.village.join(anna, square, as: .police)
            let client = try await house.listen(anna)
            let hold = Hold()
            house.village.after(.hearers) { await hold.keep() }
            house.hub.membershipChanged(group: street)
            await hold.isReached()
            house.village.dismiss(anna, from: street)
            try await house.until("the street to be left") { bus.wanted == [square] }
            hold.letGo()
            house.say("in the street", in: street)
            // The pump does one thing after another: once this is told, the late reading has been looked at.
            house.say("in the square", in: square)
            #expect(try await client.event().data == "1 police in the square")
            #expect(bus.wanted == [square])
        }
    }

    @Test("who left is not let in again by who had read before what they hear")
    func membership() async throws {
        let bus = RecordingBus()
        try await LiveHouse.run(bus: bus) { house in
            house.village.join(anna, street)
            house.village.join(anna, square)
            let client = try await house.listen(anna)
            // It has begun: who reads from here on looks at keys.
            house.say("before", in: square)
            #expect(try await client.event().data == "1 neighbour before")
            let hold = Hold()
            house.village.after(.hearings) { await hold.keep() }
            house.village.join(anna, harbour)
            await hold.isReached()
            house.village.leave(anna, street)
            house.hub.membershipChanged(group: street)
            try await house.until("the street to be left") { !bus.wanted.contains(street) }
            let rounds = house.village.asked(.keys)
            hold.letGo()
            try await house.until("keys to be looked at again") { house.village.asked(.keys) > rounds }
            house.say("in the square", in: square)
            #expect(try await client.event().data == "2 neighbour in the square")
            #expect(bus.asked.filter { $0 == street } == [street])
        }
    }

    @Test("who is a neighbour now is not told as the coordinator that they were when their stream opened")
    func opening() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street, as: .coordinator)
            let hold = Hold()
            // The first on this server: what they hear is read a second time, once the stream is known here.
            house.village.after(.hearings, turn: 2) { await hold.keep() }
            let client = try await house.listen(anna)
            await hold.isReached()
            // The pump looks once at a group that is new here.
            try await house.until("the first look at the street") { house.village.fetches(of: street) == 1 }
            house.village.join(anna, street, as: .neighbour, since: 1)
            house.hub.membershipChanged(group: street)
            house.say(in: street)
            // It changes who hears before it fetches what they are told.
            try await house.until("the pump to have done both") { house.village.fetches(of: street) >= 2 }
            hold.letGo()
            #expect(try await client.event().data == "1 neighbour help")
        }
    }
}
