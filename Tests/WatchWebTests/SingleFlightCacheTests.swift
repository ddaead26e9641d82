import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Made once for all who ask, whatever becomes of them.
@Suite("A cache in which each thing is made once") struct SingleFlightCacheTests {
    /// Holds whoever makes something until the test says go, or they are cancelled.
    private struct Gate: Sendable {
        private let gate = AsyncStream.makeStream(of: Void.self)

        func pass() async throws {
            for await _ in gate.stream {}
            try Task.checkCancellation()
        }

        func open() { gate.continuation.finish() }
    }

    private typealias Cache = SingleFlightCache<String, Int>

    private static func until(_ what: String, _ holds: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while !holds() {
            try #require(ContinuousClock.now < end, "\(what): not within half a minute")
            await Task.yield()
        }
    }

    /// Somebody who makes `x` as soon as the gate opens, and who has begun.
    private static func maker(
        _ cache: Cache, _ gate: Gate, _ key: String = "x", isGood: Bool = true,
        _ make: @escaping @Sendable () throws -> Int
    ) async throws -> Task<Int, any Error> {
        let before = cache.counts.makings
        let task = Task {
            try await cache.value(for: key, isGood: { _ in isGood }) { _ in
                try await gate.pass()
                return try make()
            }
        }
        try await until("somebody makes \(key)") { cache.counts.makings > before }
        return task
    }

    /// So many who ask for it besides, and wait.
    private static func waiters(_ cache: Cache, _ count: Int, _ key: String = "x") async throws -> [Task<
        Int, any Error
    >] {
        let before = cache.counts.waiting
        let tasks = (0..<count).map { _ in Task { try await cache.value(for: key) { _ in 2 } } }
        try await until("\(count) wait for \(key)") { cache.counts.waiting == before + count }
        return tasks
    }

