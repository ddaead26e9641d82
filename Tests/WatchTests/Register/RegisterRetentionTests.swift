import Testing
import Watch
import WatchTesting

/// What the register says is erased when its time is over, by country; the chain stands for it.
@Suite struct RegisterRetentionTests {
    private let group = RegisterChain.group(Street.group.id)
    private let clock = ManualClock()

    private var surroundings: Surroundings {
        Surroundings(clock: clock, randomness: SeededRandomness(), localTime: EuropeanLocalTime())
    }

    private func desk(_ store: FakeRegisterStore) -> RegisterDesk {
        RegisterDesk(store: store, seal: FakeSeal(), surroundings: surroundings)
    }

    @Test(arguments: ["NL", "BE"], [1, 2, 500])
    func fiveYearsLaterTheWordsAreGoneAndTheChainHolds(country: String, limit: Int) async throws {
        // Entries of minutes 1 to 6: three of them are older than five years at minute 4.
        let store = FakeRegisterStore(chains: [group: RegisterWalkTests.chain(6)], country: country)
        let desk = desk(store)
        let signing = RegisterSigningDesk(
            store: store, seal: FakeSeal(), marks: FakeRegisterMarks(), surroundings: surroundings)
        #expect(try await signing.checkpoint() == .signing(made: 1))
        clock.set(to: ManualClock.friday + .days(5 * 365) + .minutes(4))
        #expect(try await desk.eraseExpired(limit: limit) == 3)
        #expect(try await desk.eraseExpired(limit: limit) == 0)
        let lines = store.entries(of: group, after: 0, limit: 10)
        #expect(lines.map { $0.content == nil } == [true, true, true, false, false, false])
        #expect(lines.map { $0.salt == nil } == [true, true, true, false, false, false])
        #expect(try await desk.verify() == RegisterDesk.Verdict(chains: 1, entries: 6, checkpoints: 1, flaws: []))
    }

    @Test func whereNoPolicyHoldsNothingIsErased() async throws {
        let store = FakeRegisterStore(chains: [group: RegisterWalkTests.chain(2)], country: "LU")
        clock.advance(by: .days(9_999))
        #expect(try await desk(store).eraseExpired() == 0)
    }
}
