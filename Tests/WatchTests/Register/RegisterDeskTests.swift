import Testing
import Watch
import WatchTesting

/// The register proved from end to end. What is found when somebody meddles with it stands in `RegisterForgeryTests`.
@Suite struct RegisterDeskTests {
    private let group = RegisterChain.group(Street.group.id)

    @Test func whatIsInOrder() async throws {
        let register = try await SignedRegister.checkpointed()
        #expect(
            try await register.desk().verify()
                == RegisterDesk.Verdict(chains: 1, entries: 8, checkpoints: 3, flaws: [], mark: 3))
    }

    @Test func withoutAMarkItIsSaidThatThereWasNone() async throws {
        let register = try await SignedRegister.checkpointed()
        let verdict = try await register.desk(marks: FakeRegisterMarks()).verify()
        #expect(verdict == RegisterDesk.Verdict(chains: 1, entries: 8, checkpoints: 3, flaws: []))
    }

    @Test func anEmptyRegisterIsInOrder() async throws {
        let register = SignedRegister()
        register.store.tamper { $0.chains = [:] }
        #expect(
            try await register.desk().verify() == RegisterDesk.Verdict(chains: 0, entries: 0, checkpoints: 0, flaws: [])
        )
        #expect(try await register.signing().checkpoint() == .signing(made: 0))
        #expect(register.marks.mark == nil)
    }

    @Test func anotherKeyKnowsNoneOfIt() async throws {
        let register = try await SignedRegister.checkpointed()
        // One line for a key, however much it has signed.
        #expect(
            try await register.desk(FakeSeal(key: "another-key"), marks: FakeRegisterMarks()).verify().flaws == [
                .foreignKey(checkpoint: 1, key: register.seal.key)
            ])
    }

    @Test func theFirstFlawOfEachChainIsNamed() async throws {
        let register = try await SignedRegister.checkpointed()
        register.store.tamper { contents in
            contents.chains[group]?.remove(at: 1)
            contents.chains[SignedRegister.next] = RegisterWalkTests.chain(2)
        }
        let verdict = try await register.desk().verify()
        #expect(
            verdict.flaws == [
                .missing(chain: group, position: 2), .broken(chain: SignedRegister.next, position: 1),
            ])
        #expect(verdict.chains == 2)
    }

    @Test func whatIsSignedWhileItIsProvedIsAnotherProofs() async throws {
        let register = try await SignedRegister.checkpointed()
        let scene = register.store.scene()
        register.grow(to: 9)
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        var proof = RegisterProof(scene, mark: register.marks.mark, kept: [], seal: register.seal)
        for checkpoint in register.store.checkpoints(after: 0, limit: 3) { proof.step(checkpoint) }
        proof.end()
        // The mark was read too late here: it would be read first.
        #expect(proof.flaws == [.behindMark(mark: 4, newest: 3)])
    }
}