    @Test func howeverManyAskItIsMadeOnce() async throws {
        let (cache, gate) = (Cache(), Gate())
        let maker = try await Self.maker(cache, gate) { 1 }
        let waiters = try await Self.waiters(cache, 50)
        gate.open()
        #expect(try await maker.value == 1)
        for waiter in waiters { #expect(try await waiter.value == 1) }
        #expect(try await cache.value(for: "x") { _ in 3 } == 1)
        #expect(cache.counts.makings == 1 && cache.counts.waiting == 0)
    }

    @Test func aFailureIsToldToWhoWaitedAndNotKept() async throws {
        let (cache, gate) = (Cache(), Gate())
        let maker = try await Self.maker(cache, gate) { throw Refusal(.unavailable) }
        let waiters = try await Self.waiters(cache, 5)
        gate.open()
        for task in [maker] + waiters {
            #expect(await Refusal.of { _ = try await task.value }?.code == .unavailable)
        }
        #expect(cache.counts.makings == 1 && cache["x"] == nil)
        #expect(try await cache.value(for: "x") { _ in 3 } == 3)
    }

    @Test func whoWaitsAndGoesAwayIsGoneAtOnce() async throws {
        let (cache, gate) = (Cache(), Gate())
        let maker = try await Self.maker(cache, gate) { 1 }
        let waiters = try await Self.waiters(cache, 3)
        waiters[0].cancel()
        await #expect(throws: CancellationError.self) { try await waiters[0].value }
        #expect(cache.counts.waiting == 2, "it is still being made")
        gate.open()
        #expect(try await maker.value == 1)
        for waiter in waiters.dropFirst() { #expect(try await waiter.value == 1) }
        #expect(cache.counts.makings == 1)
    }

    @Test func whoMakesItAndGoesAwayTakesNobodyAlong() async throws {
        let (cache, gate) = (Cache(), Gate())
        let maker = try await Self.maker(cache, gate) { 1 }
        let waiters = try await Self.waiters(cache, 3)
        maker.cancel()
        await #expect(throws: CancellationError.self) { try await maker.value }
        for waiter in waiters { #expect(try await waiter.value == 2, "one of them has made it") }
        #expect(cache.counts.makings == 2)
    }

    @Test func whoIsGoneAlreadyMakesNothingAndDoesNotWait() async throws {
        let (cache, gate) = (Cache(), Gate())
        let maker = try await Self.maker(cache, gate) { 1 }
        let late = Task {
            // Cancelled before it asks.
            while !Task.isCancelled { await Task.yield() }
            return try await cache.value(for: "x") { _ in 2 }
        }
        late.cancel()
        await #expect(throws: CancellationError.self) { try await late.value }
        gate.open()
        #expect(try await maker.value == 1)
    }

    @Test func nobodyWaitsWhereThereIsOneFromBefore() async throws {
        let cache = Cache()
        #expect(try await cache.value(for: "x") { _ in 1 } == 1)
        let gate = Gate()
        let maker = try await Self.maker(cache, gate, isGood: false) { 2 }
        #expect(try await cache.value(for: "x", isGood: { _ in false }) { _ in 3 } == 1)
        #expect(cache["x"] == 1)
        gate.open()
        #expect(try await maker.value == 2)
        #expect(try await cache.value(for: "x") { _ in 3 } == 2)
        // What fails leaves it as it was, and who makes it is given that.
        await #expect(throws: Refusal.self) {
            try await cache.value(for: "x", isGood: { _ in false }) { _ in throw Refusal(.unavailable) }
        }
        #expect(try await cache.value(for: "x", isGood: { _ in false }) { before in (before ?? 0) * 10 } == 20)
    }

    @Test func onlySoManyAreMadeAtOnce() async throws {
        let (cache, gate) = (Cache(limits: .init(makings: 1)), Gate())
        #expect(try await cache.value(for: "kept") { _ in 1 } == 1)
        let maker = try await Self.maker(cache, gate) { 1 }
        let waiters = try await Self.waiters(cache, 2, "y")
        #expect(try await cache.value(for: "kept", isGood: { _ in false }) { _ in 3 } == 1, "no wait for what is there")
        try await cache.renew("kept") { _ in 3 }
        #expect(cache["kept"] == 1)
        gate.open()
        #expect(try await maker.value == 1)
        for waiter in waiters { #expect(try await waiter.value == 2) }
        #expect(cache.counts.makings == 3)
    }

    @Test func whatWasAskedForIsRenewed() async throws {
        let cache = Cache()
        try await cache.renew("x") { _ in 1 }
        #expect(cache["x"] == nil && cache.counts.makings == 0, "nobody has asked for it")
        #expect(try await cache.value(for: "x") { _ in 1 } == 1)
        try await cache.renew("x") { before in before + 1 }
        #expect(cache["x"] == 2)
        await #expect(throws: Refusal.self) { try await cache.renew("x") { _ in throw Refusal(.unavailable) } }
        #expect(cache["x"] == 2)
        let gate = Gate()
        let maker = try await Self.maker(cache, gate, isGood: false) { 5 }
        try await cache.renew("x") { _ in 9 }
        gate.open()
        #expect(try await maker.value == 5)
        #expect(cache["x"] == 5, "it was being made already")
    }

    @Test func whatNobodyAsksForIsLetGo() async throws {
        let cache = Cache(limits: .init(cost: 20)) { _, value in value }
        #expect(try await cache.value(for: "fixed", isFixed: true) { _ in 1 } == 1)
        for number in 0..<50 {
            #expect(try await cache.value(for: "\(number)") { _ in 2 } == 2)
            #expect(try await cache.value(for: "0") { _ in 3 } == 2, "it is asked for all the time")
            #expect(cache.counts.cost <= 20 + 2 + 1)
        }
        #expect(cache["10"] == nil && cache["49"] == 2)
        try await cache.renew("fixed") { _ in 4 }
        for number in 50..<100 { #expect(try await cache.value(for: "\(number)") { _ in 2 } == 2) }
        #expect(cache["fixed"] == 4 && cache["0"] == nil)
    }
}
