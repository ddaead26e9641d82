import NIOCore
import Testing
import Watch
import WatchWeb

/// An alert that travels: who hears several of its groups is told in the first of them, on every stream and in every
/// replay.
@Suite("What live streams tell over links", .serialized, .timeLimit(.minutes(6)))
struct LiveLinkTests {
    let home = LiveVillage.group(3)
    let next = LiveVillage.group(1)
    let last = LiveVillage.group(2)
    let anna = LiveVillage.person(1)
    let bram = LiveVillage.person(2)
    let carla = LiveVillage.person(3)

    /// The same news in all three groups, in the order of its way; told to the hub in the order given.
    @discardableResult
    private func travel(_ text: String, in house: LiveHouse, told order: [GroupId]) -> [Placement] {
        var written: [Placement] = []
        for group in [home, next, last] {
            let sequence = house.village.say(
                "\(text) \(group == home ? "home" : group == next ? "next" : "last")",
                in: group, after: written)
            written.append(Placement(group: group, sequence: sequence))
        }
        for group in order {
            guard let event = written.first(where: { $0.group == group }) else { continue }
            house.hub.heard(group: group, sequence: event.sequence)
        }
        return written
    }

    @Test("in the first of their groups, whichever is told first", arguments: 0..<6)
    func once(order: Int) async throws {
        let orders = [
            [home, next, last], [home, last, next], [next, home, last], [next, last, home], [last, home, next],
            [last, next, home],
        ]
        try await LiveHouse.run { house in
            for group in [home, next, last] { house.village.join(anna, group) }
            for group in [next, last] { house.village.join(bram, group) }
            house.village.join(carla, last)
            let all = try await house.listen(anna)
            let two = try await house.listen(bram)
            let one = try await house.listen(carla)
            for number in 1...3 { travel("n\(number)", in: house, told: orders[order]) }
            for number in 1...3 {
                #expect(try await all.event().data == "\(number) neighbour n\(number) home")
                #expect(try await two.event().data == "\(number) neighbour n\(number) next")
                #expect(try await one.event().data == "\(number) neighbour n\(number) last")
            }
            // What comes next is not a word of the same news again.
            house.say("after", in: last)
            for client in [all, two, one] { #expect(try await client.event().data == "4 neighbour after") }
        }
    }

    @Test("a replay tells what the stream would have told, and passes over the rest")
    func replay() async throws {
        try await LiveHouse.run { house in
            for group in [home, next, last] { house.village.join(anna, group) }
            let first = try await house.listen(anna)
            travel("n1", in: house, told: [home, next, last])
            let seen = try #require(try await first.event().id)
            first.close()
            travel("n2", in: house, told: [last])
            house.say("after", in: next)
            // From where it was cut: whatever of the other groups had been passed over by then.
            for cursor in [seen, "\(next).1,\(last).1,\(home).1", "\(next).0,\(last).0,\(home).1"] {
                let client = try await house.listen(anna, cursor: cursor)
                let told = [try await client.event(), try await client.event()]
                #expect(Set(told.map(\.data)) == ["2 neighbour n2 home", "3 neighbour after"], "\(cursor)")
                #expect(told.last?.id?.contains("\(home).2") == true)
                client.close()
            }
            let client = try await house.listen(anna, cursor: seen)
            for _ in 0..<2 { _ = try await client.event() }
            house.say("now", in: last)
            #expect(try await client.event().data == "3 neighbour now")
        }
    }

    @Test("who came to the first group later hears what went before in the other")
    func laterMember() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, next)
            let client = try await house.listen(anna)
            let event = house.village.say("shared", in: home)
            house.village.join(anna, home, since: 2)
            house.hub.membershipChanged(group: home)
            let sequence = house.village.say(
                "forwarded", in: next, after: [Placement(group: home, sequence: event)])
            house.hub.heard(group: next, sequence: sequence)
            #expect(try await client.event().data == "1 neighbour forwarded")
            let reaction = house.village.say("reaction", in: home)
            house.village.say("reaction", in: next, after: [Placement(group: home, sequence: reaction)])
            house.hub.heard(group: home, sequence: reaction)
            house.hub.heard(group: next, sequence: 2)
            #expect(try await client.event().data == "2 neighbour reaction")
            house.say("after", in: next)
            #expect(try await client.event().data == "3 neighbour after")
        }
    }

    @Test("a group that the cursor does not know is not taken to have told anything")
    func unknownToTheCursor() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, next)
            house.village.say(in: next)
            house.village.join(anna, home)
            let event = house.village.say("home", in: home)
            house.village.say("next", in: next, after: [Placement(group: home, sequence: event)])
            let client = try await house.listen(anna, cursor: "\(next).1")
            #expect(try await client.event().data == "2 neighbour next")
        }
    }

    @Test("who leaves the first group is told in the next one")
    func leaving() async throws {
        try await LiveHouse.run { house in
            for group in [home, next] { house.village.join(anna, group) }
            let client = try await house.listen(anna)
            travel("n1", in: house, told: [home, next])
            #expect(try await client.event().data == "1 neighbour n1 home")
            house.village.leave(anna, home)
            house.hub.membershipChanged(group: home)
            travel("n2", in: house, told: [home, next])
            #expect(try await client.event().data == "2 neighbour n2 next")
        }
    }
}
