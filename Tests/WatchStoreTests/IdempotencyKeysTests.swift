import Testing
import Watch
import WatchStore
import WatchTesting

/// Keys of requests that may be sent again, on every database.
@Suite("Requests that may be sent again")
struct IdempotencyKeysTests {
    /// Says the same with the same key; whether it was taken for said before.
    private func isReplay(_ street: StoreStreet) async throws -> Bool {
        let alert = try await street.share(by: street.bram).alert
        let outcome = try await street.alerts.react(
            .init(kind: .information, text: "hij staat er nog"), to: alert, by: street.anna,
            request: RequestKey(route: "POST /y", key: "one", bodyHash: [1]))
        return outcome.isReplay
    }

    @Test("a key counts as long as it is promised, and is then as good as new", arguments: DatabaseUnderTest.allCases)
    func counts(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            var replays = [try await isReplay(street)]
            street.clock.advance(by: RequestKey.lifetime)
            replays.append(try await isReplay(street))
            street.clock.advance(by: .seconds(1))
            for _ in 1...2 { replays.append(try await isReplay(street)) }
            #expect(replays == [false, true, false, true])
            #expect(try await street.count("SELECT * FROM requests") == 1)
        }
    }

    @Test("what counts no longer is removed by the hour, in portions", arguments: DatabaseUnderTest.allCases)
    func removed(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            for number in 1...5 { _ = try await street.share(by: street.anna, key: "key \(number)") }
            street.clock.advance(by: RequestKey.lifetime)
            street.clock.advance(by: .seconds(1))
            _ = try await street.share(by: street.anna, key: "key 6")
            #expect(try await street.persons.forgetSpent(at: street.clock.now(), limit: 3) == 3)
            #expect(try await street.count("SELECT * FROM requests") == 3)
            try await street.people.tidy()
            #expect(try await street.count("SELECT * FROM requests") == 1)
        }
    }

    @Test("who says something in one group waits for nobody in another", arguments: DatabaseUnderTest.allCases)
    func unrelated(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let square = street.group(StoreStreet.id(102), "Het Plein", south: 52.2)
            try await street.groups.found(square, coordinator: street.stranger)
            // Something old, which somebody removes.
            _ = try await street.share(by: street.anna, key: "old")
            street.clock.advance(by: RequestKey.lifetime)
            street.clock.advance(by: .days(1))
            let paused = PausedDatabase(street.database, before: nil)
            async let first: Void = {
                defer { paused.end() }
                _ = try await street.through(paused).share(by: street.anna, key: "first")
            }()
            while !paused.isReached { await Task.yield() }
            do {
                defer { paused.goOn() }
                _ = try await street.alerts.share(
                    street.report(separate: true), in: square.id, by: street.stranger,
                    request: RequestKey(route: "POST /x", key: "second", bodyHash: [1]))
            }
            try await first
            #expect(!paused.isWaitedFor)
        }
    }
}
