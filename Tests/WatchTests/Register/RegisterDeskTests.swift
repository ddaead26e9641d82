import Testing
import Watch
import WatchTesting

/// The register proved from end to end, and what is found when somebody with the database at hand meddles with it.
@Suite struct RegisterDeskTests {
    private let group = Street.group.id
    private let store = FakeRegisterStore(chains: [Street.group.id: RegisterWalkTests.chain(4)])

    private func desk(_ seal: FakeSeal = FakeSeal()) -> RegisterDesk {
        RegisterDesk(
            store: store, seal: seal,
            surroundings: Surroundings(
                clock: ManualClock(), randomness: SeededRandomness(), localTime: EuropeanLocalTime()))
    }

    /// Two checkpoints: over four entries, and over six.
    private func checkpointed() async throws -> RegisterDesk {
        let desk = desk()
        #expect(try await desk.checkpoint() == 1)
        store.tamper { $0.chains[group] = RegisterWalkTests.chain(6) }
        #expect(try await desk.checkpoint() == 1)
        return desk
    }

    @Test func whatIsInOrder() async throws {
        let verdict = try await checkpointed().verify()
        #expect(verdict == RegisterDesk.Verdict(chains: 1, entries: 6, checkpoints: 2, flaws: []))
    }

    @Test func nothingIsSignedTwice() async throws {
        let desk = desk()
        #expect(try await desk.checkpoint() == 1)
        #expect(try await desk.checkpoint() == 0)
    }

    @Test func anEmptyRegisterIsInOrder() async throws {
        store.tamper { $0.chains = [:] }
        #expect(
            try await desk().verify() == RegisterDesk.Verdict(chains: 0, entries: 0, checkpoints: 0, flaws: []))
    }

    @Test func aCutTailIsFound() async throws {
        let desk = try await checkpointed()
        store.tamper { $0.chains[group]?.removeLast() }
        #expect(try await desk.verify().flaws == [.cut(group: group, position: 6, checkpoint: 2)])
    }

    @Test func aWholeChainThatIsGoneIsFound() async throws {
        let desk = try await checkpointed()
        store.tamper { $0.chains = [:] }
        let verdict = try await desk.verify()
        #expect(verdict.flaws == [.cut(group: group, position: 1, checkpoint: 1)])
        #expect(verdict.chains == 1)
    }

    @Test func aChainComputedAnewIsFound() async throws {
        let desk = try await checkpointed()
        store.tamper { $0.chains[group] = RegisterWalkTests.chain(6, words: "niets") }
        #expect(try await desk.verify().flaws == [.recomputed(group: group, position: 4, checkpoint: 1)])
    }

    @Test func aForgedCheckpointIsFoundAndNotBelieved() async throws {
        let desk = try await checkpointed()
        store.tamper { contents in
            contents.chains[group] = RegisterWalkTests.chain(6, words: "niets")
            let forged = contents.chains[group]?.last.map { line in
                RegisterHead(group: group, position: 6, hash: line.entry.hash)
            }
            let old = contents.checkpoints[1]
            contents.checkpoints[1] = RegisterCheckpoint(
                number: 2, zone: old.zone, at: old.at, heads: [forged].compactMap { $0 }, key: old.key,
                signature: old.signature)
        }
        #expect(
            try await desk.verify().flaws == [
                .badSignature(checkpoint: 2), .recomputed(group: group, position: 4, checkpoint: 1),
            ])
    }

    @Test func aCheckpointThatIsGoneIsFound() async throws {
        let desk = try await checkpointed()
        store.tamper { _ = $0.checkpoints.removeFirst() }
        #expect(try await desk.verify().flaws == [.badSignature(checkpoint: 1)])
    }

    @Test func anotherKeysSignatureIsNotGood() async throws {
        _ = try await checkpointed()
        let stranger = desk(FakeSeal(key: "another-key"))
        #expect(
            try await stranger.verify().flaws == [.badSignature(checkpoint: 1), .badSignature(checkpoint: 2)])
    }

    @Test func erasedWordsAreNoFlaw() async throws {
        let desk = try await checkpointed()
        store.tamper { contents in
            contents.chains[group] = contents.chains[group]?.map {
                RegisterLine(entry: $0.entry, salt: nil, content: nil)
            }
        }
        #expect(try await desk.verify().flaws == [])
    }

    @Test func theFirstFlawOfEachChainIsNamed() async throws {
        let desk = try await checkpointed()
        store.tamper { contents in
            contents.chains[group]?.remove(at: 1)
            contents.chains[Street.nextGroup.id] = RegisterWalkTests.chain(2)
        }
        let verdict = try await desk.verify()
        #expect(
            verdict.flaws == [
                .missing(group: group, position: 2), .broken(group: Street.nextGroup.id, position: 1),
            ])
        #expect(verdict.chains == 2)
    }
}
