import Testing
import Watch
import WatchTesting

/// What an operator says in the chain itself: another key, or that it goes on from what is there.
@Suite struct RegisterStatementTests {
    private let group = SignedRegister.group
    private let newKey = FakeSeal(key: "new-key")

    // MARK: another key

    @Test func afterAChangeOfKeysTheOldCheckpointsStillCount() async throws {
        let register = try await SignedRegister.checkpointed()
        let change = try await register.signing().handOver(to: newKey)
        #expect(change.number == 4 && change.key == register.seal.key)
        #expect(register.marks.mark?.newest.number == 4)
        // Who has the old key signs no more, and says why.
        register.grow(to: 9)
        #expect(try await register.signing().checkpoint() == .handedOver(checkpoint: 4))
        #expect(register.store.held.checkpoints.count == 4)
        let mark = FakeRegisterMarks(register.marks.mark)
        #expect(try await register.signing(newKey, marks: mark).checkpoint() == .signing(made: 1))
        let verdict = try await register.desk(newKey, marks: mark).verify()
        #expect(verdict.flaws == [] && verdict.checkpoints == 5 && verdict.statements == [change])
        #expect(try await register.desk().verify().flaws == [], "with the old key, too")
        // Once more, and on to a third.
        let third = FakeSeal(key: "third-key")
        _ = try await register.signing(newKey, marks: mark).handOver(to: third)
        register.grow(to: 10)
        #expect(try await register.signing(third, marks: mark).checkpoint() == .signing(made: 1))
        #expect(try await register.desk(third, marks: mark).verify().flaws == [])
        #expect(try await register.desk(marks: FakeRegisterMarks()).verify().flaws == [])
    }

