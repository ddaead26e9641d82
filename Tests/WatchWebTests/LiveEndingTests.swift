import NIOCore
import Testing
import Watch
import WatchWeb

/// When a stream changes or ends: memberships, slowness, limits, and the closing of the house.
@Suite("When live streams end", .serialized, .timeLimit(.minutes(6)))
struct LiveEndingTests {
    let street = LiveVillage.group(1)
    let square = LiveVillage.group(2)
    let anna = LiveVillage.person(1)
    let bram = LiveVillage.person(2)

    @Test("who goes is cut, told of it or not, while the others go on", arguments: [true, false])
    func cut(isTold: Bool) async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            house.village.join(bram, street)
            let cut = try await house.listen(anna)
            let other = try await house.listen(bram)
            house.say(in: street)
            #expect(try await cut.event().data == "1 neighbour help")
            house.village.leave(anna, street)
            if isTold { house.hub.membershipChanged(group: street) }
            #expect(try await cut.events(untilThe: .finished, "the end").isEmpty)
            house.say(in: street)
            #expect(try await other.event().data == "1 neighbour help")
            #expect(try await other.event().data == "2 neighbour help")
        }
    }

    @Test("a cut is made although the database had a bad moment", arguments: [LiveVillage.Call.hearers, .hearings])
    func cutAfterFailure(_ call: LiveVillage.Call) async throws {
        // What each hears is asked for again, and not only when keys are looked at.
        try await LiveHouse.run(keyCheck: .seconds(3_600)) { house in
            house.village.join(anna, street)
            let client = try await house.listen(anna)
            house.say(in: street)
            #expect(try await client.event().data == "1 neighbour help")
            house.village.fail(call, times: 3)
            house.village.leave(anna, street)
            house.hub.membershipChanged(group: street)
            #expect(try await client.events(untilThe: .finished, "the end").isEmpty)
        }
    }

    @Test("who goes while their stream opens hears nothing", arguments: [true, false])
    func cutWhileOpening(isFirst: Bool) async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            house.village.join(bram, street)
            var other: SSEClient?
            if !isFirst { other = try await house.listen(bram) }
            let village = house.village
            let hub = house.hub
            village.after(.hearings) {
                village.leave(anna, street)
                hub.membershipChanged(group: street)
                hub.heard(group: street, sequence: village.say(in: street))
            }
            do {
                let client = try await house.listen(anna, cursor: "\(street).0")
                #expect(try await client.events(untilThe: .finished, "the end").isEmpty)
            } catch let answer as SSEClient.Unexpected {
                // Noticed before the answer was given: she is refused, which is as good.
                guard case .head(403, _) = answer.item else { throw answer }
            }
            if let other { #expect(try await other.event().data == "1 neighbour help") }
        }
    }

    @Test("who leaves one of several groups keeps the others; who joins one hears it without opening again")
    func groupsComeAndGo() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            let client = try await house.listen(anna)
            house.village.say("before", in: square)
            house.village.join(anna, square)
            house.hub.membershipChanged(group: square)
            try await house.until("the square is heard") { house.hub.counts.groups == 2 }
            house.say("in the square", in: square)
            let joined = try await client.event()
            #expect(joined.data == "2 neighbour in the square")
            #expect(joined.id == "\(street).0,\(square).2")
            house.village.leave(anna, street)
            house.hub.membershipChanged(group: street)
            try await house.until("the street is no longer heard") { house.hub.counts.groups == 1 }
            house.say("in the street", in: street)
            house.say("in the square", in: square)
            let left = try await client.event()
            #expect(left == SSEEvent(id: "\(square).3", name: "alert-shared", data: "3 neighbour in the square"))
        }
    }

    @Test("who hears no group, or has too many streams, is refused")
    func refusals() async throws {
        var limits = LiveLimits()
        limits.streamsPerPerson = 2
        try await LiveHouse.run(limits: limits) { house in
            func refusal(_ person: PersonId) async throws -> [SSEClient.Item] {
                let client = try await SSEClient.connect(port: house.port)
                try await client.ask("/live", ["Person": person.text])
                guard case .head(let status, _) = try await client.next("a head") else { return [] }
                return [.head(status: status, fields: [:]), try await client.next("a code")]
            }
            #expect(try await refusal(anna) == [.head(status: 403, fields: [:]), .body("not-a-member")])
            house.village.join(anna, street)
            let first = try await house.listen(anna)
            _ = try await house.listen(anna)
            try await house.until("both are counted") { house.hub.counts.streams == 2 }
            #expect(try await refusal(anna) == [.head(status: 429, fields: [:]), .body("too-many-streams")])
            first.close()
            try await house.until("one has gone") { house.hub.counts.streams == 1 }
            _ = try await house.listen(anna)
        }
    }

    @Test("a person's streams end at a word, and their connection serves on")
    func endOfPerson() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            house.village.join(bram, street)
            let client = try await house.listen(anna)
            let other = try await house.listen(bram)
            try await house.until("both are counted") { house.hub.counts.streams == 2 }
            for turn in 1...3 {
                house.hub.end(person: anna)
                #expect(try await client.events(untilThe: .finished, "the end").isEmpty)
                try await client.ask("/live", ["Person": anna.text])
                try await LiveHouse.expectOpening(client)
                try await house.until("it is counted") { house.hub.counts.streams == 2 }
                house.say(in: street)
                #expect(try await client.event().data == "\(turn) neighbour help")
                #expect(try await other.event().data == "\(turn) neighbour help")
            }
        }
    }

    @Test("what is ephemeral reaches those it is for and who listen, without a place in history")
    func ephemeral() async throws {
        try await LiveHouse.run { house in
            let carla = LiveVillage.person(3)
            house.village.join(anna, street)
            house.village.join(bram, street)
            house.village.join(carla, street, as: .coordinator)
            let clients = [
                try await house.listen(anna), try await house.listen(bram), try await house.listen(carla),
            ]
            try await house.until("all are counted") { house.hub.counts.streams == 3 }
            house.hub.sendEphemeral(
                group: street, to: LiveEphemeral(persons: [anna], audiences: [.coordinator]), kind: .reachChanged,
                data: "84 of 91")
            let told = SSEEvent(id: nil, name: "reach-changed", data: "84 of 91")
            #expect(try await clients[0].event() == told)
            #expect(try await clients[2].event() == told)
            house.say(in: street)
            #expect(try await clients[1].event().data == "1 neighbour help")
        }
    }

    /// More than the buffers of both ends take.
    private static let much = String(repeating: "x", count: 60_000)

    @Test("who reads slowly costs the others nothing, and has everything in order once they read")
    func slowReader() async throws {
        // However slow the machine, patience is not what this is about.
        var limits = LiveLimits()
        limits.patience = .seconds(3_600)
        try await LiveHouse.run(limits: limits) { house in
            house.village.join(anna, street)
            house.village.join(bram, street)
            let slow = try await house.listen(anna, isReading: false)
            try await house.until("it is counted") { house.hub.counts.streams == 1 }
            let quick = try await house.listen(bram)
            for sequence in 1...300 {
                house.say(Self.much, in: street)
                #expect(try await quick.event().id == "\(street).\(sequence)")
            }
            try await house.until("the walks are counted") { house.hub.totals.sent >= 300 }
            #expect(house.hub.totals.sent < 600)
            try await slow.read()
            try await LiveHouse.expectOpening(slow)
            for sequence in 1...300 { #expect(try await slow.event().id == "\(street).\(sequence)") }
            house.say(in: street)
            #expect(try await slow.event().id == "\(street).301")
        }
    }

    @Test("who takes nothing for too long is dropped")
    func stuckReader() async throws {
        var limits = LiveLimits()
        limits.patience = .zero
        try await LiveHouse.run(limits: limits, heartbeat: .milliseconds(20)) { house in
            house.village.join(anna, street)
            let stuck = try await house.listen(anna, isReading: false)
            try await house.until("it is counted") { house.hub.counts.streams == 1 }
            for _ in 1...300 { house.say(Self.much, in: street) }
            try await house.until("it is dropped") { house.hub.totals.dropped == 1 }
            #expect(house.hub.counts == LiveHub.Counts(streams: 0, groups: 0))
            stuck.close()
        }
    }

    @Test("the house closes although streams are open: each is ended in order, also one that is stuck")
    func closing() async throws {
        try await LiveHouse.run { house in
            house.village.join(bram, square)
            let stuck = try await house.listen(bram, isReading: false)
            try await house.until("it is counted") { house.hub.counts.streams == 1 }
            for _ in 1...300 { house.say(Self.much, in: square) }
            var clients: [SSEClient] = []
            for number in 11...15 {
                house.village.join(LiveVillage.person(number), street)
                clients.append(try await house.listen(LiveVillage.person(number)))
            }
            house.say(in: street)
            for client in clients { #expect(try await client.event().data == "1 neighbour help") }
            await house.close()
            for client in clients {
                #expect(try await client.events(untilThe: .finished, "the end").isEmpty)
                #expect(try await client.next("the connection closes") == .closed)
            }
            stuck.close()
        }
    }

    @Test("who opens while the house closes keeps it from nothing")
    func openingWhileClosing() async throws {
        try await LiveHouse.run { house in
            house.village.join(anna, street)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 1...15 {
                    tasks.addTask {
                        // It may be served, refused or find no server: the house must close, that is all.
                        guard let client = try? await SSEClient.connect(port: house.port) else { return }
                        try? await client.ask("/live", ["Person": anna.text])
                        while let item = try? await client.next("the end"), item != .closed {}
                    }
                }
                tasks.addTask {
                    try await house.until("some are open") { house.hub.counts.streams > 2 }
                    await house.close()
                }
                try await tasks.waitForAll()
            }
        }
    }
}
