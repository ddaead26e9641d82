import NIOCore
import Testing
import Watch
import WatchWeb

/// What a stream tells, and in which order, however badly the hub is told.
@Suite("What live streams tell", .serialized, .timeLimit(.minutes(6)))
struct LiveTellingTests {
    let street = LiveVillage.group(1)
    let square = LiveVillage.group(2)
    let anna = LiveVillage.person(1)
    let bram = LiveVillage.person(2)

    @Test("whoever has seen the answer misses nothing that is said after it")
    func fromTheAnswerOn() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            for _ in 1...20 {
                house.say("before", in: street)
                let client = try await house.listen(anna)
                let sequence = house.say("after", in: street)
                #expect(try await client.event().data == "\(sequence) neighbour after")
                client.close()
            }
        }
    }

    @Test("history over many pages, then what comes")
    func replay() async throws {
        var limits = LiveLimits()
        limits.page = 7
        try await LiveHouse.run(limits: limits) { house in
            house.village.join(anna, street)
            for _ in 1...50 { house.village.say(in: street) }
            let client = try await house.listen(anna, cursor: "\(street).3")
            house.say(in: street)
            for sequence in 4...51 {
                let event = try await client.event()
                #expect(event.id == "\(street).\(sequence)")
                #expect(event.name == "alert-shared")
                #expect(event.data == "\(sequence) neighbour help")
            }
        }
    }

    @Test(
        "a cursor that is malformed, foreign or ahead counts as none",
        arguments: [
            "", "x", "\(LiveVillage.group(1)).1,", "\(LiveVillage.group(1)).-1", "\(LiveVillage.group(9)).0",
            "\(LiveVillage.group(1)).99", String(repeating: "a", count: 40_000),
        ])
    func uselessCursor(_ cursor: String) async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            house.say(in: street)
            let client = try await house.listen(anna, cursor: cursor)
            house.say(in: street)
            #expect(try await client.event().id == "\(street).2")
        }
    }

    @Test("each audience is told its own, and nothing where there is nothing for it")
    func audiences() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            house.village.join(bram, street, as: .police)
            let neighbour = try await house.listen(anna)
            let officer = try await house.listen(bram)
            house.say(in: street, to: [.police])
            house.say(in: street)
            #expect(try await neighbour.event().data == "2 neighbour help")
            #expect(try await officer.event().data == "1 police help")
            #expect(try await officer.event().data == "2 police help")
        }
    }

    @Test("who listens to several groups gets a position in each, and goes on from there")
    func severalGroups() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            house.village.join(anna, square)
            house.say(in: square)
            let first = try await house.listen(anna)
            house.say(in: street)
            let seen = try await first.event().id
            #expect(seen == "\(street).1,\(square).1")
            first.close()
            house.say(in: street)
            house.say(in: square)
            let second = try await house.listen(anna, cursor: seen)
            let events = [try await second.event(), try await second.event()]
            #expect(Set(events.map(\.data)) == ["2 neighbour help"])
            #expect(events.last?.id == "\(street).2,\(square).2")
        }
    }

    @Test("who is cut before anything happened asks for what happened then")
    func cutWhileSilent() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            house.village.say(in: street)
            let first = try await SSEClient.connect(port: house.port)
            try await first.ask("/live", ["Person": anna.text])
            let cursor = try #require(try await LiveHouse.expectOpening(first))
            #expect(cursor == "\(street).1")
            first.close()
            house.say("while away", in: street)
            let second = try await house.listen(anna, cursor: cursor)
            #expect(try await second.event().data == "2 neighbour while away")
        }
    }

    @Test("one fetch serves all who listen, and what nobody listens to is never fetched")
    func sharedFetch() async throws {
        // That Bram hears the square, too, is not noticed meanwhile.
        try await LiveHouse.run(keyCheck: .seconds(60)) { house in
            var clients: [SSEClient] = []
            for number in 1...5 {
                house.village.join(LiveVillage.person(number), street)
                clients.append(try await house.listen(LiveVillage.person(number)))
            }
            house.village.join(bram, square, since: 1)
            // The first stream of a group makes the pump look once by itself.
            house.say(in: street)
            for client in clients { _ = try await client.event() }
            let before = house.village.fetches(of: street)
            let fetched = house.village.fetches(of: square)
            house.hub.heard(group: LiveVillage.group(3), sequence: 1)
            house.village.say(in: LiveVillage.group(3))
            house.say(in: street)
            for client in clients { _ = try await client.event() }
            #expect(house.village.fetches(of: street) == before + 1)
            #expect(house.village.fetches(of: square) == fetched)
            #expect(house.village.fetches(of: LiveVillage.group(3)) == 0)
        }
    }

    @Test("what nobody told comes by comparing, also after the database had a bad moment")
    func lostWords() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            let client = try await house.listen(anna)
            house.say(in: street)
            _ = try await client.event()
            house.village.fail(.events, times: 3)
            house.village.fail(.heads, times: 2)
            house.village.say(in: street)
            #expect(try await client.event().data == "2 neighbour help")
        }
    }

    @Test("silent streams get a sign of life that a page can hear")
    func heartbeat() async throws {
        try await LiveHouse.run(heartbeat: .milliseconds(5)) { house in
            house.village.join(anna, street)
            let client = try await house.listen(anna)
            for _ in 1...3 { #expect(try await client.next("a heartbeat") == .heartbeat) }
        }
    }

    @Test("each event of each group once and in order, with words lost, doubled and late, and pages that come and go")
    func exactlyOnceInOrder() async throws {
        var limits = LiveLimits()
        limits.slice = 2
        limits.page = 5
        let perGroup = 120
        let groups = (1...3).map { LiveVillage.group($0) }
        try await LiveHouse.run(limits: limits) { house in
            for listener in 1...12 {
                for group in groups where listener % 4 == 0 || group == groups[listener % 3] {
                    house.village.join(LiveVillage.person(listener), group, since: 1)
                }
            }
            for group in groups { house.village.say(in: group) }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for listener in 1...12 {
                    let mine = groups.filter { listener % 4 == 0 || $0 == groups[listener % 3] }
                    tasks.addTask { try await follow(house, listener, mine, to: Int64(perGroup)) }
                }
                for publisher in 0..<4 {
                    tasks.addTask { try await publish(house, publisher, groups, perGroup) }
                }
                try await tasks.waitForAll()
            }
        }
    }

    /// Says a quarter of what is said, and tells the hub of it badly.
    private func publish(_ house: LiveHouse, _ publisher: Int, _ groups: [GroupId], _ perGroup: Int) async throws {
        var chance = Chance(seed: UInt64(publisher) + 1)
        var later: [(GroupId, Int64)] = []
        for turn in 1..<perGroup where turn % 4 == publisher {
            for group in groups {
                let sequence = house.village.say(in: group)
                switch chance.below(5) {
                case 0: break
                case 1: later.append((group, sequence))
                case 2:
                    house.hub.heard(group: group, sequence: sequence)
                    house.hub.heard(group: group, sequence: max(1, sequence - 3))
                default: house.hub.heard(group: group, sequence: sequence)
                }
            }
            if chance.below(3) == 0, !later.isEmpty {
                let (group, sequence) = later.remove(at: chance.below(later.count))
                house.hub.heard(group: group, sequence: sequence)
            }
            await Task.yield()
        }
    }

    /// A page that now and then goes away in the middle and comes back with what it saw last.
    private func follow(_ house: LiveHouse, _ listener: Int, _ groups: [GroupId], to last: Int64) async throws {
        var chance = Chance(seed: UInt64(listener) * 77)
        var positions = Dictionary(groups.map { ($0, Int64(0)) }) { first, _ in first }
        while positions.contains(where: { $0.value < last }) {
            let client = try await house.listen(LiveVillage.person(listener), cursor: LiveCursor(positions).text)
            for _ in 0..<(5 + chance.below(60)) where positions.contains(where: { $0.value < last }) {
                let cursor = try #require(
                    try await client.event("\(listener): \(positions)").id.flatMap { LiveCursor($0) })
                let moved = groups.filter { cursor.positions[$0] != positions[$0] }
                #expect(moved.count == 1)
                for group in moved { #expect(cursor.positions[group] == (positions[group] ?? 0) + 1) }
                positions = cursor.positions
            }
            client.close()
        }
    }
}

/// The same luck each time.
private struct Chance {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}