    @Test func saidTwiceItIsSaidOnce() async throws {
        let register = try await SignedRegister.checkpointed()
        let first = try await register.signing().handOver(to: newKey)
        #expect(try await register.signing().handOver(to: newKey) == first)
        #expect(register.store.held.checkpoints.count == 4)
        await #expect(throws: RegisterSigningFault.handedOver(checkpoint: 4)) {
            try await register.signing().handOver(to: FakeSeal(key: "third-key"))
        }
    }

    @Test(arguments: FakeRegisterStore.PowerCutMoment.allCases)
    func aPowerCutLosesNoChange(moment: FakeRegisterStore.PowerCutMoment) async throws {
        let register = try await SignedRegister.checkpointed()
        register.store.tamper { $0.powerCut = moment }
        await #expect(throws: PowerCut.self) { try await register.signing().handOver(to: newKey) }
        register.store.tamper { $0.powerCut = nil }
        let change = try await register.signing().handOver(to: newKey)
        #expect(change.number == 4)
        #expect(register.store.held.checkpoints.count == 4)
        #expect(try await register.desk().verify().flaws == [])
    }

    @Test func whatTheOldKeySignsAfterwardsDoesNotCount() async throws {
        let register = try await SignedRegister.checkpointed()
        _ = try await register.signing().handOver(to: newKey)
        register.grow(to: 9)
        register.signOld(9)
        let flaw = RegisterFlaw.retiredKey(checkpoint: 5, key: register.seal.key)
        #expect(try await register.signing(newKey).checkpoint() == .halted(flaw))
        #expect(try await register.desk(newKey).verify().flaws == [flaw])
    }

    /// Who has the old key and the database cannot put other keys before or after it.
    @Test(arguments: [true, false])
    func aChangeThatOneOfBothHasNotSignedIsNone(isToForger: Bool) async throws {
        let register = try await SignedRegister.checkpointed()
        let forger = FakeSeal(key: "forger")
        let (from, to) = isToForger ? (register.seal, forger) : (forger, register.seal)
        register.store.tamper { contents in
            guard let last = contents.checkpoints.last else { return }
            let draft = RegisterCheckpoint(
                number: 4, zone: "", at: ManualClock.friday, heads: [], key: from.key, signature: [],
                link: RegisterCheckpoint.Link(
                    previous: last.hash(after: [], by: forger),
                    state: RegisterHead.digest(of: contents.signed.values, by: forger),
                    statement: .keyChange(from: from.publicKey, to: to.publicKey, countersignature: [])))
            let bytes = draft.canonical.bytes
            guard let link = draft.link else { return }
            contents.checkpoints.append(
                RegisterCheckpoint(
                    number: 4, zone: "", at: draft.at, heads: [], key: from.key, signature: forger.sign(bytes),
                    link: RegisterCheckpoint.Link(
                        previous: link.previous, state: link.state,
                        statement: .keyChange(
                            from: from.publicKey, to: to.publicKey, countersignature: forger.sign(bytes)))))
        }
        let flaw =
            isToForger
            ? RegisterFlaw.badSignature(checkpoint: 4) : .foreignKey(checkpoint: 4, key: forger.key)
        #expect(try await register.desk().verify().flaws == [flaw])
        #expect(try await register.signing().checkpoint() == .halted(flaw))
    }

    @Test func aServerWithAKeyOfItsOwnSignsNothing() async throws {
        let register = try await SignedRegister.checkpointed()
        register.grow(to: 9)
        #expect(
            try await register.signing(newKey, marks: FakeRegisterMarks()).checkpoint()
                == .halted(.foreignKey(checkpoint: 3, key: register.seal.key)))
    }

    // MARK: going on from what is there

    /// A copy from after the first of three checkpoints was put back.
    private func restored() async throws -> SignedRegister {
        let register = try await SignedRegister.checkpointed()
        register.store.tamper { contents in
            contents.chains[group] = RegisterWalkTests.chain(5)
            contents.checkpoints.removeLast(2)
            contents.signed[group] = contents.checkpoints[0].heads[0]
        }
        #expect(
            try await register.signing().checkpoint() == .halted(.behindMark(mark: 3, newest: 1)))
        return register
    }

    @Test func aCopyThatWasPutBackIsAcceptedKnowingly() async throws {
        let kept = try await SignedRegister.checkpointed().store.held.checkpoints
        let register = try await restored()
        let others = [FakeRegisterMarks(register.marks.mark), FakeRegisterMarks()]
        let acceptance = try await register.signing().accept(reason: "disk broken; copy of 3 May put back")
        #expect(acceptance.number == 4, "no number means two things")
        #expect(acceptance.after == 1 && acceptance.heads.map(\.position) == [5])
        let verdict = try await register.desk().verify(against: kept)
        #expect(verdict.flaws == [] && verdict.statements == [acceptance] && verdict.givenUp == [2, 3])
        register.grow(to: 6, words: "anders")
        register.store.tamper { contents in
            let before = RegisterWalkTests.chain(5)
            contents.chains[group] =
                before + [
                    RegisterLine.following(
                        before[4], chain: group, at: ManualClock.friday, kind: .reactionAdded,
                        subject: .alert(Street.fixed("d1")), message: nil, salt: [1],
                        content: RegisterContent(person: nil, capacity: nil, fields: []))
                ]
        }
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        // Other servers, of which one knows what was given up, follow.
        for other in others {
            #expect(try await register.signing(marks: other).checkpoint() == .signing(made: 0))
            #expect(other.mark == register.marks.mark)
        }
        #expect(try await register.desk().verify().flaws == [])
    }

    @Test func whatIsGivenUpOnceIsNotGivenUpAgain() async throws {
        let register = try await restored()
        _ = try await register.signing().accept(reason: "copy put back")
        register.store.tamper { contents in
            contents.checkpoints.removeLast()
            contents.signed[group] = contents.checkpoints[0].heads[0]
        }
        #expect(
            try await register.signing().checkpoint() == .halted(.behindMark(mark: 4, newest: 1)))
        #expect(try await register.desk().verify().flaws.contains(.behindMark(mark: 4, newest: 1)))
    }

    @Test func afterAForgeryItGoesOnAndStaysTold() async throws {
        let register = try await SignedRegister.checkpointed()
        register.store.tamper { $0.chains[group] = RegisterWalkTests.chain(9, words: "niets") }
        _ = try await register.signing().accept(reason: "forged by an administrator; reported")
        let flaws = [RegisterFlaw.recomputed(chain: group, position: 4, checkpoint: 1)]
        #expect(try await register.desk().verify().flaws == flaws)
        register.grow(to: 10, words: "niets")
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        #expect(try await register.desk().verify().flaws == flaws)
        // From there on it holds again.
        register.grow(to: 10)
        #expect(
            try await register.signing().checkpoint()
                == .halted(.recomputed(chain: group, position: 10, checkpoint: 5)))
    }

    @Test func everythingGoneIsAcceptedToo() async throws {
        let register = try await SignedRegister.checkpointed()
        register.store.tamper { $0 = FakeRegisterStore.Contents(chains: [:]) }
        let acceptance = try await register.signing().accept(reason: "begun anew")
        #expect(acceptance.number == 4 && acceptance.after == 0)
        #expect(try await register.desk().verify().flaws == [])
        register.grow(to: 2)
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
    }

    @Test(arguments: FakeRegisterStore.PowerCutMoment.allCases)
    func aPowerCutWhileItIsAccepted(moment: FakeRegisterStore.PowerCutMoment) async throws {
        let register = try await restored()
        register.store.tamper { $0.powerCut = moment }
        await #expect(throws: PowerCut.self) { try await register.signing().accept(reason: "copy put back") }
        register.store.tamper { $0.powerCut = nil }
        if moment == .beforeKeeping {
            #expect(
                try await register.signing().checkpoint() == .halted(.behindMark(mark: 3, newest: 1)))
            #expect(try await register.signing().accept(reason: "copy put back").number == 5)
        }
        register.grow(to: 6)
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        #expect(try await register.desk().verify().flaws == [])
    }

    @Test func whatIsInOrderIsNotAccepted() async throws {
        let register = try await SignedRegister.checkpointed()
        await #expect(throws: RegisterSigningFault.nothingToAccept) {
            try await register.signing().accept(reason: "to be sure")
        }
    }

    @Test(arguments: ["", String(repeating: "x", count: 501), "two\nlines", "a\u{7F}"])
    func aReasonIsOneLine(reason: String) async throws {
        let register = try await restored()
        await #expect(throws: RegisterSigningFault.badReason) { try await register.signing().accept(reason: reason) }
        #expect(register.store.held.checkpoints.count == 1)
    }

    @Test func whoHasHandedOverAcceptsNothing() async throws {
        let register = try await SignedRegister.checkpointed()
        _ = try await register.signing().handOver(to: newKey)
        await #expect(throws: RegisterSigningFault.handedOver(checkpoint: 4)) {
            try await register.signing().accept(reason: "x")
        }
    }

    // MARK: kept elsewhere

    @Test func whatIsKeptIsReadAgain() async throws {
        let register = SignedRegister(4)
        register.signOld(4)
        register.grow(to: 5)
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        _ = try await register.signing().handOver(to: newKey)
        register.store.tamper { _ = $0.chains[group]?.removeLast() }
        _ = try await register.signing(newKey).accept(reason: "\"ë\" \u{2028}")
        let all = register.store.held.checkpoints
        #expect(all.count == 4)
        #expect(all.map { KeptCheckpoint($0).checkpoint } == all)
    }
}
